import Synchronization

/// Chooses the backend of a program, and keeps the kernel once it is loaded.
final class BackendSelection<Scalar: SimulationScalar>: Sendable {
    private let program: BlockProgram
    private let wanted: Backend
    private let cache: KernelCache
    private let instructionCount: Int
    private let state = Mutex(State())

    private struct State {
        /// Instructions times lanes that were asked for so far.
        var work = 0.0
        /// Whether it was looked up that the kernel is not in the cache.
        var isMissing = false
        var kernel: Result<KernelCache.Function, NativeBackendError>?
    }

    init(_ program: BlockProgram, _ wanted: Backend, _ cache: KernelCache) {
        self.program = program
        self.wanted = wanted
        self.cache = cache
        instructionCount = program.instructionsOfTimeLoop.count
    }

    /// Instructions times lanes from which on a kernel that is still to be compiled pays off: the
    /// interpreter needs about half a second for them, a compiler a quarter.
    private static var worthCompiling: Double { 4e9 }

    /// The executor for a run of so many instances and steps.
    ///
    /// Many short runs of one program pay for its kernel as one long run does, so their work adds
    /// up.
    /// - Parameter isCounted: whether the run takes place, or is only asked about.
    func executor(
        instances: Int, steps: Int, isCounted: Bool = true
    ) -> (any StepExecutor<Scalar>, BackendChoice) {
        let interpreter = InterpretedSteps<Scalar>(program)
        guard wanted != .interpreter, steps > 0 else {
            return (interpreter, BackendChoice(backend: .interpreter))
        }
        let kernel = state.withLock { state in
            let work =
                state.work + Double(instances) * Double(steps) * Double(instructionCount)
            if isCounted { state.work = work }
            if state.kernel == nil { lookForKernel(work, &state) }
            return state.kernel
        }
        switch kernel {
        case nil:
            return (interpreter, BackendChoice(backend: .interpreter))
        case .success(let kernel):
            let native = NativeSteps<Scalar>(program: program, kernel: kernel)
            return (native, BackendChoice(backend: .native))
        case .failure(let error):
            return (interpreter, BackendChoice(backend: .interpreter, complaint: "\(error)"))
        }
    }

    private func lookForKernel(_ work: Double, _ state: inout State) {
        let isWanted = wanted == .native || work > Self.worthCompiling
        guard isWanted || !state.isMissing else { return }
        let source = NativeSource(program, isDouble: Scalar.self == Double.self)
        guard isWanted || cache.contains(source) else {
            state.isMissing = true
            return
        }
        state.kernel = Result { () throws(NativeBackendError) in try cache.kernel(source) }
    }
}
