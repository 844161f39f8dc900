import Foundation

/// Text files that commands read.
enum TextFile {
    static func read(_ path: String, _ meaning: String) throws -> String {
        do {
            return try String(contentsOfFile: Paths.input(path, meaning), encoding: .utf8)
        } catch let error as MissingInput {
            throw error
        } catch {
            throw UnusableInput("\(path): cannot be read as text: \(error.localizedDescription)")
        }
    }
}
