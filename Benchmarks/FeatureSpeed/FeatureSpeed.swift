import Foundation
import NeuroSBI
import Synchronization

/// Prints how fast features are computed, beside eFEL on the same traces in the same run.
///
///     python3 -m venv efel && efel/bin/pip install efel
///     swift run -c release --package-path Benchmarks FeatureSpeed efel/bin/python
///
/// 1,000 traces of 10,000 samples of 0.1 ms with about ten spikes, and the features of the first two
/// groups of priority. Processor times of one thread; the best of several runs of each side, which
/// take turns.
@main
struct FeatureSpeed {
    static let names = [
        "spike_count", "spike_count_stimint", "time_to_first_spike", "mean_frequency",
        "all_ISI_values", "doublet_ISI", "inv_first_ISI", "inv_second_ISI", "inv_third_ISI",
        "inv_fourth_ISI", "inv_fifth_ISI", "inv_last_ISI", "ISI_CV", "adaptation_index",
        "peak_voltage", "AP_begin_voltage", "AP_begin_time", "AP_amplitude", "AP1_amp", "AP2_amp",
        "AP_duration_half_width", "AHP_depth_abs", "AHP_depth", "AHP_depth_from_peak",
        "AHP_time_from_peak", "voltage_base", "steady_state_voltage_stimend",
        "irregularity_index", "adaptation_index2", "AP_width", "spike_half_width",
        "AP_peak_upstroke", "AP_peak_downstroke", "AHP_depth_abs_slow", "AHP_slow_time",
        "fast_AHP", "voltage_deflection_vb_ssse", "minimum_voltage", "maximum_voltage",
        "ohmic_input_resistance", "ohmic_input_resistance_vb_ssse", "time_constant",
        "decay_time_constant_after_stim", "sag_amplitude", "sag_ratio1", "sag_ratio2",
    ]
    static let count = 1_000

    static func main() async throws {
        let traces = try await simulated()
        let batch = TraceBatch(
            voltage: traces, samplingInterval: 0.1, stimulusStart: 100, stimulusEnd: 900,
            stimulusAmplitude: 2.15)
        let sets = try FeatureMode.allCases.map { mode in
            (mode, try StatisticSet(names.map { StatisticSpecification($0) }, mode: mode))
        }
        let spikes = try StatisticSet([StatisticSpecification("spike_count")]).evaluate(batch)
        let mean = spikes.values.elements.reduce(0, +) / Double(count)
        print("\(names.count) features, \(count) traces, \(mean) spikes in the mean")
        var best = [FeatureMode: Double]()
        var theirs = Double.infinity
        let python = CommandLine.arguments.dropFirst().first
        let file = FileManager.default.temporaryDirectory.appending(path: "feature-speed.npy")
        if python != nil { try NPYFile.write(traces.transposed(), to: file.path()) }
        defer { try? FileManager.default.removeItem(at: file) }
        for _ in 0..<3 {
            for (mode, set) in sets {
                for _ in 0..<5 {
                    let start = processorSeconds()
                    let table = set.evaluate(batch)
                    let seconds = processorSeconds() - start
                    precondition(table.values.rows == count)
                    best[mode] = min(best[mode] ?? .infinity, seconds / Double(count))
                }
            }
            if let python { theirs = min(theirs, try eFEL(python, file.path())) }
        }
        for (mode, _) in sets {
            let seconds = best[mode] ?? .nan
            var line = "\(mode): \(rounded(1e6 * seconds)) µs a trace"
            if theirs.isFinite {
                line += ", eFEL \(rounded(1e6 * theirs)) µs, \(rounded(theirs / seconds)) ×"
            }
            print(line)
        }
    }

    /// Traces of the Hodgkin–Huxley model with an M current, every fourth sample, `[10000 × 1000]`.
    private static func simulated() async throws -> Matrix<Double> {
        let simulator = try BatchSimulator<Double>(
            model: try ModelCatalogue.model(named: "hodgkinHuxley"),
            experiment: Experiment(
                timeStep: 0.025, duration: 999.9, input: "I",
                stimulus: Stimulus(.step(start: 100, stop: 900, amplitude: 2.15)),
                recorded: [.init("V", every: 4)], recordsSpikes: false),
            integrator: .exponentialEulerStaggered, variedParameters: ["g_Na", "g_M"], threads: 1)
        let parameters = Matrix<Double>(rows: count, columns: 2) { row, column in
            column == 0 ? 45 + 0.01 * Double(row) : 0.05 + 0.07 * Double(row * 7 % count) / 1e3
        }
        let traces = Mutex(Matrix<Double>(rows: 10_000, columns: count))
        try await simulator.run(parameters: parameters) { tile in
            traces.withLock { all in
                for sample in 0..<all.rows {
                    for (lane, row) in tile.rows.enumerated() {
                        all[sample, row] = tile.traces[0][sample, lane]
                    }
                }
            }
        }
        return traces.withLock { $0 }
    }

    /// Seconds that eFEL needs for a trace.
    private static func eFEL(_ python: String, _ traces: String) throws -> Double {
        let process = Process()
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "efel_speed.py").path()
        process.executableURL = URL(filePath: python)
        process.arguments = [script, traces] + names
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: output, as: UTF8.self)
        guard let seconds = Double(text.filter { !$0.isWhitespace }) else {
            preconditionFailure("\(python) \(script) printed \"\(text)\", expected seconds")
        }
        return seconds
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }

    private static func rounded(_ value: Double) -> Double { (10 * value).rounded() / 10 }
}
