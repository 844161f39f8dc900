/// What is known of instances besides the samples of their traces.
struct InstanceFacts: Sendable {
    /// Spike times in ms that models declare, one list per instance; nil where spikes are to be
    /// found in the voltage.
    var spikeTimes: [[Double]]?
    /// Currents of stimuli that differ between instances, one per instance.
    var stimulusAmplitudes: [Double]?
    /// The current of a stimulus that all share, where known.
    var sharedAmplitude: Double?

    subscript(instance: Int) -> InstanceFact {
        InstanceFact(
            spikeTimes: spikeTimes?[instance],
            stimulusAmplitude: stimulusAmplitudes?[instance] ?? sharedAmplitude)
    }
}

/// What is known of one instance besides the samples of its trace.
struct InstanceFact: Sendable {
    /// Declared spike times in ms; nil where spikes are to be found in the voltage.
    var spikeTimes: [Double]?
    /// Current of the stimulus in nA, where known.
    var stimulusAmplitude: Double?
}

extension TraceBatch {
    /// What is known of the instances besides their samples.
    var facts: InstanceFacts {
        InstanceFacts(
            spikeTimes: spikeTimes, stimulusAmplitudes: stimulusAmplitudes,
            sharedAmplitude: stimulusAmplitude)
    }
}
