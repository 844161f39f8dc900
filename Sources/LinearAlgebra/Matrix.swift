/// A dense matrix in row-major order.
///
/// Shapes in documentation are written `[rows × columns]`. Wrong shapes are programmer mistakes
/// and trap with both shapes in the message.
public struct Matrix<Scalar: BLASScalar>: Equatable, Sendable {
    /// Number of rows.
    public let rows: Int
    /// Number of columns.
    public let columns: Int
    /// The entries, row after row: `elements[i * columns + j]` is row i, column j. Entries may be
    /// replaced, their number may not change.
    public var elements: [Scalar]

    /// Creates a matrix from its entries in row-major order.
    public init(rows: Int, columns: Int, elements: [Scalar]) {
        precondition(
            rows >= 0 && columns >= 0 && elements.count == rows * columns,
            "\(elements.count) elements given for a matrix of [\(rows) × \(columns)]")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// Creates a matrix whose entries are all the same.
    public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
        self.init(
            rows: rows, columns: columns,
            elements: [Scalar](repeating: value, count: rows * columns))
    }

    /// Creates a matrix from its rows, which must be of one length.
    public init(_ rows: [[Scalar]]) {
        let columns = rows.first?.count ?? 0
        for (index, row) in rows.enumerated() {
            precondition(
                row.count == columns, "row \(index) has \(row.count) entries, expected \(columns)")
        }
        self.init(rows: rows.count, columns: columns, elements: Array(rows.joined()))
    }

    /// Creates a matrix entry by entry.
    public init(rows: Int, columns: Int, _ entry: (_ row: Int, _ column: Int) throws -> Scalar)
        rethrows
    {
        var elements = [Scalar]()
        elements.reserveCapacity(rows * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                elements.append(try entry(row, column))
            }
        }
        self.init(rows: rows, columns: columns, elements: elements)
    }

    /// Converts the entries of another precision, rounding to nearest.
    public init<Other: BLASScalar>(_ other: Matrix<Other>) {
        self.init(
            rows: other.rows, columns: other.columns, elements: other.elements.map { Scalar($0) })
    }

    /// The identity matrix `[size × size]`.
    public static func identity(_ size: Int) -> Matrix {
        diagonal([Scalar](repeating: 1, count: size))
    }

    /// A square matrix with the given diagonal and zeros elsewhere.
    public static func diagonal(_ diagonal: [Scalar]) -> Matrix {
        var result = Matrix(rows: diagonal.count, columns: diagonal.count)
        for (index, value) in diagonal.enumerated() { result[index, index] = value }
        return result
    }

    /// The entry at a row and a column.
    @inlinable
    public subscript(row: Int, column: Int) -> Scalar {
        get {
            precondition(
                row >= 0 && row < rows && column >= 0 && column < columns,
                "entry outside of the matrix")
            return elements[row * columns + column]
        }
        _modify {
            precondition(
                row >= 0 && row < rows && column >= 0 && column < columns,
                "entry outside of the matrix")
            yield &elements[row * columns + column]
        }
    }

    /// The entries of one row, `[columns]`.
    public func row(_ index: Int) -> ArraySlice<Scalar> {
        elements[index * columns..<(index + 1) * columns]
    }

    /// The entries of one column, `[rows]`.
    public func column(_ index: Int) -> [Scalar] {
        precondition(index >= 0 && index < columns, "column \(index) of \(columns)")
        return (0..<rows).map { elements[$0 * columns + index] }
    }

    /// The entries of the main diagonal.
    public var diagonal: [Scalar] {
        (0..<Swift.min(rows, columns)).map { elements[$0 * columns + $0] }
    }

    /// The rows with the given indices, in their order; an index may occur more than once.
    public func selectingRows(_ indices: some Collection<Int>) -> Matrix {
        var selected = [Scalar]()
        selected.reserveCapacity(indices.count * columns)
        for index in indices { selected.append(contentsOf: row(index)) }
        return Matrix(rows: indices.count, columns: columns, elements: selected)
    }

    /// The columns with the given indices, in their order.
    public func selectingColumns(_ indices: [Int]) -> Matrix {
        Matrix(rows: rows, columns: indices.count) { self[$0, indices[$1]] }
    }

    /// The matrix with rows and columns exchanged.
    public func transposed() -> Matrix {
        // Blocks of 16 × 16 keep both sides in cache lines that are read whole.
        let block = 16
        let (rowCount, columnCount) = (rows, columns)
        let transposed = [Scalar](unsafeUninitializedCapacity: elements.count) { target, count in
            elements.withUnsafeBufferPointer { source in
                for firstRow in stride(from: 0, to: rowCount, by: block) {
                    for firstColumn in stride(from: 0, to: columnCount, by: block) {
                        for row in firstRow..<Swift.min(firstRow + block, rowCount) {
                            for column in firstColumn..<Swift.min(firstColumn + block, columnCount)
                            {
                                target.initializeElement(
                                    at: column * rowCount + row,
                                    to: source[row * columnCount + column])
                            }
                        }
                    }
                }
            }
            count = rowCount * columnCount
        }
        return Matrix(rows: columns, columns: rows, elements: transposed)
    }
}
