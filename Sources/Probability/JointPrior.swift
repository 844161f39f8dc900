import LinearAlgebra

/// The prior of all parameters: a product of independent factors, in the order of the names.
///
/// ```swift
/// let prior = try JointPrior([
///     .marginal("g_Na", .uniform(Uniform(lower: 0.5, upper: 80))),
///     .marginal("g_K", .logUniform(LogUniform(lower: 1e-4, upper: 15))),
/// ])
/// let parameters = prior.sample(count: 1_000, seed: 1)  // [1000 × 2]
/// ```
public struct JointPrior: Equatable, Sendable {
    /// An independent part of the prior.
    public enum Factor: Equatable, Sendable {
        case marginal(String, Marginal)
        case multivariateNormal(MultivariateNormal)
        case confinedMultivariateNormal(ConfinedMultivariateNormal)
    }

    /// The independent parts, in order.
    public let factors: [Factor]
    /// The parameters' names: columns of every matrix of parameters.
    public let names: [String]
    /// The distribution of each parameter by itself, in the order of `names`. Of a confined
    /// multivariate normal only the supports are exact: between them stands the normal distribution,
    /// cut off there, where the parameter has none of the distributions here.
    public let marginals: [Marginal]

    /// Takes the factors in the order in which their names are to be columns.
    public init(_ factors: [Factor]) throws(PriorError) {
        let names = factors.flatMap(\.names)
        guard !names.isEmpty else { throw .noParameters }
        var seen: Set<String> = []
        for name in names {
            guard !name.isEmpty else { throw .emptyName }
            guard seen.insert(name).inserted else { throw .duplicateName(name) }
        }
        self.factors = factors
        self.names = names
        marginals = factors.flatMap(\.marginals)
    }

    /// The number of parameters.
    public var dimension: Int { names.count }

    /// The lower ends of the supports, −∞ where there is none.
    public var lowerBounds: [Double] { marginals.map(\.support.lowerBound) }

    /// The upper ends of the supports, +∞ where there is none.
    public var upperBounds: [Double] { marginals.map(\.support.upperBound) }

    /// Whether one parameter vector `[dimension]` can be drawn.
    public func contains(_ parameters: some Collection<Double>) -> Bool {
        precondition(
            parameters.count == dimension,
            "\(parameters.count) parameters given for a prior of \(dimension)")
        return containsRows(
            Matrix(rows: 1, columns: dimension, elements: Array(parameters)))[0]
    }
}

extension JointPrior.Factor {
    /// The names of the parameters of this part.
    public var names: [String] {
        switch self {
        case .marginal(let name, _): [name]
        case .multivariateNormal(let normal): normal.names
        case .confinedMultivariateNormal(let confined): confined.normal.names
        }
    }

    /// The distributions of the independent coordinates.
    var axes: [Marginal] {
        switch self {
        case .marginal(_, let marginal): [marginal]
        case .multivariateNormal(let normal):
            [Marginal](repeating: .standardNormal, count: normal.names.count)
        case .confinedMultivariateNormal(let confined): confined.axes
        }
    }

    var marginals: [Marginal] {
        switch self {
        case .marginal(_, let marginal): [marginal]
        case .multivariateNormal(let normal):
            normal.names.indices.map { .normal(normal.marginal(at: $0)) }
        case .confinedMultivariateNormal(let confined):
            confined.normal.names.indices.map { confined.marginal(at: $0) }
        }
    }
}

extension JointPrior: CustomStringConvertible {
    /// One line for each factor, such as `g_Na ~ uniform(0.5, 80.0)`.
    public var description: String {
        factors.map { factor in
            switch factor {
            case .marginal(let name, let marginal): "\(name) ~ \(marginal)"
            case .multivariateNormal(let normal): "\(normal)"
            case .confinedMultivariateNormal(let confined): "\(confined)"
            }
        }.joined(separator: "\n")
    }
}

extension JointPrior: Codable {
    private enum CodingKeys: String, CodingKey { case factors }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(container.decode([Factor].self, forKey: .factors))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(factors, forKey: .factors)
    }
}

extension JointPrior.Factor: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, distribution, multivariateNormal, confinedMultivariateNormal
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if container.contains(.multivariateNormal) {
            self = .multivariateNormal(
                try container.decode(MultivariateNormal.self, forKey: .multivariateNormal))
        } else if container.contains(.confinedMultivariateNormal) {
            self = .confinedMultivariateNormal(
                try container.decode(
                    ConfinedMultivariateNormal.self, forKey: .confinedMultivariateNormal))
        } else {
            self = .marginal(
                try container.decode(String.self, forKey: .name),
                try container.decode(Marginal.self, forKey: .distribution))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .marginal(let name, let marginal):
            try container.encode(name, forKey: .name)
            try container.encode(marginal, forKey: .distribution)
        case .multivariateNormal(let normal):
            try container.encode(normal, forKey: .multivariateNormal)
        case .confinedMultivariateNormal(let confined):
            try container.encode(confined, forKey: .confinedMultivariateNormal)
        }
    }
}
