import Foundation

/// Reads whole files into memory.
enum FileInput {
    /// All bytes of a regular file.
    static func bytes(of path: String) throws(RecordingError) -> [UInt8] {
        try bytes(of: path, atMost: Int.max)
    }

    /// The first bytes of a regular file, as many as there are up to the limit.
    static func bytes(of path: String, atMost limit: Int) throws(RecordingError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .noSuchFile(file: path)
                : .cannotOpen(file: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotOpen(file: path, reason: "found no regular file")
        }
        let size = min(Int(status.st_size), limit)
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Foundation.read(descriptor, buffer.baseAddress! + count, size - count)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                count += got
            }
        }
        guard failure == 0 else {
            throw .cannotOpen(file: path, reason: String(cString: strerror(failure)))
        }
        return bytes
    }
}
