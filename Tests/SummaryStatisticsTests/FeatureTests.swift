import LinearAlgebra
import RealModule
import SummaryStatistics
import Testing

/// The features on traces whose spikes are known.
struct FeatureTests {
    private let traces = SpikeTrainTraces()

    private func values(
        _ names: [String], peaks: [Double], _ settings: FeatureSettings = FeatureSettings()
    ) throws -> [FeatureValue] {
        let features = try names.map { try FeatureCatalogue.feature(named: $0) }
        return traces.batch([peaks]).features(features, settings: settings)
    }

    @Test(arguments: FeatureMode.allCases)
    func timesAndIntervalsAreThoseOfTheSpikes(_ mode: FeatureMode) throws {
        let names = [
            "spike_count", "spike_count_stimint", "time_to_first_spike", "time_to_second_spike",
            "time_to_last_spike", "inv_time_to_first_spike", "mean_frequency", "mean_ISI",
            "doublet_ISI", "ISI_CV", "irregularity_index", "number_initial_spikes",
        ]
        // The last spike comes after the stimulus.
        let peaks = [110.0, 130, 150, 180, 220, 350]
        let found = try values(names, peaks: peaks, FeatureSettings(mode: mode)).map {
            try #require($0.mean)
        }
        // Intervals after the first: 20, 30, 40, 130; mean 55, sum of squares 7700.
        let deviation = (7700.0 / 3).squareRoot()
        let expected = [
            6, 5, 10, 30, 250, 100, 5000 / 120.0, 48, 20, deviation / 55, 110 / 3.0, 1,
        ]
        for (name, (value, target)) in zip(names, zip(found, expected)) {
            // A peak lies between grid points that repeated addition has moved by 1e-10 ms.
            #expect(abs(value - target) < 1e-9 * max(1, abs(target)), "\(name)")
        }
    }

    @Test
    func nativeWidthsAndVoltagesFollowTheShapeOfTheSpike() throws {
        let peaks = [120.0, 160, 200, 240, 280]
        let names = ["AP_width", "peak_voltage", "voltage_base", "AP_duration_half_width"]
        let found = try values(names, peaks: peaks).map { try #require($0.mean) }
        // A rising half of 85·exp(−t²/0.5) over −55 plus what is left of the last
        // afterhyperpolarisation (under 0.5 mV); falling half deepened by its own (under 9 mV).
        let width = 2 * (0.5 * Double.log(85 / 35)).squareRoot()
        #expect(abs(found[0] - width) < 0.15)
        #expect(abs(found[1] - 30) < 0.6)
        #expect(abs(found[2] + 70) < 1e-9)
        #expect(abs(found[3] - 2 * (0.5 * Double.log(2)).squareRoot()) < 0.2)
    }

    @Test
    func nativeWidthsDoNotDependOnTheSampling() throws {
        let names = ["AP_width", "spike_half_width", "AP_duration_half_width", "AP_amplitude"]
        let features = try names.map { try FeatureCatalogue.feature(named: $0) }
        let peaks = [[120.0, 160, 200, 240, 280]]
        var fine = traces
        fine.samplingInterval = 0.01
        let first = fine.batch(peaks).features(features)
        let second = traces.batch(peaks).features(features)
        for (name, (left, right)) in zip(names, zip(first, second)) {
            let (left, right) = (try #require(left.mean), try #require(right.mean))
            // The begin of a spike is a whole sample of 0.02 ms, worth 0.4 mV on the upstroke.
            #expect(abs(left / right - 1) < 0.02, "\(name): \(left), \(right)")
        }
    }

    @Test(arguments: FeatureMode.allCases)
    func featuresThatDoNotExistAreMissingAndCountsAreZero(_ mode: FeatureMode) throws {
        let settings = FeatureSettings(mode: mode)
        let found = try values(
            [
                "spike_count", "spike_count_stimint", "time_to_first_spike", "mean_frequency",
                "ISI_CV", "AP_amplitude", "AHP_depth_abs", "adaptation_index", "voltage_base",
            ], peaks: [], settings)
        #expect(found[0] == .number(0) && found[1] == .number(0))
        #expect(found[2..<8].allSatisfy { $0 == .missing })
        #expect(abs(try #require(found[8].mean) + 70) < 1e-9)
        #expect(try values(["mean_frequency"], peaks: [350], settings) == [.number(0)])
    }

    @Test
    func aTraceThatStartsDepolarisedKeepsItsSpikesInOrder() throws {
        var trace = traces.voltage(peaks: [120, 180, 250])
        for sample in 0..<500 { trace[sample] = 10 }
        let batch = traces.batch(traces: [trace])
        let features = try ["spike_count", "AP_rise_time", "AP_amplitude"].map {
            try FeatureCatalogue.feature(named: $0)
        }
        let found = batch.features(features)
        let expected = traces.batch([[120, 180, 250]]).features(features)
        #expect(found == expected)
        #expect(found[0] == .number(3))
    }

    @Test
    func aSpikeBeforeTheStimulusKeepsItsOwnLandmarks() throws {
        let rises = try values(["AP_rise_time"], peaks: [40, 120, 180])[0]
        guard case .list(let list) = rises else {
            Issue.record("no rise times: \(rises)")
            return
        }
        #expect(list.count == 3 && list.allSatisfy { $0 > 0.3 && $0 < 2 })
    }

    @Test
    func declaredSpikeTimesReplaceThoseOfTheTrace() throws {
        let silent = traces.batch([[], []])
        let batch = TraceBatch(
            voltage: silent.voltage, samplingInterval: silent.samplingInterval,
            stimulusStart: silent.stimulusStart, stimulusEnd: silent.stimulusEnd,
            spikeTimes: [[110, 150, 350], []])
        let set = try StatisticSet(
            ["spike_count", "spike_count_stimint", "time_to_first_spike", "AP_amplitude"].map {
                StatisticSpecification($0)
            })
        let table = set.evaluate(batch)
        #expect(table.row(0) == [3, 2, 10, nil])
        #expect(table.row(1) == [0, 0, nil, nil])
    }

    @Test
    func aListEntersAsItsMeanOrByPosition() throws {
        let batch = traces.batch([[110, 130, 180]])
        let set = try StatisticSet([
            StatisticSpecification("all_ISI_values"),
            StatisticSpecification("all_ISI_values", options: ["position": 2]),
            StatisticSpecification("all_ISI_values", options: ["position": 3]),
        ])
        let row = set.evaluate(batch).row(0)
        #expect(abs(try #require(row[0]) - 35) < 1e-9)
        #expect(abs(try #require(row[1]) - 50) < 1e-9)
        #expect(row[2] == nil)
    }

    @Test
    func degenerateTracesHaveNoFeaturesButDoNotTrap() throws {
        for samples in 0...3 {
            for mode in FeatureMode.allCases {
                let batch = TraceBatch(
                    voltage: Matrix<Double>(rows: samples, columns: 1) { row, _ in
                        row % 2 == 0 ? -70 : 20
                    }, samplingInterval: 0.1, stimulusStart: 0.1, stimulusEnd: 0.2)
                let found = batch.features(settings: FeatureSettings(mode: mode))
                #expect(found.count == FeatureCatalogue.features.count)
            }
        }
    }
}
