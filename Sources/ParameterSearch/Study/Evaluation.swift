/// What one evaluation of a trial gave: a loss for every objective, or nothing.
///
/// An evaluation with a NaN or infinite loss counts as failed, whatever else it says.
public struct Evaluation: Hashable, Sendable {
    /// One number for each objective, smaller is better; empty when the evaluation failed.
    public var losses: [Double]
    /// Amounts by which constraints are violated; a constraint is kept at 0 and below.
    public var constraints: [Double]

    /// The evaluation of a single objective.
    public static func loss(_ loss: Double, constraints: [Double] = []) -> Evaluation {
        Evaluation(losses: [loss], constraints: constraints)
    }

    /// The evaluation of several objectives.
    public static func losses(_ losses: [Double], constraints: [Double] = []) -> Evaluation {
        Evaluation(losses: losses, constraints: constraints)
    }

    /// An evaluation that gave no loss.
    public static let failed = Evaluation(losses: [], constraints: [])

    /// Whether the losses can be used.
    public var isUsable: Bool {
        !losses.isEmpty && losses.allSatisfy(\.isFinite)
            && constraints.allSatisfy { !$0.isNaN && $0 < .infinity }
    }
}

extension Evaluation {
    /// Checks a usable evaluation against the number of objectives, and of constraints once it is
    /// known.
    func check(trial: Int, objectives: Int, constraints known: Int?) throws(StudyError) {
        guard losses.count == objectives else {
            throw .objectiveCount(trial: trial, found: losses.count, expected: objectives)
        }
        guard constraints.count == known ?? constraints.count else {
            throw .constraintCount(
                trial: trial, found: constraints.count, expected: known ?? 0)
        }
    }
}
