import HDF5Storage

/// Reads the current-clamp sweeps of the Allen Cell Types Database's files in NWB version 1.
///
/// Each epoch `Sweep_N` refers to a stimulus and a response. The epoch `Experiment_N`, where there
/// is one, says which of their samples are left without the test pulse; only those are read.
///
/// Format: Allen Institute, "Cell Types Database: electrophysiology", white paper (2017), and the
/// reader of the AllenSDK, from which the rule about the first version is known.
enum AllenNWBReader {
    /// Reads the sweeps that a selection may contain.
    static func read(
        _ root: HDF5Group, selecting selection: SweepSelection
    ) throws(HDF5Error) -> NWBContent {
        guard try root.contains("epochs") else {
            throw root.mismatch(
                "a file in NWB version 1 without /epochs",
                expected: "epochs Sweep_N as the Allen Cell Types Database writes them")
        }
        let isConverted = try hasUnitsOfFirstVersion(root)
        let epochs = try root.group("epochs")
        var content = NWBContent(found: "no current-clamp sweep in /epochs")
        for name in try epochs.names where name.hasPrefix("Sweep_") {
            guard let number = Int(name.dropFirst(6)) else { continue }
            let epoch = try epochs.group(name)
            guard try epoch.contains("response/timeseries/data") else { continue }
            let sweep = try AllenSweepSeries(epoch)
            guard try sweep.isCurrentClamp else { continue }
            content.sweepCount += 1
            let isCandidate = selection.mayContain(
                number: number, stimulusDescription: sweep.stimulusDescription)
            guard isCandidate else { continue }
            content.recordings.append(
                try sweep.recording(
                    number, range: experiment(number, in: epochs), isConverted: isConverted))
        }
        return content
    }

    /// Files of pipeline 1.0 hold SI units and an attribute `conversion` that is wrong.
    private static func hasUnitsOfFirstVersion(_ root: HDF5Group) throws(HDF5Error) -> Bool {
        guard try root.contains("general/generated_by"),
            let entries = try root.object("general/generated_by") as? HDF5Dataset
        else { return false }
        let words = try entries.readStrings()
        // Keys and values in turn.
        guard let key = words.firstIndex(of: "version"), key + 1 < words.count else {
            return false
        }
        let parts = words[key + 1].split(separator: ".").map { Int($0) ?? 0 }
        return parts.first == 0 || parts.first == 1 && (parts.count < 2 || parts[1] == 0)
    }

    /// The samples of an experiment; nil where there is none.
    private static func experiment(
        _ number: Int, in epochs: HDF5Group
    ) throws(HDF5Error) -> Range<Int>? {
        let path = "Experiment_\(number)/stimulus"
        guard try epochs.contains(path + "/idx_start"), try epochs.contains(path + "/count") else {
            return nil
        }
        let start = try epochs.read(path + "/idx_start", as: Int64.self)
        let count = try epochs.read(path + "/count", as: Int64.self)
        guard start.count == 1, count.count == 1, start[0] >= 0, count[0] > 0,
            count[0] <= Int64.max - start[0]
        else {
            throw epochs.mismatch(
                "\(path) from sample \(start.prefix(2)), \(count.prefix(2)) of them",
                expected: "one first sample and one count")
        }
        return Int(start[0])..<Int(start[0] + count[0])
    }
}

/// Stimulus and response of one sweep.
private struct AllenSweepSeries {
    private let response: NWBSeries
    private let stimulus: NWBSeries?
    let stimulusDescription: String?

    init(_ epoch: HDF5Group) throws(HDF5Error) {
        response = try NWBSeries(epoch.group("response/timeseries"), name: "response")
        stimulus =
            try epoch.contains("stimulus/timeseries/data")
            ? NWBSeries(epoch.group("stimulus/timeseries"), name: "stimulus") : nil
        var name: String?
        for series in [response, stimulus].compactMap(\.self) {
            if name == nil, try series.group.contains("aibs_stimulus_name") {
                name = try series.group.readString("aibs_stimulus_name")
            }
        }
        stimulusDescription = name
    }

    /// Whether the response is a voltage.
    var isCurrentClamp: Bool {
        get throws(HDF5Error) {
            let data = try response.group.dataset("data")
            let unit = try data.hasAttribute("unit") ? data.stringAttribute("unit") : "volts"
            return Quantity.voltage.factor(from: unit) != nil
        }
    }

    /// The sweep, or the part of it that its experiment covers.
    func recording(
        _ number: Int, range: Range<Int>?, isConverted: Bool
    ) throws(HDF5Error) -> Recording {
        let timing = try response.timing()
        let count = try response.sampleCount()
        let stimulusCount = try stimulus?.sampleCount() ?? count
        // Recording may have ended before the stimulus.
        let samples = (range ?? 0..<count).clamped(to: 0..<min(count, stimulusCount))
        guard !samples.isEmpty else {
            throw response.group.mismatch(
                "\(count) samples", expected: "samples \(range ?? 0..<1) of the epochs")
        }
        let (voltage, foundVoltage) = try response.samples(
            samples, of: .voltage, isConverted: isConverted)
        var notes = [foundVoltage]
        var current: [Double]?
        if let stimulus {
            let (values, found) = try stimulus.samples(
                samples, of: .current, isConverted: isConverted)
            current = values
            notes.append(found)
        } else {
            notes.append("stimulus: none found")
        }
        if isConverted {
            notes.append("conversion: not applied, files of pipeline 1.0 are in SI units")
        }
        if range != nil {
            notes.append(
                "samples \(samples.lowerBound) to \(samples.upperBound - 1) of \(count), "
                    + "the experiment without its test pulse")
        }
        let unusable = voltage.count { !$0.isFinite }
        if unusable > 0 { notes.append("voltage: \(unusable) samples are not finite") }
        return Recording(
            source: response.group.file.path, sweep: "Sweep_\(number)", sweepNumber: number,
            electrode: try electrode(), stimulusDescription: stimulusDescription,
            samplingInterval: timing.interval,
            sessionTime: timing.start + Double(samples.lowerBound) * timing.interval,
            voltage: voltage, current: current, unitsFound: notes)
    }

    private func electrode() throws(HDF5Error) -> String? {
        guard try response.group.contains("electrode_name") else { return nil }
        return try response.group.readString("electrode_name")
    }
}
