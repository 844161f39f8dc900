import Foundation
import Recordings
import Testing

/// Files that `Tests/References/nwb_references.py` made.
enum NWBReference {
    static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "References/\(name)").path()
    }

    /// What the script puts into a sample of a series.
    static func count(_ sample: Int, series: Int) -> Int { (37 * sample + 11 * series) % 1000 }

    static func voltage(_ sample: Int, series: Int) -> Double {
        -70 + Double(count(sample, series: series)) / 20
    }

    static func current(_ sample: Int, series: Int) -> Double {
        count(sample, series: series) % 2 == 0 ? Double(series) * 0.01 : 0
    }

    /// Compares the samples of a sweep with those of a series from a first sample on.
    static func expect(
        _ sweep: Recording, isSeries series: Int, from first: Int = 0, count: Int = 400,
        voltageTolerance: Double = 1e-11
    ) throws {
        #expect(sweep.sampleCount == count)
        let current = try #require(sweep.current, "\(sweep.unitsFound)")
        for sample in 0..<count {
            let expected = (
                voltage(first + sample, series: series),
                self.current(first + sample, series: series)
            )
            #expect(abs(sweep.voltage[sample] - expected.0) < voltageTolerance)
            // Single precision holds up to 0.09 nA to 1e-8 nA.
            #expect(abs(current[sample] - expected.1) < 1e-8)
        }
    }
}

@Suite("NWB files of pynwb and of the Allen Institute")
struct NWBReferenceTests {
    @Test func everyFormOfVersion2IsRead() throws {
        let path = NWBReference.path("forms_version_2.nwb")
        let sweeps = try RecordingFile.read(path)
        func sweep(_ name: String) throws -> Recording {
            try #require(sweeps.first { $0.sweep == name }, "\(sweeps.map(\.sweep))")
        }
        #expect(sweeps.count == 7)
        let table = try sweep("b_vm_9")
        try NWBReference.expect(table, isSeries: 0)
        #expect(table.unitsFound.contains { $0.contains("by the recordings table") })
        #expect(table.samplingInterval == 0.05 && table.sessionTime == 1500)
        #expect(table.electrode == "left" && table.stimulusDescription == "Ramp")
        // Single precision of 0.07 V: 4e-9 V.
        try NWBReference.expect(
            sweep("whole from sample 100"), isSeries: 1, from: 100, count: 200,
            voltageTolerance: 1e-5)
        #expect(try sweep("whole from sample 100").sessionTime == 4005)
        #expect(try sweep("whole from sample 100").electrode == "right")
        #expect(try sweep("spontaneous").current == nil)
        for (name, series, electrode) in [("vm_l", 3, "left"), ("vm_r", 4, "right")] {
            let packed = try sweep(name)
            try NWBReference.expect(packed, isSeries: series)
            #expect(packed.sweepNumber == 21 && packed.electrode == electrode)
            #expect(packed.unitsFound[0].contains("integers of 2 bytes, volts × 5e-05 + -0.07"))
            #expect(packed.unitsFound.contains { $0.contains("by sweep number") })
        }
        let timed = try sweep("sweep_31_response")
        try NWBReference.expect(timed, isSeries: 5)
        #expect(abs(timed.samplingInterval - 0.05) < 1e-12)
        #expect(timed.unitsFound.contains { $0.contains("by the numbers in the names") })
        let rest = try sweep("rest_41")
        #expect(rest.sweepNumber == 41)
        #expect(rest.current == [Double](repeating: 0, count: 400))
    }

    @Test(arguments: ["allen_version_1.nwb", "allen_version_1_first.nwb"])
    func version1IsReadWithoutTestPulses(_ file: String) throws {
        let sweeps = try RecordingFile.read(NWBReference.path(file))
        // Sweep 100 is a voltage clamp.
        #expect(sweeps.map(\.sweepNumber) == [7, 12])
        #expect(sweeps.map(\.sweep) == ["Sweep_7", "Sweep_12"])
        #expect(sweeps.map(\.stimulusDescription) == ["Long Square", "Noise 1"])
        #expect(sweeps[0].electrode == "Electrode 1")
        // Single precision of 70 mV: 4e-6 mV.
        try NWBReference.expect(
            sweeps[0], isSeries: 7, from: 150, count: 200, voltageTolerance: 1e-5)
        try NWBReference.expect(sweeps[1], isSeries: 8, voltageTolerance: 1e-5)
        #expect(sweeps[0].samplingInterval == 0.05 && sweeps[0].sessionTime == 7007.5)
        #expect(sweeps[0].unitsFound.contains { $0.contains("samples 150 to 349 of 400") })
    }

    @Test func onlyWantedSweepsAreRead() throws {
        let path = NWBReference.path("allen_version_1.nwb")
        let noise = try RecordingFile.read(
            path, selecting: SweepSelection(stimulusDescription: "noise"))
        #expect(noise.map(\.sweepNumber) == [12])
        let error = #expect(throws: RecordingError.self) {
            try RecordingFile.read(path, selecting: SweepSelection(numbers: [100]))
        }
        #expect(error?.description.contains("number 100") == true)
    }
}
