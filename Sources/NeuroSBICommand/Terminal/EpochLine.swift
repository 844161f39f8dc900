import NeuroSBI
import Synchronization

/// One line for an epoch: on a terminal redrawn in place, elsewhere written every ten seconds, because a
/// log of the thousands of epochs of an ensemble would be read by nobody.
final class EpochLine: Sendable {
    private let isQuiet: Bool
    private let lastWritten = Mutex(ContinuousClock.now)

    private static let interval = Duration.seconds(10)

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
    }

    func show(_ epoch: EpochReport, network: Int) {
        guard !isQuiet, StandardError.isTerminal || isDue() else { return }
        let line =
            "network \(network + 1), epoch \(epoch.epoch): "
            + "training loss \(NumberFormat.significant(epoch.trainingLoss)), "
            + "validation loss \(NumberFormat.significant(epoch.validationLoss)) "
            + "(best \(NumberFormat.significant(epoch.bestValidationLoss))), "
            + NumberFormat.duration(epoch.seconds)
        StandardError.write(
            StandardError.isTerminal ? "\r\u{1B}[K" + line : line,
            terminator: StandardError.isTerminal ? "" : "\n")
    }

    /// Ends the line.
    func finish() {
        if !isQuiet && StandardError.isTerminal { StandardError.write("") }
    }

    private func isDue() -> Bool {
        lastWritten.withLock { last in
            let now = ContinuousClock.now
            guard now - last >= Self.interval else { return false }
            last = now
            return true
        }
    }
}
