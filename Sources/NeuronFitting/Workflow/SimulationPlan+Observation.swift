import BatchSimulation
import LinearAlgebra
import Recordings
import SummaryStatistics

extension SimulationPlan {
    /// x of an observation `[statisticNames.count]`, NaN where a statistic does not exist.
    ///
    /// Those of a simulated one whose model resets its voltage count the spikes of the model, as
    /// the statistics of simulations do; all others those that show in the voltage.
    func observed(_ observation: PreparedObservation) throws -> [Double] {
        guard traceGrid == nil, let simulated = observation.simulated, simulated.declaresSpikes
        else { return try observed(observation.recording) }
        let seen = try traces(of: observation.recording)
        let end = seen.startTime + observation.recording.duration
        let spikes = simulated.results.chunks[0].spikes.filter {
            seen.startTime <= $0 && $0 <= end
        }
        let batch = TraceBatch(
            voltage: seen.voltage, samplingInterval: seen.samplingInterval,
            startTime: seen.startTime, stimulusStart: seen.stimulusStart,
            stimulusEnd: seen.stimulusEnd, stimulusAmplitude: seen.stimulusAmplitude,
            spikeTimes: [spikes], samplesPerMillisecond: seen.samplesPerMillisecond)
        return Array(configuration.statistics.evaluate(batch).values.row(0))
    }

    /// The observation as results of the experiment, as long as the experiment is and on its time
    /// axis.
    /// - Parameter spikeThreshold: the voltage in mV that spikes cross upwards where nothing else
    ///   says when they are; nil leaves spikes to those who find them in the voltage, except where
    ///   they do not show in it.
    func results(
        of observation: PreparedObservation, spikeThreshold: Double?
    ) -> ExperimentResults {
        let count = experiment.sampleCount()
        let voltage = Array(observation.recording.voltage.prefix(count))
        var recordings = [(name: configuration.voltageVariable, periods: [period(voltage)])]
        // A window cuts a simulated sweep, whose own time begins at 0.
        let start = observation.recording.startTime
        let first = Int((start / experiment.timeStep).rounded())
        var spikes: [Double]?
        if let simulated = observation.simulated {
            let chunk = simulated.results.chunks[0]
            for name in chunk.names where name != configuration.voltageVariable {
                let samples = (try? chunk.samples(of: name)) ?? .none
                recordings.append(
                    (name, [period(Array(samples.dropFirst(first).prefix(count)))]))
            }
            if chunk.recordsSpikes, simulated.declaresSpikes || spikeThreshold != nil {
                let end = Double(count - 1) * experiment.timeStep
                spikes = chunk.spikes.map { $0 - start }.filter { 0 <= $0 && $0 <= end }
            }
        }
        if spikes == nil, let spikeThreshold {
            spikes = InstanceChunk.upwardCrossings(
                of: spikeThreshold, in: voltage, interval: experiment.timeStep)
        }
        return ExperimentResults(chunks: [
            InstanceChunk(
                recordings: recordings, spikes: spikes ?? [],
                spikePeriods: spikes == nil
                    ? []
                    : [
                        SpikePeriod(
                            startTime: 0, interval: experiment.timeStep, sampleCount: voltage.count)
                    ],
                recordsSpikes: spikes != nil,
                timeStep: experiment.timeStep,
                duration: Double(experiment.stepCount) * experiment.timeStep)
        ])
    }

    private func period(_ samples: [Double]) -> StoredPeriod {
        StoredPeriod(startTime: 0, interval: experiment.timeStep, samples: samples)
    }
}
