import Foundation
import NeuroSBI

/// How well the best possible classifier tells a trained posterior from the exact one.
///
/// The score of a classifier two-sample test can in expectation not be above ½ + ½·TV(p, q), the
/// accuracy of Bayes' rule between equally many samples of p and of q (TV is the total variation
/// distance). Where prior and likelihood are known, TV = E_q[max(0, 1 − p/q)] needs samples of the
/// trained posterior only, p being known up to its integral E_q[prior·likelihood/q]. Unlike the
/// test with a network it does not depend on how well that network was trained.
struct BestClassifier {
    /// 0.5 for the exact posterior, 1 where the two do not overlap.
    let accuracy: Double

    init(
        _ task: AccuracyTask, _ posterior: NeuralPosterior, observation: [Double],
        samples count: Int, seed: UInt64
    ) throws {
        let samples = try posterior.sample(observation: observation, count: count, seed: seed)
        let trained = try posterior.logDensity(samples, observation: observation)
        let prior = posterior.prior.logDensity(samples)
        let ratios = (0..<count).map { row in
            exp(
                prior[row] + task.logLikelihood(Array(samples.row(row)), observation)
                    - trained[row])
        }
        let evidence = ratios.reduce(0, +) / Double(count)
        accuracy =
            0.5 + 0.5 * ratios.reduce(0) { $0 + max(0, 1 - $1 / evidence) } / Double(count)
    }
}
