import Foundation
import HDF5Storage

/// What an NWB file says about the session as a whole.
public struct NWBSession: Sendable, Equatable {
    /// One sentence about the session.
    public var description: String
    /// A name that no other session has.
    public var identifier: String
    /// When it began, ISO 8601 with a time zone: "2016-01-01T00:00:00+00:00".
    public var startTime: String
    /// The amplifier, or what stood for it.
    public var device: String

    /// Describes a session; without them, the identifier is new and the start time the present.
    public init(
        description: String, identifier: String? = nil, startTime: String? = nil,
        device: String = "simulated amplifier"
    ) {
        self.description = description
        self.identifier = identifier ?? UUID().uuidString
        self.startTime = startTime ?? Date().ISO8601Format()
        self.device = device
    }
}

/// Writes recordings to a file in NWB 2 format that pynwb and this package read.
///
/// Voltages and currents are kept exactly (64-bit mV and nA with their conversion to SI units).
/// Responses and stimuli are paired by the table of intracellular recordings, by sweep number and
/// by name. `history`, `unitsFound` and a `startTime` other than 0 are written into the comments
/// only.
///
/// ```swift
/// try NWBWriter.write([sweep], to: "cell.nwb", session: NWBSession(description: "One cell"))
/// let again = try RecordingFile.read("cell.nwb")  // again[0].voltage == sweep.voltage
/// ```
public enum NWBWriter {
    /// Writes a file; it appears when it is complete, replacing one that has its name.
    /// - Throws: where a current is a density, which the format has no place for.
    public static func write(
        _ recordings: [Recording], to path: String, session: NWBSession
    ) throws(RecordingError) {
        if let density = recordings.first(where: {
            $0.current != nil && $0.currentUnit != .nanoamperes
        }) {
            throw .cannotWrite(
                file: path,
                reason: "the current of \(density.sweep) is in \(density.currentUnit.rawValue), "
                    + "expected nA")
        }
        do throws(HDF5Error) {
            let file = try HDF5File(creating: path)
            let root = try file.root
            try writeSession(session, root)
            let electrodes = try writeElectrodes(recordings, session, root)
            var rows = NWBRecordingsTable()
            for (recording, number) in zip(recordings, numbers(of: recordings)) {
                let electrode = electrodes[recording.electrode ?? defaultElectrode]!
                rows.append(
                    try writeSweep(recording, number: number, electrode: electrode, root))
            }
            try rows.write(root)
            try file.commit()
        } catch {
            if case .cannotWrite(let file, let object, let reason) = error {
                throw .cannotWrite(file: file, reason: "\(object): \(reason)")
            }
            throw .hdf5(error)
        }
    }

    private static let defaultElectrode = "electrode0"
    private static let electrodeFolder = "/general/intracellular_ephys"

    /// The sweeps' own numbers, or, where one is missing or occurs twice, their places.
    private static func numbers(of recordings: [Recording]) -> [Int] {
        let own = recordings.compactMap(\.sweepNumber).filter { (0...Int(UInt32.max)).contains($0) }
        return Set(own).count == recordings.count ? own : Array(recordings.indices)
    }

    private static func writeSession(
        _ session: NWBSession, _ root: HDF5Group
    ) throws(HDF5Error) {
        try root.setType("NWBFile", namespace: "core")
        try root.setAttribute("nwb_version", to: "2.8.0")
        for name in [
            "acquisition", "analysis", "processing", "stimulus/presentation", "stimulus/templates",
            "general",
        ] {
            try root.createGroup(name)
        }
        try root.write(session.identifier, to: "identifier")
        try root.write(session.description, to: "session_description")
        try root.write(session.startTime, to: "session_start_time")
        try root.write(session.startTime, to: "timestamps_reference_time")
        try root.write([session.startTime], to: "file_create_date")
    }

    private static func writeElectrodes(
        _ recordings: [Recording], _ session: NWBSession, _ root: HDF5Group
    ) throws(HDF5Error) -> [String: HDF5Group] {
        let device = try root.createGroup("general/devices/amplifier")
        try device.setType("Device", namespace: "core")
        try device.setAttribute("description", to: session.device)
        var electrodes: [String: HDF5Group] = [:]
        for name in Set(recordings.map { $0.electrode ?? defaultElectrode }).sorted() {
            // A slash would make a path of the name.
            let linkName = name.replacing("/", with: "_")
            let electrode = try root.createGroup("\(electrodeFolder)/\(linkName)")
            try electrode.setType("IntracellularElectrode", namespace: "core")
            try electrode.write(name, to: "description")
            try electrode.link("device", to: device.path)
            electrodes[name] = electrode
        }
        return electrodes
    }

    private static func writeSweep(
        _ recording: Recording, number: Int, electrode: HDF5Group, _ root: HDF5Group
    ) throws(HDF5Error) -> NWBRecordingsTable.Row {
        let response = try writeSeries(
            recording, recording.voltage, type: "CurrentClampSeries", unit: "volts",
            conversion: 1e-3, at: "acquisition/sweep_\(number)_response", number: number,
            electrode: electrode, root)
        let stimulus = try recording.current.map { (current) throws(HDF5Error) in
            try writeSeries(
                recording, current, type: "CurrentClampStimulusSeries", unit: "amperes",
                conversion: 1e-9, at: "stimulus/presentation/sweep_\(number)_stimulus",
                number: number, electrode: electrode, root)
        }
        let samples = recording.sampleCount
        return try NWBRecordingsTable.Row(
            electrode: electrode.address,
            response: HDF5Stretch(start: 0, count: samples, target: response.address),
            // Without a stimulus the table points at the response with the marks of "no data".
            stimulus: HDF5Stretch(
                start: stimulus == nil ? -1 : 0, count: stimulus == nil ? -1 : samples,
                target: (stimulus ?? response).address))
    }

    private static func writeSeries(
        _ recording: Recording, _ samples: [Double], type: String, unit: String,
        conversion: Double, at path: String, number: Int, electrode: HDF5Group, _ root: HDF5Group
    ) throws(HDF5Error) -> HDF5Group {
        let series = try root.createGroup(path)
        try series.setType(type, namespace: "core")
        try series.setAttribute("stimulus_description", to: recording.stimulusDescription ?? "N/A")
        try series.setAttribute("sweep_number", to: UInt32(number))
        try series.setAttribute("description", to: "\(recording.sweep) of \(recording.source)")
        let startLine =
            recording.startTime == 0 ? [] : ["time axis: from \(recording.startTime) ms"]
        let lines = startLine + recording.unitsFound + recording.history
        try series.setAttribute(
            "comments", to: lines.isEmpty ? "no comments" : lines.joined(separator: "\n"))
        let data = try series.write(samples, to: "data", compression: .gzip(level: 4))
        try data.setAttribute("conversion", to: conversion)
        try data.setAttribute("offset", to: 0.0)
        try data.setAttribute("resolution", to: -1.0)
        try data.setAttribute("unit", to: unit)
        let start = try series.write((recording.sessionTime ?? 0) * 1e-3, to: "starting_time")
        try start.setAttribute("rate", to: 1e3 / recording.samplingInterval)
        try start.setAttribute("unit", to: "seconds")
        try series.link("electrode", to: electrode.path)
        return series
    }
}

/// The table that says which stimulus belongs to which response (`IntracellularRecordingsTable`).
private struct NWBRecordingsTable {
    struct Row {
        var electrode: HDF5Reference
        var response: HDF5Stretch
        var stimulus: HDF5Stretch
    }

    private var rows: [Row] = []

    mutating func append(_ row: Row) { rows.append(row) }

    func write(_ root: HDF5Group) throws(HDF5Error) {
        if rows.isEmpty { return }
        let table = try root.createGroup("general/intracellular_ephys/intracellular_recordings")
        try table.setType("IntracellularRecordingsTable", namespace: "core")
        try table.setAttribute(
            "description",
            to: "A table to group together a stimulus and response from a single electrode and a "
                + "single simultaneous recording and for storing metadata about the intracellular "
                + "recording.")
        try table.setAttribute("categories", to: ["electrodes", "stimuli", "responses"])
        try table.setAttribute("colnames", to: [String]())
        try writeIdentifiers(table)
        let electrodes = try category(
            "electrodes", of: table, type: "IntracellularElectrodesTable", column: "electrode",
            description: "Table for storing intracellular electrode related metadata.")
        let column = try electrodes.write(rows.map(\.electrode), to: "electrode")
        try column.setType("VectorData", namespace: "hdmf-common")
        try column.setAttribute(
            "description", to: "Column for storing the reference to the intracellular electrode")
        let stimuli = try category(
            "stimuli", of: table, type: "IntracellularStimuliTable", column: "stimulus",
            description: "Table for storing intracellular stimulus related metadata.")
        try writeStretches(rows.map(\.stimulus), to: "stimulus", of: stimuli)
        let responses = try category(
            "responses", of: table, type: "IntracellularResponsesTable", column: "response",
            description: "Table for storing intracellular response related metadata.")
        try writeStretches(rows.map(\.response), to: "response", of: responses)
    }

    private func category(
        _ name: String, of table: HDF5Group, type: String, column: String, description: String
    ) throws(HDF5Error) -> HDF5Group {
        let group = try table.createGroup(name)
        try group.setType(type, namespace: "core")
        try group.setAttribute("description", to: description)
        try group.setAttribute("colnames", to: [column])
        try writeIdentifiers(group)
        return group
    }

    private func writeStretches(
        _ stretches: [HDF5Stretch], to name: String, of group: HDF5Group
    ) throws(HDF5Error) {
        let column = try group.write(stretches, to: name)
        try column.setType("TimeSeriesReferenceVectorData", namespace: "core")
        try column.setAttribute(
            "description",
            to: "Column storing the reference to the recorded \(name) for the recording (rows)")
    }

    private func writeIdentifiers(_ group: HDF5Group) throws(HDF5Error) {
        let identifiers = try group.write(rows.indices.map { Int64($0) }, to: "id")
        try identifiers.setType("ElementIdentifiers", namespace: "hdmf-common")
    }
}

extension HDF5Object {
    /// Says what an object of the format is; each has an identifier of its own.
    fileprivate func setType(_ type: String, namespace: String) throws(HDF5Error) {
        try setAttribute("namespace", to: namespace)
        try setAttribute("neurodata_type", to: type)
        try setAttribute("object_id", to: UUID().uuidString.lowercased())
    }
}
