import BatchSimulation
import LinearAlgebra
import Synchronization

/// The results of a single instance, handed over by the task that simulated it.
final class ResultCollector: Sendable {
    private let storage = Mutex<ExperimentResults?>(nil)

    func store(_ results: ExperimentResults) { storage.withLock { $0 = results } }

    var results: ExperimentResults? { storage.withLock { $0 } }
}

/// A table that several tasks fill, some rows at a time.
final class TableCollector: Sendable {
    private struct Table {
        var names: [String] = []
        var rows: Int
        var values = Matrix<Double>(rows: 0, columns: 0, repeating: 0)
        var isValid: [Bool]
    }

    private let table: Mutex<Table>

    init(rows: Int) {
        table = Mutex(Table(rows: rows, isValid: [Bool](repeating: false, count: rows)))
    }

    /// Stores the rows of a tile; the first one says how many columns there are.
    func store(
        _ values: Matrix<Double>, names: [String], isValid: [Bool], rows: Range<Int>
    ) {
        table.withLock { table in
            if table.values.columns == 0 {
                table.names = names
                table.values = Matrix(rows: table.rows, columns: values.columns, repeating: .nan)
            }
            precondition(
                values.columns == table.values.columns,
                "\(values.columns) columns after \(table.values.columns)")
            let start = rows.lowerBound * values.columns
            table.values.elements.replaceSubrange(
                start..<start + values.elements.count, with: values.elements)
            table.isValid.replaceSubrange(rows, with: isValid)
        }
    }

    var names: [String] { table.withLock { $0.names } }
    /// `[rows × columns]`.
    var values: Matrix<Double> { table.withLock { $0.values } }
    var isValid: [Bool] { table.withLock { $0.isValid } }
}
