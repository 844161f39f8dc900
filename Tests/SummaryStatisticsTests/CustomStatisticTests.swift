import Foundation
import LinearAlgebra
import SummaryStatistics
import Testing

/// Statistics of one's own, as closures over a trace.
struct CustomStatisticTests {
    /// The example of `CustomStatistic`.
    private static let fading = CustomStatistic("fading", unit: "mV") { trace in
        guard let first = trace.spikes.first, let last = trace.spikes.last, first != last else {
            return nil
        }
        return trace.voltage[first.peak] - trace.voltage[last.peak]
    }

    private static let thirds = CustomStatistic("third", unit: "mV", count: 3) { trace in
        let stimulus = trace.samples(from: trace.stimulusStart, upTo: trace.stimulusEnd)
        return (0..<3).map { part in
            let samples = stimulus.dropFirst(part * stimulus.count / 3).prefix(stimulus.count / 3)
            return samples.reduce(0) { $0 + trace.voltage[$1] } / Double(samples.count)
        }
    }

    /// Thirty-seven traces in several tiles, of which one is not finite.
    private func batch() -> TraceBatch<Double> {
        let traces = SpikeTrainTraces()
        var voltages = (0..<37).map { instance in
            traces.voltage(
                peaks: SpikeTrainTraces.examples[instance % 6].map { $0 + 0.37 * Double(instance) })
        }
        voltages[20][5000] = .nan
        return traces.batch(traces: voltages)
    }

    @Test func theExampleHolds() throws {
        let set = try StatisticSet(
            [StatisticSpecification("spike_count")], custom: [Self.fading, Self.thirds])
        #expect(set.names == ["spike_count", "fading", "third[1]", "third[2]", "third[3]"])
        #expect(set.units == ["1", "mV", "mV", "mV", "mV"])
        let traces = SpikeTrainTraces()
        let falling = traces.voltage(peaks: [140, 240]).enumerated().map { sample, voltage in
            voltage - (Double(sample) * traces.samplingInterval > 200 ? 7 : 0)
        }
        let table = set.evaluate(traces.batch(traces: [falling, traces.voltage(peaks: [150])]))
        // The second spike is 7 mV lower; the tail of the first adds 12·e^(−100/12) = 0.003 mV.
        #expect(abs(table.values[0, 1] - 7) < 0.01)
        #expect(table.row(1)[1] == nil)
        // The thirds make up the whole, but for the two of 10,000 samples that 3 leaves over.
        let mean = (2...4).reduce(0) { $0 + table.values[1, $1] } / 3
        let whole = try StatisticSet([StatisticSpecification("mean_voltage")])
            .evaluate(traces.batch([[150]])).values[0, 0]
        #expect(abs(mean - whole) < 0.01)
    }

    @Test(arguments: FeatureMode.allCases)
    func closuresSeeWhatTheCatalogueSees(_ mode: FeatureMode) throws {
        let custom = [
            CustomStatistic("count") { Double($0.spikeTimes.count) },
            CustomStatistic("begin") { trace in
                let begins = trace.spikes.compactMap(\.begin)
                return begins.isEmpty
                    ? nil
                    : begins.reduce(0) { $0 + trace.voltage[$1] } / Double(begins.count)
            },
            CustomStatistic("minimum") { trace in
                let minima = trace.spikes.compactMap(\.minimum)
                return minima.isEmpty
                    ? .nan
                    : minima.reduce(0) { $0 + trace.voltage[$1] } / Double(minima.count)
            },
            CustomStatistic("first") { trace in
                trace.spikes.first.map { trace.time(ofSample: $0.peak) - trace.stimulusStart }
            },
            CustomStatistic("current") { $0.stimulusAmplitude },
            CustomStatistic("high count", settings: FeatureSettings(spikeThreshold: 0)) {
                Double($0.spikes.count)
            },
        ]
        let names = [
            StatisticSpecification("spike_count"), StatisticSpecification("AP_begin_voltage"),
            StatisticSpecification("AHP_depth_abs"),
            StatisticSpecification("time_to_first_spike"),
            StatisticSpecification("stimulus_amplitude"),
            StatisticSpecification("spike_count", options: ["threshold": 0]),
        ]
        // Beside features of either mode, closures see the samples as they are.
        let own = try StatisticSet(
            [StatisticSpecification("AP_amplitude")], custom: custom, mode: mode)
        let known = try StatisticSet(names)
        let (values, expected) = (own.evaluate(batch()), known.evaluate(batch()))
        for instance in 0..<37 {
            for (column, (value, expected)) in zip(
                values.row(instance).dropFirst(), expected.row(instance)
            ).enumerated() {
                // Sums of a few voltages and times, to rounding.
                #expect(
                    value == expected || abs((value ?? .infinity) - (expected ?? 0)) < 1e-11,
                    "instance \(instance), \(names[column].name)")
            }
        }
        #expect(values.row(20).allSatisfy { $0 == nil })
    }

    @Test func everyInstanceIsEvaluatedAsIfAlone() throws {
        let set = try StatisticSet([], custom: [Self.fading, Self.thirds])
        #expect(!set.isStreamable)
        let batch = batch()
        let together = set.evaluate(batch)
        for instance in 0..<batch.instanceCount {
            #expect(together.row(instance) == set.evaluate(batch.instance(instance)).row(0))
        }
    }

    @Test func declaredSpikesAreSeenToo() throws {
        let traces = SpikeTrainTraces()
        let batch = TraceBatch(
            voltage: Matrix([traces.voltage(peaks: [])]).transposed(), samplingInterval: 0.02,
            stimulusStart: 100, stimulusEnd: 300, spikeTimes: [[120, 160.5]])
        let set = try StatisticSet(
            [], custom: [CustomStatistic("times", count: 2) { $0.spikeTimes.map { $0 } }])
        #expect(set.evaluate(batch).row(0) == [120, 160.5])
    }

    @Test func aNameCannotBeTakenTwice() throws {
        #expect(throws: StatisticError.duplicateStatistic(name: "spike_count")) {
            try StatisticSet(
                [StatisticSpecification("spike_count")],
                custom: [CustomStatistic("spike_count") { _ in 1 }])
        }
        #expect(throws: StatisticError.noStatistics) { try StatisticSet([]) }
    }

    @Test func aClosureIsNotRead() throws {
        let set = try StatisticSet([StatisticSpecification("spike_count")], custom: [Self.fading])
        let data = try JSONEncoder().encode(set)
        #expect(throws: StatisticError.closuresNotStored(names: ["fading"])) {
            try JSONDecoder().decode(StatisticSet.self, from: data)
        }
        #expect(try set != StatisticSet([StatisticSpecification("spike_count")]))
        #expect(
            try set
                == StatisticSet(
                    [StatisticSpecification("spike_count")],
                    custom: [CustomStatistic("fading", unit: "mV") { _ in 0 }]))
    }
}
