/// Why there is no native kernel; the interpreter takes over then.
enum NativeBackendError: Error, CustomStringConvertible {
    /// No C compiler was found.
    case noCompiler
    /// A compiler could not be run, or refused the source.
    case compiler(String, message: String)
    /// The cache directory cannot be used.
    case cache(String, message: String)
    /// The library could not be loaded.
    case loading(String)

    var description: String {
        switch self {
        case .noCompiler:
            "no C compiler found (clang, gcc or cc in PATH, or NEUROSBI_CC)"
        case .compiler(let path, let message):
            "\(path): \(message)"
        case .cache(let path, let message):
            "kernel cache \(path): \(message)"
        case .loading(let message):
            "loading a kernel: \(message)"
        }
    }
}
