import Foundation
import NeuroSBI
import Synchronization
import Testing

/// One network for a family of current steps: the amplitude is given, not inferred.
@Suite struct DrawnAmplitudeTests {
    /// A membrane with noise, whose resistance is read from its steady state.
    private static func membrane(
        sigma: Double = 2, statistics: String = "[steady_state_voltage_stimend]",
        amplitude: String = "{uniform: [0.05, 0.2]}", further: String = ""
    ) -> String {
        """
        model:
          equations: tau*dv/dt = v_rest - v + R*I + sigma*sqrt(tau)*xi
          parameters: {v_rest: -70, tau: 10, sigma: \(sigma)}
          initial: {v: v_rest}
        parameters:
          R: {uniform: [50, 150]}
        protocol:
          dt: 0.1
          duration: 200
          input: I
          steps: [{start: 20, stop: 180, amplitude: \(amplitude)}]
        \(further)
        statistics: \(statistics)
        simulations: 4000
        training: {estimator: mdn, ensemble: 1, activation: relu, hidden: [30], components: 3}
        """
    }

    /// A sweep of a membrane that is charged at once to its steady state.
    private static func sweep(
        amplitude: Double, deflection: Double, on: Range<Double> = 20..<180, startTime: Double = 0,
        holding: Double = 0
    ) -> Recording {
        let times = (0...2000).map { startTime + 0.1 * Double($0) }
        let isOn = times.map { $0 >= on.lowerBound - 1e-9 && $0 < on.upperBound - 1e-9 }
        return Recording(
            source: "cell", sweep: "\(amplitude)", samplingInterval: 0.1, startTime: startTime,
            voltage: isOn.map { -70 + ($0 ? deflection : 0) },
            current: isOn.map { holding + ($0 ? amplitude : 0) })
    }

    private static func observation(
        _ sweep: Recording, _ configuration: FitConfiguration
    ) throws -> PreparedObservation {
        try PreparedObservation([sweep], file: "cell", settings: configuration.recording)
    }

    private static func observed(
        _ sweep: Recording, _ configuration: FitConfiguration
    ) throws -> [Double] {
        let observation = try observation(sweep, configuration)
        let plan = try SimulationPlan(configuration, observation: observation, threads: 1)
        return Array(try plan.statistics(of: observation.recording).values.row(0))
    }

    /// The variance of the mean of the last tenth of the step: 160 samples of the autoregression
    /// v' = φ·v + ε that forward Euler makes of the membrane, φ = 1 − dt/τ, sd(ε) = σ·√(dt/τ).
    private static var steadyStateVariance: Double {
        let (count, decay) = (160, 0.99)
        let stationary = 4 * 0.01 / (1 - decay * decay)
        let correlations = (1..<count).reduce(0.0) {
            $0 + Double(count - $1) * pow(decay, Double($1))
        }
        let samples = Double(count)
        return stationary / (samples * samples) * (samples + 2 * correlations)
    }

    @Test func thePosteriorAtEveryAmplitudeIsTheClosedForm() async throws {
        let configuration = try FitConfiguration(text: Self.membrane())
        #expect(
            configuration.statistics.names == [
                "steady_state_voltage_stimend", "stimulus_amplitude",
            ])
        let plan = try SimulationPlan(configuration, threads: 2)
        let set = try await plan.simulationSet(0..<4000)
        let posterior = try await NeuralPosterior.train(
            on: set, settings: configuration.training,
            ensemble: configuration.estimatorCount(simulations: set.count),
            threads: 2,
            seed: 1)
        // At −70 + R·I with variance s², under a flat prior: R = deflection/I, sd = s/I.
        for (amplitude, resistance) in [(0.06, 90.0), (0.1, 110), (0.19, 80)] {
            let sweep = Self.sweep(amplitude: amplitude, deflection: resistance * amplitude)
            let observed = try Self.observed(sweep, configuration)
            #expect(abs(observed[1] - amplitude) <= 4 * amplitude.ulp)
            #expect(posterior.distributionCheck(observed).isInside)
            let samples = try posterior.sample(observation: observed, count: 20_000, seed: 3)
            let deviation = Self.steadyStateVariance.squareRoot() / amplitude
            // What a network of this size leaves at 4,000 simulations: a fifth of the sd in the
            // mean, a sixth in the sd itself. Between the amplitudes the sd differs threefold.
            #expect(abs(samples.columnMeans()[0] - resistance) <= 0.2 * deviation)
            let truncated = TruncatedNormalMoments(
                mean: resistance, deviation: deviation, 50...150)
            #expect(
                abs(samples.columnStandardDeviations()[0] / truncated.deviation - 1) < 0.17,
                "\(amplitude) nA")
        }
        // Beyond the currents that were trained on, the current is named.
        let outside = posterior.distributionCheck(
            try Self.observed(Self.sweep(amplitude: 0.25, deflection: 25), configuration))
        #expect(!outside.isInside)
        #expect(outside.offendingStatistics.contains("stimulus_amplitude"))
    }

    /// The standard deviation of R·I, given the means of ten parts of the step, 160 samples each: that
    /// of a generalised least squares fit of the step response, of which the noise about it has the
    /// covariance s²·φ^|k − l|·(1 − φ^(2·min(k, l))) from the first sample on, s² = σ²·(dt/τ)/(1 − φ²).
    private static func deviationOfTraces() throws -> Double {
        let (decay, samples) = (0.99, Array(200..<1_800))
        let powers = (0...3_600).map { pow(decay, Double($0)) }
        let variance = 4 * 0.01 / (1 - decay * decay)
        var response = [Double](repeating: 0, count: 10)
        var covariance = Matrix<Double>(rows: 10, columns: 10)
        for (i, k) in samples.enumerated() {
            response[i / 160] += (1 - powers[k - 200]) / 160
            for (j, l) in samples.enumerated() {
                covariance[i / 160, j / 160] +=
                    variance * powers[abs(k - l)] * (1 - powers[2 * min(k, l)]) / (160 * 160)
            }
        }
        let weights = try Cholesky(covariance).solve(response)
        return 1 / zip(response, weights).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot()
    }

    private static let smallLayers =
        "{channels: [4], kernel: 3, pooling: 2, widths: [16], outputs: 4}"

    /// A trace with the amplitude of its current beside it, seen by convolutions that leave the
    /// amplitude out and by dense layers that do not.
    @Test(arguments: [
        "{convolutional: \(smallLayers)}", "{multilayer: {widths: [16], outputs: 4}}",
    ])
    func thePosteriorOfTracesIsTheClosedForm(_ embedding: String) async throws {
        let configuration = try FitConfiguration(
            text: Self.membrane(statistics: "{traces: {interval: 16, window: [20, 179.9]}}")
                .replacing("components: 3}", with: "components: 3, embedding: \(embedding)}"))
        let plan = try SimulationPlan(configuration, threads: 2)
        #expect(plan.statisticNames.count == 11)
        #expect(plan.statisticNames.last == "stimulus_amplitude")
        #expect(plan.statisticUnits.last == "nA")
        let set = try await plan.simulationSet(0..<4_000)
        let amplitudes = set.statistics.column(10)
        #expect(amplitudes.allSatisfy { (0.05...0.2).contains($0) && Double(Float($0)) == $0 })
        #expect(Set(amplitudes).count > 3_990)
        let posterior = try await NeuralPosterior.train(
            on: set, settings: configuration.training, ensemble: 1, threads: 2, seed: 1)
        let exact = try Self.deviationOfTraces()
        for (amplitude, resistance) in [(0.08, 90.0), (0.18, 110)] {
            var sweep = Self.sweep(amplitude: amplitude, deflection: 0)
            for sample in 200..<1_800 {
                sweep.voltage[sample] +=
                    resistance * amplitude * (1 - pow(0.99, Double(sample - 200)))
            }
            let observation = try Self.observation(sweep, configuration)
            let observed = try SimulationPlan(
                configuration, observation: observation, threads: 1
            ).observed(observation.recording)
            #expect(observed[10] == Double(Float(amplitude)))
            #expect(posterior.distributionCheck(observed).isInside)
            let samples = try posterior.sample(observation: observed, count: 20_000, seed: 3)
            // As for one statistic above, with twice the error for eleven numbers instead of two.
            let deviation = exact / amplitude
            #expect(
                abs(samples.columnMeans()[0] - resistance) <= 0.4 * deviation,
                "\(amplitude) nA: \(samples.columnMeans()[0]), \(deviation)")
            let truncated = TruncatedNormalMoments(
                mean: resistance, deviation: deviation, 50...150)
            #expect(
                abs(samples.columnStandardDeviations()[0] / truncated.deviation - 1) < 0.3,
                "\(amplitude) nA: \(samples.columnStandardDeviations()[0])")
        }
        let path = NSTemporaryDirectory() + "DrawnAmplitudeTests-\(UUID().uuidString).h5"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try posterior.write(to: path)
        let row = Array(set.statistics.row(7))
        #expect(
            try NeuralPosterior.read(path).sample(observation: row, count: 50, seed: 2)
                == posterior.sample(observation: row, count: 50, seed: 2))
    }

    @Test func everySimulationIsAnsweredToItsOwnCurrent() async throws {
        let statistics = "[ohmic_input_resistance_vb_ssse, stimulus_amplitude]"
        let configuration = try FitConfiguration(
            text: Self.membrane(sigma: 0, statistics: statistics))
        // Not added where it is listed.
        #expect(configuration.statistics.count == 2)
        let set = try await SimulationPlan(configuration, threads: 2).simulationSet(0..<200)
        let amplitudes = set.statistics.column(1)
        #expect(amplitudes.allSatisfy { (0.05...0.2).contains($0) })
        // Mean of a uniform law, to four standard errors.
        let mean = amplitudes.reduce(0, +) / 200
        #expect(abs(mean - 0.125) < 4 * 0.15 / (12.0 * 200).squareRoot())
        for row in 0..<set.count {
            // The membrane is at R·I from 124 ms = 12.4 τ on, to e^−12.4 and rounding.
            let resistance = set.parameters[row, 0]
            #expect(abs(set.statistics[row, 0] / resistance - 1) < 1e-5)
        }
        // No number of the prior is used twice: currents and resistances are not correlated.
        let places = (0..<200).map {
            ((set.parameters[$0, 0] - 50) / 100, (amplitudes[$0] - 0.05) / 0.15)
        }
        let correlation = places.reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) } * 12 / 200
        #expect(abs(correlation) < 4 / 200.0.squareRoot())
    }

    @Test(arguments: FitConfiguration.Precision.allCases)
    func neitherThreadsPartsNorStreamingMatter(
        _ precision: FitConfiguration.Precision
    ) async throws {
        var configuration = try FitConfiguration(
            text: Self.membrane(statistics: "[mean_voltage, ohmic_input_resistance]"))
        configuration.precision = precision
        #expect(configuration.statistics.isStreamable)
        let whole = try await SimulationPlan(configuration, threads: 2).simulationSet(0..<150)
        var one = try SimulationPlan(configuration, threads: 1)
        one.backend = .interpreter
        let parts = [try await one.simulationSet(0..<70), try await one.simulationSet(70..<150)]
        let bits = whole.statistics.elements.map(\.bitPattern)
        #expect(parts.flatMap(\.statistics.elements).map(\.bitPattern) == bits)

        let columns = configuration.statistics.count
        let collector = Mutex([UInt64](repeating: 0, count: 150 * columns))
        try await one.forEachTile(of: whole.parameters, firstInstance: 0) { tile in
            let values = tile.statistics().map(\.bitPattern)
            collector.withLock {
                $0.replaceSubrange(
                    tile.rows.lowerBound * columns..<tile.rows.upperBound * columns, with: values)
            }
        }
        #expect(collector.withLock { $0 } == bits)
    }

    @Test func aSweepIsReadWhereTheProtocolHasItsStep() throws {
        let configuration = try FitConfiguration(text: Self.membrane())
        // Above the holding current; at the times of the first sample that was kept.
        let later = Self.sweep(
            amplitude: 0.1, deflection: 10, on: 520..<680, startTime: 500, holding: -0.03)
        let statistics = try Self.observed(later, configuration)
        #expect(abs(statistics[1] - 0.1) < 1e-15)
        #expect(abs(statistics[0] + 60) < 1e-12)
        // A sweep without current has the amplitude 0.
        let flat = Self.sweep(amplitude: 0, deflection: 0)
        #expect(try Self.observed(flat, configuration)[1] == 0)

        let early = Self.sweep(amplitude: 0.1, deflection: 10, on: 20..<150)
        #expect(
            throws: FitError.stimulusTimes(
                sweep: "cell, 0.1", found: 20...150, kind: .step, expected: 20...180)
        ) { try Self.observed(early, configuration) }
        var silent = early
        silent.current = nil
        #expect(throws: FitError.currentMissing(sweep: "cell, 0.1")) {
            try Self.observed(silent, configuration)
        }
    }

    /// Spikes that a reset declares lie on the clock of the recording, as the stimulus does.
    @Test func simulationsDoNotDependOnTheClockOfTheRecording() async throws {
        let text = Self.membrane(
            statistics: "[spike_count, spike_count_stimint, time_to_first_spike, mean_voltage]",
            amplitude: "{uniform: [0.1, 0.4]}"
        ).replacing(
            "  parameters: {v_rest",
            with: "  spike: v > -60\n  reset: v = -70\n"
                + "  parameters: {v_rest")
        let configuration = try FitConfiguration(text: text)
        let early = Self.sweep(amplitude: 0.3, deflection: 10)
        let late = Self.sweep(
            amplitude: 0.3, deflection: 10, on: 520..<680, startTime: 500)
        var tables: [[UInt64]] = []
        for sweep in [early, late] {
            let plan = try SimulationPlan(
                configuration, observation: Self.observation(sweep, configuration), threads: 1)
            let set = try await plan.simulationSet(0..<40)
            #expect(set.statistics.column(1).contains { $0 > 0 })
            // But for the rounding of times, counts and voltages are the same.
            tables.append(
                [0, 1, 3, 4].flatMap { set.statistics.column($0).map(\.bitPattern) })
            for (time, count) in zip(set.statistics.column(2), set.statistics.column(1))
            where count > 0 {
                #expect((0...160).contains(time))
            }
        }
        #expect(tables[0] == tables[1])
    }

    @Test func aDensityIsConditionedOnInItsOwnUnit() throws {
        let text = """
            model: hodgkinHuxley
            parameters: {g_Na: {uniform: [40, 60]}}
            protocol:
              {dt: 0.1, duration: 200, input: I,
              steps: [{start: 20, stop: 180, amplitude: {uniform: [1, 5]}}]}
            recording: {membrane_area: 1.0e-4}
            statistics: [voltage_base]
            """
        let configuration = try FitConfiguration(text: text)
        // 0.3 nA over 10⁻⁴ cm² are 3 µA/cm².
        let statistics = try Self.observed(
            Self.sweep(amplitude: 0.3, deflection: 10), configuration)
        #expect(abs(statistics[1] - 3) < 1e-12)
    }

    @Test func aTargetDrawsItsCurrentAndIsFittedWithIt() async throws {
        var configuration = try FitConfiguration(
            text: Self.membrane(further: "target: {parameters: {R: 100}}"))
        configuration.simulationCount = 600
        let workflow = try await FitWorkflow(
            configuration, sweeps: nil, file: "target", threads: 2)
        let amplitude = try #require(workflow.plan.stimulusAmplitude)
        #expect((0.05...0.2).contains(amplitude))
        #expect(workflow.observed[1] == amplitude)
        let result = try await workflow.run()
        // Predictions are made under the current of the observation, whatever was trained on.
        #expect(result.prediction.statistics.column(1).allSatisfy { $0 == amplitude })
        let deviation = Self.steadyStateVariance.squareRoot() / amplitude
        #expect(abs(result.samples.columnMeans()[0] - 100) < 5 * deviation)
    }

    /// A membrane without noise whose names have units.
    private static func quiet(
        target: String, amplitude: String = "{uniform: [0.05, 0.2]}"
    ) -> String {
        """
        model:
          equations: 'tau*dv/dt = v_rest - v + R*I : mV'
          parameters: {v_rest: -70 mV, tau: 10 ms}
          initial: {v: v_rest}
        parameters:
          R: {uniform: [50 Mohm, 150 Mohm]}
        protocol:
          dt: 0.1
          duration: 200
          input: I
          steps: [{start: 20, stop: 180, amplitude: \(amplitude)}]
        target: \(target)
        statistics: [steady_state_voltage_stimend]
        """
    }

    /// C dV/dt = G (E − V) + J is a membrane of 80 MΩ whose current is in pA.
    private static let other = """
        {model: {units: pA, equations: 'C*dV/dt = G*(E - V) + J : mV', inputs: [J]},
          parameters: {C: 150 pF, G: 12.5 nS, E: -70 mV}, initial: {V: E}, input: J,
          record: {v: V}
        """

    /// At the end of the step, 13 time constants after its start, V = E + R·I, to e^−13 and to the
    /// rounding of a unit.
    @Test(
        arguments: [nil, 0.17] as [Double?],
        [("{parameters: {R: 100}", 100.0), (other, 80)] as [(String, Double)])
    func aTargetIsInjectedWithItsAmplitude(
        _ given: Double?, _ target: (text: String, resistance: Double)
    ) async throws {
        let key = given.map { ", amplitude: \($0)}" } ?? "}"
        let configuration = try FitConfiguration(text: Self.quiet(target: target.text + key))
        let plan = try SimulationPlan(configuration, threads: 1)
        let sweep = try await plan.targetSweep(try #require(configuration.target))
        let amplitude = try #require(sweep.current?.max())
        if let given {
            #expect(amplitude == given)
        } else {
            #expect((0.05...0.2).contains(amplitude))
        }
        #expect(abs(sweep.voltage[1_799] - (-70 + target.resistance * amplitude)) < 1e-4)
        #expect(sweep.voltage[199] == -70)
        let workflow = try await FitWorkflow(
            configuration, sweeps: nil, file: "target", threads: 1, backend: .interpreter)
        #expect(workflow.observed[1] == amplitude)
        #expect(abs(workflow.observed[0] - (-70 + target.resistance * amplitude)) < 1e-4)
    }

    @Test(arguments: [
        ("{uniform: [0.05, 0.2]}", "{uniform: [0.1, 0.2]}", "a number"),
        ("{uniform: [0.05, 0.2]}", "much", "a number"),
        ("{uniform: [0.05, 0.2]}", "0.1 mV", "mV"),
        ("0.1", "0.1", "hold for the target too"),
    ])
    func mistakesOfATargetsAmplitudeAreNamed(
        _ drawn: String, _ given: String, _ expected: String
    ) throws {
        let text = Self.quiet(
            target: "{parameters: {R: 100}, amplitude: \(given)}", amplitude: drawn)
        let error = try #require(
            #expect(throws: ConfigurationError.self) { try FitConfiguration(text: text) })
        #expect(error.path == "target.amplitude", "\(error)")
        #expect(error.description.contains(expected), "\(error)")
    }

    @Test(arguments: [
        ("{uniform: [0.2, 0.05]}", "", "uniform"),
        ("{unifrom: [0.05, 0.2]}", "", "did you mean \"uniform\"?"),
        ("{uniform: [0.05, 0.2]}", ", {start: 30, stop: 40, amplitude: 1}", "nothing else"),
        (
            "{uniform: [0.05, 0.2]}", ", {start: 190, stop: 195, amplitude: {uniform: [0, 1]}}",
            "second prior"
        ),
    ])
    func mistakesAreNamed(_ amplitude: String, _ further: String, _ expected: String) throws {
        let text = Self.membrane(amplitude: amplitude)
            .replacingOccurrences(of: "}}]\n", with: "}}" + further + "]\n")
        let error = #expect(throws: ConfigurationError.self) {
            try FitConfiguration(text: text)
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(expected))
    }
}

/// The standard deviation of a normal law that is cut to an interval, by summation.
private struct TruncatedNormalMoments {
    let deviation: Double

    init(mean: Double, deviation: Double, _ interval: ClosedRange<Double>) {
        var sums = (0.0, 0.0, 0.0)
        let count = 100_000
        for index in 0..<count {
            let x =
                interval.lowerBound
                + (Double(index) + 0.5) / Double(count)
                * (interval.upperBound - interval.lowerBound)
            let z = (x - mean) / deviation
            let weight = exp(-z * z / 2)
            sums = (sums.0 + weight, sums.1 + weight * x, sums.2 + weight * x * x)
        }
        let average = sums.1 / sums.0
        self.deviation = (sums.2 / sums.0 - average * average).squareRoot()
    }
}
