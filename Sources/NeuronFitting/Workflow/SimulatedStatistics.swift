public import LinearAlgebra
import SummaryStatistics
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
        store(tile.statistics(), isValid: tile.isValid, rows: tile.rows)
    }

    func store(_ table: StatisticTable, isValid: [Bool], rows: Range<Int>) {
        store(table.values(where: isValid), isValid: isValid, rows: rows)
    }

    /// - Parameter statistics: `[rows × statistics]`, row after row.
    func store(_ statistics: [Double], isValid: [Bool], rows: Range<Int>) {
        storage.withLock { collected in
            let start = rows.lowerBound * collected.values.columns
            collected.values.elements.replaceSubrange(
                start..<start + statistics.count, with: statistics)
            collected.isValid.replaceSubrange(rows, with: isValid)
        }
    }

    package var statistics: SimulatedStatistics { storage.withLock { $0 } }
}
