public import LinearAlgebra
import RealModule

/// Evaluation: one pass of each factor's networks over blocks of rows.
extension AutoregressiveEstimator {
    /// log p(θ | x), for the same number of rows of θ for every row of x.
    ///
    /// - Parameters:
    ///   - parameters: θ `[observations · n × parameterCount]`, the n rows of the first observation
    ///     first. With n = 1 these are pairs, with one observation all rows belong to it.
    ///   - statistics: x `[observations × statisticCount]`.
    /// - Returns: `[observations · n]`.
    public func logDensity(parameters: Matrix<Double>, statistics: Matrix<Double>) -> [Double] {
        logDensity(parameters: parameters, statistics: statistics, precision: .double)
    }

    /// The same with the networks run in a given precision.
    package func logDensity(
        parameters: Matrix<Double>, statistics: Matrix<Double>, precision: DensityPrecision
    ) -> [Double] {
        precondition(
            parameters.columns == parameterCount && statistics.rows > 0
                && parameters.rows.isMultiple(of: statistics.rows),
            """
            parameters [\(parameters.rows) × \(parameters.columns)] for \(statistics.rows) \
            observations, expected a multiple of rows and \(parameterCount) columns
            """)
        return switch precision {
        case .single: logDensity(parameters, statistics, prepared.single(of: self))
        case .double: logDensity(parameters, statistics, prepared.double(of: self))
        }
    }

    private func logDensity<Scalar: EvaluationScalar>(
        _ parameters: Matrix<Double>, _ statistics: Matrix<Double>,
        _ factors: PreparedFactors<Scalar>
    ) -> [Double] {
        let each = parameters.rows / statistics.rows
        let statistics = embedding?.features(of: statistics) ?? statistics
        let density = FactorDensity(factors, count: each)
        var result = [Double](repeating: 0, count: parameters.rows)
        guard each > 0 else { return result }
        result.withUnsafeMutableBufferPointer { result in
            parameters.elements.withUnsafeBufferPointer { elements in
                guard let start = result.baseAddress else { return }
                let size = each * parameterCount
                for observation in 0..<statistics.rows {
                    density.evaluate(
                        UnsafeBufferPointer(
                            rebasing: elements[observation * size..<(observation + 1) * size]),
                        conditions: factors.conditions(on: statistics.row(observation)),
                        into: start + observation * each)
                }
            }
        }
        return result
    }
}

/// The precision that networks are run in to evaluate a density.
package enum DensityPrecision: Sendable {
    /// Two to three times as fast. Of 10,000 samples of posteriors of eight and of ten parameters with
    /// five networks for each the log density erred by 2e-7 in the median and 2.4e-6 at most.
    case single
    case double
}
