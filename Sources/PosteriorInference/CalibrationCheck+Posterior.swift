import DensityEstimation
public import LinearAlgebra
import Probability

extension CalibrationCheck {
    /// Fewer simulations than this would show nothing but the coarsest mistakes.
    public static let leastSimulations = 20

    /// Samples the posterior of every held-out simulation.
    ///
    /// A simulation's ranks depend on nothing but itself, its place among the others and the seed:
    /// not on the threads.
    /// - Parameters:
    ///   - parameters: true θ `[simulations × parameters]`, drawn from the prior; at least
    ///     `leastSimulations`.
    ///   - statistics: x `[simulations × statistics]` simulated with them, finite or NaN. A
    ///     simulation that lacks what none in the training lacked is left out, as the posterior
    ///     does not answer it.
    ///   - region: what the true θ were drawn from, where that is a truncated prior. Posterior
    ///     samples outside of it are drawn again, because there the prior of these simulations is
    ///     zero; a simulation whose posterior has next to nothing inside is left out.
    ///   - sampleCount: samples of each posterior.
    ///   - densitySampleCount: the density ranks are found among so many of them, or among all where
    ///     there are fewer. Ranks among 100 samples are as uniform as those among 1,000, and their
    ///     histogram is not finer than that; the density costs several times what a sample does.
    ///   - threads: how many simulations are worked on at a time.
    /// - Complexity: O(simulations × sampleCount × components × parameters²).
    public init(
        _ posterior: NeuralPosterior, parameters: Matrix<Double>, statistics: Matrix<Double>,
        region: TruncatedPrior? = nil, sampleCount: Int = 1_000, densitySampleCount: Int = 100,
        threads: Int = 1, seed: UInt64
    ) async throws(PosteriorError) {
        precondition(
            sampleCount > 0 && densitySampleCount > 0 && threads > 0,
            "\(sampleCount) samples, densities of \(densitySampleCount), \(threads) threads")
        try posterior.check(parameters: parameters)
        guard parameters.rows == statistics.rows else {
            throw .shape(
                what: "rows of statistics", found: "\(statistics.rows)",
                expected: "\(parameters.rows)")
        }
        guard parameters.rows >= Self.leastSimulations else {
            throw .shape(
                what: "simulations for calibration", found: "\(parameters.rows)",
                expected: "at least \(Self.leastSimulations)")
        }
        try posterior.check(observationColumns: statistics.columns)
        let answerable = posterior.answerableRows(statistics)
        let statistics = statistics.selectingRows(answerable)
        try posterior.check(observations: statistics)
        guard answerable.count >= Self.leastSimulations else {
            throw .shape(
                what: "simulations for calibration that lack no required statistic",
                found: "\(answerable.count)", expected: "at least \(Self.leastSimulations)")
        }
        let ranking = Ranking(
            posterior: posterior, parameters: parameters.selectingRows(answerable),
            statistics: statistics, region: region, sampleCount: sampleCount,
            densitySampleCount: min(densitySampleCount, sampleCount), seed: seed)
        let simulations = await ranking.ranks(threads: threads)
        guard simulations.count >= Self.leastSimulations else {
            throw .shape(
                what: "simulations whose posteriors reach into the truncated prior",
                found: "\(simulations.count)", expected: "at least \(Self.leastSimulations)")
        }
        self.init(
            parameterNames: posterior.parameterNames, sampleCount: sampleCount,
            densitySampleCount: ranking.densitySampleCount, simulations: simulations)
    }
}

/// Ranks held-out simulations, a few at a time.
private struct Ranking: Sendable {
    let posterior: NeuralPosterior
    let parameters: Matrix<Double>
    let statistics: Matrix<Double>
    let region: TruncatedPrior?
    let sampleCount: Int
    let densitySampleCount: Int
    let seed: UInt64

    /// Simulations that a thread takes at a time, whatever the number of threads.
    private static let block = 8

    /// The ranks of all simulations that the region does not exclude, in order.
    func ranks(threads: Int) async -> [CalibrationCheck.SimulationRanks] {
        let blocks = stride(from: 0, to: statistics.rows, by: Self.block).map {
            $0..<min($0 + Self.block, statistics.rows)
        }
        return await blocks.indices.concurrentMap(threads: threads) { ranks(of: blocks[$0]) }
            .flatMap { $0 }
    }

    private func ranks(of block: Range<Int>) -> [CalibrationCheck.SimulationRanks] {
        let draws = RegionSamples(
            posterior, observations: statistics.selectingRows(block), region: region,
            count: sampleCount, seed: seed, firstObservation: block.lowerBound)
        guard !draws.rows.isEmpty else { return [] }
        let rows = draws.rows.map { block.lowerBound + $0 }
        let truths = parameters.selectingRows(rows)
        let densities = logDensities(of: draws.z, truths, statistics.selectingRows(rows))
        let theta = posterior.prior.fromUnconstrained(draws.z)
        let size = sampleCount * theta.columns
        let each = densitySampleCount + 1
        return rows.indices.map { position in
            let first = position * each
            return CalibrationCheck.SimulationRanks(
                of: truths.row(position),
                among: theta.elements[position * size..<(position + 1) * size],
                densities: densities[first..<first + densitySampleCount],
                densityOfTruth: densities[first + densitySampleCount])
        }
    }

    /// The log densities over z of the first samples of each simulation, and after them that of the
    /// true parameters, −∞ outside of the prior.
    ///
    /// Single precision: the samples that it orders in another way are as dense as the truth to some
    /// 1e-6, which left the histograms of 2,000 ranks among 100 samples as they were.
    private func logDensities(
        of z: Matrix<Double>, _ truths: Matrix<Double>, _ observations: Matrix<Double>
    ) -> [Double] {
        let isPossible = posterior.prior.containsRows(truths)
        let trueZ = posterior.prior.toUnconstrained(truths)
        var places: [Double] = []
        places.reserveCapacity(truths.rows * (densitySampleCount + 1) * z.columns)
        for position in 0..<truths.rows {
            let first = position * sampleCount * z.columns
            places += z.elements[first..<first + densitySampleCount * z.columns]
            if isPossible[position] {
                places += trueZ.row(position)
            } else {
                places += repeatElement(0, count: z.columns)
            }
        }
        let each = densitySampleCount + 1
        var densities = posterior.unconstrainedLogDensity(
            Matrix(rows: truths.rows * each, columns: z.columns, elements: places),
            observations: observations, precision: .single)
        for position in isPossible.indices where !isPossible[position] {
            densities[position * each + densitySampleCount] = -.infinity
        }
        return densities
    }
}
