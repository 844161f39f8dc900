import Foundation
import Recordings
import Testing

/// pyABF's readings, made by `Tests/References/abf_references.py`.
struct ABFReferences: Decodable {
    struct Sweep: Decodable {
        var voltage: [Double]
        var command: [Double]
    }

    /// A file written by the script, with everything that pyABF reads from it.
    struct Made: Decodable {
        var bytes: Data
        var unit: String
        var commandUnit: String
        /// One step of the digitisation, in `unit`.
        var step: Double
        var sweeps: [Sweep]
    }

    struct RecordedSweep: Decodable {
        var sum: Double
        var everyThousandth: [Double]
        /// First sample and level of every constant stretch of the command.
        var edges: [[Double]]
    }

    /// A recording among the shared files.
    struct Recorded: Decodable {
        var step: Double
        var sweeps: [RecordedSweep]
    }

    var made: [String: Made]
    var recorded: [String: Recorded]

    static func read() throws -> ABFReferences {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "References/abf_references.json")
        return try JSONDecoder().decode(ABFReferences.self, from: Data(contentsOf: file))
    }
}

@Suite("Recordings in ABF 2, against pyABF")
struct ABFReaderTests {
    /// The factor to mV or nA.
    private func factor(_ unit: String) -> Double {
        ["V": 1000, "mV": 1, "nA": 1, "pA": 1e-3][unit] ?? .nan
    }

    private func read(_ name: String, _ folder: TemporaryFolder) throws -> [Recording] {
        let made = try #require(ABFReferences.read().made[name])
        return try RecordingFile.read(folder.write([UInt8](made.bytes), to: name + ".abf"))
    }

    @Test(arguments: ["steps_and_ramps", "trains", "gap_free", "events"])
    func voltageAndCommandAreThoseOfPyABF(_ name: String) throws {
        let made = try #require(ABFReferences.read().made[name])
        let folder = try TemporaryFolder()
        let sweeps = try read(name, folder)
        #expect(sweeps.count == made.sweeps.count)
        for (sweep, expected) in zip(sweeps, made.sweeps) {
            #expect(sweep.sampleCount == expected.voltage.count)
            let step = made.step * factor(made.unit)
            for (found, value) in zip(sweep.voltage, expected.voltage) {
                // pyABF rounds to single precision, about 1e-3 of a step here.
                #expect(abs(found - value * factor(made.unit)) < 0.01 * step)
            }
            let current = try #require(sweep.current)
            for (sample, (found, value)) in zip(current, expected.command).enumerated() {
                // The reference has nine decimals, in pA or nA.
                let difference = abs(found - value * factor(made.commandUnit))
                #expect(difference < 1e-8, "\(sweep.sweep), sample \(sample): \(found), \(value)")
            }
        }
    }

    @Test func namesTimesAndUnitsAreThoseOfTheHeader() throws {
        let folder = try TemporaryFolder()
        let sweeps = try read("steps_and_ramps", folder)
        #expect(sweeps.map(\.sweep) == ["0", "1", "2"])
        #expect(sweeps.map(\.sweepNumber) == [0, 1, 2])
        #expect(sweeps.map(\.sessionTime) == [0, 12.5, 25])
        #expect(sweeps[0].electrode == "Vm")
        #expect(sweeps[0].stimulusDescription == "ramps 7")
        #expect(sweeps[0].samplingInterval == 0.05)
        #expect(sweeps[0].unitsFound[0].hasPrefix("voltage: int16, mV × 0.0061"))
        #expect(sweeps[0].unitsFound[1].contains("epoch table, pA"))
        // 33.3 µs is no number of single precision.
        let trains = try read("trains", folder)
        #expect(trains[0].samplingInterval == 33.3 / 1000)
        #expect(trains[0].unitsFound[0] == "voltage: float32, V")
    }

    /// Changes bytes of one of the files and gives the error of reading it.
    private func error(
        _ name: String, _ changes: [Int: UInt8], cutAt end: Int = .max
    ) throws -> RecordingError? {
        let folder = try TemporaryFolder()
        var bytes = [UInt8](try #require(ABFReferences.read().made[name]).bytes)
        for (place, value) in changes { bytes[place] = value }
        let path = try folder.write(Array(bytes.prefix(end)), to: "a.abf")
        do throws(RecordingError) {
            _ = try RecordingFile.read(path)
            return nil
        } catch {
            return error
        }
    }

    @Test func headersThatDoNotHoldAreRefused() throws {
        let cases: [(changes: [Int: UInt8], expected: String)] = [
            ([30: 7], "data format 7"),  // neither int16 nor float32
            ([84: 0xFF, 87: 0x7F], "byte 76"),  // 2³¹ entries of the protocol
            ([96: 0xFF, 99: 0xFF], "byte 92"),  // entries of 2³² bytes
            ([243: 1], "byte 236"),  // samples of more bytes than the file has
            ([240: 4, 244: 0xD, 245: 1], "samples of 4 bytes"),
            ([15: 0x7F], "at most as many as the"),  // 2³¹ sweeps
            ([512: 9], "operation mode 9"),
            ([512 + 4: 0, 512 + 5: 0], "0.0 µs"),
        ]
        for (changes, expected) in cases {
            let error = try #require(try error("steps_and_ramps", changes))
            #expect(error.description.contains(expected), "\(error)")
            #expect(error.description.contains("a.abf"))
        }
        #expect(
            try #require(try error("events", [:], cutAt: 600)).description.contains("byte"))
        let first = try #require(try error("events", [3: UInt8(ascii: " ")]))
        #expect(first.description.contains("ABF version 1"))
    }

    @Test func anEpochOfUnknownKindIsRefused() throws {
        // The fourth block holds the epochs; the kind is at 4 of an entry.
        let place = try epochBlock("steps_and_ramps") + 4
        let error = try #require(try error("steps_and_ramps", [place: 6]))
        #expect(error.description.contains("an epoch of kind 6"))
    }

    private func epochBlock(_ name: String) throws -> Int {
        let bytes = [UInt8](try #require(ABFReferences.read().made[name]).bytes)
        return Int(bytes[156]) * 512
    }

    @Test func aRecordedCurrentTakesThePlaceOfACommandFromAFile() throws {
        let folder = try TemporaryFolder()
        var bytes = [UInt8](try #require(ABFReferences.read().made["steps_and_ramps"]).bytes)
        bytes[Int(bytes[108]) * 512 + 42] = 2
        let sweep = try #require(
            try RecordingFile.read(folder.write(bytes, to: "a.abf")).first)
        #expect(sweep.unitsFound[1] == "current: recorded as 'Im', pA")
        // Counts of the second channel: 10 V / (32768 · 0.0005 · 2) pA each.
        let step = 10 / 32.768 * 1e-3
        for (sample, found) in try #require(sweep.current).enumerated() {
            let count = (2 * sample + 1) * 7919 % 4001 - 2000
            // The scale of 0.0005 is rounded to single precision, 6e-8 of up to 0.6 nA.
            #expect(abs(found - Double(count) * step) < 1e-7)
        }
    }

    @Test(
        .enabled(if: SharedFiles.recordings != nil, "\(SharedFiles.isAbsentMessage)"),
        arguments: ["171116sh_0018.abf", "17o05028_ic_steps.abf"])
    func recordedFilesAreReadAsByPyABF(_ name: String) throws {
        let expected = try #require(ABFReferences.read().recorded[name])
        let sweeps = try RecordingFile.read(try #require(SharedFiles.recordings) + "/" + name)
        #expect(sweeps.count == expected.sweeps.count)
        for (sweep, expected) in zip(sweeps, expected.sweeps) {
            #expect(sweep.sampleCount == 60_000)
            #expect(sweep.samplingInterval == 0.05)
            let some = stride(from: 0, to: 60_000, by: 1000).map { sweep.voltage[$0] }
            for (found, value) in zip(some, expected.everyThousandth) {
                #expect(abs(found - value) < 1e-4)
            }
            // pyABF adds in single precision, pairwise: 1e-6 of about 4e6 mV.
            #expect(abs(sweep.voltage.reduce(0, +) - expected.sum) < 10)
            let current = try #require(sweep.current)
            let starts = [0] + (1..<60_000).filter { current[$0] != current[$0 - 1] }
            #expect(starts.map { Double($0) } == expected.edges.map { $0[0] })
            for (start, edge) in zip(starts, expected.edges) {
                #expect(abs(current[start] - edge[1] * 1e-3) < 1e-12)
            }
        }
    }
}
