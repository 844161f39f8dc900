package import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Compiled kernels, in memory and in a directory of the user.
///
/// A file is named by the fingerprint of source, compiler, flags and processor. It is written under
/// another name and renamed, so that processes that build at once do not disturb each other; a
/// damaged one is built anew.
package final class KernelCache: Sendable {
    /// A loaded kernel; the library stays loaded as long as the process lives.
    typealias Function =
        @convention(c) (
            _ registers: UnsafeMutableRawPointer, _ stride: Int, _ lanes: Int, _ instances: Int,
            _ scalars: UnsafeRawPointer, _ stepScalars: UnsafeRawPointer?,
            _ streams: UnsafeRawPointer?, _ stimuli: UnsafeRawPointer, _ stimulusStride: Int,
            _ recordings: UnsafePointer<UnsafeMutableRawPointer>?,
            _ countdowns: UnsafePointer<Int>?, _ firstStep: Int32, _ steps: Int,
            _ spikes: UnsafeMutableRawPointer, _ poisoned: UnsafeMutablePointer<UInt8>
        ) -> Int

    /// The cache of the user.
    package static let standard = KernelCache(
        directory: standardDirectory(ProcessInfo.processInfo.environment),
        compilers: NativeCompiler.available())

    /// How many kernels are kept; the oldest go first.
    private static let capacity = 512

    package let directory: URL
    package let compilers: [NativeCompiler]
    private let loaded = Mutex<[KernelDigest: Entry]>([:])

    /// One kernel: whoever comes first builds it while others wait.
    private final class Entry: Sendable {
        let result = Mutex<Result<Function, NativeBackendError>?>(nil)
    }

    package init(directory: URL, compilers: [NativeCompiler]) {
        self.directory = directory
        self.compilers = compilers
    }

    /// `NEUROSBI_CACHE`, or `neurosbi` in the directory where the system keeps caches of the user.
    static func standardDirectory(_ environment: [String: String]) -> URL {
        if let own = environment["NEUROSBI_CACHE"], !own.isEmpty {
            return URL(fileURLWithPath: own, isDirectory: true)
        }
        let base: URL
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") {
            base = URL(fileURLWithPath: cache, isDirectory: true)
        } else if let user = FileManager.default.urls(
            for: .cachesDirectory, in: .userDomainMask
        ).first {
            base = user
        } else {
            base = FileManager.default.temporaryDirectory
        }
        return base.appending(path: "neurosbi/kernels", directoryHint: .isDirectory)
    }

    /// The kernel of a source, built where it is not there yet.
    func kernel(_ source: NativeSource) throws(NativeBackendError) -> Function {
        guard let compiler = compilers.first else { throw .noCompiler }
        var failure: NativeBackendError?
        for compiler in compilers {
            do {
                return try kernel(source, by: compiler)
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? .compiler(compiler.path, message: "no kernel")
    }

    /// Whether the kernel is at hand without compiling.
    func contains(_ source: NativeSource) -> Bool {
        guard let compiler = compilers.first else { return false }
        let digest = digest(source, compiler)
        if loaded.withLock({ $0[digest] != nil }) { return true }
        return FileManager.default.fileExists(atPath: file(digest).path)
    }

    private func digest(_ source: NativeSource, _ compiler: NativeCompiler) -> KernelDigest {
        let flags = NativeCompiler.flags.joined(separator: " ")
        return KernelDigest("\(compiler.identity)\n\(flags)\n\(source.text)".utf8)
    }

    private func file(_ digest: KernelDigest) -> URL {
        directory.appending(path: digest.hexadecimal + ".so")
    }

    private func kernel(
        _ source: NativeSource, by compiler: NativeCompiler
    ) throws(NativeBackendError) -> Function {
        let digest = digest(source, compiler)
        let entry = loaded.withLock { loaded in
            let entry = loaded[digest] ?? Entry()
            loaded[digest] = entry
            return entry
        }
        let result = entry.result.withLock { known in
            let result =
                known
                ?? Result { () throws(NativeBackendError) in
                    try load(source, digest, compiler)
                }
            known = result
            return result
        }
        return try result.get()
    }

    private func load(
        _ source: NativeSource, _ digest: KernelDigest, _ compiler: NativeCompiler
    ) throws(NativeBackendError) -> Function {
        try prepareDirectory()
        let library = file(digest)
        if !KernelFile.isIntact(library, digest: digest) {
            try build(source, digest, compiler, library)
        }
        guard let handle = dlopen(library.path, RTLD_NOW | RTLD_LOCAL),
            let symbol = dlsym(handle, NativeSource.functionName)
        else {
            throw .loading(dlerror().map { String(cString: $0) } ?? library.path)
        }
        return unsafeBitCast(symbol, to: Function.self)
    }

    private func build(
        _ source: NativeSource, _ digest: KernelDigest, _ compiler: NativeCompiler,
        _ library: URL
    ) throws(NativeBackendError) {
        let name = "\(digest.hexadecimal).\(UUID().uuidString)"
        let text = directory.appending(path: name + ".c")
        let fresh = directory.appending(path: name + ".tmp")
        defer {
            try? FileManager.default.removeItem(at: text)
            try? FileManager.default.removeItem(at: fresh)
        }
        do {
            try Data(source.text.utf8).write(to: text)
        } catch {
            throw .cache(directory.path, message: "\(error.localizedDescription)")
        }
        try compiler.compile(text, to: fresh)
        do {
            try KernelFile.seal(fresh, digest: digest)
        } catch {
            throw .cache(directory.path, message: "\(error.localizedDescription)")
        }
        guard rename(fresh.path, library.path) == 0 else {
            throw .cache(library.path, message: String(cString: strerror(errno)))
        }
        prune()
    }

    /// Makes the directory, and refuses one that others could write to: its files are executed.
    private func prepareDirectory() throws(NativeBackendError) {
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .cache(directory.path, message: error.localizedDescription)
        }
        var status = stat()
        guard stat(directory.path, &status) == 0 else {
            throw .cache(directory.path, message: String(cString: strerror(errno)))
        }
        guard status.st_uid == geteuid() else {
            throw .cache(directory.path, message: "belongs to another user")
        }
        guard status.st_mode & 0o022 == 0 else {
            throw .cache(
                directory.path, message: "others may write to it; expected permissions 700")
        }
    }

    /// Removes the kernels that have been there longest when there are too many.
    private func prune() {
        let files =
            (try? FileManager.default.contentsOfDirectory(
                at: directory, includingPropertiesForKeys: [.contentModificationDateKey])) ?? []
        guard files.count > Self.capacity else { return }
        let dated = files.map { file in
            let values = try? file.resourceValues(forKeys: [.contentModificationDateKey])
            return (file, values?.contentModificationDate ?? .distantPast)
        }
        for (file, _) in dated.sorted(by: { $0.1 < $1.1 }).prefix(files.count - Self.capacity) {
            try? FileManager.default.removeItem(at: file)
        }
    }
}
