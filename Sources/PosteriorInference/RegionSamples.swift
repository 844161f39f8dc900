import LinearAlgebra
import Probability

/// The same number of posterior samples for each of several observations, all inside of a region.
struct RegionSamples {
    /// The observations that have enough samples inside of the region, ascending.
    let rows: [Int]
    /// Unconstrained coordinates, `[rows.count · count × parameters]`.
    let z: Matrix<Double>

    /// Draws again what lies outside of the region; an observation of which one sample in a hundred
    /// is not inside is left out.
    ///
    /// - Parameter firstObservation: the address of the first observation; the others follow.
    init(
        _ posterior: NeuralPosterior, observations: Matrix<Double>, region: TruncatedPrior?,
        count: Int, seed: UInt64, firstObservation: Int = 0
    ) {
        guard let region else {
            rows = Array(0..<observations.rows)
            z = posterior.unconstrainedSample(
                observations: observations, count: count, seed: seed,
                firstObservation: firstObservation)
            return
        }
        var (rows, elements): ([Int], [Double]) = ([], [])
        for row in 0..<observations.rows {
            for factor in [2, 10, 100] {
                // A longer draw begins with the shorter one, so both give the same samples.
                let draws = posterior.unconstrainedSample(
                    observations: observations.selectingRows([row]), count: factor * count,
                    seed: seed, firstObservation: firstObservation + row)
                let isInside = region.contains(unconstrained: draws)
                let inside = isInside.indices.filter { isInside[$0] }
                guard inside.count >= count else { continue }
                rows.append(row)
                for sample in inside.prefix(count) { elements += draws.row(sample) }
                break
            }
        }
        self.rows = rows
        z = Matrix(
            rows: rows.count * count, columns: posterior.prior.dimension, elements: elements)
    }
}
