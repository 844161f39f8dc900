/// What is wrong with a configuration file, and where.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// The file, or another name of the text.
    public let file: String
    /// From 1; 0 where the mistake has no place of its own.
    public let line: Int
    /// From 1, in characters; 0 where the mistake has no place of its own.
    public let column: Int
    /// The keys that lead to the place, joined by dots; empty at the top.
    public let path: String
    /// What was found and what was expected.
    public let problem: String

    /// The place, then what was found and what was expected.
    public var description: String {
        let place = line > 0 ? "\(file), line \(line), column \(column)" : file
        return path.isEmpty ? "\(place): \(problem)" : "\(place): \(path): \(problem)"
    }
}
