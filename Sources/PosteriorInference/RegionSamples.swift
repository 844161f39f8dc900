import DensityEstimation
import LinearAlgebra
import Probability

/// The same number of posterior samples for each of several observations, all inside of a region.
struct RegionSamples {
    /// The observations that have enough samples inside of the region, ascending.
    let rows: [Int]
    /// Unconstrained coordinates, `[rows.count · count × parameters]`.
    let z: Matrix<Double>

    /// How far every attempt draws, for each sample that is wanted.
    ///
    /// Most posteriors lie inside nearly or entirely, so the first draw has a little more than is
    /// wanted, and what is missing of a few is cheap.
    private static let attempts = [1.25, 2, 4, 10, 30, 100]

    /// Keeps the first samples inside of the region; an observation of which one sample in a hundred
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
        var inside = [[Double]](repeating: [], count: observations.rows)
        let wanted = count * posterior.prior.dimension
        var first = 0
        for factor in Self.attempts {
            let samples = first..<Int((factor * Double(count)).rounded(.up))
            for run in Self.runs(inside.map { $0.count < wanted }) {
                let draws = posterior.unconstrainedSample(
                    observations: observations.selectingRows(Array(run)), samples: samples,
                    seed: seed, firstObservation: firstObservation + run.lowerBound)
                // An error of 1e-6 in the density on the edge is far below that of the edge itself.
                let isInside = region.contains(unconstrained: draws, precision: .single)
                for (position, row) in run.enumerated() {
                    for draw in position * samples.count..<(position + 1) * samples.count
                    where isInside[draw] && inside[row].count < wanted {
                        inside[row] += draws.row(draw)
                    }
                }
            }
            first = samples.upperBound
        }
        let full = inside.indices.filter { inside[$0].count == wanted }
        rows = full
        z = Matrix(
            rows: full.count * count, columns: posterior.prior.dimension,
            elements: full.flatMap { inside[$0] })
    }

    /// Consecutive rows of which something holds, at most some that are sampled at once.
    private static func runs(_ isPending: [Bool]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for row in isPending.indices where isPending[row] {
            if let last = runs.last, last.upperBound == row, last.count < longestRun {
                runs[runs.count - 1] = last.lowerBound..<row + 1
            } else {
                runs.append(row..<row + 1)
            }
        }
        return runs
    }

    /// Observations that are sampled at once, so that memory stays bounded.
    private static let longestRun = 64
}
