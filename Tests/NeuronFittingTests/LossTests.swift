import Foundation
import NeuroSBI
import Testing

/// Losses against their definitions, on results whose differences are known.
@Suite struct LossTests {
    private func root(_ value: Double) -> Double { value.squareRoot() }

    private func trace(_ values: [Double], interval: Double = 1) -> ExperimentResults {
        ExperimentResults(chunks: [InstanceChunk(traces: ["v": values], interval: interval)])
    }

    private func train(_ spikes: [Double], duration: Double = 1_000) -> ExperimentResults {
        ExperimentResults(chunks: [
            InstanceChunk(
                traces: ["v": [Double](repeating: 0, count: Int(duration))], interval: 1,
                spikes: spikes)
        ])
    }

    private func value(_ loss: Loss, _ a: [Double], _ b: [Double]) throws -> Double {
        try loss.evaluate(train(a), target: train(b))[0]
    }

    @Test func rootsOfSquaresFollowTheirDefinitions() throws {
        let (a, b) = (trace([1, 2, 3, 4]), trace([1, 0, 3, 1]))
        #expect(try Loss.rootSumSquare(of: "v").evaluate(a, target: b) == [root(13)])
        #expect(try Loss.rootMeanSquare(of: "v").evaluate(a, target: b) == [root(13.0 / 4)])
    }

    /// Samples 1 and 3 with the weights 1 and 3: √((1·4 + 3·9)/(1 + 3)), √31 for the sum.
    @Test func windowsWeighSamples() throws {
        let (a, b) = (trace([1, 2, 3, 4]), trace([1, 0, 3, 1]))
        let windows = [TraceWindow(0.5, 1.5), TraceWindow(3, 4, weight: 3)]
        #expect(
            try Loss.rootMeanSquare(of: "v", windows: windows).evaluate(a, target: b)
                == [root(31.0 / 4)])
        #expect(
            try Loss.rootSumSquare(of: "v", windows: windows).evaluate(a, target: b)
                == [root(31)])
    }

    @Test func lossesAreAddedAndWeighed() throws {
        let (a, b) = (trace([1, 2]), trace([3, 4]))
        let loss =
            2 * Loss.rootMeanSquare(of: "v")
            + .custom("first") { results, target in
                let own = try results.chunks[0].samples(of: "v")[0]
                return own - (try target.chunks[0].samples(of: "v")[0])
            }.named("difference")
        #expect(loss.names == ["rmse v 0", "difference"])
        #expect(try loss.evaluate(a, target: b) == [4, -2])
    }

    @Test func otherLengthsAndMissingRecordingsAreNamed() {
        let loss = Loss.rootMeanSquare(of: "v")
        #expect(throws: OptNeuronError.sampleCount(of: "rmse v 0", found: 2, expected: 3)) {
            try loss.evaluate(trace([1, 2]), target: trace([1, 2, 3]))
        }
        #expect {
            try Loss.rootMeanSquare(of: "u").evaluate(trace([1]), target: trace([1]))
        } throws: {
            "\($0)".contains("'u' as a recording") && "\($0)".contains("in the target")
        }
        #expect {
            try Loss.rootMeanSquare(of: "v", chunk: 1).evaluate(trace([1]), target: trace([1]))
        } throws: { "\($0)".contains("no chunk 1, found 1") }
    }

    /// By hand for T = 1000 ms: close are 5 spikes and 50 ms.
    @Test func spikeFeaturesFollowTheirDefinition() throws {
        let loss = Loss.spikeFeatures()
        #expect(try value(loss, [100, 200, 300, 400], [100, 200, 300, 400]) == 0)
        #expect(try value(loss, [], []) == 0)
        // Count 3/5; first 10/50, second and third missing 1000/50 each, last 290/50; the variation
        // missing on one side 1/0.1.
        #expect(
            abs(try value(loss, [110], [100, 200, 300, 400]) - (0.6 + 0.2 + 40 + 5.8 + 10) / 6)
                < 1e-13)
        // The first interval is left out: CV of {100, 200} is √5000/150, of {100, 100} 0.
        let variation = root(5_000) / 150
        let expected = (100 / 50 + variation / 0.1) / 6
        let found = try value(loss, [10, 100, 200, 400], [10, 100, 200, 300])
        #expect(abs(found - expected) < 1e-13)
        // A variation that only one side has differs by 1.
        let missing = try value(loss, [10, 100, 200, 300], [10, 100, 200])
        #expect(abs(missing - (1.0 / 5 + 100 / 50 + 1 / 0.1) / 6) < 1e-13)
    }

    /// Against the integral of its definition on a grid of 0.01 ms; the rule of rectangles is off
    /// by at most a step times the height of each jump.
    @Test func vanRossumIsTheIntegralOfItsDefinition() throws {
        let (a, b, tau) = ([10.0, 14, 50], [11.0, 48, 90, 91], 8.0)
        let step = 0.01
        func filtered(_ spikes: [Double], _ t: Double) -> Double {
            spikes.reduce(0) { $1 <= t ? $0 + exp(-(t - $1) / tau) : $0 }
        }
        var integral = 0.0
        for k in 0..<40_000 {
            let t = (Double(k) + 0.5) * step
            let difference = filtered(a, t) - filtered(b, t)
            integral += difference * difference * step
        }
        let distance = try value(.vanRossum(timeConstant: tau), a, b)
        #expect(abs(distance * distance - integral / tau) < 7 * step / tau)
        #expect(try value(.vanRossum(timeConstant: tau), a, a) == 0)
        #expect(abs(try value(.vanRossum(timeConstant: tau), [20], []) - root(0.5)) < 1e-15)
    }

    /// Against the least cost over all ways of pairing spikes in order.
    @Test func victorPurpuraIsTheLeastCost() throws {
        func least(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>, _ cost: Double) -> Double {
            guard let first = a.first, let other = b.first else {
                return Double(a.count + b.count)
            }
            return min(
                1 + least(a.dropFirst(), b, cost), 1 + least(a, b.dropFirst(), cost),
                cost * abs(first - other) + least(a.dropFirst(), b.dropFirst(), cost))
        }
        let (a, b) = ([10.0, 20, 35, 70], [12.0, 33, 36, 75, 90])
        for cost in [0, 0.01, 0.1, 0.5, 3] {
            let found = try value(.victorPurpura(cost: cost), a, b)
            #expect(abs(found - least(a[...], b[...], cost)) < 1e-13, "cost \(cost)")
        }
        #expect(try value(.victorPurpura(cost: 0), a, b) == 1)
        #expect(try value(.victorPurpura(cost: 1e9), a, b) == 9)
    }

    /// Elephant sums pairs of spikes, we decay from spike to spike: the error is some ulps of the
    /// number of spikes, at most 48, in the square; differences of the same decimals are rounded
    /// otherwise, times the cost.
    @Test(arguments: SpikeDistanceReferences.pairs)
    func distancesAreThoseOfElephant(pair: SpikeDistanceReferences.Pair) throws {
        for (a, b) in [(pair.a, pair.b), (pair.b, pair.a)] {
            for (cost, distance) in pair.victorPurpura {
                let found = try value(.victorPurpura(cost: cost), a, b)
                #expect(abs(found - distance) < 1e-11, "cost \(cost)")
            }
            for (timeConstant, distance) in pair.vanRossum {
                let found = try value(.vanRossum(timeConstant: timeConstant), a, b)
                #expect(
                    abs(found * found - distance * distance) < 1e-12, "constant \(timeConstant)")
            }
        }
    }

    @Test func missingSpikesHaveAFinitePenalty() throws {
        let loss = Loss.missingSpikes(penalty: 3, surplus: 0.5)
        #expect(try value(loss, [], [1, 2, 3, 4]) == 12)
        #expect(try value(loss, [1], [2]) == 0)
        #expect(try value(loss, [1, 2, 3], [2]) == 1)
        #expect(try value(.missingSpikes(penalty: 3), [1, 2, 3], [2]) == 0)
    }

    /// A difference of 1 from t = 0 on is 1 − exp(−(k + 1) h/τ) after the filter at sample k; the
    /// squares are a geometric series.
    @Test func smoothedTracesFollowTheirDefinition() throws {
        let (count, interval, constants) = (400, 0.25, [5.0, 40])
        let a = trace([Double](repeating: -69, count: count), interval: interval)
        let b = trace([Double](repeating: -70, count: count), interval: interval)
        let expected = constants.reduce(0) { sum, tau in
            let q = exp(-interval / tau)
            func series(_ q: Double) -> Double { q * (1 - pow(q, Double(count))) / (1 - q) }
            let squares = Double(count) - 2 * series(q) + series(q * q)
            return sum + (squares / Double(count)).squareRoot()
        }
        let loss = Loss.smoothedTrace(of: "v", timeConstants: constants)
        let found = try loss.evaluate(a, target: b)[0]
        #expect(abs(found - expected) < 1e-12)
        #expect(try loss.evaluate(b, target: b) == [0])
        #expect(loss.names == ["smoothed v 0"])
        #expect(throws: OptNeuronError.sampleCount(of: "smoothed v 0", found: 2, expected: 400)) {
            try loss.evaluate(trace([1, 2]), target: b)
        }
    }

    /// A pulse missed by Δ: without smoothing the difference is the same for all Δ beyond its width,
    /// smoothed it grows like 1 − exp(−Δ/τ).
    @Test func smoothingTellsByHowMuchAPulseIsMissed() throws {
        func pulse(_ sample: Int) -> ExperimentResults {
            trace((0..<4_000).map { sample <= $0 && $0 < sample + 2 ? 100 : 0 }, interval: 0.1)
        }
        let (near, far, target) = (pulse(1_050), pulse(1_200), pulse(1_000))
        let raw = Loss.rootMeanSquare(of: "v")
        #expect(try raw.evaluate(near, target: target) == raw.evaluate(far, target: target))
        let smoothed = Loss.smoothedTrace(of: "v", timeConstants: [20])
        let ratio =
            try smoothed.evaluate(far, target: target)[0]
            / smoothed.evaluate(near, target: target)[0]
        // ∫y² of two pulses Δ apart is proportional to 1 − exp(−Δ/τ), for pulses much shorter than τ.
        let expected = ((1 - exp(-20.0 / 20)) / (1 - exp(-5.0 / 20))).squareRoot()
        #expect(abs(ratio / expected - 1) < 0.01)
    }

    @Test func coincidenceIsOneForEqualTrainsAndZeroByChance() throws {
        let loss = Loss.coincidence(precision: 2)
        let a = [100.0, 250, 400, 700]
        #expect(abs(try value(loss, a, a)) < 1e-15)
        #expect(try value(loss, [], []) == 0)
        #expect(try value(loss, [], a) == 1)
        #expect(try value(loss, a, []) == 1)
        // Two of four coincide; 2νΔ = 2·2·4/1000.
        let covered = 0.016
        let factor = (2 - covered * 4) / 4 / (1 - covered)
        #expect(abs(try value(loss, [101, 252, 500, 900], a) - (1 - factor)) < 1e-14)
        #expect(try value(loss, (0..<300).map { Double($0) * 3 }, a) == 1)
    }

    @Test func statisticsAreComparedInStandardDeviations() throws {
        let statistics = ExperimentStatistics.custom(["mean", "first spike"]) { results in
            let samples = try results.chunks[0].samples(of: "v")
            return [
                samples.reduce(0, +) / Double(samples.count),
                results.chunks[0].spikes.first ?? .nan,
            ]
        }
        func results(_ level: Double, _ spikes: [Double]) -> ExperimentResults {
            ExperimentResults(chunks: [
                InstanceChunk(traces: ["v": [level, level]], interval: 1, spikes: spikes)
            ])
        }
        let loss = Loss.statistics(statistics, deviations: [2, 5], missing: 7)
        let target = results(-70, [30])
        #expect(
            try loss.evaluate(results(-64, [50]), target: target) == [root(25.0 / 2)])
        #expect(try loss.evaluate(results(-70, []), target: target) == [root(49.0 / 2)])
        #expect(try loss.evaluate(results(-70, []), target: results(-70, [])) == [0])
    }

    @Test func featuresAreThoseOfTheTrace() throws {
        let voltage = (0..<1_000).map { 10 * sin(Double($0) / 50) - 60 }
        let results = ExperimentResults(chunks: [
            InstanceChunk(traces: ["v": voltage], interval: 0.1)
        ])
        let set = try StatisticSet([.init("voltage_base"), .init("mean_voltage")])
        let statistics =
            ExperimentStatistics.features(set, of: "v", stimulus: 20...80)
            + .samples(of: "v", every: 300)
        let (names, values) = try statistics.evaluate(results)
        #expect(names == ["voltage_base", "mean_voltage", "v[0]", "v[1]", "v[2]", "v[3]"])
        let table = set.evaluate(
            TraceBatch(
                voltage: Matrix(rows: 1_000, columns: 1, elements: voltage), samplingInterval: 0.1,
                stimulusStart: 20, stimulusEnd: 80))
        #expect(Array(values.prefix(2)) == Array(table.values.row(0)))
        #expect(Array(values.suffix(4)) == [voltage[0], voltage[300], voltage[600], voltage[900]])
    }
}
