import Foundation

/// Recordings that are not part of the package and may be absent.
enum SharedFiles {
    /// The folder `recordings` of the shared folder, nil where that is absent.
    static let recordings: String? = {
        let root =
            ProcessInfo.processInfo.environment["NEUROSBI_SHARED"]
            ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared")
            .path()
        let folder = root + (root.hasSuffix("/") ? "recordings" : "/recordings")
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }()

    static let isAbsentMessage: String =
        "the shared folder beside the package (or NEUROSBI_SHARED) with its recordings is absent"
}

/// A folder for one test, removed with its content when the value goes away.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "neurosbi-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file and gives its path.
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: file(name)))
        return file(name)
    }

    /// Names of the files in the folder, hidden ones too.
    var content: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}
