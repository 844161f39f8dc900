import NeuronEquations
import RandomStreams
import Synchronization

/// What all populations of a simulator share.
final class PopulationBasis<Scalar: SimulationScalar>: Sendable {
    /// What is compiled where nothing was set.
    let demand: SimulationDemand
    let rule: SamplingRule
    /// Time steps from sample to sample of the spikes.
    let spikesEvery: Int
    let noise: RandomStream
    let programs: ProgramStore<Scalar>
    /// The parameters and inputs with the values that they have unless they are set.
    let standardValues: [String: InstanceValues]
    /// Storage of samples that tiles before have left, of this run or an earlier one.
    private let spareElements = Mutex<[[Scalar]]>([])
    /// Parameters and inputs that have been set somewhere, so that they are registers.
    let setNames = Mutex<Set<String>>([])

    init(
        demand: SimulationDemand, rule: SamplingRule, spikesEvery: Int, noise: RandomStream,
        programs: ProgramStore<Scalar>
    ) {
        self.demand = demand
        self.rule = rule
        self.spikesEvery = spikesEvery
        self.noise = noise
        self.programs = programs
        let model = programs.model
        var values: [String: InstanceValues] = [:]
        for parameter in model.parameters {
            values[parameter.name] = parameter.value.map { .all($0) }
        }
        for name in model.parameters.map(\.name) + model.inputs {
            if let constant = demand.constants[name] { values[name] = .all(constant) }
        }
        standardValues = values
    }

    var model: NeuronModel { programs.model }
    var timeStep: Double { demand.timeStep }
    var recorded: [Experiment.Recorded] { demand.recorded }

    /// What can be set: parameters, inputs and state variables.
    var settableNames: [String] {
        model.parameters.map(\.name) + model.inputs + model.stateVariables.map(\.name)
    }

    /// Empty storage for samples, of a tile before where there is any: fresh memory of the system
    /// costs more than simulating what is written there.
    func takeElements() -> [Scalar] { spareElements.withLock { $0.popLast() ?? [] } }

    /// Takes back the storage of a tile. What a consumer has kept stays intact, because arrays that
    /// are shared are not written.
    func recycle(_ tile: consuming PopulationTile<Scalar>) {
        tile.handOverElements { elements in
            elements.removeAll(keepingCapacity: true)
            let emptied = elements
            spareElements.withLock { $0.append(emptied) }
            elements = []
        }
    }

    /// The value of a parameter or input that was not set.
    func standardValue(_ name: String) throws(SimulationError) -> Double {
        if let constant = demand.constants[name] { return constant }
        if model.inputs.contains(name) { throw .inputNotFed(name) }
        guard let value = model.parameters.first(where: { $0.name == name })?.value else {
            throw .parameterWithoutValue(name)
        }
        return value
    }
}

/// The storage of one task, used for one tile after the other.
final class PopulationMemory<Scalar: SimulationScalar> {
    /// A workspace that can be kept in a collection.
    final class Box {
        var workspace: TileWorkspace<Scalar>
        init(_ workspace: consuming TileWorkspace<Scalar>) { self.workspace = workspace }
    }

    private let instanceCapacity: Int
    private var boxes: [SimulationDemand: Box] = [:]

    init(instanceCapacity: Int) { self.instanceCapacity = instanceCapacity }

    func box(for demand: SimulationDemand, _ program: BlockProgram) -> Box {
        if let box = boxes[demand] { return box }
        let box = Box(TileWorkspace(program: program, instanceCapacity: instanceCapacity))
        boxes[demand] = box
        return box
    }
}

/// The experiment has set a name that the program has as a constant: it is run again from the
/// start with that name as a register, so that the result is as if the name had been declared.
struct PopulationRestart: Error {}
