public import LinearAlgebra
public import RandomStreams
import RealModule

/// Evaluation and sampling: one pass of each factor's network over blocks of rows.
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
        case .single: logDensity(parameters: parameters, statistics: statistics, in: Float.self)
        case .double: logDensity(parameters: parameters, statistics: statistics, in: Double.self)
        }
    }

    private func logDensity<Scalar: EvaluationScalar>(
        parameters: Matrix<Double>, statistics: Matrix<Double>, in precision: Scalar.Type
    ) -> [Double] {
        let each = parameters.rows / statistics.rows
        let statistics = embedding?.features(of: statistics) ?? statistics
        let factors = PreparedFactors<Scalar>(self)
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

    /// Draws from p(θ | x) of every observation.
    ///
    /// Sample i of an observation uses the numbers of index i alone, so it does not depend on how
    /// many are drawn, bit by bit.
    /// - Parameters:
    ///   - statistics: x `[observations × statisticCount]`.
    ///   - counts: samples of each observation.
    ///   - firstStep: the address of the first observation; the others follow.
    /// - Returns: `[Σ counts × parameterCount]`, observation after observation.
    public func sample(
        statistics: Matrix<Double>, counts: [Int], stream: RandomStream, firstStep: UInt32 = 0
    ) -> Matrix<Double> {
        precondition(
            counts.count == statistics.rows && counts.allSatisfy { $0 >= 0 },
            "\(counts.count) counts of samples for \(statistics.rows) observations")
        let total = counts.reduce(0, +)
        var samples = Matrix<Double>(rows: total, columns: parameterCount)
        guard total > 0 else { return samples }
        let statistics = embedding?.features(of: statistics) ?? statistics
        let factors = PreparedFactors<Float>(self)
        var sampler = FactorSampler(factors, count: counts.max() ?? 0)
        samples.elements.withUnsafeMutableBufferPointer { elements in
            guard var next = elements.baseAddress else { return }
            for (observation, count) in counts.enumerated() where count > 0 {
                sampler.draw(
                    samples: 0..<count,
                    conditions: factors.conditions(on: statistics.row(observation)),
                    stream: stream, step: firstStep + UInt32(observation), into: next)
                next += count * parameterCount
            }
        }
        return samples
    }
}

/// The precision that networks are run in to evaluate a density.
package enum DensityPrecision: Sendable {
    /// Twice as fast; the log density of a parameter errs by some 1e-6 of its spread.
    case single
    case double
}
