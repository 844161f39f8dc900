import Foundation
import NeuroSBI

/// A cell in closed form: 100 MΩ with hardly any capacitance, and spikes at a rate that is linear in the
/// current above 0.05 nA.
enum SyntheticCell {
    static let inputResistance = 100.0
    static let interval = 0.1
    static let step = 100.0..<600.0

    /// Spikes in a step of half a second.
    static func spikeCount(_ amplitude: Double) -> Int {
        max(0, Int((200 * (amplitude - 0.05)).rounded()))
    }

    /// One sweep of 700 ms; the cell answers from sample to sample, the electrode at once.
    /// - Parameter electrode: series resistance in MΩ.
    static func sweep(_ number: Int, amplitude: Double, electrode: Double = 0) -> Recording {
        let count = Int(700 / interval)
        let current = (0..<count).map {
            step.contains(Double($0) * interval) ? amplitude : 0
        }
        var voltage = ([0] + current.dropLast()).map { -70 + inputResistance * $0 }
        for spike in 0..<spikeCount(amplitude) {
            // Triangles of 2 ms up to +20 mV, 20 ms apart.
            let peak = Int((step.lowerBound + 20 + 20 * Double(spike)) / interval)
            let height = 20 - voltage[peak]
            for offset in -10...10 {
                voltage[peak + offset] += height * (1 - abs(Double(offset)) / 10)
            }
        }
        voltage = zip(voltage, current).map { $0 + electrode * $1 }
        return Recording(
            source: "cell", sweep: "sweep_\(number)", sweepNumber: number,
            stimulusDescription: "step", samplingInterval: interval, voltage: voltage,
            current: current)
    }

    static let amplitudes = [-0.1, -0.05, 0, 0.05, 0.06, 0.08, 0.1]

    /// All sweeps of the cell in one file.
    static func write(to path: String, electrode: Double = 0) throws {
        try NWBWriter.write(
            amplitudes.enumerated().map {
                sweep($0.offset, amplitude: $0.element, electrode: electrode)
            }, to: path,
            session: NWBSession(description: "A cell in closed form"))
    }
}
