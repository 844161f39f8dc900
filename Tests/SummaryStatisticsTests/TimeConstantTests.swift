import LinearAlgebra
import RealModule
import SummaryStatistics
import Testing

/// The voltage of a passive membrane, with and without sag, whose time constants are known.
struct TimeConstantTests {
    /// A step from 100 to 700 ms at 0.02 ms: −70 mV, falling by 10 mV, with a sag that recovers.
    private func batch(
        membrane: Double, sag: (size: Double, time: Double)? = nil, sign: Double = -1,
        interval: Double = 0.02
    ) -> TraceBatch<Double> {
        let samples = Int(1000 / interval)
        let voltage = (0..<samples).map { sample in
            let time = Double(sample) * interval - 100
            guard time > 0 else { return -70.0 }
            let fall = 10 * (1 - Double.exp(-min(time, 600) / membrane))
            let rest = time > 600 ? Double.exp(-(time - 600) / membrane) : 1
            var change = fall * rest
            if let sag, time <= 600 {
                change += sag.size * (.exp(-time / sag.time) - .exp(-time / membrane))
            }
            return -70 + sign * change
        }
        return TraceBatch(
            voltage: Matrix(rows: samples, columns: 1, elements: voltage),
            samplingInterval: interval, stimulusStart: 100, stimulusEnd: 700,
            stimulusAmplitude: 0.1)
    }

    private func value(
        _ name: String, _ batch: TraceBatch<Double>, _ mode: FeatureMode
    ) throws -> Double? {
        let feature = try FeatureCatalogue.feature(named: name)
        return batch.features([feature], settings: FeatureSettings(mode: mode))[0].mean
    }

    @Test(arguments: FeatureMode.allCases, [8.0, 15, 25])
    func theMembraneTimeConstantIsFound(_ mode: FeatureMode, _ membrane: Double) throws {
        let found = try #require(
            try value("time_constant", batch(membrane: membrane), mode))
        // The fall is fitted to where its slope is 0.005 mV/ms, τ·0.005 mV from the end; the
        // distance is found to 0.01 mV of those, which moves the slope by less than 2 %.
        #expect(abs(found / membrane - 1) < 0.02, "\(found)")
    }

    @Test(arguments: [0.1, 0.05, 0.01])
    func finerSamplingDoesNotChangeIt(_ interval: Double) throws {
        let coarse = try #require(
            try value("time_constant", batch(membrane: 15, interval: 0.1), .native))
        let found = try #require(
            try value("time_constant", batch(membrane: 15, interval: interval), .native))
        // Both to within the resolution of the distance.
        #expect(abs(found / coarse - 1) < 0.01)
    }

    @Test func aDepolarisingStepHasNone() throws {
        #expect(try value("time_constant", batch(membrane: 15, sign: 1), .native) == nil)
    }

    @Test(arguments: FeatureMode.allCases)
    func theSagRecoversWithItsTimeConstant(_ mode: FeatureMode) throws {
        let batch = batch(membrane: 3, sag: (size: 6, time: 60))
        let found = try #require(try value("sag_time_constant", batch, mode))
        // The recovery is exp(−t/60) to where a tenth of the sag is left, less that tenth: the
        // logarithm of exp(−t/60) − 0.1 falls faster. Its least-squares slope on that stretch, from
        // t where the fall at 3 ms is over:
        let expected = try #require(logarithmicTimeConstant(60, until: 0.1))
        #expect(abs(found / expected - 1) < 0.05, "\(found), \(expected)")
    }

    /// Minus the inverse slope of ln(exp(−t/τ) − rest) over t from 0 to the last 0.02 ms before the
    /// difference vanishes.
    private func logarithmicTimeConstant(_ time: Double, until rest: Double) -> Double? {
        let end = -time * Double.log(rest)
        let times = stride(from: 0.0, to: end - 0.02, by: 0.02).map { $0 }
        let logs = times.map { Double.log(.exp(-$0 / time) - rest) }
        let (x, y) = (
            times.reduce(0, +) / Double(times.count), logs.reduce(0, +) / Double(times.count)
        )
        let covariance = zip(times, logs).reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
        return -times.reduce(0) { $0 + ($1 - x) * ($1 - x) } / covariance
    }
}
