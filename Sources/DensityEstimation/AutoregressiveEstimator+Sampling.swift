public import LinearAlgebra
public import RandomStreams

/// Sampling: one pass of each factor's networks over blocks of samples.
extension AutoregressiveEstimator {
    /// Draws from p(θ | x) of every observation.
    ///
    /// Sample i of an observation uses the numbers of index i alone, so it does not depend on how
    /// many are drawn, bit by bit.
    /// - Parameters:
    ///   - statistics: x `[observations × statisticCount]`.
    ///   - ranges: the numbers of the samples of each observation, from 0.
    ///   - firstStep: the address of the first observation; the others follow.
    /// - Returns: `[samples × parameterCount]`, observation after observation.
    public func sample(
        statistics: Matrix<Double>, ranges: [Range<Int>], stream: RandomStream,
        firstStep: UInt32 = 0
    ) -> Matrix<Double> {
        precondition(
            ranges.count == statistics.rows && ranges.allSatisfy { $0.lowerBound >= 0 },
            "\(ranges.count) ranges of samples for \(statistics.rows) observations")
        let total = ranges.reduce(0) { $0 + $1.count }
        var samples = Matrix<Double>(rows: total, columns: parameterCount)
        guard total > 0 else { return samples }
        let statistics = embedding?.features(of: statistics) ?? statistics
        let factors = prepared.single(of: self)
        var sampler = FactorSampler(factors, count: ranges.map(\.count).max() ?? 0)
        samples.elements.withUnsafeMutableBufferPointer { elements in
            guard var next = elements.baseAddress else { return }
            for (observation, range) in ranges.enumerated() where !range.isEmpty {
                sampler.draw(
                    samples: range, conditions: factors.conditions(on: statistics.row(observation)),
                    stream: stream, step: firstStep + UInt32(observation), into: next)
                next += range.count * parameterCount
            }
        }
        return samples
    }
}
