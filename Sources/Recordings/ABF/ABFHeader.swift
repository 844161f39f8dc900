/// How an ABF 2 file was recorded and where its samples are.
struct ABFHeader {
    /// Whether all samples of a channel form one sweep.
    let isGapFree: Bool
    /// How samples are stored.
    let isFloatingPoint: Bool
    /// Number of sweeps that the file says it holds; 0 where it has none but the gap-free one.
    let episodeCount: Int
    /// Microseconds between two samples of one channel.
    let intervalMicroseconds: Double
    /// Microseconds per count of sweep starts; 0 where these count samples of all channels.
    let startUnitMicroseconds: Double
    let inputs: [ABFInput]
    let outputs: [ABFOutput]
    /// Rows of the epoch tables of all outputs.
    let epochs: [ABFEpoch]
    /// Whether a list of the user's replaces values of the epoch table.
    let hasUserList: Bool
    /// Name of the protocol, without folder and ending.
    let protocolName: String?
    /// Samples of all channels in turn.
    let data: ABFSection
    /// Start and length of every sweep, as counts; empty where the file does not say.
    let sweeps: [(start: Int, length: Int)]

    init(_ bytes: ABFBytes) throws(RecordingError) {
        let format = try bytes.integer(UInt16.self, at: 30)
        guard format <= 1 else {
            throw bytes.malformed(
                at: 30, found: "the data format \(format)", expected: "0 (int16) or 1 (float32)")
        }
        isFloatingPoint = format == 1
        episodeCount = Int(try bytes.integer(UInt32.self, at: 12))
        let texts = try bytes.texts()
        let text = { (index: Int) in
            texts.indices.contains(index - 1) ? texts[index - 1] : ""
        }
        let path = text(Int(try bytes.integer(Int32.self, at: 72)))
        let name = path.split { $0 == "\\" || $0 == "/" }.last.map(String.init) ?? ""
        protocolName = name.hasSuffix(".pro") ? String(name.dropLast(4)) : nil

        let settings = try bytes.section("Protocol", at: 76, leastEntrySize: 122)
        guard settings.count > 0 else {
            throw bytes.malformed(
                at: 76, found: "no protocol", expected: "a section with the settings")
        }
        let mode = try bytes.integer(Int16.self, at: settings.start)
        // 1, 2: events of variable, fixed length; 4: oscilloscope; 5: episodes of a stimulus.
        guard (1...5).contains(mode) else {
            throw bytes.malformed(
                at: settings.start, found: "the operation mode \(mode)", expected: "1 to 5")
        }
        isGapFree = mode == 3
        intervalMicroseconds = try bytes.finiteNumber(
            at: settings.start + 2, "microseconds between samples")
        guard intervalMicroseconds > 0 else {
            throw bytes.malformed(
                at: settings.start + 2, found: "\(intervalMicroseconds) µs between samples",
                expected: "a positive number")
        }
        startUnitMicroseconds = try bytes.finiteNumber(
            at: settings.start + 14, "microseconds per count of sweep starts")
        let range = try bytes.finiteNumber(at: settings.start + 110, "range of the digitiser")
        let resolution = try bytes.integer(Int32.self, at: settings.start + 118)

        let section = try bytes.section("ADC", at: 92, leastEntrySize: 82)
        var inputs: [ABFInput] = []
        for place in section.entries {
            inputs.append(
                try ABFInput(
                    bytes, at: place, digitiserStep: range / Double(resolution),
                    isFloatingPoint: format == 1, text))
        }
        guard !inputs.isEmpty else {
            throw bytes.malformed(
                at: 92, found: "no channels", expected: "at least one recorded channel")
        }
        self.inputs = inputs
        var outputs: [ABFOutput] = []
        for place in try bytes.section("DAC", at: 108, leastEntrySize: 46).entries {
            outputs.append(try ABFOutput(bytes, at: place, text))
        }
        self.outputs = outputs
        var epochs: [ABFEpoch] = []
        for place in try bytes.section("EpochPerDAC", at: 156, leastEntrySize: 30).entries {
            epochs.append(try ABFEpoch(bytes, at: place))
        }
        self.epochs = epochs
        var hasUserList = false
        for place in try bytes.section("UserList", at: 172, leastEntrySize: 10).entries {
            if try bytes.integer(Int16.self, at: place + 4) > 0 { hasUserList = true }
        }
        self.hasUserList = hasUserList

        data = try bytes.section("Data", at: 236, leastEntrySize: 1)
        guard data.count == 0 || data.entrySize == (format == 1 ? 4 : 2) else {
            throw bytes.malformed(
                at: 240, found: "samples of \(data.entrySize) bytes",
                expected: format == 1 ? "4 bytes as in float32" : "2 bytes as in int16")
        }
        var sweeps: [(start: Int, length: Int)] = []
        for place in try bytes.section("SynchArray", at: 316, leastEntrySize: 8).entries {
            sweeps.append(
                (
                    Int(try bytes.integer(Int32.self, at: place)),
                    Int(try bytes.integer(Int32.self, at: place + 4))
                ))
        }
        self.sweeps = sweeps
    }

    /// Whether sweeps have lengths of their own, as those that were cut out at events have.
    var hasSweepsOfOwnLengths: Bool {
        !isGapFree && sweeps.contains { $0.length != sweeps[0].length }
    }
}

/// A recorded channel: an analogue input.
struct ABFInput {
    let name: String
    let unit: String
    /// What a stored number means in `unit`: number · scale + shift.
    let scale: Double
    let shift: Double

    /// - Parameter digitiserStep: volts per count.
    init(
        _ bytes: ABFBytes, at place: Int, digitiserStep: Double, isFloatingPoint: Bool,
        _ text: (Int) -> String
    ) throws(RecordingError) {
        name = text(Int(try bytes.integer(Int32.self, at: place + 74)))
        unit = text(Int(try bytes.integer(Int32.self, at: place + 78)))
        // Floating-point samples are in the unit of the channel already.
        if isFloatingPoint {
            (scale, shift) = (1, 0)
            return
        }
        let isTelegraphed = try bytes.integer(Int16.self, at: place + 2) == 1
        var gain = isTelegraphed ? try bytes.number(at: place + 6) : 1
        for field in [28, 40, 48] { gain *= try bytes.number(at: place + field) }
        scale = digitiserStep / gain
        shift = try bytes.number(at: place + 44) - bytes.number(at: place + 52)
        guard scale.isFinite, scale != 0, shift.isFinite else {
            throw bytes.malformed(
                at: place, found: "\(scale) \(unit) per count, offset \(shift)",
                expected: "a channel with a finite scale that is not 0")
        }
    }
}

/// A command channel: an analogue output.
struct ABFOutput {
    /// Where the command came from.
    enum Source { case none, epochTable, file }

    let number: Int
    let unit: String
    /// Level between stimuli, in `unit`.
    let holdingLevel: Double
    private(set) var source: Source
    /// Whether the last level of a sweep stays until the next one, instead of the holding level.
    let keepsLastLevel: Bool

    init(_ bytes: ABFBytes, at place: Int, _ text: (Int) -> String) throws(RecordingError) {
        number = Int(try bytes.integer(Int16.self, at: place))
        unit = text(Int(try bytes.integer(Int32.self, at: place + 28)))
        holdingLevel = try bytes.number(at: place + 12)
        let isEnabled = try bytes.integer(Int16.self, at: place + 40) != 0
        let source = try bytes.integer(Int16.self, at: place + 42)
        self.source =
            switch (isEnabled, source) {
            case (true, 1): .epochTable
            case (true, 2): .file
            default: .none
            }
        keepsLastLevel = try bytes.integer(Int16.self, at: place + 44) != 0
    }

    /// Whether the holding level can be one: fields that no one filled hold numbers beyond 10⁶.
    var hasHoldingLevel: Bool { abs(holdingLevel) <= 1e6 }

    /// The same output without its epoch table.
    var holding: ABFOutput {
        var output = self
        output.source = .none
        return output
    }
}
