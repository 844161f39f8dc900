import NeuroSBI
import Testing

@Suite struct SimulationPlanTests {
    private let configuration: FitConfiguration

    init() throws {
        configuration = try FitConfiguration(
            contentsOf: SharedFiles.example("hodgkin-huxley-two-parameters.yaml"))
    }

    @Test func simulationsDoNotDependOnThreadsOrParts() async throws {
        let one = try SimulationPlan(configuration, threads: 1)
        let two = try SimulationPlan(configuration, threads: 2)
        let whole = try await one.simulationSet(0..<60)
        let parts = [
            try await two.simulationSet(0..<23), try await two.simulationSet(23..<60),
        ]
        #expect(parts.flatMap(\.parameters.elements) == whole.parameters.elements)
        // Bitwise, so that NaN equals NaN.
        #expect(
            parts.flatMap(\.statistics.elements).map(\.bitPattern)
                == whole.statistics.elements.map(\.bitPattern))
    }

    /// The noise-free table of statistics of Gonçalves et al.'s two-parameter problem.
    ///
    /// Reference numbers: a double-precision loop over the published recursion, given to eight
    /// significant digits.
    @Test(arguments: [
        ([50, 5], [5, -70.277192, 0.0082778965, -56.453449, 375.18537, 3.7038058, 18.324726]),
        ([50, 1], [2, -70.277191, 0.0082778803, -22.260497, 177.55736, -0.94648936, 11.574118]),
        ([4, 1.5], [7, -70.277276, 0.0082796012, -44.797558, 154.15183, 1.869309, 6.7431587]),
        ([20, 15], [5, -70.27725, 0.008279058, -59.108505, 263.89229, 2.5477869, 14.046393]),
    ])
    func noiseFreeStatisticsMeetTheReference(_ theta: [Double], _ expected: [Double]) async throws {
        var quiet = configuration
        quiet.constants["sigma"] = 0
        quiet.precision = .double
        let plan = try SimulationPlan(quiet, threads: 1)
        let values = try await plan.statistics(
            of: Matrix(rows: 1, columns: 2, elements: theta), firstInstance: 0)
        for (found, reference) in zip(values.values.row(0), expected) {
            // Half a unit of the eighth digit, and ten times that for the sd, whose digits are lost
            // against the resting potential 10⁴ times as large.
            #expect(abs(found - reference) <= 5e-7 * max(abs(reference), 0.02), "\(theta)")
        }
    }

    @Test func noisyStatisticsMeetTheReferenceDistribution() async throws {
        // Mean ± sd over 20 seeds of an independent simulation at (50, 5). Our own mean over 200
        // instances must lie within four standard errors of theirs.
        let reference: [(mean: Double, deviation: Double)] = [
            (5, 0), (-70.305, 0.156), (0.0418, 0.0175), (-56.459, 0.040), (375.33, 0.50),
            (3.7022, 0.0040), (18.316, 0.025),
        ]
        let plan = try SimulationPlan(configuration, threads: 2)
        let values = try await plan.statistics(
            of: Matrix(rows: 200, columns: 2) { _, column in column == 0 ? 50 : 5 },
            firstInstance: 0)
        for (mean, expected) in zip(values.values.columnMeans(), reference) {
            let standardError = expected.deviation * (1.0 / 20 + 1.0 / 200).squareRoot()
            #expect(abs(mean - expected.mean) <= 4 * standardError + 5e-5 * abs(expected.mean))
        }
    }

    @Test func theTargetSweepGivesTheSimulationBack() async throws {
        var prepared = configuration
        prepared.recording.junctionPotential = -14
        prepared.recording.membraneArea = 2e-4
        prepared.recording.seriesResistance = 15
        let plan = try SimulationPlan(prepared, threads: 1)
        let target = try #require(prepared.target)
        let sweep = try await plan.targetSweep(target)
        let observation = try PreparedObservation(
            [sweep], file: "target", settings: prepared.recording)
        let window = try #require(observation.stimulusWindow)
        #expect(window.start == 10)
        // µA/cm² to nA and back, and a shift by 14 and back, cost some ulps.
        #expect(abs(window.amplitude - 3.24806) <= 8 * 3.24806.ulp)
        #expect(abs(observation.recording.voltage[0] + 70) <= 4 * 84.0.ulp)
    }

    @Test func aStimulusFromTheRecordingNeedsOne() throws {
        let recorded = try FitConfiguration(
            contentsOf: SharedFiles.example("hodgkin-huxley-recorded.yaml"))
        #expect(throws: FitError.recordingNeeded(key: "recording.initial")) {
            try SimulationPlan(recorded, threads: 1)
        }
    }

    @Test func recordingsWithAnotherTimeGridAreRefused() async throws {
        let plan = try SimulationPlan(configuration, threads: 1)
        var sweep = try await plan.targetSweep(try #require(configuration.target))
        sweep.samplingInterval = 0.02
        let observation = try PreparedObservation(
            [sweep], file: "target", settings: configuration.recording)
        #expect(
            throws: FitError.samplingMismatch(
                quantity: .samplingInterval, recording: 0.02, simulation: 0.01)
        ) { try SimulationPlan(configuration, observation: observation, threads: 1) }
    }

    @Test(arguments: [Resampling.linear, .bandLimited()])
    func recordingsWithAnotherTimeGridAreResampledWhereTheSettingsSay(
        _ method: Resampling
    ) async throws {
        var prepared = configuration
        prepared.recording.resampling = method
        let plan = try SimulationPlan(prepared, threads: 1)
        var sweep = try await plan.targetSweep(try #require(prepared.target))
        sweep.samplingInterval = 0.02
        let observation = try PreparedObservation(
            [sweep], file: "target", settings: prepared.recording,
            timeStep: prepared.protocolSettings.timeStep)
        #expect(observation.recording.samplingInterval == 0.01)
        #expect(observation.recording.sampleCount == 2 * sweep.sampleCount - 1)
        #expect(observation.recording.history.contains { $0.contains("resampled from 0.02") })
        // Sample 0 keeps its place: twice as many samples stand where the old ones stood.
        if method == .linear {
            #expect(observation.recording.voltage[200] == sweep.voltage[100])
        }
        _ = try SimulationPlan(prepared, observation: observation, threads: 1)
        // A rate that is stored with rounding is no other time grid.
        sweep.samplingInterval = 0.01 * (1 + 1e-7)
        let same = try PreparedObservation(
            [sweep], file: "target", settings: prepared.recording, timeStep: 0.01)
        #expect(same.recording.voltage == sweep.voltage && same.recording.history.isEmpty)
    }

    @Test func everyStepOfThePreparationIsDoneAndLogged() throws {
        let current = (0..<2_000).map { (500..<1_500).contains($0) ? 0.1 : 0 }
        let sweep = Recording(
            source: "made", sweep: "0", samplingInterval: 0.05,
            // 5 mV of drift, 20 MΩ of series resistance and a cell of 100 MΩ without capacitance.
            voltage: current.map { -65 + 120 * $0 }, current: current)
        var settings = RecordingSettings()
        settings.seriesResistance = 20
        settings.junctionPotential = -10
        settings.baseline = .init(voltage: -70, window: 0...20)
        settings.resampling = .linear
        settings.window = 10...60
        settings.membraneArea = 1e-4
        let prepared = try settings.prepare(sweep, timeStep: 0.1)
        #expect(prepared.samplingInterval == 0.1 && prepared.sampleCount == 501)
        // −70 mV before the step, 100 MΩ · 0.1 nA above it during the step; the sums of the
        // baseline over 401 samples round by some ulps.
        #expect(abs(prepared.voltage[0] + 70) <= 32 * 75.0.ulp)
        #expect(abs(prepared.voltage[400] + 60) <= 32 * 75.0.ulp)
        #expect(abs((prepared.current ?? [])[400] - 1) <= 4 * 1.0.ulp)
        let steps = [
            "series resistance", "junction potential", "baseline", "resampled", "cut to", "current",
        ]
        #expect(prepared.history.count == steps.count)
        for (line, step) in zip(prepared.history, steps) { #expect(line.hasPrefix(step)) }
    }

    @Test func sweepsAreChosenByTheirStimulus() throws {
        let sweeps = [0.05, 0.1, 0.15].enumerated().map { number, amplitude in
            Recording(
                source: "made", sweep: "sweep \(number)", sweepNumber: number,
                samplingInterval: 0.1, voltage: [Double](repeating: -70, count: 1_000),
                current: (0..<1_000).map { (200..<800).contains($0) ? amplitude : 0 })
        }
        var settings = RecordingSettings()
        settings.selection.amplitudes = 0.09...0.11
        let chosen = try PreparedObservation(sweeps, file: "made", settings: settings)
        #expect(chosen.recording.sweepNumber == 1)
        settings.selection.amplitudes = 0.09...0.2
        let several = #expect(throws: FitError.self) {
            try PreparedObservation(sweeps, file: "made", settings: settings)
        }
        #expect(several?.description.contains("found sweeps 1, 2") == true)
        settings.selection = SweepSelection(kinds: [.ramp])
        #expect(throws: RecordingError.self) {
            try PreparedObservation(sweeps, file: "made", settings: settings)
        }
    }

    @Test(.enabled(if: SharedFiles.areThere, "\(SharedFiles.skipMessage)"))
    func recordedStatisticsMeetThePublishedTable() throws {
        // Cell 518290966, sweep 57, junction potential −14 mV; table of Gonçalves et al. 2020's
        // preprocessing, given to six digits.
        let recorded = try FitConfiguration(
            contentsOf: SharedFiles.example("hodgkin-huxley-recorded.yaml"))
        let sweeps = try RecordingFile.read(SharedFiles.recording("allen_518290966_57.nwb"))
        let observation = try PreparedObservation(
            sweeps, file: "allen", settings: recorded.recording)
        let plan = try SimulationPlan(recorded, observation: observation, threads: 1)
        let values = try plan.statistics(of: observation.recording).values.row(0)
        let expected = [12, -86.6186, 0.0581935, -59.7432, 73.5669, 5.71116, 49.6576]
        for (found, reference) in zip(values, expected) {
            #expect(abs(found - reference) <= 1e-5 * abs(reference))
        }
        // 0.17 nA over the area τ/R of the cell.
        let density = 0.17e-3 / (0.0234 / 126)
        #expect(abs((plan.stimulusAmplitude ?? 0) - density) <= 1e-6 * density)
    }
}
