import NeuronEquations

/// A piece of an experiment that can be run again and again, with other settings or in other
/// experiments.
///
/// ```swift
/// let step = AttributeSequence.step(of: "I", durations: (500, 500), from: 0, to: 10)
/// try population.run(step)
/// ```
///
/// A population keeps when each was run: ``PopulationTile/simulations``.
public protocol ReusableSimulation: Sendable {
    /// How results call it.
    var name: String { get }
    /// What the model must have.
    var requirements: [SimulationRequirement] { get }
    /// Does it.
    func perform<Scalar: SimulationScalar>(on population: inout Population<Scalar>) throws
}

/// What a model must have for a simulation to make sense.
public enum SimulationRequirement: Sendable, Hashable {
    /// A parameter, an input or a state variable with this name.
    case attribute(String)
    /// A spike condition.
    case spikes
}

/// A simulation that was run: which, and when.
public struct PerformedSimulation: Sendable {
    public let simulation: any ReusableSimulation
    /// The position of the chunk in the results.
    public let chunk: Int
    /// The time at its beginning, ms since the last reset.
    public let start: Double
    /// The time at its end, ms since the last reset.
    public let end: Double
}

extension Population {
    /// Runs a simulation after a look at what it requires of the model.
    /// - Throws: ``SimulationError/unknownName(_:role:known:)``,
    ///   ``SimulationError/spikesRequired(by:)``, or what the simulation throws.
    public mutating func run(_ simulation: some ReusableSimulation) throws {
        for requirement in simulation.requirements {
            switch requirement {
            case .attribute(let name):
                guard basis.settableNames.contains(name) else {
                    throw SimulationError.unknownName(
                        name, role: "an attribute that \(simulation.name) needs",
                        known: basis.settableNames)
                }
            case .spikes:
                guard basis.model.spikeCondition != nil else {
                    throw SimulationError.spikesRequired(by: simulation.name)
                }
            }
        }
        let start = time
        let chunk = finishedChunks.count
        try simulation.perform(on: &self)
        performed.append(
            PerformedSimulation(simulation: simulation, chunk: chunk, start: start, end: time))
    }
}
