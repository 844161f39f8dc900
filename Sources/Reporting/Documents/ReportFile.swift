internal import Foundation

/// Files of a report, which are either there completely or not at all.
enum ReportFile {
    /// Writes a text as UTF-8.
    static func write(_ text: String, to path: String) throws(ReportingError) {
        try write(Array(text.utf8), to: path)
    }

    /// Writes bytes under a temporary name beside the path and renames; missing folders are made.
    static func write(_ bytes: [UInt8], to path: String) throws(ReportingError) {
        let target = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: target, options: .atomic)
        } catch {
            throw .fileNotWritten(path: path, reason: error.localizedDescription)
        }
    }

    /// Reads a whole file.
    static func read(_ path: String) throws(ReportingError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .fileNotRead(path: path, reason: error.localizedDescription)
        }
    }
}
