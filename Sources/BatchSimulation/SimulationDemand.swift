/// What is wanted of a model, as far as it decides what is compiled.
///
/// Parameters of instances, stimuli and durations are not part of it: they come in at run time.
package struct SimulationDemand: Sendable, Hashable {
    /// The time step in ms.
    package var timeStep: Double
    package var integrator: Integrator
    /// Names whose values differ between instances; for state variables their initial values.
    package var variedParameters: [String]
    /// Values instead of the defaults, the same for all instances.
    package var constants: [String: Double] = [:]
    /// The input that a stimulus feeds.
    package var stimulatedInput: String?
    /// Whether each instance has a stimulus of its own.
    package var stimulusIsPerInstance = false
    package var recorded: [Experiment.Recorded] = []
    /// The positions of the recordings that are made now; nil stands for all. The others take part
    /// in the compilation all the same, so that turning one off changes no bit of the rest.
    package var activeRecordings: [Int]?
    package var recordsSpikes = true
    /// Where an instance stands still for the rest of a segment.
    package var stop: StopCondition?

    package init(timeStep: Double, integrator: Integrator, variedParameters: [String] = []) {
        self.timeStep = timeStep
        self.integrator = integrator
        self.variedParameters = variedParameters
    }

    /// What an experiment wants.
    package init(
        _ experiment: Experiment, integrator: Integrator, variedParameters: [String],
        constants: [String: Double]
    ) {
        self.init(
            timeStep: experiment.timeStep, integrator: integrator,
            variedParameters: variedParameters)
        self.constants = constants
        stimulatedInput = experiment.input
        recorded = experiment.recorded
        recordsSpikes = experiment.recordsSpikes
    }
}
