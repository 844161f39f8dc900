public import BatchSimulation
public import DensityEstimation
import Foundation
import LinearAlgebra
import PosteriorInference
import Probability
public import Recordings
import SummaryStatistics

/// The whole road from a configuration and a recording to a posterior with its checks.
///
/// ```swift
/// let configuration = try FitConfiguration(contentsOf: "cell.yaml")
/// let sweeps = try RecordingFile.read("cell.nwb")
/// let workflow = try await FitWorkflow(configuration, sweeps: sweeps, file: "cell.nwb", threads: 2)
/// let result = try await workflow.run { print($0) }
/// try await result.report().write(to: "report")
/// ```
public struct FitWorkflow: Sendable {
    /// What the workflow tells while it runs.
    public enum Progress: Sendable {
        /// A stage begins; `count` pieces of work are ahead in it, nil where that is open.
        case stage(String, count: Int?)
        /// Pieces of work of the stage that were just finished.
        case advanced(Int)
        /// Simulations of the stage that an interrupted run has left.
        case resumed(Int)
        /// An epoch of the training of one member of the ensemble.
        case epoch(member: Int, EpochReport)
    }

    public let configuration: FitConfiguration
    public let observation: PreparedObservation
    public let plan: SimulationPlan
    /// The statistics of the observation, NaN where one does not exist.
    public let observed: [Double]
    /// True values of the parameters, where the observation was simulated.
    public let truth: [Double]?

    /// Prepares the observation and checks that everything fits before any long work starts.
    ///
    /// - Parameters:
    ///   - sweeps: the sweeps of a recording; nil simulates the configuration's target.
    ///   - file: the recording's name in messages.
    ///   - backend: what executes the model; it never changes a result.
    public init(
        _ configuration: FitConfiguration, sweeps: [Recording]?, file: String, threads: Int,
        backend: Backend = .automatic
    ) async throws {
        self.configuration = configuration
        let truth: [String: Double]?
        (observation, truth) = try await PreparedObservation.of(
            configuration, sweeps: sweeps, file: file)
        self.truth = truth.map { truth in configuration.prior.names.compactMap { truth[$0] } }
        var plan = try SimulationPlan(configuration, observation: observation, threads: threads)
        plan.backend = backend
        self.plan = plan
        observed = try plan.observed(observation)
        if configuration.training.embedding != .none {
            // Layers that do not fit the trace are told of before anything is simulated.
            _ = try EmbeddingArchitecture(
                configuration.training.embedding, statisticCount: observed.count,
                activation: configuration.training.activations[0])
        }
    }

    /// Simulates, trains, samples and checks.
    ///
    /// - Parameter store: where simulations are kept while this runs. After an interruption, such as
    ///   cancelling the task, another run with the same store makes only those that are missing,
    ///   and its result is that of an uninterrupted run, to the bit.
    /// - Throws: `FitError.otherSimulations`, before anything is simulated, where the store is of
    ///   other settings, another seed or another recording; what simulation and training throw.
    public func run(
        keeping store: RoundStore? = nil,
        _ progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) async throws -> FitResult {
        if let store { try check(store) }
        var stopwatch = Stopwatch()
        var rounds: [FitRound] = []
        for number in 1...configuration.roundCount {
            rounds.append(
                try await round(
                    number, after: rounds.last, keeping: store, &stopwatch, progress))
        }
        let last = rounds[rounds.count - 1]

        progress(.stage("sample", count: nil))
        let posterior = last.posterior
        let samples = try posterior.sample(
            observation: observed, count: FitResult.posteriorSampleCount, seed: configuration.seed)
        let maximum = try posterior.maximum(observation: observed, seed: configuration.seed)
        stopwatch.lap("posterior", "\(samples.rows) samples and the maximum")

        progress(.stage("check", count: nil))
        let usable = last.heldOut.selectingRows(last.heldOut.usableRows)
        let calibration = try await checkCalibration(last, usable)
        let likelihood =
            usable.count == 0
            ? nil
            : try HeldOutLikelihood(
                posterior, parameters: usable.parameters, statistics: usable.statistics)
        stopwatch.lap("calibration", "\(last.heldOut.count) held-out simulations")

        progress(.stage("predict", count: FitResult.predictionCount))
        let prediction = try await plan.prediction(
            samples: samples, maximum: maximum.parameters
        ) { progress(.advanced($0)) }
        stopwatch.lap("prediction", "\(FitResult.predictionCount) simulations of the posterior")

        return FitResult(
            workflow: self, rounds: rounds, samples: samples, maximum: maximum,
            calibration: calibration, likelihood: likelihood,
            distribution: posterior.distributionCheck(observed),
            prediction: prediction, timings: stopwatch.laps)
    }

    /// Nil where too few held-out simulations are usable for a verdict.
    private func checkCalibration(
        _ round: FitRound, _ usable: SimulationSet
    ) async throws -> CalibrationCheck? {
        guard usable.count >= CalibrationCheck.leastSimulations else { return nil }
        return try await CalibrationCheck(
            round.posterior, parameters: usable.parameters, statistics: usable.statistics,
            region: round.proposal.region, threads: plan.threads, seed: configuration.seed)
    }
}

/// Wall times of the stages of a run.
struct Stopwatch {
    private(set) var laps: [(stage: String, seconds: Double, detail: String)] = []
    private var start = ContinuousClock.now

    mutating func lap(_ stage: String, _ detail: String) {
        let now = ContinuousClock.now
        laps.append((stage, (now - start) / .seconds(1), detail))
        start = now
    }
}
