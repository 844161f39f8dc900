import Foundation
import Recordings
import SummaryStatistics
import Testing

/// What several steps tell of a cell whose answers are known.
struct SweepFamilyTests {
    /// A step from 100 to 300 ms: 100 MΩ, a sag of a fifth of the deflection where it is negative,
    /// and above 0.1 nA a spike for every 0.01 nA.
    private func recording(_ amplitude: Double, offset: Double = 0) -> Recording {
        let count = amplitude > 0.1 ? Int((amplitude * 100).rounded()) : 0
        var traces = SpikeTrainTraces()
        traces.plateau = traces.rest + 100 * amplitude
        let peaks = (0..<count).map { 110 + Double($0) * 180 / Double(max(1, count)) }
        var voltage = traces.voltage(peaks: peaks)
        if amplitude < 0 {
            for sample in voltage.indices {
                let time = Double(sample) * traces.samplingInterval - 100
                if time > 0, time < 200 {
                    voltage[sample] += 25 * amplitude * exp(-(time - 10) * (time - 10) / 40)
                }
            }
        }
        let current = voltage.indices.map { sample in
            let time = Double(sample) * traces.samplingInterval
            return offset + (time > 99.99 && time < 299.99 ? amplitude : 0)
        }
        return Recording(
            source: "made", sweep: "\(amplitude)", samplingInterval: traces.samplingInterval,
            voltage: voltage, current: current)
    }

    @Test func rheobaseSlopesAndSagAreThoseOfTheCell() throws {
        // In no order, on a holding current, and one without any step.
        let steps = [0.2, -0.1, 0.1, 0.0, -0.05, 0.15, 0.25]
        let family = try SweepFamily(steps.map { recording($0, offset: -0.03) })
        #expect(family.responses.count == 7)
        for (response, step) in zip(family.responses, steps.sorted()) {
            #expect(abs(response.amplitude - step) < 1e-12)
        }
        #expect(family.responses.map(\.spikeCount) == [0, 0, 0, 0, 15, 20, 25])
        #expect(abs(try #require(family.rheobase) - 0.15) < 1e-12)
        // Exactly linear answers: only rounding, and the 2e-4 of the spikes' window of 199.98 ms.
        #expect(abs(try #require(family.inputResistance) - 100) < 1e-6)
        // 0, 15, 20, 25 spikes in 0.2 s at 0.1, 0.15, 0.2, 0.25 nA: slope 80 spikes per 0.2 s·nA…
        let counts = [0.0, 15, 20, 25]
        let mean = counts.reduce(0, +) / 4
        let slope =
            zip([-0.075, -0.025, 0.025, 0.075], counts).reduce(0) { $0 + $1.0 * ($1.1 - mean) }
            / (2 * 0.075 * 0.075 + 2 * 0.025 * 0.025)
        #expect(abs(try #require(family.frequencyCurrentSlope) - slope / 0.19998) < 1e-6)
        // The sag is a quarter of the steady deflection, so a fifth of the lowest.
        #expect(abs(try #require(family.sagRatio) - 0.2) < 1e-6)
    }

    @Test func whatTheSweepsCannotTellIsNil() throws {
        let silent = try SweepFamily([recording(0.05), recording(0.1)])
        #expect(silent.rheobase == nil && silent.frequencyCurrentSlope == nil)
        #expect(silent.sagRatio == nil)
        #expect(abs(try #require(silent.inputResistance) - 100) < 1e-6)
        let one = try SweepFamily([recording(-0.1)])
        #expect(one.inputResistance == nil && one.sagRatio != nil)
        #expect(throws: StatisticError.self) { try SweepFamily([]) }
        #expect(throws: StatisticError.self) { try SweepFamily([recording(0)]) }
        var unknown = recording(0.1)
        unknown.current = nil
        #expect(throws: StatisticError.self) {
            try SweepFamily([unknown], stimulusWindow: 100...300)
        }
    }

    @Test(.enabled(if: SharedFiles.arePresent, "needs ../shared/recordings"))
    func theFamilyOfARecordedCellIsPlausible() throws {
        let sweeps = try RecordingFile.read(SharedFiles.recording("171116sh_0018.abf"))
        let family = try SweepFamily(sweeps, stimulusWindow: 146.85...646.85)
        #expect(family.responses.count == 17)
        // Spikes from 50 pA on, in the table of eFEL's numbers; 25 pA steps.
        #expect(abs(try #require(family.rheobase) - 0.05) < 1e-9)
        #expect((100...300).contains(try #require(family.inputResistance)))
        #expect((50...200).contains(try #require(family.frequencyCurrentSlope)))
    }
}
