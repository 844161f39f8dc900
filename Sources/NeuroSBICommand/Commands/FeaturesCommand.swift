import ArgumentParser
import NeuroSBI

/// `neurosbi features`: electrophysiological features of every sweep of recordings.
struct FeaturesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features", abstract: "Prints the features of every sweep of recordings.",
        discussion: """
            Names and definitions are eFEL's. A list (one value per spike) is shown as its mean in \
            the table and in full with --json. A feature that does not exist is shown as –.
            """)

    @Argument(help: "Recordings: NWB, CSV or NPY.")
    var recordings: [String] = []

    @Flag(help: "Lists the statistics that a configuration can name, with units and options.")
    var list = false

    @Option(help: "A configuration whose recording section prepares the sweeps.")
    var config: String?

    @Option(
        help: "native, or eFELCompatible for eFEL's numbers.",
        transform: EnumerationArgument.parse)
    var mode: FeatureMode = .native

    @Option(
        help: "START,STOP of the stimulus in ms, where the file does not say.",
        transform: StimulusWindowArgument.parse)
    var stimulusWindow: ClosedRange<Double>?

    @Option(help: "Milliseconds between samples, for NPY files, which do not say.")
    var samplingInterval: Double?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard list != !recordings.isEmpty else {
            throw ValidationError("expected either recordings or --list")
        }
    }

    mutating func run() async throws {
        guard !list else {
            StatisticListing.print()
            return
        }
        let settings = try config.map {
            try FitConfiguration(contentsOf: Paths.input($0, "a configuration")).recording
        }
        var sweeps: [SweepFeatures] = []
        for path in recordings {
            let found = try RecordingFile.read(
                Paths.input(path, "a recording"), samplingInterval: samplingInterval)
            for sweep in found {
                let recording = try settings?.prepare(sweep) ?? sweep
                let batch = try TraceBatch<Double>(recording, stimulusWindow: stimulusWindow)
                sweeps.append(
                    SweepFeatures(
                        file: path, sweep: sweep.sweep,
                        values: batch.features(settings: FeatureSettings(mode: mode))))
            }
        }
        if global.json {
            try StandardOutput.writeJSON(SweepTable(sweeps: sweeps))
        } else {
            for sweep in sweeps { Self.printTable(sweep) }
        }
    }

    private static func printTable(_ sweep: SweepFeatures) {
        print("\(sweep.file), sweep \(sweep.sweep)")
        var table = TextTable([("feature", .left), ("value", .right), ("unit", .left), ("", .left)])
        for (feature, value) in zip(FeatureCatalogue.features, sweep.values) {
            let note = if case .list(let values) = value { "mean of \(values.count)" } else { "" }
            table.add([
                feature.name, value.mean.map { NumberFormat.significant($0, digits: 6) } ?? "–",
                feature.unit, note,
            ])
        }
        for line in table.lines { print("  " + line) }
        print("")
    }
}

/// `START,STOP` in milliseconds.
enum StimulusWindowArgument {
    static func parse(_ text: String) throws -> ClosedRange<Double> {
        let bounds = text.split(separator: ",").compactMap { Double($0) }
        guard bounds.count == 2, bounds[0] < bounds[1] else {
            throw ValidationError("found \"\(text)\", expected START,STOP in ms with START < STOP")
        }
        return bounds[0]...bounds[1]
    }
}

private struct SweepTable: Encodable {
    let sweeps: [SweepFeatures]
}

/// The features of one sweep as the contract's JSON: number, list or null by name.
private struct SweepFeatures: Encodable {
    let file: String
    let sweep: String
    let values: [FeatureValue]

    private enum Key: String, CodingKey { case file, sweep, features }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(file, forKey: .file)
        try container.encode(sweep, forKey: .sweep)
        var features = container.nestedContainer(keyedBy: Name.self, forKey: .features)
        for (feature, value) in zip(FeatureCatalogue.features, values) {
            let name = Name(stringValue: feature.name)
            switch value {
            case .number(let number): try features.encode(number, forKey: name)
            case .list(let numbers): try features.encode(numbers, forKey: name)
            case .missing: try features.encodeNil(forKey: name)
            }
        }
    }
}
