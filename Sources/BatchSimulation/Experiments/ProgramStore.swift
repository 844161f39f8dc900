import NeuronEquations
import Synchronization

/// The programs of one model by what is wanted of it, compiled when they are wanted for the first
/// time and shared by all tiles and tasks.
final class ProgramStore<Scalar: SimulationScalar>: Sendable {
    /// A compiled program with what executes it.
    struct Entry: Sendable {
        let run: TileRun<Scalar>
        let selection: BackendSelection<Scalar>

        var program: BlockProgram { run.program }
    }

    let model: NeuronModel
    private let backend: Backend
    private let cache: KernelCache
    private let entries = Mutex<[SimulationDemand: Entry]>([:])

    init(_ model: NeuronModel, _ backend: Backend, _ cache: KernelCache) {
        self.model = model
        self.backend = backend
        self.cache = cache
    }

    /// The program for a demand; whoever comes first compiles it while others wait.
    func entry(_ demand: SimulationDemand) throws(SimulationError) -> Entry {
        try entries.withLock { entries throws(SimulationError) in
            if let entry = entries[demand] { return entry }
            let program = BlockProgram(try CompiledModel(model, demand))
            let entry = Entry(
                run: TileRun(program), selection: BackendSelection(program, backend, cache))
            entries[demand] = entry
            return entry
        }
    }
}
