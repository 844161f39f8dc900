import COpenBLAS
import Foundation

/// Selects OpenBLAS's kernels for this processor and owns its thread count.
///
/// Debian's OpenBLAS 0.3.21 does not know recent processors and falls back to its `Prescott`
/// kernels (SSE3 only, about a tenth of the speed). Before the first product of the process the
/// library is told which kernels the processor can run; a user's own `OPENBLAS_CORETYPE` is
/// respected. The symbols are looked up at run time, so another BLAS still links and works.
public enum BLASConfiguration {
    /// The name of the kernels in use, such as `SkylakeX`; `unknown` for another BLAS.
    public static var coreName: String {
        ensureReady()
        return currentCoreName() ?? "unknown"
    }

    /// Names of OpenBLAS cores that do without AVX2; on a processor with AVX2 they are a fallback.
    public static let fallbackCoreNames: Set<String> = [
        "Prescott", "Core2", "Penryn", "Dunnington", "Atom", "Nano", "Nehalem", "Athlon",
        "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat", "Katmai", "Coppermine", "Northwood",
        "Banias", "generic",
    ]

    /// The threads that a single BLAS call may use.
    ///
    /// Leave it at one wherever work is spread over threads outside BLAS: two owners of threads
    /// fight for the same cores.
    public static var threadCount: Int {
        get {
            ensureReady()
            return Int(openblas_get_num_threads())
        }
        set {
            precondition(newValue >= 1, "threadCount is \(newValue), expected at least 1")
            ensureReady()
            openblas_set_num_threads(CInt(newValue))
        }
    }

    /// Makes the selection once for the process; every BLAS call of this module passes here.
    @inline(__always)
    package static func ensureReady() {
        _ = ready
    }

    /// Switches the running process to another core, so that a benchmark can compare two.
    ///
    /// No other thread may be inside BLAS meanwhile.
    /// - Returns: the name of the core that is in use afterwards.
    public static func switchCore(to name: String) -> String {
        ensureReady()
        reinitialise(coreType: name)
        openblas_set_num_threads(1)
        return coreName
    }

    private static let ready: Bool = {
        if getenv("OPENBLAS_CORETYPE") == nil, let found = currentCoreName(),
            let wanted = ProcessorFeatures.current.coreName(insteadOf: found)
        {
            reinitialise(coreType: wanted)
        }
        openblas_set_num_threads(1)
        return true
    }()

    private static func currentCoreName() -> String? {
        guard let symbol = symbol("openblas_get_corename") else { return nil }
        typealias CoreName = @convention(c) () -> UnsafePointer<CChar>?
        return unsafeBitCast(symbol, to: CoreName.self)().map { String(cString: $0) }
    }

    private static func reinitialise(coreType: String) {
        guard let quit = symbol("gotoblas_dynamic_quit"),
            let start = symbol("gotoblas_dynamic_init")
        else { return }
        typealias Procedure = @convention(c) () -> Void
        let own = getenv("OPENBLAS_CORETYPE").map { String(cString: $0) }
        setenv("OPENBLAS_CORETYPE", coreType, 1)
        unsafeBitCast(quit, to: Procedure.self)()
        unsafeBitCast(start, to: Procedure.self)()
        // Processes that this one starts see the environment as the user set it.
        if let own { setenv("OPENBLAS_CORETYPE", own, 1) } else { unsetenv("OPENBLAS_CORETYPE") }
    }

    private static func symbol(_ name: String) -> UnsafeMutableRawPointer? {
        dlsym(dlopen(nil, RTLD_NOW), name)
    }
}
