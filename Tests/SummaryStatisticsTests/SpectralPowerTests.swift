import LinearAlgebra
import RealModule
import SummaryStatistics
import Testing

/// The spectrum of voltages whose frequencies are known.
struct SpectralPowerTests {
    /// A trace of 1 s of rest and `count` samples of stimulus.
    private func batch(
        count: Int, interval: Double, _ voltage: (Double) -> Double
    ) -> TraceBatch<Double> {
        let rest = Int((1000 / interval).rounded())
        let samples = (0..<rest + count).map { sample in
            voltage(Double(sample) * interval - 1000)
        }
        return TraceBatch(
            voltage: Matrix(rows: samples.count, columns: 1, elements: samples),
            samplingInterval: interval, stimulusStart: 1000,
            stimulusEnd: 1000 + Double(count) * interval)
    }

    private func powers(
        _ batch: TraceBatch<Double>, bands: [(Double, Double)], mode: FeatureMode = .native
    ) throws -> [Double] {
        let set = try StatisticSet(
            bands.map {
                StatisticSpecification("spectral_power", options: ["low": $0.0, "high": $0.1])
            }, mode: mode)
        return try set.evaluate(batch).row(0).map { try #require($0) }
    }

    @Test(arguments: FeatureMode.allCases)
    func aSineHasItsPowerInItsBand(_ mode: FeatureMode) throws {
        // 40 and 7 Hz make whole periods in 1 s.
        let batch = batch(count: 10_000, interval: 0.1) {
            -60 + 4 * Double.sin(2 * .pi * 0.040 * $0 + 1) + 3 * Double.cos(2 * .pi * 0.007 * $0)
        }
        let found = try powers(
            batch, bands: [(0, 5), (5, 10), (10, 40), (40, 41), (41, 1e9)], mode: mode)
        // Half of the squared amplitudes; the grid of compatible mode is off by 1e-10 ms.
        for (value, expected) in zip(found, [0, 4.5, 0, 8, 0]) {
            #expect(abs(value - expected) < 1e-8, "\(found)")
        }
    }

    @Test(arguments: [2, 3, 64, 1000, 1024, 4099, 5003])
    func allBandsTogetherHoldTheVariance(_ count: Int) throws {
        var state: UInt64 = 5
        let batch = batch(count: count, interval: 0.05) { time in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return -65 + Double(state >> 40) * 0x1p-22
        }
        let edges = [0.0, 33, 700, 5000, 1e9]
        let found = try powers(batch, bands: Array(zip(edges, edges.dropFirst())))
        let stimulus = batch.voltage.column(0).suffix(count)
        let mean = stimulus.reduce(0, +) / Double(count)
        let variance = stimulus.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        // Parseval; a transform of n numbers rounds by some log n ulps, the chirp by some more.
        #expect(abs(found.reduce(0, +) - variance) < 1e-12 * variance * Double(count).squareRoot())
    }

    @Test func bandsThatAreNoneAreRefused() {
        for options in [["low": -1.0], ["high": 0], ["low": 100], ["low": 20, "high": 10]] {
            #expect(throws: StatisticError.self) {
                try StatisticSet([StatisticSpecification("spectral_power", options: options)])
            }
        }
    }
}
