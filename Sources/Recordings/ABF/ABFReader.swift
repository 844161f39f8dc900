/// Reads the sweeps of a file in ABF 2 format (Axon Binary Format, written by pCLAMP 10 and later).
///
/// Every channel that records a voltage gives a recording per sweep. Its current is the command of
/// the output with the channel's number, rebuilt from the epoch table; where the command came from
/// elsewhere, a recorded current takes its place.
enum ABFReader {
    static let signature = Array("ABF2".utf8)

    /// Reads the sweeps that a selection may contain, in their order; those of several channels
    /// side by side.
    static func read(
        _ path: String, selecting selection: SweepSelection
    ) throws(RecordingError) -> [Recording] {
        let bytes = ABFBytes(bytes: try FileInput.bytes(of: path), file: path)
        let header = try ABFHeader(bytes)
        let samples = ABFSamples(bytes, header)
        let sweeps = try samples.sweeps()
        let voltages = header.inputs.indices.filter {
            Quantity.voltage.factor(from: header.inputs[$0].unit) != nil
        }
        guard !voltages.isEmpty, !sweeps.isEmpty else {
            let units = header.inputs.map { $0.unit.isEmpty ? "no unit" : $0.unit }
            throw .noSweeps(
                file: bytes.file,
                found: sweeps.isEmpty
                    ? "no samples" : "channels in \(units.joined(separator: ", "))")
        }
        var channels: [(input: Int, current: ABFCurrent)] = []
        for input in voltages {
            channels.append(
                (input, try ABFCurrent(ofChannel: input, in: header, file: bytes.file)))
        }
        // The float nearest to a decimal number is that number to seven digits.
        let interval = (Double("\(Float(header.intervalMicroseconds))") ?? .nan) / 1000
        let rate = 1 / interval
        let wholeRate = rate == rate.rounded() && rate.rounded() * interval == 1 ? rate : nil
        var recordings: [Recording] = []
        for (number, sweep) in sweeps.enumerated()
        where selection.mayContain(
            number: number, stimulusDescription: header.protocolName)
        {
            for (input, current) in channels {
                let channel = header.inputs[input]
                let factor = Quantity.voltage.factor(from: channel.unit) ?? .nan
                let voltage = samples.values(of: input, in: sweep.samples, times: factor)
                recordings.append(
                    Recording(
                        source: bytes.file,
                        sweep: voltages.count == 1 ? "\(number)" : "\(number) \(channel.name)",
                        sweepNumber: number, electrode: channel.name.isEmpty ? nil : channel.name,
                        stimulusDescription: header.protocolName, samplingInterval: interval,
                        sessionTime: sweep.start, voltage: voltage,
                        current: current.values(
                            sweep: number, samples: sweep.samples, of: samples),
                        unitsFound: [
                            "voltage: \(samples.description(of: channel))", current.note,
                        ], samplesPerMillisecond: wholeRate))
            }
        }
        return recordings
    }
}

/// Where the current of a voltage channel comes from.
private struct ABFCurrent {
    private enum Source {
        case command(ABFStimulus, factor: Double)
        case recorded(input: Int, factor: Double)
        case unknown
    }

    private let source: Source
    /// What was found, in words.
    let note: String

    init(ofChannel input: Int, in header: ABFHeader, file: String) throws(RecordingError) {
        let currents = header.inputs.indices.filter {
            Quantity.current.factor(from: header.inputs[$0].unit) != nil
        }
        let output = Self.output(ofChannel: input, in: header)
        let isKnown = output.map { $0.source != .file } ?? false
        // Of sweeps cut out at events only the holding level is known.
        let lengthsDiffer = header.hasSweepsOfOwnLengths
        if let output, isKnown, !(header.hasUserList && output.source == .epochTable),
            !(output.source == .none && !currents.isEmpty), output.hasHoldingLevel,
            let factor = Quantity.current.factor(from: output.unit)
        {
            let stimulus = try ABFStimulus(
                lengthsDiffer ? output.holding : output, epochs: header.epochs, file: file)
            source = .command(stimulus, factor: factor)
            note =
                output.source == .epochTable && !lengthsDiffer
                ? "current: command of output \(output.number) from its epoch table, \(output.unit)"
                : "current: output \(output.number) held at \(output.holdingLevel) \(output.unit)"
        } else if currents.count == 1, let input = currents.first,
            let factor = Quantity.current.factor(from: header.inputs[input].unit)
        {
            source = .recorded(input: input, factor: factor)
            note =
                "current: recorded as '\(header.inputs[input].name)', "
                + header.inputs[input].unit
        } else {
            source = .unknown
            note =
                switch (output?.source, header.hasUserList) {
                case (.file?, _): "current: unknown, the command came from another file"
                case (.epochTable?, true):
                    "current: unknown, a list of the user's changed the epochs"
                default: "current: unknown, no output commands a current"
                }
        }
    }

    /// The output with the channel's number; where that commands no current, the only one that does.
    private static func output(ofChannel input: Int, in header: ABFHeader) -> ABFOutput? {
        let currents = header.outputs.filter { Quantity.current.factor(from: $0.unit) != nil }
        if let same = currents.first(where: { $0.number == input }) { return same }
        let commanding = currents.filter { $0.source != .none }
        return commanding.count == 1 ? commanding[0] : nil
    }

    /// Nanoamperes of a sweep; nil where they are not known.
    func values(sweep: Int, samples: Range<Int>, of file: ABFSamples) -> [Double]? {
        switch source {
        case .command(let stimulus, let factor):
            stimulus.command(inSweep: sweep, sampleCount: samples.count).map { $0 * factor }
        case .recorded(let input, let factor):
            file.values(of: input, in: samples, times: factor)
        case .unknown: nil
        }
    }
}

/// The samples of an ABF file: those of all channels in turn, sweep after sweep.
private struct ABFSamples {
    private let bytes: ABFBytes
    private let header: ABFHeader

    init(_ bytes: ABFBytes, _ header: ABFHeader) {
        self.bytes = bytes
        self.header = header
    }

    private var channelCount: Int { header.inputs.count }

    /// The samples of every sweep, counted per channel, and its start in the session in ms.
    func sweeps() throws(RecordingError) -> [(samples: Range<Int>, start: Double?)] {
        let total = header.data.count / channelCount
        guard total > 0 else { return [] }
        if header.hasSweepsOfOwnLengths { return try sweepsOfOwnLengths(total: total) }
        let count = header.isGapFree ? 1 : max(1, header.episodeCount)
        guard count <= total else {
            throw bytes.malformed(
                at: 12, found: "\(count) sweeps",
                expected: "at most as many as the \(total) samples of a channel")
        }
        let length = total / count
        return (0..<count).map { ($0 * length..<($0 + 1) * length, start(ofSweep: $0)) }
    }

    private func sweepsOfOwnLengths(
        total: Int
    ) throws(RecordingError) -> [(samples: Range<Int>, start: Double?)] {
        var sweeps: [(samples: Range<Int>, start: Double?)] = []
        var first = 0
        for (index, sweep) in header.sweeps.enumerated() {
            let length = sweep.length / channelCount
            guard length >= 0, length <= total - first else {
                throw bytes.malformed(
                    at: 316, found: "a sweep \(index) of \(length) samples",
                    expected: "at most the \(total - first) that are left")
            }
            if length > 0 { sweeps.append((first..<first + length, start(ofSweep: index))) }
            first += length
        }
        return sweeps
    }

    private func start(ofSweep index: Int) -> Double? {
        guard header.sweeps.indices.contains(index) else { return nil }
        let counts = Double(header.sweeps[index].start)
        return header.startUnitMicroseconds > 0
            ? counts * header.startUnitMicroseconds / 1000
            : counts * header.intervalMicroseconds / Double(channelCount) / 1000
    }

    /// The samples of a channel in its unit times a factor.
    func values(of input: Int, in samples: Range<Int>, times factor: Double) -> [Double] {
        let channel = header.inputs[input]
        let (scale, shift) = (channel.scale * factor, channel.shift * factor)
        let (size, stride) = (header.data.entrySize, header.data.entrySize * channelCount)
        let first = header.data.start + input * size
        // Within the section, which was found to lie within the file.
        return bytes.bytes.withUnsafeBytes { buffer in
            samples.map { sample in
                let place = first + sample * stride
                if header.isFloatingPoint {
                    let bits = buffer.loadUnaligned(fromByteOffset: place, as: UInt32.self)
                    return Double(Float(bitPattern: UInt32(littleEndian: bits))) * scale + shift
                }
                let count = buffer.loadUnaligned(fromByteOffset: place, as: Int16.self)
                return Double(Int16(littleEndian: count)) * scale + shift
            }
        }
    }

    /// How a channel is stored, in words.
    func description(of channel: ABFInput) -> String {
        header.isFloatingPoint
            ? "float32, \(channel.unit)"
            : "int16, \(channel.unit) × \(channel.scale)"
                + (channel.shift == 0 ? "" : " + \(channel.shift)")
    }
}
