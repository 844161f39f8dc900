import Synchronization

/// Chooses the backend of a simulation, and keeps the kernel once it is loaded.
final class BackendSelection<Scalar: SimulationScalar>: Sendable {
    private let program: BlockProgram
    private let interpreter: InterpretedSteps<Scalar>
    private let wanted: Backend
    private let cache: KernelCache
    private let kernel = Mutex<Result<KernelCache.Function, NativeBackendError>?>(nil)

    init(_ interpreter: InterpretedSteps<Scalar>, _ wanted: Backend, _ cache: KernelCache) {
        program = interpreter.program
        self.interpreter = interpreter
        self.wanted = wanted
        self.cache = cache
    }

    /// Instructions times lanes from which on a kernel that is still to be compiled pays off: the
    /// interpreter needs about half a second for them, a compiler a quarter.
    private static var worthCompiling: Double { 4e9 }

    /// The executor for a run of `instances`.
    func executor(instances: Int) -> (any StepExecutor<Scalar>, BackendChoice) {
        let interpreted = BackendChoice(backend: .interpreter)
        guard wanted != .interpreter, program.model.stepCount > 0 else {
            return (interpreter, interpreted)
        }
        let work =
            Double(instances) * Double(program.model.stepCount)
            * Double(program.instructionsOfTimeLoop.count)
        let result = kernel.withLock { known in
            if known == nil {
                let source = NativeSource(program, isDouble: Scalar.self == Double.self)
                if wanted == .native || work > Self.worthCompiling || cache.contains(source) {
                    known = Result { () throws(NativeBackendError) in try cache.kernel(source) }
                }
            }
            return known
        }
        switch result {
        case nil:
            return (interpreter, interpreted)
        case .success(let kernel):
            let native = NativeSteps(
                program: program, table: interpreter.table, kernel: kernel)
            return (native, BackendChoice(backend: .native))
        case .failure(let error):
            return (interpreter, BackendChoice(backend: .interpreter, complaint: "\(error)"))
        }
    }
}
