import LinearAlgebra
import RandomStreams

/// Draws from a pooled factor: a network by its share, then from it; or the median of three such
/// draws.
struct PoolSampler {
    /// Random numbers of a parameter: one for whether the median is taken, and for each of three
    /// draws those of the network, the component and the place within it.
    static let slotsPerParameter = 10

    private let factor: PooledFactor
    private let samplers: [FactorSampler]
    private let target: Int

    init(_ whole: AutoregressiveEstimator, _ position: Int, _ statistics: Matrix<Double>) {
        factor = whole.factors[position]
        target = whole.order[position]
        samplers = factor.networks.map {
            FactorSampler(PreparedFactor($0, of: whole, position, statistics))
        }
    }

    /// Draws the factor's parameter for all samples of one observation.
    ///
    /// - Parameters:
    ///   - rows: the observation's samples.
    ///   - samples: the coordinates of the parameters before are read, the factor's are written.
    ///   - step: the address of the observation.
    func draw(
        observation: Int, rows: Range<Int>, into samples: inout Matrix<Double>,
        stream: RandomStream, step: UInt32
    ) {
        let slot = UInt32(target * Self.slotsPerParameter)
        func uniforms(_ offset: UInt32) -> [Double] {
            stream.uniforms(count: rows.count, step: step, slot: slot + offset)
        }
        var draws = [[Double]](repeating: [Double](repeating: 0, count: rows.count), count: 3)
        func draw(_ number: Int, of chosen: [Int]) {
            let first = UInt32(1 + 3 * number)
            let choices = samplers.count > 1 ? uniforms(first) : []
            var ofNetworks = [[Int]](repeating: [], count: samplers.count)
            for sample in chosen {
                ofNetworks[choices.isEmpty ? 0 : network(choices[sample])].append(sample)
            }
            for (sampler, own) in zip(samplers, ofNetworks) where !own.isEmpty {
                sampler.draw(
                    observation: observation, samples: own, firstRow: rows.lowerBound,
                    given: samples, stream: stream, step: step,
                    slots: (slot + first + 1, slot + first + 2),
                    into: &draws[number])
            }
        }
        draw(0, of: Array(0..<rows.count))
        for sample in 0..<rows.count {
            samples[rows.lowerBound + sample, target] = draws[0][sample]
        }
        guard factor.medianShare > 0 else { return }
        let isMedian = uniforms(0).map { $0 < factor.medianShare }
        let chosen = isMedian.indices.filter { isMedian[$0] }
        draw(1, of: chosen)
        draw(2, of: chosen)
        for sample in chosen {
            samples[rows.lowerBound + sample, target] = Self.median(
                draws[0][sample], draws[1][sample], draws[2][sample])
        }
    }

    private func network(_ uniform: Double) -> Int {
        var left = uniform
        var network = 0
        while network < factor.shares.count - 1 {
            left -= factor.shares[network]
            if left < 0 { break }
            network += 1
        }
        return network
    }

    private static func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
        max(min(a, b), min(max(a, b), c))
    }
}
