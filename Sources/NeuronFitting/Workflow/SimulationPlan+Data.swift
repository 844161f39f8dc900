import BatchSimulation
import LinearAlgebra
import NeuronEquations
public import Recordings
import SummaryStatistics

/// What a posterior is conditioned on: statistics of a trace, or the trace itself.
extension SimulationPlan {
    /// Names of the columns of x.
    public var statisticNames: [String] {
        traceGrid?.names(of: configuration.voltageVariable) ?? configuration.statistics.names
    }

    /// Units of the columns of x; `1` for a pure number.
    public var statisticUnits: [String] {
        guard let traceGrid else { return configuration.statistics.units }
        return [String](repeating: "mV", count: traceGrid.count)
    }

    /// x of a measured sweep `[statisticNames.count]`, by the same code and on the same samples as
    /// those of simulations; NaN where a statistic does not exist.
    public func observed(_ recording: Recording) throws -> [Double] {
        try reference.observed(recording, configuration, on: traceGrid)
    }

    /// Whether samples go into statistics as they are simulated, and no trace is kept.
    var streamsStatistics: Bool { traceGrid == nil && configuration.statistics.isStreamable }

    /// The samples of the traces of a tile, row after row; NaN in rows that did not stay finite.
    func sampledTraces<Scalar: SimulationScalar>(
        _ voltage: Matrix<Scalar>, isValid: [Bool], on grid: TraceGrid
    ) -> [Double] {
        isValid.enumerated().flatMap { lane, isValid in
            isValid
                ? grid.values { Double(voltage[$0, lane]) }
                : [Double](repeating: .nan, count: grid.count)
        }
    }
}
