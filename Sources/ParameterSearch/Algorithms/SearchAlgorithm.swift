/// Proposes trials from a table of earlier ones.
///
/// A proposal must be a function of the request and the table alone. An algorithm may keep what it
/// computed from an earlier table, as long as it notices when the table no longer begins with it.
public protocol SearchAlgorithm: Sendable {
    /// Proposes `request.count` trials; pending trials are in the table.
    mutating func suggest(_ request: SuggestionRequest, history: TrialHistory) -> [Suggestion]
}

/// What is asked of an algorithm.
public struct SuggestionRequest: Sendable {
    /// The number of proposals wanted.
    public var count: Int
    /// The number of evaluations that are still possible after the present trials; nil when
    /// nobody knows.
    public var remaining: Int?
    /// The seed of the study. Random numbers are addressed by it and by the trial's number.
    public var seed: UInt64

    /// Puts a request together.
    public init(count: Int, remaining: Int? = nil, seed: UInt64) {
        self.count = count
        self.remaining = remaining
        self.seed = seed
    }
}

/// One proposal.
public struct Suggestion: Sendable, Equatable {
    /// Unit-cube coordinates `[columns]`, options by index, NaN outside of the branch.
    public var coordinates: [Double]
    /// Which part of the algorithm made it.
    public var origin: TrialOrigin

    /// Puts a proposal together.
    public init(coordinates: [Double], origin: TrialOrigin) {
        self.coordinates = coordinates
        self.origin = origin
    }
}
