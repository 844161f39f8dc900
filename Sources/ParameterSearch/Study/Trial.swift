import RealModule

/// One set of parameters that a study proposed, with what came of it.
public struct Trial: Sendable, Equatable {
    /// The position in the study, from 0 in the order of asking.
    public let number: Int
    /// Which part of the search proposed it.
    public let origin: TrialOrigin
    /// The searched parameters of its branch, the constants and the derived parameters.
    public let parameters: [String: ParameterValue]
    /// What was told, in the order of telling; empty while the trial is pending.
    public internal(set) var evaluations: [Evaluation]

    /// Puts a trial together, for instance from a store.
    public init(
        number: Int, origin: TrialOrigin, parameters: [String: ParameterValue],
        evaluations: [Evaluation] = []
    ) {
        self.number = number
        self.origin = origin
        self.parameters = parameters
        self.evaluations = evaluations
    }

    /// Whether nothing has been told yet.
    public var isPending: Bool { evaluations.isEmpty }

    /// Whether it was told and any of its evaluations failed or was not finite.
    public var isFailed: Bool { evaluations.contains { !$0.isUsable } }

    /// The mean loss of the first objective; nil while pending or when failed.
    public var loss: Double? { losses?.first }

    /// The mean loss of every objective over all evaluations; nil while pending or when failed.
    public var losses: [Double]? {
        guard !isPending && !isFailed else { return nil }
        return evaluations[0].losses.indices.map { index in mean { $0.losses[index] } }
    }

    /// The standard deviation of the first objective over the evaluations, with divisor n − 1; nil
    /// with fewer than two.
    public var lossStandardDeviation: Double? {
        guard let loss, evaluations.count > 1 else { return nil }
        let squares = evaluations.map { ($0.losses[0] - loss) * ($0.losses[0] - loss) }
        return (squares.sorted().reduce(0, +) / Double(evaluations.count - 1)).squareRoot()
    }

    /// The sum of the mean violations of all constraints; 0 for a feasible trial, nil while pending
    /// or when failed.
    public var violation: Double? {
        guard !isPending && !isFailed else { return nil }
        return evaluations[0].constraints.indices.reduce(0) { sum, index in
            sum + Swift.max(0, mean { $0.constraints[index] })
        }
    }

    /// A parameter as a number; nil for text and for parameters of other branches.
    public subscript(_ name: String) -> Double? { parameters[name]?.number }

    /// Sums in order of size, so that the order of telling does not change the last digit.
    private func mean(of value: (Evaluation) -> Double) -> Double {
        if evaluations.count == 1 { return value(evaluations[0]) }
        return evaluations.map(value).sorted().reduce(0, +) / Double(evaluations.count)
    }
}
