import HDF5Storage

/// Reads the current-clamp sweeps of a file in NWB format (Neurodata Without Borders, in HDF5).
///
/// Version 1 is left to ``AllenNWBReader``; the rest is about version 2.
///
/// A sweep is a `CurrentClampSeries` or `IZeroClampSeries` of `/acquisition`. Its stimulus, a
/// `CurrentClampStimulusSeries` of `/stimulus/presentation`, is found by the table of
/// intracellular recordings, else by the sweep number, else by the numbers in the names.
enum NWBReader {
    /// Reads the sweeps that a selection may contain, ordered by sweep number.
    static func read(
        _ path: String, selecting selection: SweepSelection
    ) throws(RecordingError) -> [Recording] {
        let content: NWBContent
        do throws(HDF5Error) {
            let root = try HDF5File(reading: path).root
            content =
                try version(root) == 1
                ? AllenNWBReader.read(root, selecting: selection)
                : read(root, selecting: selection)
        } catch {
            throw error.asRecordingError
        }
        guard content.sweepCount > 0 else { throw .noSweeps(file: path, found: content.found) }
        return ordered(content.recordings)
    }

    private static func read(
        _ root: HDF5Group, selecting selection: SweepSelection
    ) throws(HDF5Error) -> NWBContent {
        let acquired = try series(in: "acquisition", of: root)
        let presented = try series(in: "stimulus/presentation", of: root)
        let responses = acquired.filter { responseTypes.contains($0.neurodataType ?? "") }
        let stimuli = presented.filter { $0.neurodataType == "CurrentClampStimulusSeries" }
        let types = Set(acquired.map { $0.neurodataType ?? "series of no type" }).sorted()
        var content = NWBContent(
            found: types.isEmpty ? "nothing in /acquisition" : types.joined(separator: ", "))
        for pair in try NWBPairing(responses: responses, stimuli: stimuli).pairs(root: root) {
            guard try pair.response.sampleCount() > 0 else { continue }
            content.sweepCount += 1
            let isCandidate = selection.mayContain(
                number: pair.response.number, stimulusDescription: pair.stimulusDescription)
            if isCandidate { content.recordings.append(try recording(of: pair)) }
        }
        return content
    }

    private static let responseTypes: Set<String> = ["CurrentClampSeries", "IZeroClampSeries"]

    /// The version as its first number, 1 or 2.
    private static func version(_ root: HDF5Group) throws(HDF5Error) -> Int {
        let version: String
        if try root.hasAttribute("nwb_version") {
            version = try root.stringAttribute("nwb_version")
        } else if try root.contains("nwb_version") {
            version = try root.readString("nwb_version")
        } else {
            throw root.mismatch(
                "an HDF5 file without the attribute nwb_version", expected: "an NWB file")
        }
        // Version 1 wrote "NWB-1.0.5".
        let number = version.hasPrefix("NWB-") ? version.dropFirst(4) : version[...]
        guard let first = number.first, first == "1" || first == "2" else {
            throw root.mismatch("NWB version \(version)", expected: "version 1 or 2")
        }
        return first == "1" ? 1 : 2
    }

    /// The groups among the members; a link that leads nowhere is passed over.
    private static func series(
        in folder: String, of root: HDF5Group
    ) throws(HDF5Error) -> [NWBSeries] {
        guard try root.contains(folder) else { return [] }
        let members = try root.group(folder)
        var series: [NWBSeries] = []
        for name in try members.names where try members.contains(name) {
            guard let group = try members.object(name) as? HDF5Group else { continue }
            series.append(try NWBSeries(group, name: name))
        }
        return series
    }

    private static func recording(of pair: NWBPair) throws(HDF5Error) -> Recording {
        let response = pair.response
        let timing = try response.timing()
        var (voltage, found) = try response.samples(pair.responseRange, of: .voltage)
        var notes = [found]
        let unusable = voltage.count { !$0.isFinite }
        if unusable > 0 { notes.append("voltage: \(unusable) samples are not finite") }
        var current: [Double]?
        if let stimulus = pair.stimulus {
            let stimulusTiming = try stimulus.timing()
            // Rates are stored in single precision by some writers.
            guard abs(stimulusTiming.interval / timing.interval - 1) < 1e-6 else {
                throw .mismatch(
                    file: stimulus.group.file.path, object: stimulus.group.path,
                    found: "a sample each \(stimulusTiming.interval) ms",
                    expected: "each \(timing.interval) ms as in \(response.group.path)")
            }
            var samples: [Double]
            (samples, found) = try stimulus.samples(pair.stimulusRange, of: .current)
            notes += [found, "stimulus: \(stimulus.name), paired \(pair.reason)"]
            let common = min(samples.count, voltage.count)
            if samples.count != voltage.count {
                notes.append(
                    "stimulus of \(samples.count) samples, response of \(voltage.count): "
                        + "the first \(common) of both are used")
                samples.removeLast(samples.count - common)
                voltage.removeLast(voltage.count - common)
            }
            current = samples
        } else if response.neurodataType == "IZeroClampSeries" {
            current = [Double](repeating: 0, count: voltage.count)
            notes.append("current: none was injected (IZeroClampSeries)")
        } else {
            notes.append("stimulus: none found")
        }
        let isPart = try pair.responseRange.map { (range) throws(HDF5Error) in
            try range != 0..<response.sampleCount()
        }
        let first = pair.responseRange?.lowerBound ?? 0
        return Recording(
            source: response.group.file.path,
            sweep: isPart == true ? "\(response.name) from sample \(first)" : response.name,
            sweepNumber: response.number,
            electrode: response.electrode,
            stimulusDescription: pair.stimulusDescription,
            samplingInterval: timing.interval,
            sessionTime: timing.start + Double(first) * timing.interval, voltage: voltage,
            current: current, unitsFound: notes)
    }

    private static func ordered(_ recordings: [Recording]) -> [Recording] {
        recordings.enumerated().sorted { left, right in
            let (a, b) = (left.element.sweepNumber ?? Int.max, right.element.sweepNumber ?? Int.max)
            return a == b ? left.offset < right.offset : a < b
        }.map(\.element)
    }
}

/// What was found in a file.
struct NWBContent {
    /// The sweeps that a selection may contain.
    var recordings: [Recording] = []
    /// Number of current-clamp sweeps, wanted or not.
    var sweepCount = 0
    /// What is there, in words, where there is no sweep.
    var found: String
}

extension HDF5Group {
    func mismatch(_ found: String, expected: String) -> HDF5Error {
        .mismatch(file: file.path, object: path, found: found, expected: expected)
    }
}
