import RandomStreams

/// Draws every trial from the prior, independently of all others.
public struct RandomSearch: SearchAlgorithm {
    public init() {}

    public mutating func suggest(_ request: SuggestionRequest, history: TrialHistory)
        -> [Suggestion]
    {
        let stream = RandomStream(seed: request.seed, purpose: .search)
        return (0..<request.count).map { offset in
            Self.suggestion(number: history.count + offset, stream: stream, space: history.space)
        }
    }

    /// The draw for one trial: column j from the uniform number at (number, slot j).
    static func suggestion(number: Int, stream: RandomStream, space: SearchSpace) -> Suggestion {
        let point = space.columns.indices.map {
            stream.uniform(index: UInt64(number), slot: UInt32($0))
        }
        return Suggestion(coordinates: space.coordinates(atPriorPoint: point), origin: .random)
    }
}
