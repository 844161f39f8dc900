import BatchSimulation
import LinearAlgebra
import Probability
public import Recordings

extension SimulationPlan {
    /// Simulates the configuration's target and presents it as a recorded sweep.
    ///
    /// With a membrane area in the configuration the current of the model, a density, is given in
    /// nA; the junction potential is taken off and the drop over the series resistance is added, so
    /// that preparing the sweep as a recording gives the simulation back.
    public func targetSweep(_ target: TargetSettings) async throws -> Recording {
        let names = configuration.prior.names
        let parameters = Matrix(
            rows: 1, columns: names.count, elements: target.row(names: names))
        let collector = RowCollector(rows: 1, columns: experiment.sampleCount())
        let variable = configuration.voltageVariable
        try await forEachTile(of: parameters, firstInstance: InstanceIndices.target) { tile in
            collector.write(tile.trace(variable).column(0), firstRow: 0)
        }
        let settings = configuration.recording
        let stimulus = stimulus(ofInstance: InstanceIndices.target)
        var current = stimulus.samples(
            timeStep: experiment.timeStep, count: experiment.sampleCount())
        if let area = settings.membraneArea {
            current = current.map { $0 * area * 1e3 }
        } else {
            let units = StimulusUnits(
                model: configuration.model, input: configuration.protocolSettings.input)
            current = current.map(units.nanoamperes)
        }
        let voltage = zip(collector.matrix.elements, current).map {
            $0 - settings.junctionPotential + $1 * settings.seriesResistance
        }
        return Recording(
            source: "simulation", sweep: "target", sweepNumber: 0,
            stimulusDescription: "simulated with "
                + zip(names, parameters.elements).map { "\($0) = \($1)" }.joined(separator: ", "),
            samplingInterval: experiment.timeStep,
            voltage: voltage, current: current, currentUnit: .nanoamperes)
    }
}
