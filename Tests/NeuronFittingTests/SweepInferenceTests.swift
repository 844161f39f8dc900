import Foundation
import NeuroSBI
import Testing

/// Recorded sweeps answered by one trained posterior.
@Suite struct SweepInferenceTests {
    /// A posterior as `neurosbi train` makes it, small.
    private static func trained(knowsConfiguration: Bool = true) async throws -> NeuralPosterior {
        let text = PassiveMembrane.configuration(
            more: "recording: {junction_potential: -4, window: [0, 120]}")
        let set = try await SimulationPlan(try FitConfiguration(text: text), threads: 2)
            .simulationSet(0..<300)
        var settings = TrainingSettings()
        settings.head = .autoregressive
        settings.hiddenWidths = [10]
        settings.components = 2
        settings.maximumEpochs = 5
        return try await NeuralPosterior.train(
            parameters: set.parameters, statistics: set.statistics,
            statisticNames: set.statisticNames, prior: try #require(set.prior), settings: settings,
            ensemble: 2, threads: 2, seed: 1,
            provenance: knowsConfiguration ? ["configuration": text] : [:])
    }

    /// The membrane in closed form, 4 mV above what the electrode sees, with 10 ms before the window.
    private static func sweep(_ number: Int, timeConstant: Double, resistance: Double) -> Recording
    {
        let times = (0...1_300).map { 0.1 * Double($0 - 100) }
        return Recording(
            source: "cell", sweep: "\(number)", sweepNumber: number, samplingInterval: 0.1,
            startTime: -10,
            voltage: times.map { time in
                let risen = 1 - exp(-(min(max(time, 20), 100) - 20) / timeConstant)
                let fallen = exp(-(max(time, 100) - 100) / timeConstant)
                return -66 + 0.1 * resistance * risen * fallen
            },
            current: times.map { $0 >= 20 && $0 < 100 ? 0.1 : 0 })
    }

    private static let sweeps = [
        sweep(0, timeConstant: 10, resistance: 60), sweep(1, timeConstant: 22, resistance: 150),
        sweep(2, timeConstant: 15, resistance: 100),
    ]

    @Test func anAnswerIsWhatItsPartsSay() async throws {
        let posterior = try await Self.trained()
        let inference = try SweepInference(posterior)
        let configuration = inference.configuration
        let found = await inference.statistics(of: Self.sweeps, threads: 2)
        let statistics = try found.map { try $0.get() }
        for (sweep, row) in zip(Self.sweeps, statistics) {
            // The road of a fit.
            let observation = try PreparedObservation(
                [sweep], file: "cell", settings: configuration.recording,
                timeStep: configuration.protocolSettings.timeStep)
            let plan = try SimulationPlan(configuration, observation: observation, threads: 1)
            #expect(try plan.observed(observation.recording) == row)
        }
        let one = try await inference.answers(to: statistics, count: 300, threads: 1, seed: 4)
        for threads in [2, 7] {
            let several = try await inference.answers(
                to: statistics, count: 300, threads: threads, seed: 4)
            #expect(several.map(\.samples) == one.map(\.samples))
        }
        for number in Self.sweeps.indices {
            let alone = try await inference.answer(
                Self.sweeps[number], count: 300, threads: 2, seed: 4, number: number)
            let samples = try posterior.sample(
                observation: statistics[number], count: 300, seed: 4, observationIndex: number)
            for answer in [alone, one[number]] {
                #expect(answer.samples == samples && answer.statistics == statistics[number])
                #expect(
                    answer.summary == PosteriorSummary(samples, names: posterior.parameterNames))
                #expect(answer.check == posterior.distributionCheck(statistics[number]))
            }
        }
    }

    @Test func sweepsWithoutStatisticsSayWhy() async throws {
        let inference = try SweepInference(try await Self.trained())
        var broken = Self.sweeps[0]
        broken.voltage[700] = .nan
        var coarse = Self.sweeps[1]
        coarse.samplingInterval = 0.2
        let found = await inference.statistics(of: [broken, Self.sweeps[1], coarse], threads: 2)
        #expect(
            throws: FitError.observedStatisticsMissing(
                ["mean_voltage", "voltage_variance"])
        ) { try found[0].get() }
        #expect(throws: Never.self) { try found[1].get() }
        #expect {
            try found[2].get()
        } throws: {
            guard case .samplingMismatch = $0 as? FitError else { return false }
            return true
        }
    }

    @Test func aPosteriorOfTablesAnswersNoSweep() async throws {
        let posterior = try await Self.trained(knowsConfiguration: false)
        #expect(throws: FitError.posteriorWithoutConfiguration) {
            try SweepInference(posterior)
        }
    }

    /// Cutting before the corrections of single samples leaves the same bits as after them, and the
    /// history in the order in which they are documented.
    @Test func aSweepIsPreparedAsItsHistorySays() throws {
        let sweep = Self.sweeps[0]
        var settings = RecordingSettings()
        settings.seriesResistance = 3.3
        settings.junctionPotential = -4.7
        settings.window = 0...120
        settings.membraneArea = 1.7e-4
        func chain(_ sweep: Recording) throws -> Recording {
            try sweep.correctingSeriesResistance(3.3).correctingJunctionPotential(-4.7)
        }
        #expect(
            try settings.prepare(sweep, timeStep: 0.1)
                == chain(sweep).cropped(to: 0...120).withCurrentDensity(membraneArea: 1.7e-4))
        // A mean over samples that are cut off, and a filter that sees them.
        settings.baseline = .init(voltage: -70, window: -10...(-1))
        #expect(
            try settings.prepare(sweep, timeStep: 0.1)
                == chain(sweep).withBaseline(-70, over: -10...(-1)).cropped(to: 0...120)
                .withCurrentDensity(membraneArea: 1.7e-4))
        settings.baseline = nil
        settings.resampling = .bandLimited()
        #expect(
            try settings.prepare(sweep, timeStep: 0.25)
                == chain(sweep).resampled(to: 0.25).cropped(to: 0...120)
                .withCurrentDensity(membraneArea: 1.7e-4))
    }
}
