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
                quantity: "sampling interval", recording: 0.02, simulation: 0.01)
        ) { try SimulationPlan(configuration, observation: observation, threads: 1) }
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
