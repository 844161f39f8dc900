public import BatchSimulation
public import DensityEstimation
public import LinearAlgebra
public import NeuronEquations
public import ParameterSearch
import Probability

/// Fits a neuron model to what an experiment on a neuron gave.
///
/// The experiment is run on many parameter sets at once; its results are compared with a target,
/// which is measured or made by another model.
///
/// ```swift
/// let fit = try await OptNeuron(
///     experiment: TwoSteps(), loss: .rootMeanSquare(of: "r", chunk: 0) + .rootMeanSquare(of: "r", chunk: 1),
///     bounds: ["a": [-50, 100], "b": [-50, 150]], model: model, target: .results(measured),
///     settings: OptNeuronSettings(timeStep: 1, recorded: ["r"]))
/// let result = try await fit.run()
/// print(result.fitted, result.loss)
/// ```
///
/// Any number of fits may be at work in a process. With a posterior the answer is not one parameter
/// set but all that explain the target, and it is asked for other targets at no cost.
public struct OptNeuron: Sendable {
    /// What is to be explained.
    public enum Target: Sendable {
        /// Measured, or simulated elsewhere.
        case results(ExperimentResults)
        /// The results of another model, or of the same one with other parameters, under the same
        /// experiment.
        case model(NeuronModel, parameters: [String: Double] = [:])
    }

    /// What a fit tells while it runs.
    public enum Progress: Sendable {
        /// A batch of a search was evaluated.
        case searched(SearchProgress)
        /// So many more simulations for the posterior are done.
        case simulated(Int)
        /// An epoch of the training of one member of the ensemble.
        case epoch(member: Int, EpochReport)
    }

    public let experiment: any NeuronExperiment
    public let loss: Loss
    public let settings: OptNeuronSettings
    /// The results to be explained.
    public let target: ExperimentResults
    /// The loss against the target.
    private let preparedLoss: PreparedLoss
    let parameters: TunedParameters
    let runner: PopulationRunner
    let model: NeuronModel

    /// Prepares a fit, and runs the experiment once to see that everything fits together.
    ///
    /// - Parameters:
    ///   - bounds: of parameters, inputs, and state variables, whose initial values are meant.
    ///     Names that the model lacks may stand in expressions of others. Inputs without bounds are
    ///     0 until the experiment sets them.
    ///   - model: the model whose parameters are tuned.
    /// - Throws: ``OptNeuronError``, `SimulationError`, or what experiment and loss throw.
    public init(
        experiment: any NeuronExperiment, loss: Loss,
        bounds: KeyValuePairs<String, ParameterBound>, model: NeuronModel, target: Target,
        settings: OptNeuronSettings
    ) async throws {
        let parameters = try TunedParameters(bounds, model: model)
        let results: ExperimentResults
        switch target {
        case .results(let measured):
            results = measured
        case .model(let other, let values):
            results = try await PopulationRunner(
                other, columns: [], constants: values, settings: settings
            ).results(of: experiment, parameters: [], index: InstanceIndices.target)
        }
        try await self.init(
            experiment: experiment, loss: loss, parameters: parameters, model: model,
            target: results, settings: settings)
    }

    /// Prepares a fit of parameters that have been checked.
    init(
        experiment: any NeuronExperiment, loss: Loss, parameters: TunedParameters,
        model: NeuronModel, target: ExperimentResults, settings: OptNeuronSettings
    ) async throws {
        guard !loss.terms.isEmpty else { throw OptNeuronError.noLoss }
        self.experiment = experiment
        self.loss = loss
        self.settings = settings
        self.model = model
        self.parameters = parameters
        self.target = target
        preparedLoss = try loss.prepared(for: target)
        runner = try PopulationRunner(
            model, columns: parameters.modelColumns, constants: parameters.modelConstants,
            settings: settings)
        try await rehearse()
    }

    /// Runs the experiment on the medians of the prior, so that mistakes are found at once.
    private func rehearse() async throws {
        let medians = parameters.prior.marginals.map { $0.quantile(0.5) }
        let row = parameters.modelMatrix(
            fitted: Matrix(rows: 1, columns: medians.count, elements: medians))
        let results = try await runner.results(
            of: experiment, parameters: row.elements, index: InstanceIndices.rehearsal)
        for (results, name) in [(results, "\(type(of: experiment))"), (target, "of the target")] {
            let isEmpty = results.chunks.allSatisfy { chunk in
                !chunk.recordsSpikes
                    && chunk.names.allSatisfy { name in
                        ((try? chunk.samples(of: name)) ?? InstanceSamples.none).isEmpty
                    }
            }
            if isEmpty { throw OptNeuronError.nothingRecorded(by: name) }
        }
        _ = try preparedLoss.evaluate(EvaluatedTile(results))
        try check(settings.warmStart)
    }

    private func check(_ starts: [WarmStart]) throws(OptNeuronError) {
        for start in starts {
            var values: [Double] = []
            for name in parameters.fittedNames {
                guard let value = start.parameters[name] else {
                    throw .warmStart(
                        "found no value of '\(name)', expected one for each of "
                            + parameters.fittedNames.joined(separator: ", "))
                }
                values.append(value)
            }
            guard parameters.prior.contains(values) else {
                throw .warmStart(
                    "found \(start.parameters), expected values inside the bounds: "
                        + "\(parameters.prior)")
            }
        }
    }

    /// Finds the parameters.
    public func run(
        _ progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) async throws -> OptNeuronResult {
        switch settings.method {
        case .search(let method): try await search(method, progress)
        case .posterior(let posterior): try await infer(posterior, progress)
        }
    }

    /// The single losses of parameter sets.
    /// - Parameters:
    ///   - fitted: `[sets × fitted names]`.
    ///   - instances: address the noise.
    /// - Returns: `[sets × losses]`; a row that is not finite has failed.
    public func losses(
        fitted: Matrix<Double>, instances: GlobalIndices
    ) async throws -> Matrix<Double> {
        let collector = RowCollector(rows: fitted.rows, columns: loss.names.count)
        try await runner.run(
            experiment, parameters: parameters.modelMatrix(fitted: fitted), instances: instances
        ) { tile in
            var values = try preparedLoss.evaluate(tile)
            for (row, isValid) in tile.tile.isValid.enumerated() where !isValid {
                for column in 0..<values.columns { values[row, column] = .nan }
            }
            collector.write(values.elements, firstRow: tile.tile.rows.lowerBound)
        }
        return collector.matrix
    }

    /// The results of one parameter set.
    func results(fitted: [Double], index: Int) async throws -> ExperimentResults {
        let row = parameters.modelMatrix(
            fitted: Matrix(rows: 1, columns: fitted.count, elements: fitted))
        return try await runner.results(of: experiment, parameters: row.elements, index: index)
    }

    /// Whether the same parameters can give other results.
    var isNoisy: Bool { !model.whiteNoises.isEmpty || !model.draws.isEmpty }
}
