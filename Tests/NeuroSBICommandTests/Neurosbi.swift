import Foundation
import Subprocess

/// The command line tool as it was built, run as a user runs it.
struct Neurosbi {
    struct Outcome {
        let exitCode: Int32
        let output: String
        let messages: String

        /// Standard output as one JSON object.
        func json() throws -> [String: Any] {
            let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
            guard let dictionary = object as? [String: Any] else {
                throw CocoaError(.propertyListReadCorrupt)
            }
            return dictionary
        }
    }

    /// A folder of its own for the files of one test.
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "neurosbi-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path() }

    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
        return path(name)
    }

    /// What is in the folder, sorted.
    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
    }

    func run(_ arguments: String...) async throws -> Outcome { try await run(arguments) }

    /// - Parameter input: what the tool finds on standard input.
    func run(_ arguments: [String], input: String = "") async throws -> Outcome {
        // Subprocess takes names of the PATH; `env` takes any path.
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments([Self.executable] + arguments),
            input: .string(input), output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
        let code: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): 128 + signal
            }
        return Outcome(
            exitCode: code, output: result.standardOutput, messages: result.standardError)
    }

    /// Whether figures can be drawn.
    static let hasGnuplot = (ProcessInfo.processInfo.environment["PATH"] ?? "")
        .split(separator: ":")
        .contains { FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot") }

    /// The tool is built beside the bundle of tests.
    private static let executable: String = {
        let bundle = URL(filePath: ProcessInfo.processInfo.arguments[0])
        var folder = bundle.deletingLastPathComponent()
        while folder.path() != "/" {
            let candidate = folder.appending(path: "neurosbi").path()
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder = folder.deletingLastPathComponent()
        }
        return "neurosbi"
    }()
}
