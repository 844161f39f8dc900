package import LinearAlgebra
import Synchronization

/// A matrix whose rows several tasks fill in; rows never written hold NaN.
package final class RowCollector: Sendable {
    private let storage: Mutex<Matrix<Double>>

    package init(rows: Int, columns: Int) {
        storage = Mutex(Matrix(rows: rows, columns: columns, repeating: .nan))
    }

    /// Writes whole rows, one after the other.
    package func write(_ values: [Double], firstRow: Int) {
        storage.withLock { matrix in
            let start = firstRow * matrix.columns
            matrix.elements.replaceSubrange(start..<start + values.count, with: values)
        }
    }

    package var matrix: Matrix<Double> { storage.withLock { $0 } }
}
