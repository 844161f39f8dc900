import Foundation
import NeuroSBI

/// Prints how well and how fast neurons are fitted.
///
///     swift run -c release --package-path Benchmarks NeuronFits
///
/// 1. CompNeuroPy's own example, 1,000 evaluations.
/// 2. Four unknowns of Izhikevich's model of 2007, 2 × 1,000 ms at 0.1 ms, 10,000 evaluations: few
///    spikes and more of them, bounds a factor of two and of five away, by several methods and
///    batches, with the loss of smoothed traces and with the rmse of the potential.
/// 3. The posterior of the same unknowns from moments of the potential: whether its 95 % region holds
///    the truth, and whether it is calibrated over 200 simulated targets.
/// 4. The time that a fit takes for one evaluation beyond the bare simulation, batch 256.
@main
struct NeuronFits {
    static func main() async throws {
        print("BLAS core: \(BLASConfiguration.coreName)")
        try await fitRateNeuron()
        try await fitIzhikevich()
        try await inferIzhikevich()
        try await measureOverhead()
    }

    /// Two steps of the current.
    struct TwoSteps: NeuronExperiment {
        var input = "I_app"
        /// The amplitudes of the two phases, from 0 at the beginning of each.
        let amplitudes: [Double]

        func run<Scalar: SimulationScalar>(
            _ population: inout Population<Scalar>
        ) throws -> ExperimentData {
            population.startRecording()
            for (number, amplitude) in amplitudes.enumerated() {
                if number > 0 { population.reset(parameters: false) }
                try population.run(
                    AttributeSequence.step(of: input, from: 0, to: .all(amplitude)))
            }
            return [:]
        }
    }

    private static func fitRateNeuron() async throws {
        print("\n| rate neuron, seed | loss | a | b | seconds |\n|---|---|---|---|---|")
        let model = try NeuronModel(
            equations: "r = a*I_app + b",
            parameters: [.init("I_app", 0), .init("a", 0), .init("b", 0)], form: .annarchy)
        for seed in 1...5 {
            var settings = OptNeuronSettings(timeStep: 1, recorded: ["r"])
            settings.seed = UInt64(seed)
            settings.batchSize = 50
            let start = ContinuousClock.now
            let result = try await OptNeuron(
                experiment: TwoSteps(amplitudes: [5, 10]),
                loss: .rootMeanSquare(of: "r", chunk: 0) + .rootMeanSquare(of: "r", chunk: 1),
                bounds: ["a": [-50, 100], "b": [-50, 150]], model: model,
                target: .model(model, parameters: ["a": 0.8, "b": 2]), settings: settings
            ).run()
            print(
                String(
                    format: "| %d | %.2g | %.6f | %.6f | %.2f |", seed, result.loss,
                    result.fitted["a"] ?? .nan, result.fitted["b"] ?? .nan,
                    (ContinuousClock.now - start) / .seconds(1)))
        }
    }

    /// The values of the target.
    private static let truth = ["k": 0.7, "b": -2.0, "d": 100.0, "a": 0.03]

    /// Bounds that are a factor away from the truth in both directions.
    private static func bounds(_ factor: Double) -> KeyValuePairs<String, ParameterBound> {
        func range(_ value: Double) -> ParameterBound {
            .range(min(value / factor, value * factor), max(value / factor, value * factor))
        }
        return ["k": range(0.7), "b": range(-2), "d": range(100), "a": range(0.03)]
    }

    private static let smoothed =
        Loss.smoothedTrace(of: "v", chunk: 0) + .smoothedTrace(of: "v", chunk: 1)
    private static let rootMeanSquare =
        Loss.rootMeanSquare(of: "v", chunk: 0) + .rootMeanSquare(of: "v", chunk: 1)

    private static func izhikevich(
        _ loss: Loss = smoothed, amplitudes: [Double] = [52, 70], factor: Double = 2,
        _ change: (inout OptNeuronSettings) -> Void
    ) async throws -> OptNeuron {
        let model = try ModelCatalogue.model(named: "izhikevich2007")
        var settings = OptNeuronSettings(timeStep: 0.1, recorded: ["v"])
        change(&settings)
        return try await OptNeuron(
            experiment: TwoSteps(input: "I", amplitudes: amplitudes), loss: loss,
            bounds: bounds(factor), model: model, target: .model(model, parameters: truth),
            settings: settings)
    }

    private static func fitIzhikevich() async throws {
        print(
            """

            | Izhikevich 2007, loss | currents, pA | bounds, factor | method | batch | largest error \
            of five seeds, % | within 2 % | seconds |
            |---|---|---|---|---|---|---|---|
            """)
        for (amplitudes, factor) in [([52.0, 70], 2.0), ([52, 70], 5), ([70, 150], 2)] {
            for (name, method) in [("tpe", OptNeuronMethod.tpe), ("cma", .cmaEvolution)] {
                for batch in [100, 256, 1_000] {
                    try await fitIzhikevich(
                        ("smoothed", smoothed), amplitudes, factor, (name, method), batch)
                }
            }
        }
        for (name, method) in [("tpe", OptNeuronMethod.tpe), ("cma", .cmaEvolution)] {
            for batch in [100, 256] {
                try await fitIzhikevich(
                    ("rmse", rootMeanSquare), [52, 70], 2, (name, method), batch)
            }
        }
        try await fitIzhikevich(("smoothed", smoothed), [52, 70], 2, ("random", .random), 256)
    }

    /// Fits with five seeds and prints how far the worst parameter of each is off.
    private static func fitIzhikevich(
        _ loss: (name: String, loss: Loss), _ amplitudes: [Double], _ factor: Double,
        _ method: (name: String, method: OptNeuronMethod), _ batch: Int
    ) async throws {
        let start = ContinuousClock.now
        var errors: [Double] = []
        for seed in 1...5 {
            let result = try await izhikevich(loss.loss, amplitudes: amplitudes, factor: factor) {
                $0.method = method.method
                $0.batchSize = batch
                $0.seed = UInt64(seed)
                $0.stop = StopRules(evaluations: 10_000)
            }.run()
            let relative = truth.map { name, value in
                abs((result.fitted[name] ?? .nan) - value) / abs(value)
            }
            errors.append(100 * (relative.max() ?? .nan))
        }
        let currents = amplitudes.map { String(format: "%g", $0) }.joined(separator: ", ")
        let worst = errors.map { String(format: "%.2g", $0) }.joined(separator: ", ")
        let seconds = (ContinuousClock.now - start) / .seconds(5)
        print(
            String(
                format: "| %@ | %@ | %g | %@ | %d | %@ | %d of 5 | %.1f |", loss.name, currents,
                factor, method.name, batch, worst, errors.count { $0 <= 2 }, seconds))
    }

    private static func inferIzhikevich() async throws {
        let set = try StatisticSet(
            ["mean_voltage", "voltage_variance", "voltage_skewness", "voltage_kurtosis"].map {
                StatisticSpecification($0)
            })
        let statistics = [0, 1].map { chunk in
            ExperimentStatistics.features(set, of: "v", chunk: chunk, stimulus: 500...1_000)
        }
        let spikes = ExperimentStatistics.custom(["spikes 0", "spikes 1"]) { results in
            results.chunks.map { Double($0.spikes.count) }
        }
        let plan = OptNeuronPosterior(
            statistics: statistics[0] + statistics[1] + spikes, simulations: 20_000)
        let start = ContinuousClock.now
        let fit = try await izhikevich { $0.method = .posterior(plan) }
        let result = try await fit.run()
        guard let posterior = result.posterior else { return }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let observed = try plan.statistics.evaluate(fit.target).values
        let samples = try posterior.sample(observation: observed, count: 10_000, seed: 1)
        let intervals = PosteriorSummary(samples, names: posterior.parameterNames)
            .credibleIntervals(mass: 0.95)
        print(
            """

            | Izhikevich 2007, posterior of 20,000 simulations | 95 % interval | truth |
            |---|---|---|
            """)
        for (name, interval) in zip(posterior.parameterNames, intervals) {
            print(
                String(
                    format: "| %@ | %.4g to %.4g | %.4g |", name, interval.lowerBound,
                    interval.upperBound, truth[name] ?? .nan))
        }
        let targets = try await fit.simulations(200, of: plan.statistics, firstIndex: 1 << 30)
        let usable = targets.selectingRows(targets.usableRows)
        let check = try await CalibrationCheck(
            posterior, parameters: usable.parameters, statistics: usable.statistics,
            threads: 2, seed: 1)
        print(String(format: "\nSimulated and trained in %.1f s. ", seconds) + check.verdict)
    }

    /// Random search, so that nearly all time beyond the simulation is the fit's own.
    private static func measureOverhead() async throws {
        print("\n| rate neuron, 2,560 evaluations in batches of 256 | µs for each |\n|---|---|")
        let model = try NeuronModel(
            equations: "r = a*I_app + b",
            parameters: [.init("I_app", 0), .init("a", 0), .init("b", 0)], form: .annarchy)
        var settings = OptNeuronSettings(timeStep: 1, recorded: ["r"])
        settings.method = .random
        settings.threads = 1
        settings.stop = StopRules(evaluations: 2_560)
        let fit = try await OptNeuron(
            experiment: TwoSteps(amplitudes: [5, 10]),
            loss: .rootMeanSquare(of: "r", chunk: 0) + .rootMeanSquare(of: "r", chunk: 1),
            bounds: ["a": [-50, 100], "b": [-50, 150]], model: model,
            target: .model(model, parameters: ["a": 0.8, "b": 2]), settings: settings)
        let simulator = try PopulationSimulator<Double>(
            model: model, timeStep: 1, integrator: .euler, variedParameters: ["a", "b"],
            recorded: [.init("r")], sampling: .completedSteps, tileSize: 64, threads: 1)
        let parameters = Matrix<Double>(rows: 256, columns: 2, repeating: 1)
        var (whole, bare): ([Double], [Double]) = ([], [])
        for _ in 0..<7 {
            var start = ContinuousClock.now
            _ = try await fit.run()
            whole.append((ContinuousClock.now - start) / .microseconds(1) / 2_560)
            start = ContinuousClock.now
            for _ in 0..<10 {
                try await simulator.run(parameters: parameters) { population in
                    try TwoSteps(amplitudes: [5, 10]).run(&population)
                } consume: { _, _ in
                }
            }
            bare.append((ContinuousClock.now - start) / .microseconds(1) / 2_560)
        }
        let (fitMedian, bareMedian) = (whole.sorted()[3], bare.sorted()[3])
        print(String(format: "| whole fit | %.1f |", fitMedian))
        print(String(format: "| bare simulation with recording | %.1f |", bareMedian))
        print(String(format: "| beyond it | %.1f |", fitMedian - bareMedian))
    }
}
