public import LinearAlgebra
import Probability

extension NeuralPosterior {
    /// Draws from the posterior of one observation on several threads, `[count × parameters]`: the
    /// same samples as on one, bit by bit.
    ///
    /// ```swift
    /// let samples = try await posterior.sample(
    ///     observation: x, count: 100_000, threads: 2, seed: 1)
    /// ```
    /// - Parameters:
    ///   - threads: how many parts of the samples are drawn at a time.
    ///   - seed: with `observationIndex` and the row it addresses the random numbers.
    public func sample(
        observation: [Double], count: Int, threads: Int, seed: UInt64, observationIndex: Int = 0
    ) async throws(PosteriorError) -> Matrix<Double> {
        await sample(
            checked: try row(observation), count: count, threads: threads, seed: seed,
            firstObservation: observationIndex)[0]
    }

    /// Draws from the posterior of every observation on several threads: the same samples as on one.
    ///
    /// - Parameter observations: `[observations × statistics]`.
    /// - Returns: `[count × parameters]` for each observation.
    public func sample(
        observations: Matrix<Double>, count: Int, threads: Int, seed: UInt64
    ) async throws(PosteriorError) -> [Matrix<Double>] {
        try check(observations: observations)
        return await sample(
            checked: observations, count: count, threads: threads, seed: seed, firstObservation: 0)
    }

    /// Each task draws one observation, or where there are fewer of them than threads a part of one.
    private func sample(
        checked observations: Matrix<Double>, count: Int, threads: Int, seed: UInt64,
        firstObservation: Int
    ) async -> [Matrix<Double>] {
        precondition(threads > 0 && count >= 0, "\(count) samples on \(threads) threads")
        guard observations.rows > 0 else { return [] }
        let parts = max(1, threads / observations.rows)
        let size = max(1, (count + parts - 1) / parts)
        let units = (0..<observations.rows).flatMap { observation in
            stride(from: 0, to: count, by: size).map {
                (observation: observation, samples: $0..<min($0 + size, count))
            }
        }
        let drawn = await units.indices.concurrentMap(threads: threads) { number in
            let (observation, samples) = units[number]
            let z = unconstrainedSample(
                observations: observations.selectingRows([observation]), samples: samples,
                seed: seed, firstObservation: firstObservation + observation)
            return prior.fromUnconstrained(z).elements
        }
        return (0..<observations.rows).map { observation in
            let own = units.indices.filter { units[$0].observation == observation }
            return Matrix(
                rows: count, columns: prior.dimension,
                elements: own.count == 1 ? drawn[own[0]] : own.flatMap { drawn[$0] })
        }
    }
}
