import Foundation
import Synchronization

/// Ctrl-C as a wish to stop at the next safe place; a second one ends the process at once.
enum InterruptSignal {
    private static let count = Atomic(0)

    /// From now on the first signal is only remembered.
    static func catchFirst() {
        // The handler may only do what is safe inside a signal: an atomic addition and `_exit`.
        signal(SIGINT) { _ in
            if InterruptSignal.count.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
        }
    }

    /// From now on a signal ends the process again.
    static func letThrough() { signal(SIGINT, SIG_DFL) }

    /// Whether the user has asked to stop.
    static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    /// Throws where the user has asked to stop.
    static func check(_ howToResume: String) throws {
        if isRequested { throw Interrupted("interrupted; \(howToResume)") }
    }
}
