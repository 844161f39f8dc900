import RealModule
import SummaryStatistics
import Testing

/// Rate and regularity of trains whose law is known.
struct SpikeTrainTests {
    /// SplitMix64 (Steele, Lea and Flood 2014).
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// Intervals that are sums of `order` exponentials with mean 10 ms in all: gamma distributed.
    private func gammaTrain(order: Int, count: Int, seed: UInt64) -> SpikeTrain {
        var generator = Generator(state: seed)
        var time = 0.0
        let times = (0..<count).map { _ in
            for _ in 0..<order {
                time -= .log(Double.random(in: 0x1p-53..<1, using: &generator)) * 10 / Double(order)
            }
            return time
        }
        return SpikeTrain(times: times, window: 0...time)
    }

    @Test(arguments: [1, 2, 4])
    func gammaTrainsHaveTheirVariation(_ order: Int) throws {
        let count = 40_000
        let train = gammaTrain(order: order, count: count, seed: 7)
        let variation = try #require(train.coefficientOfVariation)
        let local = try #require(train.localVariation)
        // CV = 1/√κ and LV = 3/(2κ + 1) for a gamma process of order κ (Shinomoto et al. 2003).
        // Standard errors: of CV at most 1/√n, of LV at most 1.3/√n (its terms are 3 squares of
        // numbers within ±1); four of them.
        let error = 4 / Double(count).squareRoot()
        #expect(abs(variation - 1 / Double(order).squareRoot()) < error)
        #expect(abs(local - 3 / (2 * Double(order) + 1)) < 1.3 * error)
        #expect(abs(try #require(train.rate) - 100) < 100 * error)
        // Mean of 2|x − y|/(x + y) for exponentials: x/(x + y) is uniform, so 1.
        if order == 1 {
            #expect(abs(try #require(train.localCoefficientOfVariation) - 1) < error)
        }
    }

    @Test func aClockHasNoVariation() throws {
        let train = SpikeTrain(times: (0..<50).map { Double($0) * 8 }, window: 0...1000)
        #expect(train.coefficientOfVariation == 0 && train.localVariation == 0)
        #expect(train.localCoefficientOfVariation == 0 && train.rate == 50)
        // Spikes each 8 ms are one burst at 125 Hz.
        #expect(train.bursts() == [0...49] && train.burstFraction == 1)
        #expect(train.bursts(longestInterval: 7.9).isEmpty)
    }

    @Test func burstsAreRunsOfShortIntervals() {
        let times = [5.0, 100, 104, 108, 200, 205, 300, 303, 306, 309]
        let train = SpikeTrain(times: times.shuffled() + [-1, 2000], window: 0...1000)
        #expect(train.times == times)
        #expect(train.bursts() == [1...3, 6...9])
        #expect(train.bursts(fewestSpikes: 2) == [1...3, 4...5, 6...9])
        #expect(train.burstFraction == 0.7)
    }

    @Test func tooFewSpikesHaveNoVariation() {
        let pair = SpikeTrain(times: [1, 2], window: 0...10)
        #expect(pair.coefficientOfVariation == nil && pair.localVariation == nil)
        #expect(pair.localCoefficientOfVariation == nil)
        let none = SpikeTrain(times: [], window: 0...10)
        #expect(none.rate == 0 && none.burstFraction == nil && none.bursts().isEmpty)
        #expect(SpikeTrain(times: [1], window: 1...1).rate == nil)
    }

    @Test(arguments: FeatureMode.allCases)
    func theFeaturesAreThoseOfTheTrain(_ mode: FeatureMode) throws {
        // The first and last spike lie outside of the stimulus.
        let peaks = [40.0, 110, 116, 122, 160, 220, 350]
        let names = [
            "spike_rate", "ISI_CV_all", "ISI_CV2", "local_variation", "burst_fraction",
            "burst_rate",
        ]
        let features = try names.map { try FeatureCatalogue.feature(named: $0) }
        let found = SpikeTrainTraces().batch([peaks]).features(
            features, settings: FeatureSettings(mode: mode)
        ).map(\.mean)
        let train = SpikeTrain(times: [110, 116, 122, 160, 220], window: 100...300)
        let expected = [
            train.rate, train.coefficientOfVariation, train.localCoefficientOfVariation,
            train.localVariation, 0.6, 5,
        ]
        for (name, (value, target)) in zip(names, zip(found, expected)) {
            // Peaks fall on samples, whose times are off by rounding; compatible ones by 1e-10 ms.
            #expect(abs(try #require(value) - (try #require(target))) < 1e-8, "\(name)")
        }
    }
}
