import Foundation
import Synchronization

/// A file that appears under its name only when it is complete.
///
/// Bytes go to a temporary name in the same folder. `commit()` forces them to the disk and renames
/// the file over the final name; without it the temporary file is removed when the value goes
/// away, so that an interrupted program leaves nothing half-written.
///
/// ```swift
/// let file = try AtomicFile(path: "table.csv")
/// try file.append(Array("a,b\n1,2\n".utf8))
/// try file.commit()
/// ```
public final class AtomicFile: Sendable {
    /// The name that the file has after `commit()`.
    public let path: String
    /// The name that it has until then.
    let temporaryPath: String
    private let descriptor: Int32
    private let isFinished = Atomic<Bool>(false)

    /// Creates the temporary file.
    public init(path: String) throws(FileWritingError) {
        self.path = path
        temporaryPath = Self.temporaryPath(for: path)
        descriptor = open(temporaryPath, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileWritingError(path: path, systemError: errno) }
    }

    deinit {
        if !isFinished.load(ordering: .acquiring) {
            close(descriptor)
            unlink(temporaryPath)
        }
    }

    /// Writes bytes at the end.
    public func append(_ bytes: [UInt8]) throws(FileWritingError) {
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw FileWritingError(path: path, systemError: errno) }
        try check(bytes.withUnsafeBytes { writeAll($0, at: Int(end)) })
    }

    /// Writes values as they lie in memory at a position in bytes counted from the beginning.
    /// Stretches that do not overlap may be written from several threads at once.
    public func write<Element: BitwiseCopyable>(
        _ values: [Element], at offset: Int
    ) throws(FileWritingError) {
        try check(values.withUnsafeBytes { writeAll($0, at: offset) })
    }

    /// Makes the file this long; bytes that were never written are zero.
    public func extend(to size: Int) throws(FileWritingError) {
        try check(ftruncate(descriptor, off_t(size)) == 0 ? 0 : errno)
    }

    /// Forces the bytes to the disk and gives the file its name, replacing one that has it.
    public func commit() throws(FileWritingError) {
        precondition(
            !isFinished.exchange(true, ordering: .acquiringAndReleasing),
            "\(path) is committed already")
        guard fsync(descriptor) == 0 else {
            let reason = errno
            close(descriptor)
            unlink(temporaryPath)
            throw FileWritingError(path: path, systemError: reason)
        }
        close(descriptor)
        try Self.rename(temporaryPath, to: path)
    }

    /// Writes a whole file at once.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileWritingError) {
        let file = try AtomicFile(path: path)
        try file.append(bytes)
        try file.commit()
    }

    /// Writes a whole text file at once, in UTF-8.
    public static func write(_ text: String, to path: String) throws(FileWritingError) {
        try write(Array(text.utf8), to: path)
    }

    private func check(_ systemError: Int32) throws(FileWritingError) {
        guard systemError == 0 else { throw FileWritingError(path: path, systemError: systemError) }
    }

    /// Writes until all is written; the system's error number, 0 for none.
    private func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
        precondition(!isFinished.load(ordering: .acquiring), "\(path) is committed already")
        var done = 0
        while done < bytes.count {
            let written = pwrite(
                descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return written == 0 ? ENOSPC : errno }
            done += written
        }
        return 0
    }

    /// A name in the same folder that nobody else uses: renaming works only inside a file system.
    static func temporaryPath(for path: String) -> String {
        let tag = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let (folder, name) = split(path)
        return (folder == "." ? "" : folder == "/" ? "/" : folder + "/") + ".\(name).\(tag).partial"
    }

    /// Forces a file that another library has written to the disk; removes it on failure.
    static func synchronise(_ temporaryPath: String, for path: String) throws(FileWritingError) {
        let descriptor = open(temporaryPath, O_RDWR | O_CLOEXEC)
        let isSafe = descriptor >= 0 && fsync(descriptor) == 0
        let reason = errno
        if descriptor >= 0 { close(descriptor) }
        guard isSafe else {
            unlink(temporaryPath)
            throw FileWritingError(path: path, systemError: reason)
        }
    }

    /// Renames a complete file and forces the folder's entry to the disk; removes it on failure.
    static func rename(_ temporaryPath: String, to path: String) throws(FileWritingError) {
        guard Foundation.rename(temporaryPath, path) == 0 else {
            let reason = errno
            unlink(temporaryPath)
            throw FileWritingError(path: path, systemError: reason)
        }
        let folder = open(split(path).folder, O_RDONLY | O_CLOEXEC)
        if folder >= 0 {
            // Some file systems refuse to synchronise folders; the file itself is safe.
            fsync(folder)
            close(folder)
        }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
    }
}

/// A file could not be written, with the system's reason.
public struct FileWritingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The final name of the file.
    public let path: String
    /// The system's reason, as text.
    public let reason: String

    /// Takes the reason from an error number of the system.
    init(path: String, systemError: Int32) {
        self.path = path
        reason = String(cString: strerror(systemError))
    }

    public var description: String { "\(path): cannot be written: \(reason)" }
}
