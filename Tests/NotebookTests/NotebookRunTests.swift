import Foundation
import Subprocess
import Testing

/// Every notebook runs as a user runs it, with the small version of its problem.
@Suite struct NotebookRunTests {
    /// The folder of the built programs, in or beside the bundle of tests.
    private static func programFolder(of notebook: String) -> String? {
        var folder = URL(filePath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()
        while folder.path() != "/" {
            let candidate = folder.appending(path: notebook).path()
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
                !isFolder.boolValue
            {
                return folder.path()
            }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }

    private func run(_ notebook: String, _ arguments: [String]) async throws -> (
        succeeded: Bool, messages: String
    ) {
        let folder = try #require(Self.programFolder(of: notebook), "\(notebook) is not built")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let result = try await Subprocess.run(
            .name(notebook), arguments: Arguments(arguments),
            environment: .inherit.updating(["PATH": folder + ":" + path]),
            output: .discarded, error: .string(limit: 1 << 20))
        return (result.terminationStatus.isSuccess, result.standardError)
    }

    @Test(arguments: ["HodgkinHuxleyTwoParameters", "RateNeuronFit"])
    func notebooksRunInQuickMode(notebook: String) async throws {
        let output = FileManager.default.temporaryDirectory
            .appending(path: "notebook-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let outcome = try await run(notebook, ["--quick", "--output", output.path()])
        #expect(outcome.succeeded, "\(outcome.messages)")
        let page = try String(contentsOf: output.appending(path: "index.html"), encoding: .utf8)
        for part in ["<h2>Summary</h2>", "class=\"cell-label\"", "class=\"output\""] {
            #expect(page.contains(part), "\(part) is missing")
        }
        #expect(!page.contains("source of this cell is not at hand"))
    }

    @Test(arguments: ["HodgkinHuxleyTwoParameters"])
    func wrongArgumentsEndWithAMessage(notebook: String) async throws {
        let outcome = try await run(notebook, ["--fast"])
        #expect(!outcome.succeeded)
        #expect(outcome.messages.contains("unknown argument '--fast'"))
        #expect(outcome.messages.contains("--quick"))
    }
}
