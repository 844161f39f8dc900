import NameSuggestions
import NeuronEquations
import Yams

/// One place in a configuration file: a YAML node that knows the keys that led to it.
///
/// Every accessor says at once what is wrong and where, so the readers of the sections state only
/// what they want.
struct ConfigurationNode {
    let file: String
    let path: String
    let node: Node

    /// Parses a whole file's text.
    static func parse(_ text: String, file: String) throws(ConfigurationError) -> ConfigurationNode
    {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw ConfigurationError(
                    file: file, line: 0, column: 0, path: "",
                    problem: "the text is empty, expected keys such as model and parameters")
            }
            return ConfigurationNode(file: file, path: "", node: node)
        } catch let error as ConfigurationError {
            throw error
        } catch let error as YamlError {
            throw ConfigurationNode.syntaxError(error, file: file)
        } catch {
            throw ConfigurationError(file: file, line: 0, column: 0, path: "", problem: "\(error)")
        }
    }

    private static func syntaxError(_ error: YamlError, file: String) -> ConfigurationError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return ConfigurationError(
                file: file, line: mark.line, column: mark.column, path: "",
                problem: "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "\($0)" }.sorted().joined(separator: ", ")
            return ConfigurationError(
                file: file, line: context.mark.line, column: context.mark.column, path: "",
                problem: "keys are given twice: \(keys)")
        default:
            return ConfigurationError(
                file: file, line: 0, column: 0, path: "", problem: "this is not YAML: \(error)")
        }
    }

    // MARK: Errors

    /// An error at this place.
    func error(_ problem: String) -> ConfigurationError {
        ConfigurationError(
            file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0, path: path,
            problem: problem)
    }

    /// An error that says what was found here and what was expected.
    func error(expected: String) -> ConfigurationError {
        error("found \(found), expected \(expected)")
    }

    /// What stands here, for messages.
    private var found: String {
        switch node {
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "\"\(scalar.string)\""
        case .sequence(let sequence): "a list of \(sequence.count)"
        case .mapping: "keys and values"
        case .alias: "an alias"
        }
    }

    // MARK: Scalars

    var isList: Bool { node.sequence != nil }
    var isMapping: Bool { node.mapping != nil }
    var isNull: Bool { node.scalar.map { ["", "null", "~"].contains($0.string) } ?? false }

    /// The text of a scalar.
    func text(_ expected: String = "a text") throws(ConfigurationError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw error(expected: expected) }
        return text
    }

    /// The number that stands here, or nil where something else does.
    var numberIfAny: Double? {
        guard let scalar = node.scalar else { return nil }
        return Double(scalar.string)
    }

    /// A finite number.
    func number(_ expected: String = "a number") throws(ConfigurationError) -> Double {
        guard let number = numberIfAny, number.isFinite else { throw error(expected: expected) }
        return number
    }

    /// A number above zero.
    func positive(_ expected: String = "a positive number") throws(ConfigurationError) -> Double {
        let number = try number(expected)
        guard number > 0 else { throw error(expected: expected) }
        return number
    }

    /// A whole number of at least `minimum`; forms such as 1e5 count as well.
    func integer(atLeast minimum: Int) throws(ConfigurationError) -> Int {
        let expected = "a whole number of at least \(minimum)"
        guard let integer = Int(exactly: try number(expected)), integer >= minimum else {
            throw error(expected: expected)
        }
        return integer
    }

    /// One of the texts of an enumeration.
    func choice<Value>(_ options: [(name: String, value: Value)]) throws(ConfigurationError)
        -> Value
    {
        let names = options.map(\.name)
        let name = try text("one of " + names.joined(separator: ", "))
        guard let option = options.first(where: { $0.name == name }) else {
            throw error(
                "unknown \"\(name)\", expected one of " + names.joined(separator: ", ")
                    + suggestion(NearestName.of(name, in: names)))
        }
        return option.value
    }

    // MARK: Lists and mappings

    /// The entries of a list.
    func list(_ expected: String) throws(ConfigurationError) -> [ConfigurationNode] {
        guard let sequence = node.sequence else { throw error(expected: expected) }
        return sequence.enumerated().map { index, entry in
            ConfigurationNode(file: file, path: "\(path)[\(index)]", node: entry)
        }
    }

    /// A list of numbers, of a given length if one is stated.
    func numbers(count: Int? = nil, _ expected: String) throws(ConfigurationError) -> [Double] {
        let entries = try list(expected)
        guard count == nil || entries.count == count else { throw error(expected: expected) }
        var numbers: [Double] = []
        for entry in entries { numbers.append(try entry.number()) }
        return numbers
    }

    /// Keys and values in the order of the file.
    func entries(_ expected: String) throws(ConfigurationError) -> [(
        key: String, value: ConfigurationNode
    )] {
        guard let mapping = node.mapping else { throw error(expected: expected) }
        var entries: [(key: String, value: ConfigurationNode)] = []
        for (key, value) in mapping {
            let name = try ConfigurationNode(file: file, path: path, node: key).text("a key")
            entries.append(
                (
                    name,
                    ConfigurationNode(
                        file: file, path: path.isEmpty ? name : "\(path).\(name)", node: value)
                ))
        }
        return entries
    }

    /// The values by key, where only the given keys may occur.
    ///
    /// An unknown key is an error at the key's own place that names the nearest valid one.
    func section(keys known: [String], _ expected: String) throws(ConfigurationError) -> Section {
        guard let mapping = node.mapping else { throw error(expected: expected) }
        var values: [String: ConfigurationNode] = [:]
        for (keyNode, value) in mapping {
            let key = ConfigurationNode(file: file, path: path, node: keyNode)
            let name = try key.text("a key")
            guard known.contains(name) else {
                throw key.error(
                    "unknown key \"\(name)\", expected one of " + known.joined(separator: ", ")
                        + suggestion(NearestName.of(name, in: known)))
            }
            values[name] = ConfigurationNode(
                file: file, path: path.isEmpty ? name : "\(path).\(name)", node: value)
        }
        return Section(place: self, values: values)
    }

    /// A mapping whose keys are known to be valid.
    struct Section {
        let place: ConfigurationNode
        let values: [String: ConfigurationNode]

        subscript(key: String) -> ConfigurationNode? { values[key] }

        /// The text of a key, nil where the key is not there.
        func text(_ key: String) throws(ConfigurationError) -> String? {
            guard let node = values[key] else { return nil }
            return try node.text()
        }

        /// The value of a key that must be there.
        func required(_ key: String, _ meaning: String) throws(ConfigurationError)
            -> ConfigurationNode
        {
            guard let value = values[key] else {
                throw place.error("key \"\(key)\" is missing, expected \(meaning)")
            }
            return value
        }
    }
}

/// The end of a message that names what was probably meant.
func suggestion(_ nearest: String?) -> String {
    nearest.map { "; did you mean \"\($0)\"?" } ?? ""
}
