package import LinearAlgebra
import RealModule

/// A normal distribution that follows its better samples: the state of one CMA-ES run.
///
/// Hansen 2016 ("The CMA evolution strategy: a tutorial", arXiv 1604.00772), with negative weights
/// for the worse half (active update) and cumulative step-size control. It uses the order of the
/// losses alone, and behaves the same under rotations and translations of the space.
package struct CovarianceState: Sendable {
    /// The centre of the distribution.
    package private(set) var mean: [Double]
    /// The overall step size σ.
    package private(set) var stepSize: Double
    /// The shape C, so that samples have the covariance σ²·C.
    package private(set) var covariance: Matrix<Double>
    /// The number of updates so far.
    private(set) var generation = 0

    private var stepPath: [Double]
    private var shapePath: [Double]
    /// Eigenvectors of C as columns, and the roots of its eigenvalues.
    private var basis: Matrix<Double>
    private var scales: [Double]

    /// Starts at a point with a deviation for every coordinate.
    package init(mean: [Double], deviations: [Double]) {
        let n = mean.count
        precondition(n > 0 && deviations.count == n, "\(deviations.count) deviations for \(n)")
        self.mean = mean
        let logarithms = deviations.map { Double.log($0) }
        stepSize = Double.exp(logarithms.reduce(0, +) / Double(n))
        scales = deviations.map { [stepSize] in $0 / stepSize }
        covariance = .diagonal(scales.map { $0 * $0 })
        basis = .identity(n)
        stepPath = [Double](repeating: 0, count: n)
        shapePath = stepPath
    }

    /// Starts at a point with a full covariance; nil if it is not positive definite.
    package init?(mean: [Double], covariance: Matrix<Double>) {
        let deviations = covariance.diagonal.map { $0.squareRoot() }
        guard deviations.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        self.init(mean: mean, deviations: deviations)
        self.covariance = (1 / (stepSize * stepSize)) * covariance
        guard decompose() else { return nil }
    }

    /// The number of coordinates.
    var dimension: Int { mean.count }

    /// The standard deviation of every coordinate.
    package var deviations: [Double] { covariance.diagonal.map { stepSize * $0.squareRoot() } }

    /// The ratio of the longest to the shortest axis.
    var axisRatio: Double { (scales.max() ?? 1) / (scales.min() ?? 1) }

    /// The sample that belongs to independent normal numbers `[dimension]`.
    package func sample(_ normals: [Double]) -> [Double] {
        let scaled = zip(normals, scales).map(*)
        let direction = basis.times(scaled)
        return zip(mean, direction).map { $0 + stepSize * $1 }
    }

    /// The population that the tutorial recommends.
    package static func defaultPopulation(dimension: Int) -> Int {
        4 + Int(3 * Double.log(Double(dimension)))
    }

    /// Moves and reshapes the distribution after a generation.
    ///
    /// - Parameter samples: all samples of the generation from best to worst, as they were
    ///   evaluated: repaired ones count as what they became (Hansen 2011, arXiv 1110.4181, also
    ///   for the limit on their length).
    package mutating func update(ranked samples: [[Double]]) {
        let strategy = CovarianceStrategy(dimension: dimension, population: samples.count)
        let n = dimension
        // y = B⁻¹-coordinates of the steps, whitened: z = D⁻¹·Bᵀ·(x − m)/σ.
        var steps = Matrix(rows: samples.count, columns: n) {
            (samples[$0][$1] - mean[$1]) / stepSize
        }
        var whitened = steps.times(basis)
        for row in 0..<samples.count {
            var square = 0.0
            for column in 0..<n {
                whitened[row, column] /= scales[column]
                square += whitened[row, column] * whitened[row, column]
            }
            let limit = Double(n).squareRoot() + 2 * Double(n) / Double(n + 2)
            let shrink = square > limit * limit ? limit / square.squareRoot() : 1
            guard shrink < 1 else { continue }
            for column in 0..<n {
                whitened[row, column] *= shrink
                steps[row, column] *= shrink
            }
        }
        move(steps, whitened, strategy)
        reshape(steps, whitened, strategy)
        generation += 1
    }

    private mutating func move(
        _ steps: Matrix<Double>, _ whitened: Matrix<Double>, _ strategy: CovarianceStrategy
    ) {
        let n = dimension
        var (step, white) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
        for row in 0..<strategy.parents {
            for column in 0..<n {
                step[column] += strategy.weights[row] * steps[row, column]
                white[column] += strategy.weights[row] * whitened[row, column]
            }
        }
        for column in 0..<n { mean[column] += stepSize * step[column] }

        // C^(−½)·⟨y⟩ = B·⟨z⟩.
        let direction = basis.times(white)
        let keep = 1 - strategy.stepRate
        let gain = (strategy.stepRate * (2 - strategy.stepRate) * strategy.effectiveParents)
            .squareRoot()
        for column in 0..<n {
            stepPath[column] = keep * stepPath[column] + gain * direction[column]
        }
        let length = stepPath.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let settled = (1 - Double.pow(keep, 2 * (generation + 1))).squareRoot()
        let isShort =
            length / settled < (1.4 + 2 / Double(n + 1)) * strategy.expectedLength

        let shapeGain =
            (strategy.shapeRate * (2 - strategy.shapeRate)
            * strategy.effectiveParents).squareRoot()
        for column in 0..<n {
            shapePath[column] =
                (1 - strategy.shapeRate) * shapePath[column]
                + (isShort ? shapeGain * step[column] : 0)
        }
        stalled = isShort ? 0 : strategy.shapeRate * (2 - strategy.shapeRate)
        let exponent =
            strategy.stepRate / strategy.stepDamping * (length / strategy.expectedLength - 1)
        stepSize *= Double.exp(Swift.min(1, exponent))
    }

    /// The variance that the rank-one update lost because the step size was still growing.
    private var stalled = 0.0

    private mutating func reshape(
        _ steps: Matrix<Double>, _ whitened: Matrix<Double>, _ strategy: CovarianceStrategy
    ) {
        let n = dimension
        var weights = strategy.weights
        for row in strategy.parents..<weights.count {
            let square = (0..<n).reduce(0) { $0 + whitened[row, $1] * whitened[row, $1] }
            // A negative step weighs as if it had the length of a typical one (tutorial, eq. 46).
            weights[row] *= square > 0 ? Double(n) / square : 0
        }
        let total = strategy.weights.reduce(0, +)
        let keep =
            1 + strategy.rankOneRate * stalled - strategy.rankOneRate
            - strategy.rankManyRate * total
        var weighted = steps
        for row in 0..<steps.rows {
            for column in 0..<n { weighted[row, column] *= weights[row] }
        }
        covariance.accumulateProduct(
            of: steps, weighted, transposingFirst: true, scale: strategy.rankManyRate,
            keeping: keep)
        for row in 0..<n {
            for column in 0..<n {
                covariance[row, column] +=
                    strategy.rankOneRate * shapePath[row] * shapePath[column]
            }
        }
        if !decompose() { restoreShape() }
    }

    /// Finds the axes of C; false when C is not positive definite.
    private mutating func decompose() -> Bool {
        let n = dimension
        for row in 0..<n {
            for column in 0..<row {
                let value = 0.5 * (covariance[row, column] + covariance[column, row])
                covariance[row, column] = value
                covariance[column, row] = value
            }
        }
        guard let (values, vectors) = try? covariance.symmetricEigen(), let least = values.first,
            let largest = values.last, least > 1e-16 * largest
        else { return false }
        basis = vectors
        scales = values.map { $0.squareRoot() }
        return true
    }

    /// Goes on with the diagonal of C where rounding has spoiled the rest.
    private mutating func restoreShape() {
        let diagonal = covariance.diagonal.map { $0.isFinite && $0 > 0 ? $0 : 1e-16 }
        covariance = .diagonal(diagonal)
        basis = .identity(dimension)
        scales = diagonal.map { $0.squareRoot() }
    }
}
