import BatchSimulation
import LinearAlgebra
import NeuronEquations
public import Recordings
import SummaryStatistics

/// What a posterior is conditioned on: statistics of a trace, or the trace itself.
extension SimulationPlan {
    /// Names of the columns of x: where it is a trace, its samples, and behind them the amplitude of
    /// the current where that is drawn.
    public var statisticNames: [String] {
        guard let traceGrid else { return configuration.statistics.names }
        return traceGrid.names(of: configuration.voltageVariable)
            + (configuration.amplitudeStandsBesideTraces ? [DrawnStep.statistic] : [])
    }

    /// Units of the columns of x; `1` for a pure number.
    public var statisticUnits: [String] {
        guard let traceGrid else { return configuration.statistics.units }
        return [String](repeating: "mV", count: traceGrid.count)
            + (configuration.amplitudeStandsBesideTraces ? ["nA"] : [])
    }

    /// x of a measured sweep `[statisticNames.count]`, by the same code and on the same samples as
    /// those of simulations; NaN where a statistic does not exist.
    public func observed(_ recording: Recording) throws -> [Double] {
        try reference.observed(recording, configuration, on: traceGrid)
    }

    /// Whether samples go into statistics as they are simulated, and no trace is kept.
    var streamsStatistics: Bool { traceGrid == nil && configuration.statistics.isStreamable }

    /// The samples of the traces of a tile, row after row, each with what stands beside it; NaN in
    /// rows that did not stay finite.
    /// - Parameter instances: the global indices of the rows.
    func sampledTraces<Scalar: SimulationScalar>(
        _ voltage: Matrix<Scalar>, isValid: [Bool], on grid: TraceGrid, instances: Range<Int>
    ) -> [Double] {
        let amplitudes = stimulusAmplitudes(instances)
        return isValid.enumerated().flatMap { lane, isValid in
            isValid
                ? grid.values { Double(voltage[$0, lane]) }
                    + configuration.besideTrace(amplitudes?[lane] ?? stimulusAmplitude)
                : [Double](repeating: .nan, count: statisticNames.count)
        }
    }
}

extension FitConfiguration {
    /// Whether x is a trace with the amplitude of its current behind it.
    var amplitudeStandsBesideTraces: Bool { traces != nil && protocolSettings.drawnStep != nil }

    /// What stands behind the samples of a trace, in single precision as these are.
    /// - Parameter amplitude: of its current; NaN is what is not known.
    func besideTrace(_ amplitude: Double?) -> [Double] {
        amplitudeStandsBesideTraces ? [amplitude.map { Double(Float($0)) } ?? .nan] : []
    }
}
