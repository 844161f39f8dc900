import NameSuggestions
public import Probability

/// The parameters of a search, with the prior that it starts from.
///
/// ```swift
/// let space = try SearchSpace([
///     "rate": .logUniform(1e-4, 1),
///     "layers": .integer(1, 4),
///     "activation": .choice([
///         SearchOption("relu"),
///         SearchOption("elu", parameters: ["alpha": .uniform(0.1, 2)]),
///     ]),
/// ])
/// ```
///
/// Every column of the space has unit-cube coordinates, the cumulative probability of its prior, so
/// all algorithms see comparable scales. A space says nothing of what the parameters are for.
public struct SearchSpace: Sendable {
    /// The searched parameters as they were given, branches inside their options.
    public let parameters: [SearchParameter]
    /// Parameters with a multivariate normal prior, after the others.
    public let joint: MultivariateNormal?
    /// Values that are the same in every trial.
    public let constants: [(name: String, value: ParameterValue)]
    /// Values computed from others.
    public let derived: [DerivedParameter]
    /// All searched parameters, a choice before the parameters of its branches.
    public let columns: [SearchColumn]
    /// Where the column of a name is.
    let indices: [String: Int]

    /// Checks and lays out a space.
    public init(
        _ parameters: KeyValuePairs<String, SearchDomain>, joint: MultivariateNormal? = nil,
        constants: KeyValuePairs<String, ParameterValue> = [:], derived: [DerivedParameter] = []
    ) throws(SearchSpaceError) {
        try self.init(
            parameters: parameters.map { SearchParameter(name: $0.key, domain: $0.value) },
            joint: joint, constants: constants.map { (name: $0.key, value: $0.value) },
            derived: derived)
    }

    /// Checks and lays out a space that is put together by a program.
    public init(
        parameters: [SearchParameter], joint: MultivariateNormal? = nil,
        constants: [(name: String, value: ParameterValue)] = [], derived: [DerivedParameter] = []
    ) throws(SearchSpaceError) {
        var layout = ColumnLayout()
        for parameter in parameters { try layout.append(parameter, condition: nil) }
        if let joint { try layout.append(joint) }
        guard !layout.columns.isEmpty else { throw .noParameters }
        for constant in constants { try layout.claim(constant.name) }
        for entry in derived {
            for input in entry.inputs where !layout.names.contains(input) {
                throw .unknownInput(
                    derived: entry.name, input: input,
                    nearest: NearestName.of(input, in: layout.names))
            }
            try layout.claim(entry.name)
        }
        self.parameters = parameters
        self.joint = joint
        self.constants = constants
        self.derived = derived
        columns = layout.columns
        indices = Dictionary(
            uniqueKeysWithValues: layout.columns.enumerated().map { ($1.name, $0) })
    }

    /// The space that a prior spans, so that one description serves posterior and search.
    ///
    /// - Parameter parameters: what a posterior cannot have, such as choices, after the prior's.
    public init(
        prior: JointPrior, parameters: [SearchParameter] = [],
        constants: [(name: String, value: ParameterValue)] = [], derived: [DerivedParameter] = []
    ) throws(SearchSpaceError) {
        var marginals: [SearchParameter] = []
        var joint: MultivariateNormal?
        for factor in prior.factors {
            switch factor {
            case .marginal(let name, let marginal):
                marginals.append(SearchParameter(name: name, domain: .prior(marginal)))
            case .multivariateNormal(let normal):
                guard joint == nil else { throw .severalJointPriors }
                joint = normal
            case .confinedMultivariateNormal(let confined):
                throw .confinedJointPrior(names: confined.normal.names)
            }
        }
        try self.init(
            parameters: marginals + parameters, joint: joint, constants: constants,
            derived: derived)
    }

    /// The names of the searched parameters, in the order of the columns.
    public var names: [String] { columns.map(\.name) }

    /// Whether no parameter depends on a choice.
    var isFlat: Bool { columns.allSatisfy { $0.condition == nil } }
}

/// Collects columns and the names that are taken.
private struct ColumnLayout {
    var columns: [SearchColumn] = []
    var names: Set<String> = []

    mutating func claim(_ name: String) throws(SearchSpaceError) {
        guard !name.isEmpty else { throw .emptyName }
        guard names.insert(name).inserted else { throw .duplicateName(name) }
    }

    mutating func append(_ parameter: SearchParameter, condition: SearchColumn.Condition?)
        throws(SearchSpaceError)
    {
        try claim(parameter.name)
        let kind = try parameter.kind()
        let index = columns.count
        columns.append(SearchColumn(name: parameter.name, kind: kind, condition: condition))
        guard case .choice(let options) = kind else { return }
        for (option, content) in options.enumerated() {
            for child in content.parameters {
                try append(child, condition: .init(column: index, option: option))
            }
        }
    }

    mutating func append(_ joint: MultivariateNormal) throws(SearchSpaceError) {
        for (entry, name) in joint.names.enumerated() {
            try claim(name)
            columns.append(SearchColumn(name: name, kind: .joint(entry), condition: nil))
        }
    }
}

extension SearchParameter {
    /// Checks the domain.
    fileprivate func kind() throws(SearchSpaceError) -> SearchColumn.Kind {
        switch domain {
        case .integer(let lower, let upper):
            return .grid(try ValueGrid(lower, upper, logarithmic: false, parameter: name))
        case .logInteger(let lower, let upper):
            return .grid(try ValueGrid(lower, upper, logarithmic: true, parameter: name))
        case .choice(let options):
            try check(options)
            return .choice(options)
        case .uniform(_, _, let step), .logUniform(_, _, let step), .normal(_, _, let step),
            .logNormal(_, _, let step), .prior(_, let step):
            let marginal = try marginal()
            guard let step else { return .continuous(marginal) }
            return .grid(try ValueGrid(marginal, step: step, parameter: name))
        }
    }

    private func marginal() throws(SearchSpaceError) -> Marginal {
        do {
            switch domain {
            case .uniform(let lower, let upper, _):
                return .uniform(try Uniform(lower: lower, upper: upper))
            case .logUniform(let lower, let upper, _):
                return .logUniform(try LogUniform(lower: lower, upper: upper))
            case .normal(let mean, let deviation, _):
                return .normal(try Normal(mean: mean, standardDeviation: deviation))
            case .logNormal(let mean, let deviation, _):
                return .logNormal(
                    try LogNormal(logMean: mean, logStandardDeviation: deviation))
            case .prior(let marginal, _): return marginal
            case .integer, .logInteger, .choice:
                preconditionFailure("\(name) has no distribution of real numbers")
            }
        } catch { throw .prior(parameter: name, error) }
    }

    private func check(_ options: [SearchOption]) throws(SearchSpaceError) {
        guard !options.isEmpty else { throw .noOptions(parameter: name) }
        var values: Set<ParameterValue> = []
        for option in options {
            guard values.insert(option.value).inserted else {
                throw .duplicateOption(parameter: name, value: option.value)
            }
            guard option.weight.isFinite && option.weight > 0 else {
                throw .weight(parameter: name, value: option.value, weight: option.weight)
            }
        }
    }
}
