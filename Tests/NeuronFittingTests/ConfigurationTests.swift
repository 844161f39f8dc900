import NeuroSBI
import Testing

@Suite struct ConfigurationTests {
    /// A whole configuration; tests replace one piece of it.
    static let text = """
        model:
          equations: |
            tau*dv/dt = v_rest - v + R*I
          spike: v > -50
          reset: v = v_rest
          refractory: 2
          parameters: {v_rest: -70 mV, R: 100 Mohm}
          initial: {v: v_rest}
        parameters:
          tau: {uniform: [5, 30]}
        protocol:
          dt: 0.1
          duration: 100
          input: I
          steps: [{start: 10, stop: 90, amplitude: 0.3}]
        method: exponentialEuler
        precision: single
        record: [v]
        statistics: [spike_count, {voltage_base: {}}]
        simulations: 1e3
        seed: 7
        """

    private func read(replacing old: String, by new: String) throws -> FitConfiguration {
        precondition(Self.text.contains(old), "\(old) is not in the configuration")
        return try FitConfiguration(text: Self.text.replacing(old, with: new), file: "c.yaml")
    }

    /// The error of a configuration with one piece replaced.
    private func failure(replacing old: String, by new: String) throws -> ConfigurationError {
        try #require(
            #expect(throws: ConfigurationError.self) { try read(replacing: old, by: new) })
    }

    @Test func everyKeyIsRead() throws {
        let configuration = try FitConfiguration(text: Self.text)
        #expect(configuration.prior.names == ["tau"])
        #expect(configuration.model.inputs == ["I"])
        #expect(configuration.model.parameters.first { $0.name == "R" }?.value == 100)
        #expect(configuration.protocolSettings.timeStep == 0.1)
        #expect(configuration.protocolSettings.stimulusWindow == 10...90)
        #expect(configuration.integrator == .exponentialEuler)
        #expect(configuration.precision == .single)
        #expect(configuration.recordedVariables == ["v"])
        #expect(configuration.statistics.names.count == 2)
        #expect(configuration.simulationCount == 1_000)
        #expect(configuration.seed == 7)
    }

    @Test func laterRoundsDrawFromRangesUnlessARegionIsAskedFor() throws {
        #expect(try FitConfiguration(text: Self.text).truncation == .ranges)
        let region = try read(replacing: "seed: 7", by: "seed: 7\nrounds: 2\ntruncation: region")
        #expect(region.truncation == .region && region.roundCount == 2)
        let error = try failure(replacing: "seed: 7", by: "seed: 7\ntruncation: regoin")
        #expect(error.line == 22)
        #expect(error.description.contains("region"), "\(error)")
    }

    @Test func aTrainingMayHaveAScheduleStepsAndResidualLayers() throws {
        func training(_ keys: String) throws -> TrainingSettings {
            try read(replacing: "seed: 7", by: "seed: 7\ntraining: {\(keys)}").training
        }
        let settings = try training("schedule: {cosine: 12}, steps: 500, residual: true")
        #expect(settings.schedule == .cosine(epochs: 12) && settings.maximumSteps == 500)
        #expect(settings.usesResidualLayers)
        #expect(try training("schedule: plateau").schedule == .plateau)
        for wrong in ["cosin", "{cosine: 0}", "{cosin: 3}", "[3]"] {
            let error = try failure(
                replacing: "seed: 7", by: "seed: 7\ntraining: {schedule: \(wrong)}")
            #expect(error.line == 22 && error.description.contains("cosine"), "\(error)")
        }
    }

    @Test func effortSetsTheTrainingAndOtherKeysOverrideIt() throws {
        let quick = try read(replacing: "seed: 7", by: "seed: 7\ntraining: {effort: fast}")
        #expect(quick.training == TrainingEffort.fast.settings)
        #expect(quick.estimatorCount(simulations: 10_000) == 1)
        let mixed = try read(
            replacing: "seed: 7",
            by: "seed: 7\ntraining: {ensemble: 2, estimator: mdn, effort: thorough}")
        #expect(mixed.training.head == .mixture && mixed.estimatorCount(simulations: 10_000) == 2)
        #expect(
            mixed.training.stoppingPatience == TrainingEffort.thorough.settings.stoppingPatience)
        #expect(
            try read(replacing: "seed: 7", by: "seed: 7\ntraining: {stopping_gain: 0.02}")
                .training.stoppingGain == 0.02)
        #expect(
            try read(replacing: "seed: 7", by: "seed: 7\ntraining: {weight_decay: 0.5}")
                .training.weightDecay == 0.5)
        // A decay of 1,000 at the rate of 0.008 would take all weights and more.
        for (key, value) in [
            ("stopping_gain", "-0.1"), ("stopping_gain", "none"), ("weight_decay", "-1"),
            ("weight_decay", "1000"),
        ] {
            let error = try failure(
                replacing: "seed: 7", by: "seed: 7\ntraining: {\(key): \(value)}")
            #expect(error.description.contains(key) && error.line == 22)
        }
        let misspelt = try failure(
            replacing: "seed: 7", by: "seed: 7\ntraining: {effort: standart}")
        #expect(misspelt.description.contains("standard"))
    }

    @Test func thresholdIsSpikeByAnotherName() throws {
        let spike = try FitConfiguration(text: Self.text)
        let threshold = try read(replacing: "spike: v > -50", by: "threshold: v > -50")
        #expect(spike.model == threshold.model)
        let both = try failure(
            replacing: "spike: v > -50", by: "spike: v > -50\n  threshold: v > -50")
        #expect(both.description.contains("mean the same"))
    }

    @Test func anUnknownKeyNamesThePlaceAndTheNearestOne() throws {
        let error = try failure(replacing: "simulations: 1e3", by: "simulatoins: 1e3")
        #expect(error.line == 20)
        #expect(error.column == 1)
        #expect(error.description.contains("c.yaml, line 20, column 1"))
        #expect(error.description.contains("did you mean \"simulations\"?"))
    }

    @Test func boundsOutOfOrderAreRefused() throws {
        let error = try failure(replacing: "[5, 30]", by: "[30, 5]")
        #expect(error.path == "parameters.tau.uniform")
        #expect(error.line == 10)
        #expect(error.description.contains("lower bound 30.0 is not below upper bound 5.0"))
    }

    @Test(arguments: [
        ("{uniform: [5, 30]}", "{unifrom: [5, 30]}", "did you mean \"uniform\"?"),
        ("{uniform: [5, 30]}", "{choice: [5, 30]}", "a posterior needs a continuous prior"),
        ("{uniform: [5, 30]}", "{uniform: [5]}", "expected uniform(lower, upper)"),
        ("dt: 0.1", "dt: 0", "expected a time step in ms above 0"),
        ("  dt: 0.1\n", "", "\"dt\" is missing"),
        ("start: 10, stop: 90", "start: 90, stop: 10", "expected start < stop"),
        ("method: exponentialEuler", "method: exponentialEulr", "did you mean"),
        ("precision: single", "precision: half", "expected one of single, double"),
        ("record: [v]", "record: [w]", "no variable \"w\""),
        ("spike_count", "spike_cuont", "did you mean 'spike_count'?"),
        ("{voltage_base: {}}", "{voltage_base: {width: 1}}", "width"),
        ("simulations: 1e3", "simulations: 0.5", "expected a whole number of at least 1"),
        ("input: I", "input: J", "\"I\" is neither defined"),
        ("tau*dv/dt = v_rest", "tau*dv/dt = v_rset", "did you mean \"v_rest\"?"),
        ("  tau: {uniform: [5, 30]}", "  tau: 10", "no parameter has a prior"),
        ("seed: 7", "seed: -1", "at least 0"),
        ("seed: 7", "seed: [", "this is not YAML"),
    ])
    func mistakesAreExplained(_ old: String, _ new: String, _ message: String) throws {
        let error = try failure(replacing: old, by: new)
        #expect(error.description.contains(message), "\(error)")
        #expect(error.description.hasPrefix("c.yaml"))
    }

    @Test func aParameterMayBeAnExpressionOfFittedOnes() throws {
        let configuration = try read(
            replacing: "  tau: {uniform: [5, 30]}",
            by: "  tau_half: {uniform: [2, 15]}\n  tau: 2*tau_half")
        #expect(configuration.prior.names == ["tau_half"])
        #expect(configuration.model.subexpressions.map(\.name).contains("tau"))
    }

    @Test func annarchysParametersMayBeLinesOfText() throws {
        let configuration = try read(
            replacing: "parameters: {v_rest: -70 mV, R: 100 Mohm}",
            by: "parameters: |\n    v_rest = -70 : population\n    R = 100")
        #expect(configuration.model.form == .annarchy)
        #expect(configuration.model.parameters.map(\.value) == [-70, 100, nil])
        // Two milliseconds of the model's own, and the step of the spike.
        #expect(configuration.model.refractoriness?.description == "2 + dt")
        let wrong = try failure(
            replacing: "parameters: {v_rest: -70 mV, R: 100 Mohm}",
            by: "parameters: |\n    v_rest = \n    R = 100")
        #expect(wrong.description.contains("parameters, line 1"))
    }

    @Test func theFormOfTheEquationsMayBeGiven() throws {
        let configuration = try read(
            replacing: "spike: v > -50", by: "form: annarchy\n  spike: v > -50")
        #expect(configuration.model.form == .annarchy)
        let error = try failure(
            replacing: "spike: v > -50", by: "form: anarchy\n  spike: v > -50")
        #expect(error.description.contains("annarchy"))
    }

    @Test func withoutAStateVariableThereIsNothingToRecord() throws {
        let text = """
            model: {equations: "rate : Hz", spike: "rand() < rate*dt"}
            parameters: {rate: {uniform: [0.01, 0.1]}}
            protocol: {dt: 0.5, duration: 50}
            statistics: [spike_count]
            """
        let error = #expect(throws: ConfigurationError.self) { try FitConfiguration(text: text) }
        #expect(error?.description.contains("no state variable") == true)
    }

    @Test func aCatalogueModelTakesOtherNumbers() throws {
        let text = """
            model: {name: izhikevich2003, initial: {v: -60}}
            parameters: {a: {uniform: [0.01, 0.1]}, b: 0.25, d: {normal: [8, 1]}}
            protocol: {dt: 0.5, duration: 50, input: I, steps: [{start: 5, stop: 45, amplitude: 10}]}
            statistics: [spike_count]
            """
        let configuration = try FitConfiguration(text: text)
        #expect(configuration.prior.names == ["a", "d"])
        #expect(configuration.constants == ["b": 0.25])
        #expect(configuration.recordedVariables == ["v"])
        #expect(configuration.simulationCount == 20_000)
    }

    @Test func jointPriorsComeAfterTheOthers() throws {
        let prior = try JointPrior(
            configuration: """
                parameters: {a: {normal: [0, 1]}}
                joint: {multivariatenormal: {names: [b, c], mean: [1, 2], covariance: [[2, 1], [1, 2]]}}
                """, file: "prior.yaml")
        #expect(prior.names == ["a", "b", "c"])
        let error = #expect(throws: ConfigurationError.self) {
            try JointPrior(
                configuration: """
                    joint:
                      multivariatenormal: {names: [b, c], mean: [1, 2], covariance: [[1, 2], [2, 1]]}
                    """, file: "prior.yaml")
        }
        #expect(error?.description.contains("not positive definite") == true)
    }

    @Test(arguments: [
        "hodgkin-huxley-recorded.yaml", "hodgkin-huxley-simulated.yaml",
        "hodgkin-huxley-two-parameters.yaml",
    ])
    func examplesAreValid(_ name: String) throws {
        let configuration = try FitConfiguration(contentsOf: SharedFiles.example(name))
        #expect(configuration.statistics.count == 7)
    }

    @Test func theModelWrittenOutEqualsTheOneOfTheCatalogue() throws {
        // Two texts of one model must give one trajectory; their factors are grouped differently,
        // so they differ by rounding only.
        let written = try FitConfiguration(
            contentsOf: SharedFiles.example("hodgkin-huxley-two-parameters.yaml"))
        let catalogue = try ModelCatalogue.model(named: "hodgkinHuxley")
        #expect(written.model.stateVariables.map(\.name) == catalogue.stateVariables.map(\.name))
        let point: [String: Double] = ["V": -43.7, "m": 0.2, "h": 0.6, "n": 0.3, "p": 0.1, "I": 2]
        func derivatives(_ model: NeuronModel) -> [Double] {
            model.stateVariables.compactMap { variable in
                model.expanding(variable.derivative).evaluate { name in
                    if let value = point[name] { return value }
                    if name == "xi" { return 0 }
                    let fitted = ["g_Na": 50.0, "g_K": 5.0]
                    return fitted[name] ?? model.parameters.first { $0.name == name }?.value
                }
            }
        }
        let (ours, theirs) = (derivatives(written.model), derivatives(catalogue))
        #expect(ours.count == 5 && theirs.count == 5)
        for (left, right) in zip(ours, theirs) {
            // About twenty operations, each of half an ulp, on terms up to a few hundred.
            #expect(abs(left - right) <= 1e-12 * max(1, abs(right)))
        }
    }
}
