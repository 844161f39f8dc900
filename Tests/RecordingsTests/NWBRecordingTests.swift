import Foundation
import Recordings
import Testing

/// The five sweeps of the Allen Cell Types Database that Gonçalves et al. (2020) fitted, with the
/// amplitude of the step and the resting voltage of their table (the latter after a junction
/// potential of −14 mV, as there).
struct AllenSweep: Sendable, CustomTestStringConvertible {
    var file: String
    var number: Int
    var amplitude: Double
    var restingVoltage: Double
    var pairing: String
    var stored: String

    var testDescription: String { file }

    static let all = [
        AllenSweep(
            file: "allen_518290966_57.nwb", number: 57, amplitude: 0.17,
            restingVoltage: -86.6186, pairing: "by the numbers in the names",
            stored: "floating-point numbers of 8 bytes"),
        AllenSweep(
            file: "allen_509881736_39.nwb", number: 39, amplitude: 0.13,
            restingVoltage: -81.1308, pairing: "by the recordings table",
            stored: "floating-point numbers of 4 bytes"),
        AllenSweep(
            file: "allen_566517779_46.nwb", number: 46, amplitude: 0.15,
            restingVoltage: -74.1033, pairing: "by",
            stored: "floating-point numbers of 8 bytes"),
        AllenSweep(
            file: "allen_567399060_38.nwb", number: 38, amplitude: 0.17,
            restingVoltage: -88.6419, pairing: "by the recordings table",
            stored: "integers of 2 bytes"),
        AllenSweep(
            file: "allen_569469018_44.nwb", number: 44, amplitude: 0.09,
            restingVoltage: -85.2603, pairing: "by",
            stored: "floating-point numbers of 4 bytes"),
    ]
}

@Suite(
    "Recordings of the Allen Cell Types Database in NWB 2",
    .enabled(if: SharedFiles.recordings != nil, "\(SharedFiles.isAbsentMessage)"))
struct NWBRecordingTests {
    private func read(_ sweep: AllenSweep) throws -> Recording {
        let folder = try #require(SharedFiles.recordings)
        let recordings = try RecordingFile.read(folder + "/" + sweep.file)
        #expect(recordings.count == 1)
        return try #require(recordings.first)
    }

    @Test(arguments: AllenSweep.all)
    func sweepsAreReadWithTheirTimesAndNames(_ sweep: AllenSweep) throws {
        let recording = try read(sweep)
        #expect(recording.sampleCount == 72_500)
        #expect(recording.samplingInterval == 0.02)
        #expect(recording.startTime == 0)
        #expect(recording.sweepNumber == sweep.number)
        #expect(recording.sweep == "sweep_\(sweep.number)_response")
        #expect(recording.electrode == "electrode0")
        #expect(recording.stimulusDescription == "Long Square")
        #expect(recording.unitsFound[0].contains(sweep.stored))
        #expect(recording.unitsFound.contains { $0.contains("paired " + sweep.pairing) })
        #expect(recording.history.isEmpty)
    }

    @Test(arguments: AllenSweep.all)
    func theStepHasItsAmplitudeAndWindow(_ sweep: AllenSweep) throws {
        let window = try #require(read(sweep).stimulusWindow())
        // Amplitudes were stored as 32-bit numbers, some in ampere: 7 digits.
        #expect(abs(window.amplitude - sweep.amplitude) < 1e-6)
        #expect(abs(window.start - 205) < 0.03, "\(window)")
        #expect(abs(window.stop - 1205) < 0.03, "\(window)")
        #expect(abs(window.baseline) < 1e-9)
    }

    @Test(arguments: AllenSweep.all)
    func theRestingVoltageIsThatOfTheTable(_ sweep: AllenSweep) throws {
        // The table's second statistic: mean voltage before the current is on. It has 6 digits,
        // and its author's onset may differ by a sample.
        let before = try read(sweep).correctingJunctionPotential(-14).cropped(to: 0...204.98)
        let mean = before.voltage.reduce(0, +) / Double(before.sampleCount)
        #expect(abs(mean - sweep.restingVoltage) < 1e-3)
    }
}
