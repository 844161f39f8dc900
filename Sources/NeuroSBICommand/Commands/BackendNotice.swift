import NeuroSBI

/// Says on standard error, in one line, where the native backend cannot be used although it was
/// asked for.
enum BackendNotice {
    static func show(_ plan: SimulationPlan, instances: Int) throws {
        if let complaint = try plan.backendChoice(instances: instances).complaint {
            StandardError.write("neurosbi: simulating with the interpreter: \(complaint)")
        }
    }
}
