import BatchSimulation
import Foundation

/// The kernels that tests compile.
///
/// They are kept beside the build products: the user's cache is neither read nor filled, a fresh
/// clone begins without any, and what is built once is there for the next run. A kernel is a
/// function of its name, so an old one is never wrong.
enum TestKernels {
    static let cache = KernelCache(
        directory: packageFolder.appending(path: ".build/test-kernels"),
        compilers: NativeCompiler.available())

    private static var packageFolder: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// Whether this machine can compile kernels at all.
    static var isCompilerThere: Bool { !cache.compilers.isEmpty }

    /// A new folder that the test removes.
    static func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "neurosbi-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        return folder
    }
}
