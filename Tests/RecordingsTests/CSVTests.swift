import Foundation
import LinearAlgebra
import Recordings
import Testing

@Suite("Tables of numbers and recordings in CSV")
struct CSVTests {
    @Test func tablesAreReadBackBitForBit() throws {
        let folder = try TemporaryFolder()
        let table = CSVTable(
            names: ["g_Na", "g_K"],
            values: Matrix([
                [0.1, -1e-300], [1.0 / 3, .infinity], [1e22, .leastNonzeroMagnitude],
            ]))
        try table.write(to: folder.file("a.csv"))
        #expect(try CSVTable(reading: folder.file("a.csv")) == table)
    }

    @Test(arguments: [
        "t_ms,v_mV,i_pA\n0,-70,100\n0.5,-69,200\n1,-68,300\n",
        "# comment\r\n\"t_s\",\"v_V\",\"i_nA\"\r\n0,-0.07,0.1\r\n\r\n5e-4,-0.069,0.2\r\n1e-3,-0.068,0.3",
        "\u{FEFF}time (ms);voltage (mV);current (A)\n0;-70;1e-10\n0.5; -69;2e-10\n1;-68;3e-10\n",
        "t_us\tV_uV\tI_uA\n0\t-70000\t1e-4\n500\t-69000\t2e-4\n1000\t-68000\t3e-4\n",
    ])
    func recordingsAreReadInTheirUnits(text: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array(text.utf8), to: "a.csv")
        let recording = try #require(RecordingFile.read(path).first)
        // Decimal fractions of the files are converted by one rounded product each.
        #expect(abs(recording.samplingInterval - 0.5) < 1e-15)
        #expect(recording.startTime == 0)
        for (found, expected) in zip(recording.voltage, [-70.0, -69, -68]) {
            #expect(abs(found - expected) < 1e-12)
        }
        for (found, expected) in zip(try #require(recording.current), [0.1, 0.2, 0.3]) {
            #expect(abs(found - expected) < 1e-15)
        }
    }

    @Test func writtenRecordingsAreReadBack() throws {
        let folder = try TemporaryFolder()
        let recording = Recording(
            source: "made", sweep: "0", samplingInterval: 0.02, startTime: 204.98,
            voltage: (0..<1000).map { -70 + 0.1 * Double($0 % 7) },
            current: (0..<1000).map { $0 < 500 ? 0 : 0.17 })
        try recording.writeCSV(to: folder.file("a.csv"))
        let read = try Recording(readingCSV: folder.file("a.csv"))
        #expect(read.voltage == recording.voltage)
        #expect(read.current == recording.current)
        #expect(read.samplingInterval == 0.02)
        #expect(read.startTime == 204.98)
    }

    @Test(arguments: [
        ("t_ms,v_mV\n0,-70\n0.1,x\n", "line 3, column 2 (v_mV)", "'x'"),
        ("t_ms,v_mV\n0,-70\n\n0.1\n", "line 4", "1 fields"),
        ("t_ms,v_mV\n0,-70\n0.1,nan\n", "line 3, column 2 (v_mV)", "nan"),
        ("t_ms,v_mV\n0,-70\n1,-70\n3,-70\n4,-70\n", "line 3, column 1 (t_ms)", "equal steps"),
        ("t_ms,v_mV\n0,-70\n", "line 2", "1 rows"),
        ("t_ms,v_furlong\n0,-70\n", "line 1, column 2", "'furlong'"),
        ("t_ms,v\n0,-70\n", "line 1, column 2", "no unit"),
        ("t_ms,v_mV,v_V\n0,-70,-0.07\n", "line 1, column 3", "a second column"),
        ("t_ms,i_pA\n0,1\n", "line 1", "no column of voltage"),
        ("t_ms,v_mV,x\n0,1,2\n", "line 1, column 3", "'x'"),
        ("0,-70\n0.1,-70\n", "line 1, column 1", "names of the columns"),
        ("", "line 1", "an empty file"),
    ])
    func mistakesAreLocated(text: String, location: String, detail: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array(text.utf8), to: "a.csv")
        #expect {
            try RecordingFile.read(path)
        } throws: { error in
            let text = "\(error)"
            return error is RecordingError && text.contains(path) && text.contains(location)
                && text.contains(detail)
        }
    }
}
