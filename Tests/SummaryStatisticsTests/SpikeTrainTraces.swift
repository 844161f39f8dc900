import Foundation
import LinearAlgebra
import SummaryStatistics

/// Traces with known spikes: a rest, a step of the voltage during the stimulus, and Gaussian peaks
/// each followed by an exponential afterhyperpolarisation.
struct SpikeTrainTraces {
    var samplingInterval = 0.02
    var duration = 400.0
    var stimulusStart = 100.0
    var stimulusEnd = 300.0
    var rest = -70.0
    var plateau = -55.0
    var amplitude = 85.0

    var sampleCount: Int { Int((duration / samplingInterval).rounded()) + 1 }

    /// One trace with peaks at the given times in ms, `[samples]`.
    func voltage(peaks: [Double]) -> [Double] {
        (0..<sampleCount).map { sample in
            let time = Double(sample) * samplingInterval
            // The voltage answers one sample after the current.
            let isOn = time > stimulusStart + 1e-9 && time < stimulusEnd + 1e-9
            var voltage = isOn ? plateau : rest
            for peak in peaks {
                let delay = time - peak
                guard delay > -5 && delay < 60 else { continue }
                voltage += amplitude * exp(-delay * delay / 0.5)
                if delay > 0 { voltage -= 12 * (1 - exp(-delay)) * exp(-delay / 12) }
            }
            return voltage
        }
    }

    /// A batch with one instance per list of peaks.
    func batch(_ peaks: [[Double]], startTime: Double = 0) -> TraceBatch<Double> {
        batch(traces: peaks.map(voltage), startTime: startTime)
    }

    /// A batch of given traces.
    func batch(traces: [[Double]], startTime: Double = 0) -> TraceBatch<Double> {
        TraceBatch(
            voltage: Matrix(traces).transposed(), samplingInterval: samplingInterval,
            startTime: startTime, stimulusStart: startTime + stimulusStart,
            stimulusEnd: startTime + stimulusEnd, stimulusAmplitude: 0.1)
    }

    /// Peaks of a few instances that differ: regular, adapting, one spike, none, one before the
    /// stimulus.
    static let examples: [[Double]] = [
        [110, 140, 170, 200, 230, 260, 290], [105, 115, 128, 145, 168, 199, 240], [150], [],
        [40, 120, 180, 250, 350], [130, 131.4, 220],
    ]
}
