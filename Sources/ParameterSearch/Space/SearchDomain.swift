public import Probability

/// The values that one parameter may take, with the prior that a search starts from.
///
/// With a `step` the values are the multiples of the step that lie inside the bounds, and every
/// multiple has the whole of its cell, ends included: `uniform(0, 100, step: 5)` gives each of its
/// 21 values the same probability.
public enum SearchDomain: Equatable, Sendable {
    /// Uniform between two bounds.
    case uniform(Double, Double, step: Double? = nil)
    /// Uniform in the logarithm between two bounds above zero.
    case logUniform(Double, Double, step: Double? = nil)
    /// Normal, without bounds.
    case normal(mean: Double, standardDeviation: Double, step: Double? = nil)
    /// The exponential of a normal with this mean and deviation of the logarithm.
    case logNormal(logMean: Double, logStandardDeviation: Double, step: Double? = nil)
    /// Any distribution of one parameter of the module Probability.
    case prior(Marginal, step: Double? = nil)
    /// Whole numbers from the first to the second, both included.
    case integer(Int, Int)
    /// Whole numbers above zero, uniform in the logarithm.
    case logInteger(Int, Int)
    /// One of several options, which may bring parameters of their own.
    case choice([SearchOption])

    /// One of several equally probable values.
    public static func choice(of values: [ParameterValue]) -> SearchDomain {
        .choice(values.map { SearchOption($0) })
    }
}

/// One option of a choice.
public struct SearchOption: Equatable, Sendable {
    /// What the parameter is when this option is chosen.
    public var value: ParameterValue
    /// Its prior probability, relative to those of the other options.
    public var weight: Double
    /// Parameters that exist only when this option is chosen.
    public var parameters: [SearchParameter]

    /// Makes an option, with a branch of parameters if any are given.
    public init(
        _ value: ParameterValue, weight: Double = 1,
        parameters: KeyValuePairs<String, SearchDomain> = [:]
    ) {
        self.value = value
        self.weight = weight
        self.parameters = parameters.map { SearchParameter(name: $0.key, domain: $0.value) }
    }
}

/// A parameter of a search: its name and what it may be.
public struct SearchParameter: Equatable, Sendable {
    public var name: String
    public var domain: SearchDomain

    /// Pairs a name with a domain.
    public init(name: String, domain: SearchDomain) {
        self.name = name
        self.domain = domain
    }
}

/// A parameter that is computed from others instead of searched.
public struct DerivedParameter: Sendable {
    /// The name under which the result appears.
    public var name: String
    /// The names it is computed from: searched ones, constants, or derived ones before it.
    public var inputs: [String]
    /// The computation, which gets the inputs as numbers.
    public var value: @Sendable (_ inputs: [String: Double]) -> Double
    /// The computation as text, by which a stored study notices that it has changed.
    public var definition: String?

    /// Names the inputs and gives the computation. In a branch where an input does not exist, the
    /// derived parameter does not exist either.
    public init(
        _ name: String, from inputs: [String], definition: String? = nil,
        value: @escaping @Sendable (_ inputs: [String: Double]) -> Double
    ) {
        self.name = name
        self.inputs = inputs
        self.definition = definition
        self.value = value
    }
}
