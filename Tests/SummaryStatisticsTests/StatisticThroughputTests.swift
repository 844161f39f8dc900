import LinearAlgebra
import SummaryStatistics
import Testing

/// What the statistics cost; the numbers are printed, the bounds are loose because machines are
/// shared.
@Suite(.serialized)
struct StatisticThroughputTests {
    @Test
    func momentsOfATileCostFewNanosecondsPerSample() throws {
        let set = try StatisticSet([StatisticSpecification("goncalves2020")])
        let trace = HodgkinHuxleyReference(sodiumConductance: 50, potassiumConductance: 5).voltage()
        for lanes in [64, 256] {
            let double = TraceBatch(
                voltage: Matrix<Double>(rows: trace.count, columns: lanes) { row, _ in trace[row] },
                samplingInterval: 0.01, stimulusStart: 10, stimulusEnd: 110)
            let single = TraceBatch<Float>(
                voltage: Matrix<Float>(double.voltage), samplingInterval: 0.01, stimulusStart: 10,
                stimulusEnd: 110)
            let samples = Double(trace.count * lanes)
            let doubleCost = fastest { _ = set.evaluate(double) } / samples * 1e9
            let singleCost = fastest { _ = set.evaluate(single) } / samples * 1e9
            print(
                "seven statistics, \(lanes) lanes: \(doubleCost) ns/sample double, \(singleCost) float"
            )
            #expect(doubleCost < 50 && singleCost < 50)
        }
    }

    @Test(arguments: FeatureMode.allCases)
    func allFeaturesOfATraceCostLessThanTwoMilliseconds(_ mode: FeatureMode) throws {
        var traces = SpikeTrainTraces()
        traces.samplingInterval = 0.04
        let trace = traces.voltage(peaks: stride(from: 110, to: 300, by: 19).map { $0 })
        let voltage = Matrix<Double>(rows: 10_000, columns: 50) { row, _ in trace[row] }
        let batch = TraceBatch(
            voltage: voltage, samplingInterval: 0.04, stimulusStart: 100, stimulusEnd: 300,
            stimulusAmplitude: 0.1)
        let set = try StatisticSet(
            FeatureCatalogue.features.map { StatisticSpecification($0.name) }, mode: mode)
        let seconds = fastest(repetitions: 20) { _ = set.evaluate(batch) } / 50
        let count = Double(set.count)
        print("\(mode): \(set.count) features in \(seconds * 1e6) µs/trace, \(count / seconds) /s")
        #expect(seconds < 2e-3)
    }

    private func fastest(repetitions: Int = 3, _ work: () -> Void) -> Double {
        let clock = ContinuousClock()
        return (0..<repetitions).map { _ in clock.measure(work) / .seconds(1) }.min() ?? .infinity
    }
}
