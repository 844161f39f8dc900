public import LinearAlgebra
import Synchronization

/// Statistics of simulated instances.
public struct SimulatedStatistics: Sendable {
    /// `[instances × statistics]`; NaN where a statistic does not exist.
    public fileprivate(set) var values: Matrix<Double>
    /// Whether every state variable of an instance stayed finite, `[instances]`.
    public fileprivate(set) var isValid: [Bool]
}

/// Statistics that several tasks hand in, tile by tile; instances never handed in are invalid.
package final class StatisticsCollector: Sendable {
    private let storage: Mutex<SimulatedStatistics>

    package init(instances: Int, statistics: Int) {
        storage = Mutex(
            SimulatedStatistics(
                values: Matrix(rows: instances, columns: statistics, repeating: .nan),
                isValid: [Bool](repeating: false, count: instances)))
    }

    package func store(_ tile: SimulationPlan.FinishedTile) {
        let statistics = tile.statistics()
        storage.withLock { collected in
            let columns = collected.values.columns
            let start = tile.rows.lowerBound * columns
            collected.values.elements.replaceSubrange(
                start..<start + statistics.count, with: statistics)
            collected.isValid.replaceSubrange(tile.rows, with: tile.isValid)
        }
    }

    package var statistics: SimulatedStatistics { storage.withLock { $0 } }
}
