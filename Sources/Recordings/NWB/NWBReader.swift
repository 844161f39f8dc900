import HDF5Storage

/// Reads the current-clamp sweeps of a file in NWB 2 format (Neurodata Without Borders, in HDF5).
///
/// A sweep is a `CurrentClampSeries` or `IZeroClampSeries` of `/acquisition`. Its stimulus, a
/// `CurrentClampStimulusSeries` of `/stimulus/presentation`, is found by the table of
/// intracellular recordings, else by the sweep number, else by the numbers in the names.
enum NWBReader {
    /// Reads all sweeps, ordered by sweep number.
    static func read(_ path: String) throws(RecordingError) -> [Recording] {
        let acquired: [NWBSeries]
        var recordings: [Recording] = []
        do throws(HDF5Error) {
            let root = try HDF5File(reading: path).root
            try requireNWB2(root)
            acquired = try series(in: "acquisition", of: root)
            let presented = try series(in: "stimulus/presentation", of: root)
            let responses = acquired.filter { responseTypes.contains($0.neurodataType ?? "") }
            let stimuli = presented.filter { $0.neurodataType == "CurrentClampStimulusSeries" }
            for pair in try NWBPairing(responses: responses, stimuli: stimuli).pairs(root: root) {
                guard try pair.response.sampleCount() > 0 else { continue }
                recordings.append(try recording(of: pair))
            }
        } catch {
            throw error.asRecordingError
        }
        guard !recordings.isEmpty else {
            let types = Set(acquired.map { $0.neurodataType ?? "series of no type" }).sorted()
            throw .noSweeps(
                file: path,
                found: types.isEmpty ? "nothing in /acquisition" : types.joined(separator: ", "))
        }
        return ordered(recordings)
    }

    private static let responseTypes: Set<String> = ["CurrentClampSeries", "IZeroClampSeries"]

    private static func requireNWB2(_ root: HDF5Group) throws(HDF5Error) {
        if try root.hasAttribute("nwb_version") {
            let version = try root.stringAttribute("nwb_version")
            guard version.hasPrefix("2") else {
                throw root.mismatch("NWB version \(version)", expected: "version 2")
            }
        } else if try root.contains("nwb_version") {
            let version = try root.readString("nwb_version")
            throw root.mismatch("NWB version \(version)", expected: "version 2")
        } else {
            throw root.mismatch(
                "an HDF5 file without the attribute nwb_version", expected: "an NWB 2 file")
        }
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
        let numbers = response.numbersInName
        let first = pair.responseRange?.lowerBound ?? 0
        return Recording(
            source: response.group.file.path,
            sweep: isPart == true ? "\(response.name) from sample \(first)" : response.name,
            sweepNumber: response.sweepNumber ?? (numbers.count == 1 ? numbers[0] : nil),
            electrode: response.electrode,
            stimulusDescription: response.stimulusDescription
                ?? pair.stimulus?.stimulusDescription,
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

extension HDF5Group {
    fileprivate func mismatch(_ found: String, expected: String) -> HDF5Error {
        .mismatch(file: file.path, object: path, found: found, expected: expected)
    }
}
