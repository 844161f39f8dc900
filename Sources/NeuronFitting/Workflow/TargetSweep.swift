import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Probability
public import Recordings

extension SimulationPlan {
    /// Simulates the configuration's target and presents it as a recorded sweep.
    ///
    /// With a membrane area in the configuration the current of the model, a density, is given in
    /// nA; the junction potential is taken off and the drop over the series resistance is added, so
    /// that preparing the sweep as a recording gives the simulation back. Only the samples of spikes
    /// after which the model resets its voltage are others: there is the peak, the bound of the
    /// spike condition where spikes of recordings are found by it, 20 mV elsewhere.
    /// - Throws: ``FitError/targetFailed``, or what simulations throw.
    public func targetSweep(_ target: TargetSettings) async throws -> Recording {
        let peak = SpikePeak(
            of: target.model?.model ?? configuration.model,
            variable: target.model?.variables[configuration.voltageVariable]
                ?? configuration.voltageVariable,
            values: target.model?.constants
                ?? configuration.constants.merging(target.parameters) { $1 },
            detection: configuration.search.spikeThreshold)
        return try await sweep(of: target, targetResults(target), peak)
    }

    /// Presents what the target did as a recorded sweep.
    /// - Parameter peak: of spikes that a reset takes from the trace; nil leaves them out, as they
    ///   are in the traces of simulations.
    func sweep(
        of target: TargetSettings, _ results: ExperimentResults, _ peak: SpikePeak? = nil
    ) throws -> Recording {
        let settings = configuration.recording
        let stimulus = stimulus(of: target)
        var current = stimulus.samples(
            timeStep: experiment.timeStep, count: experiment.sampleCount())
        if let area = settings.membraneArea {
            current = current.map { $0 * area * 1e3 }
        } else {
            let units = StimulusUnits(
                model: configuration.model, input: configuration.protocolSettings.input)
            current = current.map(units.nanoamperes)
        }
        var simulated = Array(
            try results.chunks[0].samples(of: configuration.voltageVariable))
        peak?.show(Array(results.chunks[0].spikes), in: &simulated, timeStep: experiment.timeStep)
        let voltage = zip(simulated, current).map {
            $0 - settings.junctionPotential + $1 * settings.seriesResistance
        }
        return Recording(
            source: "simulation", sweep: "target", sweepNumber: 0,
            stimulusDescription: "simulated with " + description(of: target),
            samplingInterval: experiment.timeStep,
            voltage: voltage, current: current, currentUnit: .nanoamperes)
    }

    private func description(of target: TargetSettings) -> String {
        var values = configuration.prior.names.compactMap { name in
            target.parameters[name].map { "\(name) = \($0)" }
        }
        guard let other = target.model else { return values.joined(separator: ", ") }
        values = other.constants.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
        let name = other.model.name.isEmpty ? "another model" : other.model.name
        return values.isEmpty ? name : "\(name): " + values.joined(separator: ", ")
    }

    /// What the target does: the recorded variables, by their names in the fitted model, and its
    /// spikes.
    /// - Throws: ``FitError/targetFailed``, or what simulations throw.
    func targetResults(_ target: TargetSettings) async throws -> ExperimentResults {
        switch configuration.precision {
        case .single: try await targetResults(Float.self, target)
        case .double: try await targetResults(Double.self, target)
        }
    }

    private func targetResults<Scalar: SimulationScalar>(
        _: Scalar.Type, _ target: TargetSettings
    ) async throws -> ExperimentResults {
        let simulator: BatchSimulator<Scalar>
        var values: [Double] = []
        let recordsSpikes =
            target.model.map { $0.model.spikeCondition != nil } ?? experiment.recordsSpikes
        if let other = target.model {
            var experiment = experiment
            experiment.input = other.input
            experiment.stimulus = stimulus(of: target).scaled(by: other.stimulusFactor)
            experiment.recorded = configuration.recordedVariables.map {
                .init(other.variables[$0] ?? $0)
            }
            experiment.recordsSpikes = recordsSpikes
            simulator = try BatchSimulator<Scalar>(
                model: other.model, experiment: experiment, integrator: other.integrator,
                variedParameters: [], constants: other.constants, seed: configuration.seed,
                threads: 1, backend: backend)
        } else {
            values = target.row(names: configuration.prior.names)
            var plan = withObservedStimulus()
            plan.experiment.stimulus = stimulus(of: target)
            simulator = try plan.simulator(Scalar.self, streams: false)
        }
        let collector = ResultCollector()
        let names = configuration.recordedVariables
        let interval = experiment.timeStep
        let duration = Double(experiment.stepCount) * interval
        let spikePeriods =
            recordsSpikes
            ? [SpikePeriod(startTime: 0, interval: interval, sampleCount: experiment.sampleCount())]
            : []
        try await simulator.run(
            parameters: Matrix(rows: 1, columns: values.count, elements: values),
            firstInstance: InstanceIndices.target
        ) { tile in
            guard tile.isValid[0] else { throw FitError.targetFailed }
            let recordings = zip(names, tile.traces).map { name, trace in
                let samples = (0..<trace.rows).map { Double(trace[$0, 0]) }
                return (
                    name: name,
                    periods: [StoredPeriod(startTime: 0, interval: interval, samples: samples)]
                )
            }
            collector.store(
                ExperimentResults(chunks: [
                    InstanceChunk(
                        recordings: recordings, spikes: Array(tile.spikes[0]),
                        spikePeriods: spikePeriods, recordsSpikes: recordsSpikes,
                        timeStep: interval, duration: duration)
                ]))
        }
        guard let results = collector.results else {
            preconditionFailure("a run of one instance has one tile")
        }
        return results
    }
}
