import LinearAlgebra
import RandomStreams
import RealModule

/// Draws from normal kernels with one full covariance on the best trials: the fastest way down when
/// only a few large batches are left, and premature when there are many.
struct EliteProposals {
    private let columns: [Int]
    private let configuration: [Double]
    private let centres: Matrix<Double>
    private let cumulativeWeights: [Double]
    /// The Cholesky factor of the kernels' covariance.
    private let factor: Matrix<Double>

    /// Fits the kernels; nil where the best branch has no numbers or fewer than three trials.
    init?(_ history: TrialHistory) {
        guard let best = history.order.first, history.scores[best] < .infinity else { return nil }
        configuration = history.coordinates(of: best)
        let columns = history.space.movableColumns(in: configuration)
        let elites = history.order.prefix(history.usableCount).filter { trial in
            columns.allSatisfy { !history.columns[$0][trial].isNaN }
        }.prefix(Swift.max(20, 3 * columns.count))
        guard !columns.isEmpty, elites.count > 2 else { return nil }
        let count = Double(elites.count)
        var weights = elites.indices.map {
            Double.log(count + 0.5) - Double.log(Double($0 - elites.startIndex + 1))
        }
        let total = weights.reduce(0, +)
        weights = weights.map { $0 / total }
        let effective = 1 / weights.reduce(0) { $0 + $1 * $1 }
        let centres = Matrix(rows: elites.count, columns: columns.count) {
            history.columns[columns[$1]][elites[elites.startIndex + $0]]
        }
        // Kernels shrink with their number (Scott 1992), and the fewer there are for the number of
        // columns, the less their covariance between columns counts.
        let dimension = Double(columns.count)
        let width = Double.pow(effective, -1 / (dimension + 4))
        let shrinkage = dimension / (effective + dimension)
        var covariance = Matrix<Double>(rows: columns.count, columns: columns.count)
        let mean = columns.indices.map { column in
            (0..<centres.rows).reduce(0) { $0 + weights[$1] * centres[$1, column] }
        }
        for i in columns.indices {
            for j in columns.indices {
                let product = (0..<centres.rows).reduce(0) {
                    $0 + weights[$1] * (centres[$1, i] - mean[i]) * (centres[$1, j] - mean[j])
                }
                covariance[i, j] = width * width * product * (i == j ? 1 : 1 - shrinkage)
            }
            covariance[i, i] += 1e-20
        }
        guard let factor = try? Cholesky(covariance) else { return nil }
        self.columns = columns
        self.centres = centres
        self.factor = factor.lower
        var sum = 0.0
        cumulativeWeights = weights.map {
            sum += $0
            return sum
        }
    }

    /// The point of a trial, mirrored into the cube.
    func point(stream: RandomStream, trial: Int, zones: FailureZones) -> [Double] {
        var point = configuration
        for attempt in 0..<4 {
            let slots = UInt32(attempt * (columns.count + 1))
            let position = stream.uniform(
                index: UInt64(trial), step: SearchStep.elite, slot: slots)
            let chosen = Swift.min(
                cumulativeWeights.firstPosition { position < $0 }, centres.rows - 1)
            let normals = columns.indices.map {
                stream.normal(
                    index: UInt64(trial), step: SearchStep.elite, slot: slots + 1 + UInt32($0))
            }
            let offset = factor.times(normals)
            for (place, column) in columns.enumerated() {
                point[column] = CovarianceRun.mirrored(centres[chosen, place] + offset[place])
            }
            if !zones.contains(point) { break }
        }
        return point
    }
}
