import BatchSimulation
import Foundation
import LinearAlgebra

extension Loss {
    /// How far smoothed traces are apart, on several time scales: the sum over the time constants of
    /// √(mean y²), with y the difference of the traces after a low-pass filter, τ dy/dt = a − b − y.
    ///
    /// For traces with spikes. Of those the root of the mean squared difference says little: a spike
    /// that is missed by 2 ms counts as much as one that is missed by 200 ms, so that the loss is
    /// flat but for a needle at the truth. Smoothing over τ makes it grow with the time by which
    /// spikes and what follows them are missed, up to about τ; the long time constants lead to the
    /// region, the short ones to the point. It is van Rossum's idea (2001, Neural Computation
    /// 13:751) applied to the voltage: no spike has to be found, and what lies between the spikes
    /// counts as well.
    ///
    /// With traces that do not spike ``rootMeanSquare(of:chunk:windows:)`` is enough.
    /// - Parameters:
    ///   - variable: what is compared, sample by sample; each period of the chunk begins with y = 0.
    ///   - timeConstants: in ms, each above 0. The default reaches from the width of a spike with
    ///     its onset to a third of a second.
    ///   - chunk: counted from 0.
    public static func smoothedTrace(
        of variable: String, timeConstants: [Double] = [5, 20, 80, 320], chunk: Int = 0
    ) -> Loss {
        precondition(
            !timeConstants.isEmpty && timeConstants.allSatisfy { $0 > 0 && $0.isFinite },
            "time constants \(timeConstants) ms, expected positive numbers")
        let name = "smoothed \(variable) \(chunk)"
        return Loss(name) { target in
            let expected = Array(try target.targetSamples(of: variable, chunk: chunk, for: name))
            return { tile in
                let periods = try tile.comparablePeriods(
                    of: variable, chunk: chunk, sampleCount: expected.count, for: name)
                var sums = [Double](repeating: 0, count: tile.count)
                var filter = LaneFilter(
                    laneCount: periods.first?.values.columns ?? tile.count,
                    timeConstants: timeConstants)
                var position = 0
                for period in periods {
                    filter.run(period, against: expected[position...])
                    position += period.values.rows
                }
                for scale in timeConstants.indices {
                    for instance in 0..<tile.count {
                        let squares = filter.squares(scale, instance)
                        sums[instance] += (squares / Double(expected.count)).squareRoot()
                    }
                }
                for instance in 0..<tile.count where tile.stoodStill(instance, in: periods) {
                    sums[instance] = .nan
                }
                return sums
            }
        }
    }
}

/// The filtered differences of the lanes of a tile and their squares, on several time scales.
///
/// Speed: lanes are contiguous, so that the inner loop is vectorised; nothing is stored of the
/// filtered traces.
private struct LaneFilter {
    private let laneCount: Int
    private let timeConstants: [Double]
    /// `[scales × lanes]`.
    private var states: [Double]
    private var sums: [Double]

    init(laneCount: Int, timeConstants: [Double]) {
        self.laneCount = laneCount
        self.timeConstants = timeConstants
        states = [Double](repeating: 0, count: laneCount * timeConstants.count)
        sums = states
    }

    func squares(_ scale: Int, _ lane: Int) -> Double { sums[scale * laneCount + lane] }

    /// Filters one period from y = 0 on; exact where the difference is constant between samples.
    mutating func run(_ period: RecordedPeriod<Double>, against expected: ArraySlice<Double>) {
        let gains = timeConstants.map { -expm1(-period.interval / $0) }
        let (first, laneCount) = (expected.startIndex, laneCount)
        states.withUnsafeMutableBufferPointer { states in
            states.update(repeating: 0)
            sums.withUnsafeMutableBufferPointer { sums in
                period.values.elements.withUnsafeBufferPointer { values in
                    for sample in 0..<period.values.rows {
                        let aim = expected[first + sample]
                        for (scale, gain) in gains.enumerated() {
                            for lane in 0..<laneCount {
                                let index = scale * laneCount + lane
                                let difference = values[sample * laneCount + lane] - aim
                                let state = states[index] + gain * (difference - states[index])
                                states[index] = state
                                sums[index] += state * state
                            }
                        }
                    }
                }
            }
        }
    }
}
