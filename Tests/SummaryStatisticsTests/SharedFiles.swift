import Foundation

/// The folder of recordings and reference tables that lies beside the package, where it is present.
enum SharedFiles {
    /// `NEUROSBI_SHARED` where set, else `../shared` beside the package.
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["NEUROSBI_SHARED"] {
            return URL(filePath: path)
        }
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared")
    }()

    /// Whether the recordings are there.
    static let arePresent = FileManager.default.fileExists(
        atPath: folder.appending(path: "recordings/efel_reference.json").path)

    /// The path of a recording.
    static func recording(_ name: String) -> String {
        folder.appending(path: "recordings").appending(path: name).path
    }

    /// The sweeps of the Allen Cell Types Database that the reference tables describe.
    static let allenSweeps = [
        "518290966_57", "509881736_39", "566517779_46", "567399060_38", "569469018_44",
    ]
}
