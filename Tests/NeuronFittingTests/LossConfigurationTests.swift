import Foundation
import NeuroSBI
import Testing

/// The losses of the key `search.loss`.
@Suite struct LossConfigurationTests {
    /// A neuron that spikes ten times.
    private static let neuron = """
        model: {name: izhikevich2007, initial: {v: v_r}}
        parameters: {k: {uniform: [0.35, 1.4]}, d: {uniform: [50, 200]}}
        protocol:
          dt: 0.25
          duration: 500
          input: I
          steps: [{start: 50, stop: 450, amplitude: 150 pA}]
        target: {parameters: {k: 0.7, d: 100}}
        record: [v, u]
        statistics: [spike_count]
        search:
          evaluations: 300
          batch: 50
          loss:
        """

    private func configuration(_ loss: String) throws -> FitConfiguration {
        try FitConfiguration(text: Self.neuron + " " + loss, file: "c.yaml")
    }

    private func workflow(_ configuration: FitConfiguration) async throws -> SearchWorkflow {
        try await SearchWorkflow(
            configuration, sweeps: nil, file: "target", threads: 1, backend: .interpreter)
    }

    private static let all = """
        - {rmse: v, weight: 0.5}
        - rsse: {variable: u, windows: [{start: 50, stop: 100}, {start: 100, stop: 450, weight: 2}]}
        - spike_features
        - {spike_features: , weight: 3}
        - {van_rossum: 10}
        - {van_rossum: {time_constant: 0.02 s}, weight: 2}
        - {victor_purpura: 0.1}
        - {victor_purpura: {cost: 0.5}}
        - {coincidence: 2 ms}
        - {coincidence: {precision: 4}}
        - {missing_spikes: 7}
        - {missing_spikes: {penalty: 7, surplus: 2}}
        - {features: {spike_count: 2, mean_voltage: 1}, missing: 5, weight: 4}
        """

    /// Every loss of a configuration is the one of the library, in its place and with its weight.
    @Test func lossesAreThoseOfTheLibrary() async throws {
        let configuration = try configuration(
            "\n    " + Self.all.split(separator: "\n").joined(separator: "\n    "))
        let workflow = try await workflow(configuration)
        let windows = [TraceWindow(50, 100), TraceWindow(100, 450, weight: 2)]
        let statistics = ExperimentStatistics.features(
            try StatisticSet([.init("spike_count"), .init("mean_voltage")]), of: "v",
            stimulus: 50...450, amplitude: 0.15)
        let losses: [Loss] = [
            0.5 * .rootMeanSquare(of: "v"), .rootSumSquare(of: "u", windows: windows),
            .spikeFeatures(), 3 * .spikeFeatures(), .vanRossum(timeConstant: 10),
            2 * .vanRossum(timeConstant: 20), .victorPurpura(cost: 0.1),
            .victorPurpura(cost: 0.5), .coincidence(precision: 2), .coincidence(precision: 4),
            .missingSpikes(penalty: 7), .missingSpikes(penalty: 7, surplus: 2),
            4 * .statistics(statistics, deviations: [2, 1], missing: 5),
        ]
        let expected = losses.reduce(Loss.rootMeanSquare(of: "v")) { $0 + $1 }
        let target = workflow.fit.target
        #expect(target.chunks[0].spikes.count == 10 && target.chunks[0].recordsSpikes)
        let rows = Matrix<Double>([[0.7, 100], [1.2, 90], [0.5, 160], [0.36, 200]])
        let found = try await workflow.fit.losses(fitted: rows, instances: .consecutive(from: 0))
        #expect(found.columns == losses.count)
        // All of them are 0 at the truth and only there; coincidence divides before it subtracts.
        #expect(found.row(0).allSatisfy { abs($0) < 1e-15 }, "\(Array(found.row(0)))")
        let simulator = try PopulationSimulator<Double>(
            model: configuration.model, timeStep: 0.25, integrator: .euler,
            variedParameters: ["k", "d"], recorded: [.init("v"), .init("u")],
            backend: .interpreter)
        try await simulator.run(parameters: rows) { population in
            population.startRecording()
            try population.stimulate(
                "I", with: Stimulus(.step(start: 50, stop: 450, amplitude: 150)))
            try population.simulate(500)
        } consume: { tile, _ in
            for row in 0..<4 {
                let results = ExperimentResults(tile, instance: row)
                let values = try expected.evaluate(results, target: target).dropFirst()
                #expect(Array(values) == Array(found.row(row)), "row \(row)")
                if row == 1 { #expect(values.allSatisfy { $0 > 0 }) }
            }
        }
    }

    /// Spike distances alone lead near the truth: the distance of a spike is a few ms.
    @Test func spikeLossesAreMinimised() async throws {
        let configuration = try configuration(
            "[spike_features, {van_rossum: 20, weight: 0.5}, {missing_spikes: 1}]")
        let result = try await workflow(configuration).fit.run()
        #expect(result.singleLosses.map(\.name).count == 3)
        #expect(abs(result.fitted["k"]! / 0.7 - 1) < 0.1, "\(result.fitted), \(result.loss)")
        #expect(abs(result.fitted["d"]! / 100 - 1) < 0.1, "\(result.fitted)")
    }

    /// Spikes of a recording are where its voltage crosses a level upwards.
    @Test func spikesOfARecordingAreFoundInItsVoltage() async throws {
        let configuration = try configuration("[spike_features]")
        var voltage = [Double](repeating: -60, count: 2_001)
        for (sample, height) in [(400, 20.0), (401, 10), (800, -15), (1_200, -25), (1_600, 5)] {
            voltage[sample] = height
        }
        let sweep = Recording(
            source: "made", sweep: "0", samplingInterval: 0.25, voltage: voltage,
            current: (0..<2_001).map { (200..<1_800).contains($0) ? 0.15 : 0 })
        func spikes(_ more: String) async throws -> [Double] {
            let configuration = try FitConfiguration(text: Self.neuron + " [spike_features]" + more)
            let workflow = try await SearchWorkflow(
                configuration, sweeps: [sweep], file: "made", threads: 1, backend: .interpreter)
            return Array(workflow.fit.target.chunks[0].spikes)
        }
        #expect(try await spikes("") == [100, 200, 400])
        #expect(try await spikes("\n  spike_threshold: -10 mV") == [100, 400])
        _ = configuration
    }

    @Test(arguments: [
        ("{rms: v}", "unknown \"rms\""),
        ("[{rmse: v}, {van_rosum: 3}]", "did you mean \"van_rossum\"?"),
        ("{rmse: w}", "\"w\", which is not recorded"),
        ("{rmse: {variable: v, window: []}}", "did you mean \"windows\"?"),
        ("{rmse: {variable: v, windows: [{start: 5, stop: 5}]}}", "start < stop"),
        ("{rmse: {windows: []}}", "\"variable\" is missing"),
        ("{van_rossum: 0}", "above 0"),
        ("{van_rossum: 3 mV}", "a time constant in ms"),
        ("{victor_purpura: -1}", "at least 0"),
        ("{coincidence: {precison: 3}}", "did you mean \"precision\"?"),
        ("{missing_spikes: {surplus: 3}}", "\"penalty\" is missing"),
        ("{missing_spikes: {penalty: 3, surplus: -1}}", "at least 0"),
        ("spike_feature", "did you mean \"spike_features\"?"),
        ("van_rossum", "needs a value"),
        ("{spike_features: 3}", "has no settings"),
        ("{rmse: v, weight: 0}", "a weight above 0"),
        ("{rmse: v, missing: 3}", "beside \"features\" only"),
        ("{rmse: v, rsse: v}", "or a list of losses"),
        ("{weight: 3}", "expected a loss such as"),
        ("[]", "at least one loss"),
    ])
    func mistakesAreNamedWithTheirPlace(loss: String, words: String) throws {
        let error = try #require(
            #expect(throws: ConfigurationError.self) { try configuration(loss) })
        #expect(error.line == 14 && error.column >= 9, "\(error)")
        #expect(error.description.contains(words), "\(error)")
    }

    @Test func aModelWithoutSpikesHasNoSpikeLoss() {
        #expect {
            try FitConfiguration(
                text: """
                    model: {equations: 'dv/dt = -v/tau + I'}
                    parameters: {tau: {uniform: [5, 30]}}
                    protocol: {dt: 0.1, duration: 9, input: I, steps: [{start: 1, stop: 8, amplitude: 1}]}
                    statistics: [mean_voltage]
                    search: {loss: [{rmse: v}, {coincidence: 2}]}
                    """)
        } throws: { "\($0)".contains("model.spike") }
    }
}
