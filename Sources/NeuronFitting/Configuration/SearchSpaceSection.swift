import NameSuggestions
import NeuronEquations
public import ParameterSearch
import Probability

/// The keys `parameters` and `joint` of a search, which may have more than a prior can: whole
/// numbers, steps, choices, and parameters that exist in one branch of a choice only.
///
/// ```yaml
/// parameters:
///   rate: {loguniform: [1.0e-4, 1]}
///   size: {uniform: [0, 100], step: 5}
///   layers: {integer: [1, 4]}
///   activation:
///     choice:
///       - relu
///       - {value: elu, weight: 2, parameters: {alpha: {uniform: [0.1, 2]}}}
///   half: size/2
///   offset: 3
/// ```
struct SearchSpaceSection {
    private var parameters: [SearchParameter] = []
    private var constants: [(name: String, value: ParameterValue)] = []
    private var expressions: [(name: String, text: String, place: ConfigurationNode)] = []

    private static let wholeNumbers = ["integer", "loginteger"]
    private static var domains: [String] { Marginal.names + wholeNumbers + ["choice"] }

    init(_ parameters: ConfigurationNode?) throws(ConfigurationError) {
        guard let parameters else { return }
        for (name, node) in try parameters.entries("parameter names with what they may be") {
            try read(name, node)
        }
    }

    /// The space of all that was read.
    /// - Parameters:
    ///   - joint: the key `joint`.
    ///   - place: where mistakes of the whole are reported.
    func space(
        joint: ConfigurationNode?, _ place: ConfigurationNode
    ) throws(ConfigurationError) -> SearchSpace {
        let normal = try joint.map { node throws(ConfigurationError) in
            try ParameterSection(parameters: nil, joint: node).joint
        }
        let derived = try derivedParameters()
        do {
            return try SearchSpace(
                parameters: parameters, joint: normal ?? nil, constants: constants,
                derived: derived)
        } catch {
            throw place.error(error.description)
        }
    }

    private mutating func read(_ name: String, _ node: ConfigurationNode) throws(ConfigurationError)
    {
        if node.isMapping {
            parameters.append(SearchParameter(name: name, domain: try Self.domain(node)))
        } else if let number = node.numberIfAny {
            guard number.isFinite else { throw node.error(expected: "a finite number") }
            let text = try node.text()
            constants.append((name, Int(text).map { .integer($0) } ?? .real(number)))
        } else {
            expressions.append(
                (name, try node.text("a prior, a number or an expression"), node))
        }
    }

    /// Reads what a parameter may be, such as `{uniform: [0, 1]}`.
    private static func domain(_ node: ConfigurationNode) throws(ConfigurationError) -> SearchDomain
    {
        let entries = try node.entries("what it may be, such as {uniform: [0, 1]}")
        let kinds = entries.filter { $0.key != "step" }
        guard kinds.count == 1, let (kind, values) = kinds.first else {
            throw node.error(expected: "one of " + domains.joined(separator: ", "))
        }
        guard domains.contains(kind) else {
            throw node.error(
                "unknown \"\(kind)\", expected one of " + domains.joined(separator: ", ")
                    + suggestion(NearestName.of(kind, in: domains)))
        }
        let stepNode = entries.first { $0.key == "step" }?.value
        if kind == "choice" || wholeNumbers.contains(kind), let stepNode {
            throw stepNode.error("\(kind) has no step")
        }
        if kind == "choice" {
            var options: [SearchOption] = []
            for entry in try values.list("a list of options") { options.append(try option(entry)) }
            return .choice(options)
        }
        if wholeNumbers.contains(kind) {
            let bounds = try values.numbers(count: 2, "two whole numbers, [first, last]")
            guard let first = Int(exactly: bounds[0]), let last = Int(exactly: bounds[1]) else {
                throw values.error(expected: "two whole numbers, [first, last]")
            }
            return kind == "integer" ? .integer(first, last) : .logInteger(first, last)
        }
        let arguments = try values.numbers("a list of numbers")
        let step = try stepNode.map { node throws(ConfigurationError) in try node.positive() }
        do {
            return .prior(try Marginal(name: kind, arguments: arguments), step: step)
        } catch {
            throw values.error(error.description)
        }
    }

    /// An option: a value, or a value with its weight and the parameters of its branch.
    private static func option(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> SearchOption {
        guard node.isMapping else { return SearchOption(try value(node)) }
        let section = try node.section(
            keys: ["value", "weight", "parameters"], "{value: …, weight: …, parameters: …}")
        var option = SearchOption(try value(section.required("value", "a number or a text")))
        if let weight = section["weight"] { option.weight = try weight.positive() }
        if let branch = section["parameters"] {
            for (name, child) in try branch.entries("parameters of the branch") {
                option.parameters.append(
                    SearchParameter(name: name, domain: try domain(child)))
            }
        }
        return option
    }

    private static func value(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> ParameterValue {
        let text = try node.text("a number or a text")
        if let integer = Int(text) { return .integer(integer) }
        return node.numberIfAny.map { .real($0) } ?? .text(text)
    }

    /// The expressions in an order in which each can be computed.
    private func derivedParameters() throws(ConfigurationError) -> [DerivedParameter] {
        var parsed: [String: Expression] = [:]
        for (name, text, place) in expressions {
            do {
                parsed[name] = try Expression(parsing: text)
            } catch {
                throw place.error("\(error)")
            }
        }
        let names = expressions.map(\.name)
        switch DependencyOrder.outcome(names, needs: parsed.mapValues(\.names)) {
        case .loop(let loop):
            guard let place = expressions.first(where: { $0.name == loop[0] })?.place else {
                return []
            }
            throw place.error("expressions need each other: " + loop.joined(separator: " → "))
        case .sorted(let order):
            return order.compactMap { name in
                guard let expression = parsed[name] else { return nil }
                return DerivedParameter(
                    name, from: expression.names.sorted(), definition: expression.description
                ) { inputs in expression.evaluate { inputs[$0] } ?? .nan }
            }
        }
    }
}

extension SearchSpace {
    /// Reads a space from a file of its own with the keys `parameters` and `joint` (SPACE.yaml).
    ///
    /// Besides the priors of a posterior (`{uniform: [0, 1]}`) there are `integer`, `loginteger`, a
    /// `step` beside a prior, and `choice` with weights and branches; a number is a constant, a text
    /// an expression of other names.
    /// - Parameter file: the name that messages use.
    /// - Throws: `ConfigurationError` with line and column.
    public init(configuration text: String, file: String) throws(ConfigurationError) {
        let root = try ConfigurationNode.parse(text, file: file)
        let section = try root.section(keys: ["parameters", "joint"], "keys parameters and joint")
        self = try SearchSpaceSection(section["parameters"])
            .space(joint: section["joint"], section["parameters"] ?? root)
    }
}
