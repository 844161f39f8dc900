/// Takes the points of a scrambled Sobol sequence one after the other.
///
/// For a fixed number of trials in moderate dimensions it covers the prior more evenly than
/// independent draws; it learns nothing from losses.
public struct SobolSearch: SearchAlgorithm {
    private var sequence: (seed: UInt64, sequence: SobolSequence)?

    public init() {}

    public mutating func suggest(_ request: SuggestionRequest, history: TrialHistory)
        -> [Suggestion]
    {
        let first = history.origins.count { $0 == .sobol }
        let sequence = sequence(seed: request.seed, space: history.space)
        return (0..<request.count).map { offset in
            Suggestion(
                coordinates: history.space.coordinates(
                    atPriorPoint: sequence.point(first + offset)),
                origin: .sobol)
        }
    }

    private mutating func sequence(seed: UInt64, space: SearchSpace) -> SobolSequence {
        if let sequence, sequence.seed == seed { return sequence.sequence }
        let made = SobolSequence(dimensions: space.columns.count, seed: seed)
        sequence = (seed, made)
        return made
    }
}
