import LinearAlgebra
import NameSuggestions
import NeuronEquations
import Probability

/// The bounds of a fit, checked and sorted: from fitted values to what the model is given.
struct TunedParameters: Sendable {
    /// Of the fitted names.
    let prior: JointPrior
    /// The same in all evaluations, of names that the model has.
    let modelConstants: [String: Double]
    /// The columns that the model is given: fitted names and expressions that it has.
    let modelColumns: [String]
    private let constants: [String: Double]
    /// In an order in which each can be computed from those before.
    private let expressions: [(name: String, expression: Expression)]

    /// - Throws: ``OptNeuronError``: bounds reversed, a name that neither the model nor an
    ///   expression has a use for, a cycle, nothing fitted.
    init(
        _ bounds: KeyValuePairs<String, ParameterBound>, model: NeuronModel
    ) throws(OptNeuronError) {
        var factors: [JointPrior.Factor] = []
        var constants: [String: Double] = [:]
        var parsed: [String: Expression] = [:]
        var names: [String] = []
        for (name, bound) in bounds {
            guard !names.contains(name) else { throw .boundTwice(name) }
            names.append(name)
            switch bound {
            case .range(let lower, let upper):
                guard let uniform = try? Uniform(lower: lower, upper: upper) else {
                    throw .bounds(name, lower: lower, upper: upper)
                }
                factors.append(.marginal(name, .uniform(uniform)))
            case .prior(let marginal):
                factors.append(.marginal(name, marginal))
            case .constant(let value):
                guard value.isFinite else { throw .constant(name, value) }
                constants[name] = value
            case .expression(let text):
                parsed[name] = try Self.parse(text, of: name)
            }
        }
        guard let prior = try? JointPrior(factors) else { throw .nothingFitted }
        self.prior = prior
        self.constants = constants
        expressions = try Self.sorted(parsed, among: names)
        let settable = Self.settableNames(model)
        let used = parsed.values.reduce(into: Set<String>()) { $0.formUnion($1.names) }
        for name in names where !settable.contains(name) && !used.contains(name) {
            throw .unknownName(
                name, known: settable, nearest: NearestName.of(name, in: settable))
        }
        modelConstants = constants.filter { settable.contains($0.key) }
        modelColumns = names.filter { constants[$0] == nil && settable.contains($0) }
    }

    /// All of a prior, for a model that computes what depends on it.
    /// - Parameter constants: of names that the model has.
    init(prior: JointPrior, constants: [String: Double]) {
        self.prior = prior
        self.constants = constants
        modelConstants = constants
        modelColumns = prior.names
        expressions = []
    }

    private static func parse(
        _ text: String, of name: String
    ) throws(OptNeuronError) -> Expression {
        do {
            return try Expression(parsing: text)
        } catch {
            throw .expression(name, text, reason: "\(error)")
        }
    }

    /// The expressions so that each stands behind those that it needs.
    private static func sorted(
        _ parsed: [String: Expression], among names: [String]
    ) throws(OptNeuronError) -> [(name: String, expression: Expression)] {
        for (name, expression) in parsed.sorted(by: { $0.key < $1.key }) {
            for other in expression.names.sorted() where !names.contains(other) {
                throw .expression(
                    name, expression.description,
                    reason: "'\(other)' has no bound, expected one of "
                        + names.joined(separator: ", "))
            }
        }
        let own = names.filter { parsed[$0] != nil }
        switch DependencyOrder.outcome(own, needs: parsed.mapValues(\.names)) {
        case .loop(let loop): throw .cycle(loop)
        case .sorted(let order):
            return order.compactMap { name in parsed[name].map { (name, $0) } }
        }
    }

    static func settableNames(_ model: NeuronModel) -> [String] {
        model.parameters.map(\.name) + model.inputs + model.stateVariables.map(\.name)
    }

    var fittedNames: [String] { prior.names }

    /// All names of the bounds with their values.
    /// - Parameter fitted: in the order of ``fittedNames``.
    func values(fitted: [Double]) -> [String: Double] {
        precondition(
            fitted.count == fittedNames.count,
            "\(fitted.count) values for \(fittedNames.count) fitted names")
        var values = constants
        for (name, value) in zip(fittedNames, fitted) { values[name] = value }
        for (name, expression) in expressions {
            values[name] = expression.evaluate { values[$0] } ?? .nan
        }
        return values
    }

    /// What the model is given.
    /// - Parameter fitted: `[sets × fitted names]`.
    /// - Returns: `[sets × modelColumns]`.
    func modelMatrix(fitted: Matrix<Double>) -> Matrix<Double> {
        if modelColumns == fittedNames { return fitted }
        var elements: [Double] = []
        elements.reserveCapacity(fitted.rows * modelColumns.count)
        for row in 0..<fitted.rows {
            let all = values(fitted: Array(fitted.row(row)))
            elements.append(contentsOf: modelColumns.map { all[$0] ?? .nan })
        }
        return Matrix(rows: fitted.rows, columns: modelColumns.count, elements: elements)
    }
}
