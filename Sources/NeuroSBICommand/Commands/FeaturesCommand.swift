import ArgumentParser
import NeuroSBI

/// `neurosbi features`: electrophysiological features of every sweep of recordings.
struct FeaturesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features", abstract: "Prints the features of every sweep of recordings.",
        discussion: """
            Names and definitions are eFEL's. A list (one value per spike) is shown as its mean in \
            the table and in full with --json. A feature that does not exist is shown as –. Where \
            a file has several steps of current, rheobase, f–I slope, input resistance and sag \
            follow.
            """)

    @Argument(help: "Recordings: NWB, ABF, CSV or NPY files, folders, or patterns such as '*.abf'.")
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

    @Option(help: "Also writes a table with a row for each sweep.")
    var csv: String?

    @Option(
        help: "A folder for figures: each sweep with its spikes, dV/dt over V, the f–I curve.")
    var figures: String?

    @OptionGroup var sweeps: SweepOptions

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
        if let csv { _ = try Paths.output(csv) }
        let cells = CellSweeps.groups(try prepared())
        let settings = FeatureSettings(mode: mode)
        let features = try cells.flatMap { try evaluate($0, settings: settings, of: cells) }
        let families = cells.compactMap { $0.family(window: stimulusWindow, settings: settings) }
        if let csv { try SweepFeatures.table(features).write(to: csv) }
        // Features are printed where gnuplot is not, too.
        var problem: ReportingError?
        do {
            if let figures { try await draw(features, families, into: figures) }
        } catch let error as ReportingError {
            guard case .gnuplotMissing = error else { throw error }
            problem = error
        }
        if global.json {
            try StandardOutput.writeJSON(SweepTable(sweeps: features, families: families))
        } else {
            for sweep in features { sweep.printTable() }
            for family in families { family.printTable() }
        }
        if let problem { throw problem }
    }

    private func draw(
        _ features: [SweepFeatures], _ families: [FamilyFeatures], into folder: String
    ) async throws {
        var written = FeatureFigures(folder: folder)
        for sweep in features { try await written.write(sweep) }
        for family in families { try await written.write(family) }
        global.say("Wrote \(written.names.count) figures into \(folder)")
    }

    /// The sweeps as the configuration prepares them; currents stay absolute, as features and
    /// families have them.
    private func prepared() throws -> [Recording] {
        guard let config else { return try sweeps.read(recordings) }
        let configuration = try FitConfiguration(contentsOf: Paths.input(config, "a configuration"))
        var settings = configuration.recording
        if settings.membraneArea != nil {
            settings.membraneArea = nil
            global.say(
                "\(config): recording.membrane_area does not apply to features, which are those of "
                    + "the whole cell: currents in nA, resistances in MΩ")
        }
        return try sweeps.read(recordings).map {
            try settings.prepare($0, timeStep: configuration.protocolSettings.timeStep)
        }
    }

    /// A sweep without a step takes the window of its file's steps. Where there are none either, it
    /// is passed over unless it is the only sweep.
    private func evaluate(
        _ cell: CellSweeps, settings: FeatureSettings, of cells: [CellSweeps]
    ) throws -> [SweepFeatures] {
        let isOnly = cells.count == 1 && cell.recordings.count == 1
        let common = stimulusWindow == nil ? cell.stimulusWindow : nil
        return try cell.recordings.compactMap { recording in
            let window =
                stimulusWindow ?? (recording.stimulusWindow() == nil ? common : nil)
            do {
                return try SweepFeatures(recording, stimulusWindow: window, settings: settings)
            } catch let error as StatisticError {
                guard case .noStimulusWindow(let sweep) = error else { throw error }
                let reason = "no step of current; --stimulus-window START,STOP gives one"
                guard !isOnly else { throw UnusableInput("\(sweep): found \(reason)") }
                global.say("\(sweep): passed over: \(reason)")
                return nil
            }
        }
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
    let families: [FamilyFeatures]
}
