import Foundation

extension RecordingFile {
    /// Reads the sweeps of a file, of all recordings in a folder, or of all files that a pattern
    /// matches.
    ///
    /// ```swift
    /// let steps = try RecordingFile.read(
    ///     matching: "cells/*.abf", selecting: SweepSelection(kinds: [.step]))
    /// ```
    /// Parameters are those of `read(_:samplingInterval:selecting:)`. Files that hold none of the
    /// wanted sweeps are passed over; any other failure of a file ends the reading.
    /// - Throws: also where no file holds a wanted sweep.
    public static func read(
        matching pattern: String, samplingInterval: Double? = nil,
        selecting selection: SweepSelection = .all
    ) throws(RecordingError) -> [Recording] {
        var recordings: [Recording] = []
        for path in try paths(matching: pattern, arrays: samplingInterval != nil) {
            recordings += try candidates(
                path, samplingInterval: samplingInterval, selecting: selection
            ).filter(selection.contains)
        }
        guard !recordings.isEmpty else {
            throw .noSelectedSweeps(source: pattern, selection: selection.description)
        }
        return recordings
    }

    /// The files that a path or pattern means, in the order of their names, numbers by value.
    ///
    /// A folder means the files in it (not in folders inside) that end with nwb, abf, csv or tsv. A
    /// pattern has `*`, `?` or `[…]` as in a shell; a file with such a name comes first.
    /// - Parameter arrays: whether NPY files of a folder, which need a sampling interval, count.
    /// - Throws: where there is no such file.
    public static func paths(
        matching pattern: String, arrays: Bool = false
    ) throws(RecordingError) -> [String] {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: pattern, isDirectory: &isFolder) {
            return isFolder.boolValue ? try files(inFolder: pattern, arrays: arrays) : [pattern]
        }
        guard pattern.contains(where: { "*?[".contains($0) }) else {
            throw .noSuchFile(file: pattern)
        }
        let matches = matches(of: pattern).filter { path in
            FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
        guard !matches.isEmpty else { throw .noSuchFile(file: pattern) }
        return ordered(matches)
    }

    private static func files(
        inFolder folder: String, arrays: Bool
    ) throws(RecordingError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw .cannotOpen(file: folder, reason: error.localizedDescription)
        }
        let endings = ["nwb", "abf", "csv", "tsv"] + (arrays ? ["npy"] : [])
        let recordings = names.filter { name in
            !name.hasPrefix(".")
                && endings.contains(name.split(separator: ".").last?.lowercased() ?? "")
        }
        guard !recordings.isEmpty else {
            throw .noSweeps(
                file: folder,
                found: names.isEmpty
                    ? "an empty folder"
                    : "a folder without files that end with \(endings.joined(separator: ", "))")
        }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return ordered(recordings.map { prefix + $0 })
    }

    private static func matches(of pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, GLOB_NOSORT, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            found.gl_pathv[index].map { String(cString: $0) }
        }
    }

    /// "cell_2" before "cell_10".
    private static func ordered(_ paths: [String]) -> [String] {
        paths.sorted {
            let order = $0.compare($1, options: .numeric)
            return order == .orderedSame ? $0 < $1 : order == .orderedAscending
        }
    }
}
