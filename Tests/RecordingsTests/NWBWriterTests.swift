import Foundation
import HDF5Storage
import Recordings
import Testing

@Suite("NWB files written here")
struct NWBWriterTests {
    private func sweep(_ number: Int?, current: Bool = true) -> Recording {
        let scale = Double(number ?? 0) + 1
        return Recording(
            source: "model", sweep: "sweep", sweepNumber: number, electrode: "patch/1",
            stimulusDescription: "step", samplingInterval: 0.02, sessionTime: 1500 * scale,
            voltage: (0..<500).map { -70.1 + scale * sin(Double($0)) },
            current: current ? (0..<500).map { $0 < 100 ? 0 : 0.17 * scale } : nil)
    }

    @Test func sweepsAreReadBackBitForBit() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.nwb")
        let sweeps = [sweep(3), sweep(7), sweep(5, current: false)]
        try NWBWriter.write(sweeps, to: path, session: NWBSession(description: "Test"))
        #expect(try folder.content == ["a.nwb"])
        let read = try RecordingFile.read(path)
        #expect(read.map(\.sweepNumber) == [3, 5, 7])
        for (found, made) in zip(read, [sweeps[0], sweeps[2], sweeps[1]]) {
            #expect(found.voltage == made.voltage)
            #expect(found.current == made.current)
            #expect(found.samplingInterval == made.samplingInterval)
            #expect(found.stimulusDescription == "step")
            #expect(found.electrode == "patch_1")
            // Seconds in the file: one rounding on each way.
            #expect(abs((found.sessionTime ?? .nan) - (made.sessionTime ?? 0)) < 1e-9)
        }
        #expect(read[0].unitsFound.contains { $0.contains("by the recordings table") })
    }

    @Test func sweepsWithoutNumbersGetTheirPlaces() throws {
        let folder = try TemporaryFolder()
        try NWBWriter.write(
            [sweep(nil), sweep(2)], to: folder.file("a.nwb"),
            session: NWBSession(description: "Test"))
        #expect(try RecordingFile.read(folder.file("a.nwb")).map(\.sweepNumber) == [0, 1])
    }

    @Test func densitiesAreRefusedAndNothingIsLeft() throws {
        let folder = try TemporaryFolder()
        let dense = try sweep(0).withCurrentDensity(membraneArea: 1e-4)
        #expect(throws: RecordingError.self) {
            try NWBWriter.write(
                [dense], to: folder.file("a.nwb"), session: NWBSession(description: "Test"))
        }
        #expect(try folder.content.isEmpty)
    }
}

@Suite("NWB files of other forms")
struct NWBFormTests {
    /// A series with as few parts as the format allows.
    private func addSeries(
        _ root: HDF5Group, _ path: String, type: String, unit: String,
        samples: [Int16] = [0, 1, 2],
        conversion: Double = 1, offset: Double = 0, sweepNumber: Int? = nil,
        electrode: String? = nil, timestamps: [Double]? = nil
    ) throws {
        let series = try root.createGroup(path)
        try series.setAttribute("neurodata_type", to: type)
        if let sweepNumber { try series.setAttribute("sweep_number", to: sweepNumber) }
        let data = try series.write(samples, to: "data")
        try data.setAttribute("unit", to: unit)
        try data.setAttribute("conversion", to: conversion)
        try data.setAttribute("offset", to: offset)
        if let timestamps {
            try series.write(timestamps, to: "timestamps")
        } else {
            try series.write(0.25, to: "starting_time").setAttribute("rate", to: Float(20_000))
        }
        if let electrode {
            try root.file.root.link(path + "/electrode", to: electrode)
        }
    }

    private func addResponse(
        _ root: HDF5Group, _ name: String, sweepNumber: Int? = nil, electrode: String? = nil,
        timestamps: [Double]? = nil, type: String = "CurrentClampSeries"
    ) throws {
        try addSeries(
            root, "acquisition/" + name, type: type, unit: "volts", conversion: 1e-3,
            offset: -0.07, sweepNumber: sweepNumber, electrode: electrode, timestamps: timestamps)
    }

    /// A stimulus whose last sample, in nanoamperes, tells which it is.
    private func addStimulus(
        _ root: HDF5Group, _ name: String, mark: Int16, sweepNumber: Int? = nil,
        electrode: String? = nil, timestamps: [Double]? = nil
    ) throws {
        try addSeries(
            root, "stimulus/presentation/" + name, type: "CurrentClampStimulusSeries",
            unit: "amperes", samples: [0, 0, mark], conversion: 1e-9, sweepNumber: sweepNumber,
            electrode: electrode, timestamps: timestamps)
    }

    private func read(_ build: (HDF5Group) throws -> Void) throws -> [Recording] {
        let folder = try TemporaryFolder()
        let file = try HDF5File(creating: folder.file("a.nwb"))
        let root = try file.root
        try root.setAttribute("nwb_version", to: "2.6.0")
        try build(root)
        try file.commit()
        return try RecordingFile.read(folder.file("a.nwb"))
    }

    /// Sweep name → mark of its stimulus, rounded to a whole number; 0 for none.
    private func marks(_ recordings: [Recording]) -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: recordings.map {
                ($0.sweep, Int(($0.current?.last ?? 0).rounded()))
            })
    }

    @Test func integersAreConvertedWithFactorAndOffset() throws {
        let recording = try #require(read { try addResponse($0, "v") }.first)
        for (found, expected) in zip(recording.voltage, [-70.0, -69, -68]) {
            #expect(abs(found - expected) < 1e-12)
        }
        #expect(recording.samplingInterval == 0.05)
        #expect(recording.sessionTime == 250)
        #expect(recording.current == nil)
        #expect(recording.unitsFound.contains("stimulus: none found"))
    }

    @Test func timestampsStandForARate() throws {
        let recording = try #require(
            read {
                try addResponse($0, "v1", timestamps: [3, 3.0001, 3.0002])
                try addStimulus($0, "i1", mark: 4, timestamps: [3, 3.0001, 3.0002])
            }.first)
        #expect(recording.samplingInterval == 0.1)
        #expect(recording.sessionTime == 3000)
        #expect(throws: RecordingError.self) {
            try read { try addResponse($0, "v1", timestamps: [3, 3.0001, 3.0004]) }
        }
    }

    @Test func sweepNumbersPairBeforeNames() throws {
        let found = try read {
            try addResponse($0, "a_1", sweepNumber: 10)
            try addResponse($0, "a_2", sweepNumber: 20)
            try addStimulus($0, "b_1", mark: 2, sweepNumber: 20)
            try addStimulus($0, "b_2", mark: 1, sweepNumber: 10)
        }
        #expect(marks(found) == ["a_1": 1, "a_2": 2])
        #expect(found.map(\.sweepNumber) == [10, 20])
    }

    @Test func electrodesTellSweepsOfOneNumberApart() throws {
        let found = try read {
            for name in ["e0", "e1"] {
                try $0.createGroup("general/intracellular_ephys/" + name)
            }
            let folder = "/general/intracellular_ephys/"
            try addResponse($0, "left", sweepNumber: 3, electrode: folder + "e0")
            try addResponse($0, "right", sweepNumber: 3, electrode: folder + "e1")
            try addStimulus($0, "x", mark: 2, sweepNumber: 3, electrode: folder + "e1")
            try addStimulus($0, "y", mark: 1, sweepNumber: 3, electrode: folder + "e0")
        }
        #expect(marks(found) == ["left": 1, "right": 2])
        #expect(Set(found.map(\.electrode)) == ["e0", "e1"])
    }

    @Test func numbersInNamesPair() throws {
        let found = try read {
            try addResponse($0, "data_00001_AD0")
            try addResponse($0, "data_00002_AD0")
            try addResponse($0, "CurrentClampSeries_7")
            try addStimulus($0, "data_00002_DA0", mark: 2)
            try addStimulus($0, "data_00001_DA0", mark: 1)
            try addStimulus($0, "set_5_CurrentClampStimulusSeries_7", mark: 7)
        }
        #expect(
            marks(found)
                == ["data_00001_AD0": 1, "data_00002_AD0": 2, "CurrentClampSeries_7": 7])
    }

    @Test func theTablePairsAndCutsAndSkipsRowsWithoutData() throws {
        let found = try read { root in
            try addResponse(root, "v_1")
            try addResponse(root, "v_2")
            try addResponse(root, "v_3")
            try addStimulus(root, "i_1", mark: 1)
            try addStimulus(root, "i_2", mark: 2)
            let table = "general/intracellular_ephys/intracellular_recordings/"
            let v = try ["v_1", "v_2"].map { try root.group("acquisition/" + $0).address }
            let i = try ["i_1", "i_2"].map {
                try root.group("stimulus/presentation/" + $0).address
            }
            // Crosswise, so that names would pair differently; the last row has no response.
            try root.write(
                [
                    HDF5Stretch(start: 0, count: 3, target: v[0]),
                    HDF5Stretch(start: 1, count: 2, target: v[1]),
                    HDF5Stretch(start: -1, count: -1, target: v[1]),
                ], to: table + "responses/response")
            try root.write(
                [
                    HDF5Stretch(start: 0, count: 3, target: i[1]),
                    HDF5Stretch(start: -1, count: -1, target: v[1]),
                    HDF5Stretch(start: 0, count: 3, target: i[0]),
                ], to: table + "stimuli/stimulus")
        }
        #expect(marks(found) == ["v_1": 2, "v_2 from sample 1": 0, "v_3": 0])
        #expect(found[1].voltage.count == 2)
        #expect(found[1].sessionTime == 250.05)
    }

    @Test func iZeroClampHasNoCurrent() throws {
        let found = try read { try addResponse($0, "rest", type: "IZeroClampSeries") }
        #expect(found.first?.current == [0, 0, 0])
    }

    @Test func otherFilesAreRefusedWithTheReason() throws {
        #expect(throws: RecordingError.self) {
            try read { try addResponse($0, "clamp", type: "VoltageClampSeries") }
        }
        #expect(throws: RecordingError.self) { try read { _ in } }
        #expect(throws: RecordingError.self) {
            // Different rates.
            try read {
                try addResponse($0, "v1")
                try addStimulus($0, "i1", mark: 1, timestamps: [0, 1, 2])
            }
        }
        let folder = try TemporaryFolder()
        let file = try HDF5File(creating: folder.file("plain.nwb"))
        try file.root.write([1.0], to: "values")
        try file.commit()
        #expect(throws: RecordingError.self) { try RecordingFile.read(folder.file("plain.nwb")) }
        let text = try folder.write(Array("text".utf8), to: "text.nwb")
        #expect(throws: RecordingError.self) { try RecordingFile.read(text) }
    }
}
