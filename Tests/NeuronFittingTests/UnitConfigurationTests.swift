import NeuroSBI
import Testing

/// Numbers with units in configurations.
@Suite struct UnitConfigurationTests {
    /// A neuron with units everywhere; the same without any is `plain`.
    private static let measured = """
        model:
          equations: |
            dv/dt = (v_rest - v + R*I)/tau : volt
          spike: v > -50*mV
          reset: v = v_rest
          refractory: 2000 us
          parameters: {v_rest: -0.07 V, R: 0.1 Gohm}
          initial: {v: -70 mV}
        parameters:
          tau: {uniform: [0.005 s, 30 ms]}
        protocol:
          dt: 100 us
          duration: 0.1 s
          input: I
          steps: [{start: 10 ms, stop: 0.09 s, amplitude: 300 pA}]
          ramps: [{start: 0, stop: 10, from: 0, to: 5e-5 uA}]
        record: [v]
        statistics: [spike_count, voltage_base]
        target: {parameters: {tau: 0.01 s}}
        """

    private static let plain = """
        model:
          equations: dv/dt = (v_rest - v + R*I)/tau
          spike: v > -50
          reset: v = v_rest
          refractory: 2
          parameters: {v_rest: -70, R: 100}
          initial: {v: -70}
        parameters:
          tau: {uniform: [5, 30]}
        protocol:
          dt: 0.1
          duration: 100
          input: I
          steps: [{start: 10, stop: 90, amplitude: 0.3}]
          ramps: [{start: 0, stop: 10, from: 0, to: 0.05}]
        record: [v]
        statistics: [spike_count, voltage_base]
        target: {parameters: {tau: 10}}
        """

    private func failure(
        _ text: String = measured, replacing old: String, by new: String
    ) throws -> ConfigurationError {
        precondition(text.contains(old), "\(old) is not in the configuration")
        return try #require(
            #expect(throws: ConfigurationError.self) {
                try FitConfiguration(text: text.replacing(old, with: new), file: "c.yaml")
            })
    }

    @Test func unitsAreConverted() throws {
        let configuration = try FitConfiguration(text: Self.measured)
        #expect(configuration.model.hasCheckedUnits)
        let parameters = configuration.model.parameters
        #expect(parameters.first { $0.name == "R" }?.value == 100)
        #expect(parameters.first { $0.name == "R" }?.unit == "Mohm")
        #expect(parameters.first { $0.name == "tau" }?.unit == "ms")
        #expect(configuration.protocolSettings.timeStep == 0.1)
        #expect(configuration.protocolSettings.duration == 100)
        #expect(configuration.protocolSettings.stimulusWindow == 10...90)
        #expect(configuration.protocolSettings.stimulusAmplitude == 0.3)
        #expect(configuration.target?.parameters == ["tau": 10])
        #expect(configuration.prior == (try FitConfiguration(text: Self.plain)).prior)
    }

    /// The same numbers reach the same simulator, so the traces are equal to the last bit.
    @Test func trajectoriesAreThoseOfTheModelWithoutUnits() async throws {
        var traces: [Recording] = []
        for text in [Self.measured, Self.plain] {
            let configuration = try FitConfiguration(text: text)
            let target = try #require(configuration.target)
            traces.append(
                try await SimulationPlan(configuration, threads: 1).targetSweep(target))
        }
        #expect(traces[0].voltage == traces[1].voltage)
        #expect(traces[0].current == traces[1].current)
        #expect(traces[0].voltage.max().map { $0 > -55 } == true)
    }

    @Test(arguments: [
        ("dt: 100 us", "dt: 100 mV", "found \"100 mV\", expected a time step in ms above 0"),
        ("duration: 0.1 s", "duration: 0.1 sceond", "did you mean \"second\"?"),
        ("amplitude: 300 pA", "amplitude: 300 mV", "\"I\" needs nA; found mV"),
        ("amplitude: 300 pA", "amplitude: 3 uA/cm**2", "per membrane area"),
        ("to: 5e-5 uA", "to: 5 ms", "\"I\" needs nA; found ms"),
        ("[0.005 s, 30 ms]", "[0.005 s, 30 mV]", "\"tau\" needs ms; found mV"),
        ("[0.005 s, 30 ms]", "[5, 30 mss]", "there is no unit \"mss\""),
        ("R: 0.1 Gohm", "R: 0.1 nS", "\"I\" needs mV**2/nA; found nA"),
        ("R: 0.1 Gohm", "R: 0.1 Gohmm", "did you mean \"Gohm\"?"),
        ("v: -70 mV", "v: -70 ms", "\"v\" needs mV, because \"v\" is declared in volt; found ms"),
        ("tau: 0.01 s", "tau: 0.01 V", "\"tau\" needs ms; found mV"),
        ("refractory: 2000 us", "refractory: 2 nA", "a period of time needs ms; found nA"),
        ("start: 10 ms", "start: 10 nA", "expected a time in ms"),
    ])
    func unitsOfTheWrongKindAreRefused(old: String, new: String, message: String) throws {
        let error = try failure(replacing: old, by: new)
        #expect(error.description.contains(message), "\(error)")
        #expect(error.line > 0)
    }

    @Test func unitsOfTheCatalogueAreKept() throws {
        let text = """
            model: {name: adaptiveExponential, parameters: {C: 0.2 nF, b: 60}}
            parameters:
              g_L: {truncatednormal: [0.03 uS, 5 nS, 10 nS, 0.05 uS]}
              a: {lognormal: [1, 0.5]}
              Delta_T: {truncatedlognormal: [0.7, 0.5, 500 uV, 0.01 V]}
              tau_w: 0.1 s
            protocol:
              dt: 0.1
              duration: 100
              input: I
              steps: [{start: 10, stop: 90, amplitude: 0.5 nA}]
            statistics: [spike_count]
            """
        let configuration = try FitConfiguration(text: text)
        // This model is published in pA, nS and pF, and bare numbers are in those.
        #expect(configuration.model.parameters.first { $0.name == "C" }?.value == 200)
        #expect(configuration.model.parameters.first { $0.name == "b" }?.value == 60)
        #expect(configuration.constants == ["tau_w": 100])
        #expect(configuration.protocolSettings.stimulusAmplitude == 500)
        let expected = try Marginal(name: "truncatednormal", arguments: [30, 5, 10, 50])
        guard case .marginal("g_L", let prior)? = configuration.prior.factors.first else {
            Issue.record("no prior of g_L")
            return
        }
        #expect(prior == expected)
        // The first two numbers are of the logarithm, the bounds of the parameter.
        #expect(
            configuration.prior.factors[2]
                == .marginal(
                    "Delta_T",
                    try Marginal(name: "truncatedlognormal", arguments: [0.7, 0.5, 0.5, 10])))
        let wrong = try failure(text, replacing: "C: 0.2 nF", by: "C: 0.2 nS")
        #expect(wrong.description.contains("\"C\" needs pF; found nS"))
        let logarithm = try failure(text, replacing: "[1, 0.5]", by: "[1 nS, 0.5]")
        #expect(logarithm.description.contains("found \"1 nS\", expected a number"))
    }

    @Test func manyNumbersAreConvertedAsOne() throws {
        let numbers = (0..<200).map { 1.7 * Double($0) / 13 - 11 }
        for text in ["nA", "uA/cm**2", "Mohm", "mmHg", "nA**0.5", "degC/ms"] {
            guard let unit = try? PhysicalUnit(text) else { continue }
            for system in [UnitSystem.nanoampere, .picoampere] {
                #expect(
                    unit.coherent(numbers, in: system)
                        == numbers.map { unit.coherent($0, in: system) }, "\(text)")
            }
        }
    }

    @Test func drawnAmplitudesOfAModelInPicoamperesAreStatisticsInNanoamperes() async throws {
        let text = """
            model: {name: adaptiveExponential}
            parameters: {a: {uniform: [1, 5]}}
            protocol:
              dt: 0.1
              duration: 100
              input: I
              steps: [{start: 10, stop: 90, amplitude: {uniform: [0.1 nA, 300]}}]
            statistics: [voltage_base]
            """
        let configuration = try FitConfiguration(text: text)
        let step = try #require(configuration.protocolSettings.drawnStep)
        #expect(step.amplitude == .uniform(try Uniform(lower: 100, upper: 300)))
        let set = try await SimulationPlan(configuration, threads: 1).simulationSet(0..<50)
        #expect(set.statistics.column(1).allSatisfy { (0.1...0.3).contains($0) })
        #expect(throws: ConfigurationError.self) {
            try FitConfiguration(text: text.replacing("0.1 nA", with: "0.1 nS"))
        }
    }

    @Test func modelsMayBeInPicoamperes() throws {
        let text = Self.measured.replacing("model:\n", with: "model:\n  units: pA\n")
        let configuration = try FitConfiguration(text: text)
        #expect(configuration.protocolSettings.stimulusAmplitude == 300)
        #expect(configuration.model.parameters.first { $0.name == "R" }?.value == 0.1)
        let unknown = try failure(replacing: "model:\n", by: "model:\n  units: mA\n")
        #expect(unknown.description.contains("expected one of nA, pA"))
    }

    @Test func recordedCurrentsAreConvertedToTheInputOfTheModel() throws {
        let recording = Recording(
            source: "made", sweep: "0", samplingInterval: 0.1,
            voltage: [Double](repeating: -65, count: 1_001),
            current: (0...1_000).map { (100..<900).contains($0) ? 0.25 : 0 })
        func plan(_ model: String, _ further: String = "") throws -> SimulationPlan {
            let configuration = try FitConfiguration(
                text: """
                    model: \(model)
                    parameters: {\(model == "hodgkinHuxley" ? "g_Na" : "a"): {uniform: [1, 2]}}
                    protocol: {input: I, stimulus: recording}
                    statistics: [spike_count]
                    \(further)
                    """)
            return try SimulationPlan(
                configuration,
                observation: PreparedObservation(
                    [recording], file: "made", settings: configuration.recording),
                threads: 1)
        }
        let stimulus = try plan("adaptiveExponential").experiment.stimulus
        #expect(stimulus.samples(timeStep: 0.1, count: 300)[200] == 250)
        let error = #expect(throws: FitError.self) { try plan("hodgkinHuxley") }
        #expect(error?.description.contains("recording.membrane_area") == true)
        let density = try plan("hodgkinHuxley", "recording: {membrane_area: 10000 um**2}")
        // 0.25 nA over 10⁻⁴ cm² is 2.5 µA/cm²; two roundings.
        let sample = density.experiment.stimulus.samples(timeStep: 0.1, count: 300)[200]
        #expect(abs(sample - 2.5) < 1e-14)
    }

    @Test func recordingSettingsHaveUnits() throws {
        let configuration = try FitConfiguration(
            text: Self.measured + """

                recording:
                  junction_potential: -0.014 V
                  window: [0.1 s, 200]
                  stimulus: step
                  amplitude: [50 pA, 0.1]
                  series_resistance: 0.012 Gohm
                  baseline: {voltage: -0.07 V, window: [0, 0.05 s]}
                  resample: linear
                  membrane_area: {time_constant: 0.02 s, input_resistance: 0.2 Gohm}
                """)
        #expect(configuration.recording.junctionPotential == -14)
        #expect(
            configuration.recording.selection
                == SweepSelection(kinds: [.step], amplitudes: 0.05...0.1))
        #expect(configuration.recording.seriesResistance == 12)
        #expect(configuration.recording.baseline == .init(voltage: -70, window: 0...50))
        #expect(configuration.recording.resampling == .linear)
        let withoutStep = #expect(throws: ConfigurationError.self) {
            try FitConfiguration(
                text: """
                    model: adaptiveExponential
                    parameters: {a: {uniform: [1, 2]}}
                    protocol: {input: I, stimulus: recording}
                    statistics: [spike_count]
                    recording: {resample: linear}
                    """)
        }
        #expect(withoutStep?.description.contains("protocol.dt") == true)
        #expect(configuration.recording.window == 100...200)
        // 20 ms/200 MΩ at 1 µF/cm²: 10⁻³·0.1 cm².
        #expect(configuration.recording.membraneArea.map { abs($0 - 1e-4) < 1e-19 } == true)
    }
}
