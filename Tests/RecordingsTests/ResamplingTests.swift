import Foundation
import Recordings
import Testing

@Suite("Resampling of sweeps")
struct ResamplingTests {
    private func sweep(
        _ interval: Double, count: Int = 4001, current: ((Double) -> Double)? = nil,
        _ voltage: (Double) -> Double
    ) -> Recording {
        let times = (0..<count).map { Double($0) * interval }
        return Recording(
            source: "made", sweep: "0", samplingInterval: interval, startTime: 12,
            voltage: times.map(voltage), current: current.map { times.map($0) })
    }

    private static let filters: [(attenuation: Double, transition: Double)] = [
        (60, 0.1), (80, 0.1), (100, 0.2),
    ]

    @Test(arguments: filters, [(0.05, 0.01), (0.02, 0.025), (0.01, 0.1), (0.02, 0.0314)])
    func whatTheBandHoldsIsKept(
        _ filter: (attenuation: Double, transition: Double), _ intervals: (Double, Double)
    ) throws {
        let (old, new) = intervals
        let edge = 0.5 / max(old, new) * (1 - filter.transition)
        // In cycles per ms: three frequencies inside of the band, the last at its very edge.
        for frequency in [0.1 * edge, 0.7 * edge, edge] {
            let signal = { (time: Double) in -60 + 30 * sin(2 * .pi * frequency * time + 0.3) }
            let resampled = try sweep(old, signal).resampled(
                to: new,
                by: .bandLimited(
                    attenuation: filter.attenuation, transition: filter.transition))
            #expect(resampled.samplingInterval == new && resampled.startTime == 12)
            // The filter's own statement, δ of the amplitude; Kaiser's formula for the length is an
            // approximation that may miss δ by a few per cent.
            let allowed = 30 * pow(10, -filter.attenuation / 20) * 1.3
            let margin = resampled.sampleCount / 4
            for sample in margin..<resampled.sampleCount - margin {
                let expected = signal(Double(sample) * new)
                #expect(abs(resampled.voltage[sample] - expected) < allowed)
            }
        }
    }

    @Test(arguments: filters)
    func nothingAboveTheNewBandIsLeft(_ filter: (attenuation: Double, transition: Double)) throws {
        // From 50 kHz to 10 kHz: 5 kHz is the end of the band.
        for frequency in [5.0, 7.3, 12.1, 20] {
            let resampled = try sweep(0.02) { 30 * sin(2 * .pi * frequency * $0 + 1) }.resampled(
                to: 0.1,
                by: .bandLimited(
                    attenuation: filter.attenuation, transition: filter.transition))
            let margin = resampled.sampleCount / 4
            let inner = resampled.voltage[margin..<resampled.sampleCount - margin]
            let allowed = 30 * pow(10, -filter.attenuation / 20) * 1.3
            #expect(inner.allSatisfy { abs($0) < allowed }, "\(frequency) kHz")
        }
        // Straight lines between samples let all of it through.
        let aliased = try sweep(0.02) { 30 * sin(2 * .pi * 7.3 * $0 + 1) }.resampled(
            to: 0.1, by: .linear)
        #expect(aliased.voltage.max() ?? 0 > 25)
    }

    @Test(arguments: [
        Resampling.linear, .bandLimited(), .bandLimited(attenuation: 40, transition: 0.5),
    ])
    func constantsAreExact(_ method: Resampling) throws {
        for (old, new) in [(0.05, 0.01), (0.02, 0.025), (0.02, 0.0314), (0.01, 1.7)] {
            let resampled = try sweep(old, count: 777, current: { _ in 0.1 }, { _ in -70.3 })
                .resampled(to: new, by: method)
            #expect(resampled.voltage.allSatisfy { $0 == -70.3 })
            #expect(try #require(resampled.current).allSatisfy { $0 == 0.1 })
            let end = Double(resampled.sampleCount - 1) * new
            #expect(end <= 776 * old + 1e-9 && end + new > 776 * old - 1e-9)
            #expect(resampled.history.count == 1)
        }
    }

    @Test func straightLinesAreReproducedByStraightLines() throws {
        let resampled = try sweep(0.05, { -70 + 0.25 * $0 }).resampled(to: 0.0314, by: .linear)
        for (sample, value) in resampled.voltage.enumerated() {
            // Rounding of numbers around 100.
            #expect(abs(value - (-70 + 0.25 * Double(sample) * 0.0314)) < 1e-11)
        }
    }

    @Test func currentsKeepTheirChargeAndTheirEdges() throws {
        let step = { (time: Double) in time > 19.99 && time < 59.99 ? 0.17 : 0.0 }
        let original = sweep(0.02, current: step, { _ in -70 })
        let charge = { (sweep: Recording) in
            (sweep.current ?? []).reduce(0, +) * sweep.samplingInterval
        }
        for new in [0.01, 0.005, 0.025, 0.1, 0.0314] {
            let resampled = try original.resampled(to: new)
            // Sums of 10⁴ numbers round to about 1e-12.
            #expect(abs(charge(resampled) - charge(original)) < 1e-10, "\(new)")
        }
        let fine = try #require(original.resampled(to: 0.01).current)
        #expect(fine.firstIndex { $0 > 0 } == 2000 && fine.lastIndex { $0 > 0 } == 5999)
    }

    @Test func theSameIntervalChangesNothing() throws {
        let original = sweep(0.02, { sin($0) })
        #expect(try original.resampled(to: 0.02) == original)
        #expect(try original.resampled(to: 2 * 0.01 + 1e-17) == original)
    }

    @Test func whatCannotBeIsRefused() {
        let original = sweep(0.02, count: 100, { sin($0) })
        for interval in [0, -1, Double.nan, 1e-12] {
            #expect(throws: RecordingError.self) { try original.resampled(to: interval) }
        }
        for method in [
            Resampling.bandLimited(attenuation: 10), .bandLimited(transition: 0),
            .bandLimited(transition: 1),
        ] {
            #expect(throws: RecordingError.self) { try original.resampled(to: 0.01, by: method) }
        }
    }
}
