import LinearAlgebra
import SummaryStatistics
import Testing

/// Laws that every statistic obeys, whatever its value.
struct StatisticLawTests {
    private let traces = SpikeTrainTraces()

    /// Every statistic of the catalogue, in one set.
    private func everything(_ mode: FeatureMode = .native) throws -> StatisticSet {
        try StatisticSet(
            StatisticCatalogue.statistics.map { StatisticSpecification($0.name) }, mode: mode)
    }

    @Test(arguments: FeatureMode.allCases)
    func batchEqualsSingleRunsBitwise(_ mode: FeatureMode) throws {
        let set = try everything(mode)
        let batch = traces.batch(SpikeTrainTraces.examples)
        let table = set.evaluate(batch)
        for instance in 0..<batch.instanceCount {
            let single = set.evaluate(batch.instance(instance))
            #expect(single.row(0) == table.row(instance))
        }
    }

    @Test
    func permutedInstancesGivePermutedRows() throws {
        let set = try everything()
        let order = [4, 2, 5, 0, 3, 1]
        let table = set.evaluate(traces.batch(SpikeTrainTraces.examples))
        let permuted = set.evaluate(traces.batch(order.map { SpikeTrainTraces.examples[$0] }))
        for (row, instance) in order.enumerated() {
            #expect(permuted.row(row) == table.row(instance))
        }
    }

    @Test
    func paddingLanesChangeNothing() throws {
        let set = try everything()
        let batch = traces.batch(SpikeTrainTraces.examples)
        let padded = Matrix<Double>(rows: batch.sampleCount, columns: 8) {
            $1 < batch.instanceCount ? batch.voltage[$0, $1] : .nan
        }
        let table = set.evaluate(
            TraceBatch(
                voltage: padded, instanceCount: batch.instanceCount,
                samplingInterval: batch.samplingInterval, stimulusStart: batch.stimulusStart,
                stimulusEnd: batch.stimulusEnd, stimulusAmplitude: batch.stimulusAmplitude))
        #expect(table == set.evaluate(batch))
    }

    @Test
    func statisticsDoNotDependOnWhenTheTraceStarts() throws {
        let set = try everything()
        let table = set.evaluate(traces.batch(SpikeTrainTraces.examples))
        let later = set.evaluate(traces.batch(SpikeTrainTraces.examples, startTime: 1000))
        let absolute = ["peak_time", "AP_begin_time"]
        for (statistic, name) in set.names.enumerated() where !absolute.contains(name) {
            for instance in 0..<table.values.rows {
                let (value, moved) = (
                    table.row(instance)[statistic], later.row(instance)[statistic]
                )
                #expect((value == nil) == (moved == nil), "\(name) of instance \(instance)")
                guard let value, let moved else { continue }
                // Times near 1000 ms are rounded to 1e-13 ms, slopes over 0.04 ms feel it.
                #expect(abs(value - moved) <= 1e-8 * max(1, abs(value)), "\(name)")
            }
        }
    }

    @Test
    func addingAConstantMovesMeansAndNothingElse() throws {
        let moments = StatisticSpecification("goncalves2020", options: ["threshold": -10])
        let shifted = StatisticSpecification("goncalves2020", options: ["threshold": 20])
        let base = traces.batch(SpikeTrainTraces.examples)
        let raised = traces.batch(
            traces: SpikeTrainTraces.examples.map { traces.voltage(peaks: $0).map { $0 + 30 } })
        let before = try StatisticSet([moments]).evaluate(base)
        let after = try StatisticSet([shifted]).evaluate(raised)
        for instance in 0..<base.instanceCount {
            for statistic in 0..<7 {
                let shift = statistic == 1 || statistic == 3 ? 30.0 : 0
                let (value, moved) = (
                    before.values[instance, statistic], after.values[instance, statistic]
                )
                // A constant voltage has no skewness: both are invalid then. Spread at rest is
                // rounding of 1e-14 mV.
                #expect((value.isNaN && moved.isNaN) || abs(value + shift - moved) < 1e-9)
            }
        }
    }

    @Test
    func scalingTheVoltageScalesTheMoments() throws {
        let set = try StatisticSet(
            ["mean_voltage", "voltage_variance", "voltage_skewness", "voltage_kurtosis"].map {
                StatisticSpecification($0)
            })
        let peaks = [SpikeTrainTraces.examples[0]]
        let scaled = traces.batch(traces: peaks.map { traces.voltage(peaks: $0).map { -3 * $0 } })
        let before = set.evaluate(traces.batch(peaks)).values.elements
        let after = set.evaluate(scaled).values.elements
        for (value, (result, power)) in zip(before, zip(after, [-3.0, 9, -1, 1])) {
            #expect(abs(result - power * value) < 1e-11 * abs(result))
        }
    }

    @Test
    func singlePrecisionAgreesWithDouble() throws {
        let set = try StatisticSet([StatisticSpecification("goncalves2020")])
        let double = traces.batch(SpikeTrainTraces.examples)
        let single = TraceBatch<Float>(
            voltage: Matrix<Float>(double.voltage), samplingInterval: double.samplingInterval,
            stimulusStart: double.stimulusStart, stimulusEnd: double.stimulusEnd)
        let (expected, found) = (set.evaluate(double), set.evaluate(single))
        for instance in 0..<double.instanceCount where expected.isComplete(instance: instance) {
            for statistic in 0..<set.count {
                let value = expected.values[instance, statistic]
                // Voltages are rounded by 4e-6 mV; the sums are in double precision.
                #expect(abs(found.values[instance, statistic] - value) < 1e-5 * max(1, abs(value)))
            }
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func aTraceThatIsNotFiniteHasNoStatistics(_ bad: Double) throws {
        let set = try everything()
        let clean = traces.batch(SpikeTrainTraces.examples)
        // The last sample of one instance, after every window of the moments.
        var voltage = clean.voltage
        voltage[voltage.rows - 1, 1] = bad
        let table = set.evaluate(
            TraceBatch(
                voltage: voltage, samplingInterval: clean.samplingInterval,
                stimulusStart: clean.stimulusStart, stimulusEnd: clean.stimulusEnd,
                stimulusAmplitude: clean.stimulusAmplitude))
        let expected = set.evaluate(clean)
        #expect(table.row(1).allSatisfy { $0 == nil })
        for instance in [0, 2, 3, 4, 5] {
            #expect(table.row(instance) == expected.row(instance))
        }
    }
}
