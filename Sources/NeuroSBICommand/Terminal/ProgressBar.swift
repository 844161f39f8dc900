import Foundation
import Synchronization

/// A bar with rate and time left, redrawn in place on a terminal; silent elsewhere.
///
/// Safe to advance from several tasks. It draws at most ten times a second, so that advancing
/// costs nothing beside the work.
final class ProgressBar: Sendable {
    private struct State {
        var done = 0
        var lastDrawn: ContinuousClock.Instant?
        var lineLength = 0
    }

    private let title: String
    private let total: Int
    private let unit: String
    private let isVisible: Bool
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// - Parameter unit: what is counted, in the plural, such as `simulations`.
    init(_ title: String, total: Int, unit: String, isQuiet: Bool) {
        self.title = title
        self.total = total
        self.unit = unit
        isVisible = !isQuiet && StandardError.isTerminal
    }

    /// Counts further pieces as done.
    /// - Parameter note: what is shown behind the time left, such as the best loss.
    func advance(by count: Int, note: String? = nil) {
        guard isVisible else { return }
        state.withLock { state in
            state.done += count
            let now = ContinuousClock.now
            if let last = state.lastDrawn, now - last < .milliseconds(100), state.done < total {
                return
            }
            state.lastDrawn = now
            draw(&state, elapsed: (now - start) / .seconds(1), note: note)
        }
    }

    /// Removes the bar.
    func finish() {
        guard isVisible else { return }
        state.withLock { state in
            StandardError.write(
                "\r" + String(repeating: " ", count: state.lineLength) + "\r", terminator: "")
        }
    }

    private func draw(_ state: inout State, elapsed: Double, note: String?) {
        let share = total > 0 ? min(1, Double(state.done) / Double(total)) : 1
        let width = 24
        let filled = Int((share * Double(width)).rounded(.down))
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let rate = elapsed > 0 ? Double(state.done) / elapsed : 0
        let left = rate > 0 ? Double(total - state.done) / rate : 0
        let line =
            "\(title) \(bar) \(state.done)/\(total) \(unit)"
            + ", \(NumberFormat.significant(rate, digits: 3))/s, \(NumberFormat.duration(left)) left"
            + (note.map { ", \($0)" } ?? "")
        let padding = String(repeating: " ", count: max(0, state.lineLength - line.count))
        state.lineLength = line.count
        StandardError.write("\r" + line + padding, terminator: "")
    }
}
