import Foundation
import Subprocess

/// A folder of its own for the files of one test, and programs that work on them.
struct TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(
            path: "parameter-search-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path() }

    func copy(_ name: String, to other: String) throws -> String {
        try FileManager.default.copyItem(atPath: path(name), toPath: path(other))
        return path(other)
    }

    /// Runs a program and gives what it wrote and how it ended.
    static func run(_ arguments: [String]) async throws -> (
        output: String, status: TerminationStatus
    ) {
        // Subprocess takes names of the PATH; `env` takes any path.
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(arguments), output: .string(limit: 1 << 20),
            error: .discarded)
        return (result.standardOutput, result.terminationStatus)
    }

    /// The program `StudyProcess`, which is built beside the bundle of tests.
    static let studyProcess: String = {
        let bundle = URL(filePath: ProcessInfo.processInfo.arguments[0])
        var folder = bundle.deletingLastPathComponent()
        while folder.path() != "/" {
            let candidate = folder.appending(path: "StudyProcess").path()
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder = folder.deletingLastPathComponent()
        }
        return "StudyProcess"
    }()

    /// Whether the shell of SQLite is there.
    static let hasShell: Bool = {
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return folders.split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/sqlite3")
        }
    }()
}
