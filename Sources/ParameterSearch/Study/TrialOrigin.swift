/// Which part of a search proposed a trial.
///
/// It belongs to the state of a study, because the algorithms find their own earlier proposals by
/// it; its text is what a store keeps.
public enum TrialOrigin: Hashable, Sendable {
    /// A point that the user asked for.
    case enqueued
    /// A draw from the prior.
    case random
    /// A point of the scrambled Sobol sequence.
    case sobol
    /// The joint Parzen estimator.
    case joint
    /// The Parzen estimators of single parameters.
    case univariate
    /// A change of one or two parameters of the best trial.
    case coordinate
    /// A draw around the best trials.
    case elite
    /// The minimum of a quadratic fitted to the losses.
    case quadratic
    /// The covariance-adapting search, by the numbers of its restart and of its generation.
    case covariance(run: Int, generation: Int)
}

extension TrialOrigin: LosslessStringConvertible {
    public var description: String {
        switch self {
        case .enqueued: "enqueued"
        case .random: "random"
        case .sobol: "sobol"
        case .joint: "joint"
        case .univariate: "univariate"
        case .coordinate: "coordinate"
        case .elite: "elite"
        case .quadratic: "quadratic"
        case .covariance(let run, let generation): "covariance \(run) \(generation)"
        }
    }

    public init?(_ description: String) {
        let plain: [TrialOrigin] = [
            .enqueued, .random, .sobol, .joint, .univariate, .coordinate, .elite, .quadratic,
        ]
        if let origin = plain.first(where: { $0.description == description }) {
            self = origin
            return
        }
        let words = description.split(separator: " ")
        guard words.count == 3, words[0] == "covariance", let run = Int(words[1]),
            let generation = Int(words[2])
        else {
            return nil
        }
        self = .covariance(run: run, generation: generation)
    }
}
