public import LinearAlgebra
import Probability

/// Simulation-based calibration: ranks of true parameters among samples of their posteriors.
///
/// Talts, Betancourt, Simpson, Vehtari and Gelman 2018 (arXiv 1804.06788): when θ is drawn from the
/// prior and x simulated with it, the rank of θ among samples of the right p(θ | x) is uniform. It
/// must be run on simulations that were not trained on.
///
/// ```swift
/// let check = try CalibrationCheck(
///     posterior, parameters: heldOutTheta, statistics: heldOutX, seed: 3)
/// print(check.verdict)
/// ```
public struct CalibrationCheck: Equatable, Sendable {
    /// The parameters' names.
    public let parameterNames: [String]
    /// How many samples each rank was found among.
    public let sampleCount: Int
    /// `ranks[parameter][simulation]` in 0 … sampleCount: samples below the true value.
    public let ranks: [[Int]]
    /// For each simulation the samples of higher density than the true parameters. Its uniformity
    /// tests all parameters together; rank / sampleCount is the mass of the highest-density region
    /// on whose edge the truth lies.
    ///
    /// A `NeuralPosterior` is ranked by its density relative to the unconstrained coordinates, and
    /// highest-density regions are those of that density. Any function of parameters and
    /// observation has uniform ranks under the right posterior, so the test is as valid as with the
    /// density over θ, which a bounded prior makes grow without limit towards its ends wherever the
    /// learned density is a little wider than the prior.
    public let densityRanks: [Int]

    /// Samples the posterior of every held-out simulation.
    ///
    /// - Parameters:
    ///   - parameters: true θ `[simulations × parameters]`, drawn from the prior; at least 20.
    ///   - statistics: x `[simulations × statistics]` simulated with them, finite or NaN. A
    ///     simulation that lacks what none in the training lacked is left out, as the posterior
    ///     does not answer it.
    ///   - region: what the true θ were drawn from, where that is a truncated prior. Posterior
    ///     samples outside of it are drawn again, because there the prior of these simulations is
    ///     zero; a simulation whose posterior has next to nothing inside is left out.
    ///   - sampleCount: samples of each posterior.
    /// - Complexity: O(simulations × sampleCount × components × parameters²).
    public init(
        _ posterior: NeuralPosterior, parameters: Matrix<Double>, statistics: Matrix<Double>,
        region: TruncatedPrior? = nil, sampleCount: Int = 1_000, seed: UInt64
    ) throws(PosteriorError) {
        try posterior.check(parameters: parameters)
        guard parameters.rows == statistics.rows else {
            throw .shape(
                what: "rows of statistics", found: "\(statistics.rows)",
                expected: "\(parameters.rows)")
        }
        guard parameters.rows >= 20 else {
            throw .shape(
                what: "simulations for calibration", found: "\(parameters.rows)",
                expected: "at least 20")
        }
        try posterior.check(observationColumns: statistics.columns)
        let answerable = posterior.answerableRows(statistics)
        let statistics = statistics.selectingRows(answerable)
        let parameters = parameters.selectingRows(answerable)
        try posterior.check(observations: statistics)
        guard answerable.count >= 20 else {
            throw .shape(
                what: "simulations for calibration that lack no required statistic",
                found: "\(answerable.count)", expected: "at least 20")
        }
        let draws = RegionSamples(
            posterior, observations: statistics, region: region, count: sampleCount, seed: seed)
        guard draws.rows.count >= 20 else {
            throw .shape(
                what: "simulations whose posteriors reach into the truncated prior",
                found: "\(draws.rows.count)", expected: "at least 20")
        }
        let observations = statistics.selectingRows(draws.rows)
        let kept = parameters.selectingRows(draws.rows)
        let densities = posterior.unconstrainedLogDensity(draws.z, observations: observations)
        let isPossible = posterior.prior.containsRows(kept)
        let possible = isPossible.indices.filter { isPossible[$0] }
        var truths = [Double](repeating: -.infinity, count: kept.rows)
        if !possible.isEmpty {
            let z = posterior.prior.toUnconstrained(kept.selectingRows(possible))
            let found = posterior.unconstrainedLogDensity(
                z, observations: observations.selectingRows(possible))
            for (row, density) in zip(possible, found) { truths[row] = density }
        }
        let theta = posterior.prior.fromUnconstrained(draws.z)
        self.init(
            parameterNames: posterior.parameterNames, parameters: kept, sampleCount: sampleCount
        ) { position in
            let range = position * sampleCount..<(position + 1) * sampleCount
            return (theta.selectingRows(range), Array(densities[range]), truths[position])
        }
    }

    /// Takes samples `[sampleCount × parameters]` of any posterior, with their log densities and
    /// that of the true parameters.
    public init(
        parameterNames: [String], parameters: Matrix<Double>, sampleCount: Int,
        samples: (_ simulation: Int) -> (
            samples: Matrix<Double>, logDensities: [Double], logDensityOfTruth: Double
        )
    ) {
        precondition(sampleCount > 0, "\(sampleCount) samples")
        var ranks = [[Int]](
            repeating: [Int](repeating: 0, count: parameters.rows), count: parameters.columns)
        var densityRanks = [Int](repeating: 0, count: parameters.rows)
        for row in 0..<parameters.rows {
            let (draws, densities, densityOfTruth) = samples(row)
            precondition(
                draws.rows == sampleCount && draws.columns == parameters.columns
                    && densities.count == sampleCount,
                "samples [\(draws.rows) × \(draws.columns)], expected "
                    + "[\(sampleCount) × \(parameters.columns)]")
            let truths = Array(parameters.row(row))
            var below = [Int](repeating: 0, count: truths.count)
            for draw in 0..<sampleCount {
                for (column, value) in draws.row(draw).enumerated() where value < truths[column] {
                    below[column] += 1
                }
            }
            for column in below.indices { ranks[column][row] = below[column] }
            densityRanks[row] = densities.count { $0 > densityOfTruth }
        }
        self.parameterNames = parameterNames
        self.sampleCount = sampleCount
        self.ranks = ranks
        self.densityRanks = densityRanks
    }
}

extension CalibrationCheck {
    /// The number of held-out simulations.
    public var simulationCount: Int { densityRanks.count }

    /// The uniformity of each parameter's ranks, in order.
    public var uniformity: [UniformityTest] {
        ranks.map { UniformityTest(ranks: $0, sampleCount: sampleCount) }
    }

    /// The uniformity of the density ranks.
    public var densityUniformity: UniformityTest {
        UniformityTest(ranks: densityRanks, sampleCount: sampleCount)
    }

    /// Whether uniformity is rejected nowhere at this level, corrected by Bonferroni for the number
    /// of parameters and the density ranks.
    public func passes(level: Double = 0.01) -> Bool {
        let tests = uniformity + [densityUniformity]
        return tests.allSatisfy { $0.pValue >= level / Double(tests.count) }
    }

    /// How often the true parameters lay inside the highest-density region of the given mass;
    /// equal to the mass for a calibrated posterior.
    public func coverage(ofMass mass: Double) -> Double {
        let inside = densityRanks.count { Double($0) < mass * Double(sampleCount + 1) }
        return Double(inside) / Double(simulationCount)
    }

    /// The finding in words and numbers, at the 1 % level after Bonferroni.
    public var verdict: String {
        let tests = uniformity + [densityUniformity]
        let limit = 0.01 / Double(tests.count)
        let labels = parameterNames.map { "\"\($0)\"" } + ["all parameters together"]
        let failures = zip(zip(labels, ranks + [densityRanks]), tests).filter {
            $1.pValue < limit
        }
        let basis = "\(simulationCount) held-out simulations, \(sampleCount) samples each"
        let smallest = tests.map(\.pValue).min() ?? 1
        guard !failures.isEmpty else {
            return "calibrated: uniform ranks are not rejected for any parameter "
                + "(smallest p \(Self.short(smallest)), limit \(Self.short(limit)); \(basis))"
        }
        let findings = failures.map { item, test in
            let (label, ranks) = item
            let kind = label == labels.last ? densityShape(ranks) : shape(ranks)
            return "\(label) \(kind) (p \(Self.short(test.pValue)))"
        }
        return "NOT calibrated: " + findings.joined(separator: "; ") + " (\(basis))"
    }

    /// What is wrong with non-uniform ranks: their mean betrays a shift, their spread the width.
    private func shape(_ ranks: [Int]) -> String {
        let (shift, spread) = moments(ranks)
        if abs(shift) > abs(spread) {
            return shift > 0 ? "is estimated too low" : "is estimated too high"
        }
        return spread > 0 ? "has too narrow a posterior" : "has too wide a posterior"
    }

    private func densityShape(_ ranks: [Int]) -> String {
        moments(ranks).shift > 0
            ? "are in too narrow a posterior" : "are in too wide a posterior"
    }

    /// Mean and mean square of u = rank / sampleCount about ½ against a uniform u, both in
    /// standard errors: Var u = 1/12, Var (u − ½)² = 1/180.
    private func moments(_ ranks: [Int]) -> (shift: Double, spread: Double) {
        let count = Double(ranks.count)
        let u = ranks.map { (Double($0) + 0.5) / Double(sampleCount + 1) - 0.5 }
        let mean = u.reduce(0, +) / count
        let square = u.reduce(0) { $0 + $1 * $1 } / count
        return (mean * (12 * count).squareRoot(), (square - 1.0 / 12) * (180 * count).squareRoot())
    }

    private static func short(_ value: Double) -> String {
        guard value >= 1e-4 else {
            return value < 1e-12 ? "below 1e-12" : "below \(powerAbove(value))"
        }
        return "\((value * 1e4).rounded() / 1e4)"
    }

    private static func powerAbove(_ value: Double) -> String {
        var exponent = 4
        while exponent < 12,
            value < 1 / (0..<(exponent + 1)).reduce(1.0, { power, _ in power * 10 })
        {
            exponent += 1
        }
        return "1e-\(exponent)"
    }
}
