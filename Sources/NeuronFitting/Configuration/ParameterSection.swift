import LinearAlgebra
import NeuronEquations
public import Probability

/// The keys `parameters` and `joint`: what is fitted, constant, or an expression of other names.
///
/// The same form is a file of its own where only a prior is wanted (PRIOR.yaml).
struct ParameterSection {
    /// Independent priors of single parameters, in the order of the file.
    var marginals: [(name: String, prior: Marginal)] = []
    /// A multivariate prior over several names, after the others.
    var joint: MultivariateNormal?
    var constants: [(name: String, value: Double)] = []
    /// Expressions of other names.
    var derived: [(name: String, expression: String)] = []
    /// Numbers with units, to be compared with the model.
    private(set) var numbers: ModelNumbers

    /// Everything that has a prior, in the order of θ's columns.
    var fittedNames: [String] { marginals.map(\.name) + (joint?.names ?? []) }

    /// - Parameter system: the coherent set that numbers with a unit are converted to.
    init(
        parameters: ConfigurationNode?, joint: ConfigurationNode?,
        system: UnitSystem = .nanoampere
    ) throws(ConfigurationError) {
        numbers = ModelNumbers(system: system)
        if let parameters {
            for (name, node) in try parameters.entries("parameter names with their priors") {
                try read(name, node)
            }
        }
        if let joint { self.joint = try readJoint(joint) }
    }

    private mutating func read(_ name: String, _ node: ConfigurationNode) throws(ConfigurationError)
    {
        if node.isMapping {
            marginals.append((name, try node.prior(of: name, &numbers)))
        } else if let number = node.numberIfAny {
            guard number.isFinite else { throw node.error(expected: "a finite number") }
            constants.append((name, number))
        } else {
            let text = try node.text(
                "a prior such as {uniform: [0, 1]}, a number or an expression")
            if NeuronModel.Parameter(name, measured: text) != nil {
                constants.append((name, try numbers.read(node, of: name)))
            } else {
                derived.append((name, text))
            }
        }
    }

    private mutating func readJoint(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> MultivariateNormal {
        let section = try node.section(
            keys: ["multivariatenormal"], "{multivariatenormal: {names, mean, covariance}}")
        let form = "{names: […], mean: […], covariance: [[…], …]}"
        let body = try section.required("multivariatenormal", form)
        let keys = try body.section(keys: ["names", "mean", "covariance"], form)
        var names: [String] = []
        for name in try keys.required("names", "a list of names").list("a list of names") {
            names.append(try name.text("a name"))
        }
        let entries = "a list of \(names.count) numbers"
        let means = try keys.required("mean", entries).list(entries)
        guard means.count == names.count else {
            throw body.error("found \(means.count) means, expected \(entries)")
        }
        var mean: [Double] = []
        for (name, value) in zip(names, means) {
            mean.append(try numbers.read(value, of: name))
        }
        let rows = try keys.required("covariance", "a list of rows")
        var covariance: [[Double]] = []
        for row in try rows.list("a list of rows") {
            covariance.append(
                try row.numbers(count: names.count, "a row of \(names.count) numbers"))
        }
        do {
            return try MultivariateNormal(
                names: names, mean: mean, covariance: Matrix(covariance))
        } catch {
            throw body.error(error.description)
        }
    }

    /// The prior over all fitted parameters.
    func prior(_ place: ConfigurationNode) throws(ConfigurationError) -> JointPrior {
        var factors = marginals.map { JointPrior.Factor.marginal($0.name, $0.prior) }
        if let joint { factors.append(.multivariateNormal(joint)) }
        guard !factors.isEmpty else {
            throw place.error(
                "no parameter has a prior, expected at least one such as g: {uniform: [0, 1]}")
        }
        do {
            return try JointPrior(factors)
        } catch {
            throw place.error(error.description)
        }
    }
}

extension JointPrior {
    /// Reads a prior from a file of its own with the keys `parameters` and `joint` (PRIOR.yaml).
    ///
    /// Constants and expressions have no place in it.
    public init(configuration text: String, file: String) throws {
        let root = try ConfigurationNode.parse(text, file: file)
        let section = try root.section(keys: ["parameters", "joint"], "keys parameters and joint")
        let parameters = try ParameterSection(
            parameters: section["parameters"], joint: section["joint"])
        if let name = parameters.constants.first?.name ?? parameters.derived.first?.name {
            throw root.error("parameter \"\(name)\" has no prior")
        }
        self = try parameters.prior(section["parameters"] ?? root)
    }
}
