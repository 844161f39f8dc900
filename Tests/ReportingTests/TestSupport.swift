import Foundation
import LinearAlgebra
import Reporting

/// A folder of its own for one test, removed at the end.
func withTemporaryFolder<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (String) async throws -> Result
) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("reporting-tests-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

func readText(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
}

/// Whether gnuplot is in the search path; tests that draw are skipped without it.
let gnuplotIsInstalled = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot") }

/// Numbers in 0…1 from a linear congruential generator (Numerical Recipes, 1992, section 7.1).
struct TestNumbers {
    private var state: UInt32

    init(seed: UInt32) { state = seed }

    mutating func next() -> Double {
        state = state &* 1_664_525 &+ 1_013_904_223
        return (Double(state >> 8) + 0.5) / Double(1 << 24)
    }
}

/// A small report with every part filled in.
func exampleReport(title: String = "Example <fit> & more") -> FitReport {
    var numbers = TestNumbers(seed: 3)
    let voltage = (0..<5000).map { -70 + ($0 % 500 == 250 ? 100 : 0) + numbers.next() }
    let recording = SampledTrace(
        "cell.nwb, sweep 3", unit: "mV", intervalMilliseconds: 0.1, values: voltage)
    let samples = Matrix<Double>(rows: 400, columns: 2) { _, column in
        column == 0 ? 20 + 30 * numbers.next() : 1 + 5 * numbers.next()
    }
    var report = FitReport(
        title: title, introduction: "Two parameters.", recording: recording,
        stimulus: SampledTrace(
            "step", unit: "nA", intervalMilliseconds: 0.1,
            values: (0..<5000).map { $0 < 1000 ? 0 : 0.2 }),
        parameters: [
            FittedParameter(
                "g_Na", unit: "mS/cm²", priorRange: 0.5...80, maximum: 33,
                credibleInterval: 22...48, trueValue: 35),
            FittedParameter(
                "g_K", unit: "mS/cm²", priorRange: 0...15, maximum: 3, credibleInterval: 1.2...5.7),
        ], posteriorSamples: samples)
    report.recordedSpikes = [25, 75]
    report.predictions = [
        PredictedTrace("maximum", isMaximum: true, trace: recording, spikes: [26]),
        PredictedTrace("sample 1", trace: recording, spikes: [24, 77]),
    ]
    report.training = TrainingCurve(
        trainingLoss: [3, 2, 1.5], validationLoss: [3.1, 2.2, 2.3], bestEpoch: 1)
    report.statistics = [
        PredictedStatistic(
            "spike_count", unit: "", observed: 12, predictedMedian: 15, predictedInterval: 13...17,
            priorMedian: 20, priorInterval: 0...50),
        PredictedStatistic(
            "voltage_mean", unit: "mV", observed: -60, predictedMedian: -61,
            predictedInterval: -64 ... -58),
        PredictedStatistic(
            "spike_width", unit: "ms", observed: nil, predictedMedian: 1,
            predictedInterval: 0.8...1.2),
    ]
    report.simulations = SimulationCount(total: 20_000, invalid: 412)
    report.distribution = DistributionVerdict(
        isInside: false, offendingStatistics: ["voltage_kurtosis"], explanation: "Distance 9.1.")
    report.calibration = CalibrationRanks(
        parameterNames: ["g_Na", "g_K"],
        ranks: (0..<2).map { _ in (0..<300).map { _ in Int(numbers.next() * 100) } },
        sampleCount: 99, pValues: [0.4, 0.6])
    report.information = HeldOutInformation(gain: 4.25, standardError: 0.0612, simulations: 300)
    report.warnings = ["Acceptance was 4 %."]
    report.settingsText = "seed: 7\nmodel: <script>alert(1)</script>\n"
    report.settings = [Setting("integrator", "exponentialEuler")]
    report.seeds = [Setting("all random numbers", "7")]
    report.timings = [StageTiming("simulation", seconds: 12.5)]
    report.versions = [Setting("library", "0.1.0")]
    return report
}
