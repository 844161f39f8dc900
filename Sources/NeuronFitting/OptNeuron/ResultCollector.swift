import BatchSimulation
import Synchronization

/// The results of a single instance, handed over by the task that simulated it.
final class ResultCollector: Sendable {
    private let storage = Mutex<ExperimentResults?>(nil)

    func store(_ results: ExperimentResults) { storage.withLock { $0 = results } }

    var results: ExperimentResults? { storage.withLock { $0 } }
}
