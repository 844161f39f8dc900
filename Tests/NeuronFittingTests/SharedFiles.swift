import Foundation

/// Real recordings, which are not part of the package.
enum SharedFiles {
    /// The folder with recordings: `NEUROSBI_SHARED`, or `../shared` beside the package.
    static let folder: String = {
        if let folder = ProcessInfo.processInfo.environment["NEUROSBI_SHARED"] { return folder }
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared").path()
    }()

    static let areThere = FileManager.default.fileExists(atPath: folder + "/recordings")
    static let skipMessage = "the folder ../shared with real recordings is not there"

    static func recording(_ name: String) -> String { folder + "/recordings/" + name }

    /// A file of this package.
    static func example(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Examples/" + name).path()
    }
}
