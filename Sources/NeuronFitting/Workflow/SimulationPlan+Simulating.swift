import BatchSimulation
public import LinearAlgebra
import NeuronEquations
public import PosteriorInference
public import Probability
import SummaryStatistics

extension SimulationPlan {
    /// Draws parameters from the prior for a range of global indices and simulates them.
    ///
    /// A row depends on the seed and its index alone, so any split of a range into parts gives the
    /// same simulations.
    public func simulationSet(
        _ indices: Range<Int>, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> SimulationSet {
        let parameters = configuration.prior.sample(
            count: indices.count, seed: configuration.seed, firstIndex: indices.lowerBound)
        let simulated = try await statistics(
            of: parameters, firstInstance: indices.lowerBound, progress: progress)
        return try simulationSet(
            parameters: parameters, statistics: simulated, firstIndex: indices.lowerBound,
            prior: configuration.prior)
    }

    /// Puts parameters and their simulated statistics together with what made them.
    ///
    /// - Parameter prior: what the parameters were drawn from, where they were.
    public func simulationSet(
        parameters: Matrix<Double>, statistics: SimulatedStatistics, firstIndex: Int,
        prior: JointPrior?
    ) throws -> SimulationSet {
        try SimulationSet(
            parameterNames: configuration.prior.names,
            statisticNames: statisticNames, parameters: parameters,
            statistics: statistics.values, isValid: statistics.isValid, firstIndex: firstIndex,
            seed: configuration.seed, prior: prior, metadata: provenance)
    }

    /// What made the simulations, to be kept with everything that is made from them.
    public var provenance: [String: String] {
        var provenance = [
            "model": configuration.model.printed,
            "configuration": configuration.text,
            "integrator": configuration.integrator.name,
            "precision": configuration.precision.rawValue,
            "time_step_ms": "\(experiment.timeStep)",
            "duration_ms": "\(experiment.duration)",
            "stimulus_window_ms": "\(stimulusWindow.lowerBound) \(stimulusWindow.upperBound)",
            "statistics": traceGrid.map { "\($0.count) samples of a trace" }
                ?? configuration.statistics.names.joined(separator: " "),
            "seed": "\(configuration.seed)",
            "neurosbi_version": NeuroSBIVersion.current,
        ]
        if let drawnStep {
            provenance[DrawnStep.statistic] = drawnStep.amplitude.description
        }
        if let traceGrid {
            let interval = traceGrid.timeStep * Double(traceGrid.samplesEach)
            provenance["trace_sampling"] =
                "\(configuration.voltageVariable), \(traceGrid.reduction.rawValue) of \(interval) ms"
        }
        return provenance
    }
}
