import Foundation
import Recordings
import SummaryStatistics
import Testing

/// A sweep of the table with eFEL's numbers.
struct EFELSweep: Sendable, CustomTestStringConvertible {
    /// Its name in the table.
    var name: String
    /// Its file among the recordings, and its number there.
    var file: String
    var number: Int?

    var testDescription: String { name }

    static let all: [EFELSweep] =
        SharedFiles.allenSweeps.map { EFELSweep(name: "allen_\($0)", file: "allen_\($0).nwb") }
        + sweeps(of: "171116sh_0018", count: 17) + sweeps(of: "17o05028_ic_steps", count: 16)

    private static func sweeps(of file: String, count: Int) -> [EFELSweep] {
        (0..<count).map { number in
            EFELSweep(name: "abf_\(file)_\(number)", file: "\(file).abf", number: number)
        }
    }

    /// The sweep as the table was made from it: pyABF reads voltages in single precision.
    func recording() throws -> Recording {
        let path = SharedFiles.recording(file)
        guard let number else {
            return try #require(try RecordingFile.read(path).first)
        }
        var recording = try #require(
            try RecordingFile.read(path, selecting: SweepSelection(numbers: [number])).first)
        recording.voltage = recording.voltage.map { Double(Float($0)) }
        return recording
    }
}

/// The features against tables made with eFEL 5.7.34 on the same recordings.
@Suite(.enabled(if: SharedFiles.arePresent, "needs ../shared/recordings"))
struct EFELReferenceTests {
    @Test(arguments: EFELSweep.all)
    func compatibleFeaturesEqualEFEL(_ sweep: EFELSweep) throws {
        let reference = try EFELReference(sweep: sweep.name)
        let recording = try sweep.recording()
        let batch = try TraceBatch<Double>(
            recording, stimulusWindow: reference.stimulusStart...reference.stimulusEnd)
        let values = batch.features(settings: FeatureSettings(mode: .eFELCompatible))
        var worst = (deviation: 0.0, feature: "")
        var compared = 0
        for (feature, value) in zip(FeatureCatalogue.features, values) {
            guard let expected = reference.features[feature.name] else { continue }
            compared += 1
            let deviation = relativeDeviation(value, from: expected)
            if deviation > worst.deviation { worst = (deviation, feature.name) }
            let tolerance = tolerance(feature.name, sweep.name)
            #expect(
                deviation < tolerance,
                "\(feature.name): \(value), eFEL \(expected ?? [])")
        }
        print("\(sweep.name): \(compared) features, worst \(worst.feature) by \(worst.deviation)")
        // The whole table.
        #expect(compared == reference.features.count)
    }

    @Test(arguments: SharedFiles.allenSweeps)
    func theWindowIsFoundInTheCurrent(_ cell: String) throws {
        let sweep = EFELSweep(name: "allen_\(cell)", file: "allen_\(cell).nwb")
        let reference = try EFELReference(sweep: sweep.name)
        // The table's windows end with the last stimulated sample, one of them half a sample later.
        let detected = try TraceBatch<Double>(sweep.recording())
        #expect(abs(detected.stimulusStart - reference.stimulusStart) < 1e-9)
        #expect(abs(detected.stimulusEnd - reference.stimulusEnd) < 0.0101)
    }

    /// 1e-6, but for quotients of small differences on the sweep that is stored as int16: the table
    /// was made from its voltages in single precision, 4e-6 mV apart from ours. A change of amplitude
    /// of 0.2 mV carries that as 2e-5, and so does voltage_base minus minimum_voltage (0.2 mV).
    private func tolerance(_ feature: String, _ sweep: String) -> Double {
        let isQuotient = ["AP_amplitude_change", "sag_ratio2"].contains(feature)
        return isQuotient && sweep == "allen_567399060_38" ? 5e-5 : 1e-6
    }

    /// The largest relative deviation of a value from a list; infinite when one of them is missing
    /// or their lengths differ.
    private func relativeDeviation(_ value: FeatureValue, from expected: [Double]?) -> Double {
        let found: [Double]
        switch value {
        case .number(let number): found = [number]
        case .list(let list): found = list
        case .missing: return expected == nil ? 0 : .infinity
        }
        guard let expected, found.count == expected.count else { return .infinity }
        return zip(found, expected).reduce(0) {
            max($0, abs($1.0 - $1.1) / max(abs($1.1), .leastNormalMagnitude))
        }
    }
}
