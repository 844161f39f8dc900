import BatchSimulation
public import LinearAlgebra
import PosteriorInference
import Synchronization

/// Simulations with parameters of a posterior, under the stimulus of the observation.
public struct PosteriorPrediction: Sendable {
    /// A predicted trace with the samples of the recorded variable.
    public struct Trace: Sendable {
        /// Whether the parameters are the posterior's maximum; otherwise they are a sample.
        public let isMaximum: Bool
        /// `[samples]`.
        public let values: [Double]
        /// Spike times in ms on the simulation's own axis.
        public let spikes: [Double]
    }

    /// Statistics of one simulation for each posterior sample, `[simulations × statistics]`; NaN
    /// where a statistic does not exist.
    public let statistics: Matrix<Double>
    /// The maximum first, then some samples.
    public let traces: [Trace]

    /// Central interval and median of one statistic over the simulations in which it exists.
    public func interval(
        statistic: Int, mass: Double
    ) -> (median: Double, interval: ClosedRange<Double>)? {
        Self.interval(of: statistics.column(statistic), mass: mass)
    }

    /// Central interval and median of the finite values; nil where there is none.
    static func interval(
        of values: [Double], mass: Double
    ) -> (median: Double, interval: ClosedRange<Double>)? {
        let sorted = values.filter(\.isFinite).sorted()
        guard !sorted.isEmpty else { return nil }
        return (
            sorted.quantile(0.5), sorted.quantile((1 - mass) / 2)...sorted.quantile((1 + mass) / 2)
        )
    }
}

extension SimulationPlan {
    /// How many traces of posterior samples are kept beside that of the maximum.
    static let predictedTraceCount = 5

    /// Simulates posterior samples for their statistics and a few of them for their traces.
    func prediction(
        samples: Matrix<Double>, maximum: [Double], progress: @escaping @Sendable (Int) -> Void
    ) async throws -> PosteriorPrediction {
        let count = Swift.min(FitResult.predictionCount, samples.rows)
        // The posterior is that of the observation, whose stimulus its samples get.
        let plan = withObservedStimulus()
        let chosen = samples.selectingRows(0..<count)
        let statistics = try await plan.statistics(
            of: chosen, firstInstance: InstanceIndices.prediction, progress: progress)
        let shown = Matrix(
            rows: 1 + Self.predictedTraceCount, columns: samples.columns,
            elements: maximum + chosen.elements.prefix(Self.predictedTraceCount * samples.columns))
        let traces = TraceCollector(count: shown.rows)
        // One index earlier, so that a trace has the noise of the simulation whose statistics count.
        let variable = configuration.voltageVariable
        try await plan.forEachTile(of: shown, firstInstance: InstanceIndices.prediction - 1) {
            tile in
            let trace = tile.trace(variable)
            for (lane, row) in tile.rows.enumerated() {
                traces.store(
                    PosteriorPrediction.Trace(
                        isMaximum: row == 0, values: trace.column(lane),
                        spikes: Array(tile.spikes[lane])), row: row)
            }
        }
        return PosteriorPrediction(statistics: statistics.values, traces: traces.traces)
    }
}

/// Traces that several tasks hand in, in the order of their rows.
private final class TraceCollector: Sendable {
    private let storage: Mutex<[PosteriorPrediction.Trace?]>

    init(count: Int) { storage = Mutex([PosteriorPrediction.Trace?](repeating: nil, count: count)) }

    func store(_ trace: PosteriorPrediction.Trace, row: Int) {
        storage.withLock { $0[row] = trace }
    }

    var traces: [PosteriorPrediction.Trace] { storage.withLock { $0.compactMap { $0 } } }
}
