import ArgumentParser
import Foundation
import NeuroSBI

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(help: "Seed of everything that is random (default: the configuration's, or 1).")
    var seed: UInt64?

    @Option(help: "Threads of simulation and sampling (default: all cores).")
    var threads: Int = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "No progress and no messages, only results and errors.")
    var quiet = false

    @Flag(help: "The result as one JSON object on standard output.")
    var json = false

    func validate() throws {
        guard threads >= 1 else {
            throw ValidationError("--threads is \(threads), expected at least 1")
        }
    }

    /// Says something to a person, unless they asked for quiet.
    func say(_ text: String) {
        if !quiet { StandardError.write(text) }
    }
}

/// Checks of paths before any work starts.
enum Paths {
    /// An existing input.
    static func input(_ path: String, _ meaning: String) throws -> String {
        guard FileManager.default.fileExists(atPath: path) else {
            throw MissingInput(path: path, meaning: meaning)
        }
        return path
    }

    /// An output whose folder exists, so that hours of work are not lost at the end.
    static func output(_ path: String) throws -> String {
        let folder = URL(filePath: path).deletingLastPathComponent().path()
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(
            atPath: folder.isEmpty ? "." : folder, isDirectory: &isFolder)
        guard exists && isFolder.boolValue else {
            throw MissingInput(path: folder, meaning: "a folder to write \(path) into")
        }
        return path
    }
}
