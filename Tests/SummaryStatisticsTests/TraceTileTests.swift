import LinearAlgebra
import SummaryStatistics
import Testing

/// Traces are evaluated some at a time; that must not show.
struct TraceTileTests {
    /// Seventy traces: four tiles that are copied together, and two more of which the last is not
    /// full; one trace is not finite.
    private func batch() -> TraceBatch<Double> {
        let traces = SpikeTrainTraces()
        let peaks = (0..<70).map { instance in
            SpikeTrainTraces.examples[instance % 6].map { $0 + 0.37 * Double(instance) }
        }
        var voltages = peaks.map { traces.voltage(peaks: $0) }
        voltages[20][5000] = .nan
        return traces.batch(traces: voltages)
    }

    private let names = [
        "spike_count", "AP_amplitude", "AP_begin_time", "AP_duration", "spike_half_width",
        "AHP_depth_abs_slow", "AP_width", "voltage_base", "mean_voltage", "time_constant",
        "min_between_peaks_values", "spectral_power",
    ]

    @Test(arguments: FeatureMode.allCases)
    func everyInstanceIsEvaluatedAsIfAlone(_ mode: FeatureMode) throws {
        let batch = batch()
        let set = try StatisticSet(names.map { StatisticSpecification($0) }, mode: mode)
        let together = set.evaluate(batch)
        for instance in 0..<batch.instanceCount {
            let alone = set.evaluate(batch.instance(instance)).row(0)
            // Bit for bit.
            #expect(together.row(instance) == alone, "instance \(instance)")
            #expect((alone[0] == nil) == (instance == 20))
        }
    }

    @Test(arguments: FeatureMode.allCases)
    func singleFeaturesAreThoseOfTheSet(_ mode: FeatureMode) throws {
        let batch = batch()
        let names = names.filter { $0 != "mean_voltage" && $0 != "spectral_power" }
        let set = try StatisticSet(names.map { StatisticSpecification($0) }, mode: mode)
        let table = set.evaluate(batch)
        let features = try names.map { try FeatureCatalogue.feature(named: $0) }
        for instance in [0, 12, 13, 14, 51, 52, 65, 69] {
            let values = batch.features(
                features, ofInstance: instance, settings: FeatureSettings(mode: mode))
            #expect(values.map(\.mean) == table.row(instance), "instance \(instance)")
        }
    }

    /// A search that passes over blocks finds what one of every sample finds.
    @Test(arguments: [0.1, 0.02, 0.005])
    func spikesAreMeasuredWhereverTheyLieInTheirBlocks(_ interval: Double) throws {
        var traces = SpikeTrainTraces()
        traces.samplingInterval = interval
        let features = try [
            "AP_amplitude", "AP_duration", "AP_width", "spike_half_width", "AHP_depth_from_peak",
            "AP_rise_time", "AP_fall_time",
        ].map { try FeatureCatalogue.feature(named: $0) }
        // The same train, moved by whole samples through one block of 64.
        let first = traces.batch([[120.0, 190, 260]]).features(features).map(\.mean)
        for shift in stride(from: 1, through: 64, by: 7) {
            let moved = traces.batch([[120.0, 190, 260].map { $0 + Double(shift) * interval }])
            for (value, expected) in zip(moved.features(features).map(\.mean), first) {
                // Times differ by rounding, the voltage by that of the exponentials' arguments.
                #expect(abs(try #require(value) - (try #require(expected))) < 1e-6)
            }
        }
    }
}
