/// What an experiment keeps besides its recordings: numbers by name.
public typealias ExperimentData = [String: InstanceValues]

/// An experiment with a name of its own, to be run on any model in any precision.
///
/// It is written for one neuron and run once for a whole tile of them:
///
/// ```swift
/// struct TwoSteps: NeuronExperiment {
///     func run<Scalar>(_ population: inout Population<Scalar>) throws -> ExperimentData {
///         population.startRecording()
///         try population.run(AttributeSequence.step(of: "I_app", from: 0, to: 5))
///         population.reset(parameters: false)
///         population.startRecording()
///         try population.run(AttributeSequence.step(of: "I_app", from: 0, to: 10))
///         return [:]
///     }
/// }
/// ```
///
/// It may be run more than once for the same instances, see ``PopulationSimulator``, and must do
/// the same each time.
public protocol NeuronExperiment: Sendable {
    /// Does the experiment.
    /// - Returns: numbers to be kept with the results; `.each` has one for each instance.
    func run<Scalar: SimulationScalar>(
        _ population: inout Population<Scalar>
    ) throws -> ExperimentData
}

extension ExperimentProtocol: NeuronExperiment {
    public func run<Scalar: SimulationScalar>(
        _ population: inout Population<Scalar>
    ) throws -> ExperimentData {
        try perform(on: &population)
        return [:]
    }
}

extension Experiment: NeuronExperiment {
    /// Records from the initial state on under one stimulus.
    public func run<Scalar: SimulationScalar>(
        _ population: inout Population<Scalar>
    ) throws -> ExperimentData {
        population.startRecording()
        if let input { try population.stimulate(input, with: stimulus) }
        try population.simulate(duration)
        return [:]
    }
}
