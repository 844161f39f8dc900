import NeuroSBI

/// What simulations that a posterior was not trained on say about it.
struct HeldOutChecks {
    let likelihood: HeldOutLikelihood
    /// Nil with fewer simulations than a verdict needs.
    let calibration: CalibrationCheck?

    /// The check that comes with a training, on some of what was held out of it.
    ///
    /// Ranks among a hundred samples are as uniform as among a thousand, and a tenth of the work.
    static func afterTraining(
        _ posterior: NeuralPosterior, on set: SimulationSet, threads: Int, seed: UInt64
    ) async throws -> HeldOutChecks {
        let heldOut = try posterior.heldOut(of: set)
        let some = heldOut.selectingRows(Array(0..<min(heldOut.count, 1_000)))
        return HeldOutChecks(
            likelihood: try HeldOutLikelihood(
                posterior, parameters: some.parameters, statistics: some.statistics),
            calibration: some.count < CalibrationCheck.leastSimulations
                ? nil
                : try await CalibrationCheck(
                    posterior, parameters: some.parameters, statistics: some.statistics,
                    sampleCount: 100, threads: threads, seed: seed))
    }

    /// The findings, a sentence each.
    var lines: [String] {
        let calibration =
            calibration?.verdict
            ?? "calibration was not checked: it needs \(CalibrationCheck.leastSimulations) held-out "
            + "simulations"
        return [calibration, likelihood.verdict]
    }

    /// What is written as JSON.
    func summary(withRanks: Bool = false) -> Summary { Summary(self, withRanks: withRanks) }

    /// Masses of the highest-density regions whose coverage is told.
    static let masses = [0.5, 0.8, 0.9, 0.95]

    struct Summary: Encodable {
        let simulations: Int
        /// Means over the simulations, of the parameters that they were simulated with, in nats.
        let logDensity: Double
        let priorLogDensity: Double
        /// Of the mean difference.
        let standardError: Double?
        /// The following are left out with too few simulations.
        let samples: Int?
        let passes: Bool?
        let verdict: String?
        let pValues: [String: Double]?
        let coverage: [String: Double]?
        let ranks: [String: [Int]]?

        fileprivate init(_ checks: HeldOutChecks, withRanks: Bool) {
            let likelihood = checks.likelihood
            simulations = likelihood.logDensities.count
            logDensity = likelihood.logDensity
            priorLogDensity = likelihood.priorLogDensity
            standardError = simulations > 1 ? likelihood.gainError : nil
            let calibration = checks.calibration
            samples = calibration?.sampleCount
            passes = calibration?.passes()
            verdict = calibration?.verdict
            pValues = calibration.map {
                Dictionary(
                    uniqueKeysWithValues: zip($0.parameterNames, $0.uniformity.map(\.pValue)))
            }
            coverage = calibration.map { check in
                Dictionary(
                    uniqueKeysWithValues: HeldOutChecks.masses.map {
                        ("\($0)", check.coverage(ofMass: $0))
                    })
            }
            ranks =
                withRanks
                ? calibration.map {
                    Dictionary(uniqueKeysWithValues: zip($0.parameterNames, $0.ranks))
                } : nil
        }
    }
}
