import LinearAlgebra

/// Reads recordings from files, by what is in them.
///
/// ```swift
/// for sweep in try RecordingFile.read("cell.nwb") {
///     print(sweep.sweep, sweep.samplingInterval, sweep.stimulusWindow()?.amplitude ?? 0)
/// }
/// ```
/// Folders and patterns are read by `read(matching:samplingInterval:selecting:)`.
public enum RecordingFile {
    /// Reads the current-clamp sweeps of a file: NWB, ABF 2 and NPY by their signatures, else a
    /// CSV table by the name's ending (csv, tsv or txt).
    /// - Parameters:
    ///   - samplingInterval: milliseconds, needed for NPY files, which hold only voltages in mV
    ///     (`[sweeps × samples]`, or one sweep of one dimension); other files bring their own time.
    ///   - selection: the sweeps that are wanted.
    /// - Throws: also where the file has sweeps and none of them is wanted.
    public static func read(
        _ path: String, samplingInterval: Double? = nil, selecting selection: SweepSelection = .all
    ) throws(RecordingError) -> [Recording] {
        let recordings = try candidates(
            path, samplingInterval: samplingInterval, selecting: selection)
        let selected = recordings.filter(selection.contains)
        guard !selected.isEmpty else {
            throw .noSelectedSweeps(source: path, selection: selection.description)
        }
        return selected
    }

    /// The sweeps of a file, without some that the selection does not admit.
    static func candidates(
        _ path: String, samplingInterval: Double?, selecting selection: SweepSelection
    ) throws(RecordingError) -> [Recording] {
        let beginning = try FileInput.bytes(of: path, atMost: 4096)
        if isHDF5(beginning) { return try NWBReader.read(path, selecting: selection) }
        if beginning.starts(with: ABFReader.signature) {
            return try ABFReader.read(path, selecting: selection)
        }
        if beginning.starts(with: NPYHeader.magic) {
            return try readNPY(path, samplingInterval: samplingInterval)
        }
        let ending = path.split(separator: ".").last?.lowercased() ?? ""
        if ["csv", "tsv", "txt"].contains(ending) { return [try Recording(readingCSV: path)] }
        throw .unknownFormat(
            file: path,
            found: found(beginning, ending: ending),
            expected: "an NWB or ABF 2 file, a CSV table (.csv) or an NPY array")
    }

    private static func found(_ beginning: [UInt8], ending: String) -> String {
        if beginning.isEmpty { return "an empty file" }
        if beginning.starts(with: Array("ABF ".utf8)) { return "a file in ABF version 1" }
        return ending == "nwb" ? "no HDF5 signature" : "an unknown format"
    }

    /// HDF5's signature stands at 0 or, behind a block of the user's, at 512, 1024, 2048 …
    private static func isHDF5(_ bytes: [UInt8]) -> Bool {
        let signature: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A]
        return [0, 512, 1024, 2048].contains { bytes.dropFirst($0).starts(with: signature) }
    }

    private static func readNPY(
        _ path: String, samplingInterval: Double?
    ) throws(RecordingError) -> [Recording] {
        guard let samplingInterval else {
            throw .unsupported(
                file: path, location: "header", found: "an array without times",
                expected: "a sampling interval given beside the file")
        }
        guard samplingInterval > 0, samplingInterval.isFinite else {
            throw .unsupported(
                file: path, location: "sampling interval", found: "\(samplingInterval) ms",
                expected: "a positive number")
        }
        let voltages = try NPYFile.readMatrix(path, vectorsAs: .row)
        return (0..<voltages.rows).map { row in
            Recording(
                source: path, sweep: "\(row)", sweepNumber: row,
                samplingInterval: samplingInterval, voltage: Array(voltages.row(row)),
                unitsFound: ["voltage: taken as mV, one row per sweep"])
        }
    }
}
