import HDF5Storage
public import LinearAlgebra

/// Writes a large matrix to an NPY file block by block, in any order and from several threads.
///
/// The file appears under its name at `commit()`; without it nothing is left behind. Rows never
/// written hold zeros.
///
/// ```swift
/// let writer = try NPYRowWriter<Float>(path: "v.npy", rows: 100_000, columns: 12_001)
/// try writer.write(tile, firstRow: 512)  // tile: [rows × 12001]
/// try writer.commit()
/// ```
public final class NPYRowWriter<Scalar: BLASScalar>: Sendable {
    /// Number of rows of the whole matrix.
    public let rows: Int
    /// Number of columns of the whole matrix.
    public let columns: Int
    private let file: AtomicFile
    private let dataOffset: Int

    /// Begins a file for a matrix `[rows × columns]`.
    public init(path: String, rows: Int, columns: Int) throws(RecordingError) {
        precondition(rows >= 0 && columns >= 0, "a matrix of [\(rows) × \(columns)]")
        let header = NPYHeader.bytes(
            elementType: Scalar.self == Float.self ? .float32 : .float64, rows: rows,
            columns: columns)
        self.rows = rows
        self.columns = columns
        dataOffset = header.count
        do {
            file = try AtomicFile(path: path)
            try file.append(header)
            try file.extend(to: header.count + rows * columns * MemoryLayout<Scalar>.size)
        } catch {
            throw .cannotWrite(file: path, reason: error.reason)
        }
    }

    /// Writes whole rows: `block` is `[n × columns]` and begins at row `firstRow` of the file.
    public func write(_ block: Matrix<Scalar>, firstRow: Int) throws(RecordingError) {
        precondition(
            block.columns == columns && firstRow >= 0 && firstRow + block.rows <= rows,
            "[\(block.rows) × \(block.columns)] at row \(firstRow) of [\(rows) × \(columns)]")
        do {
            try file.write(
                block.elements,
                at: dataOffset + firstRow * columns * MemoryLayout<Scalar>.size)
        } catch {
            throw .cannotWrite(file: file.path, reason: error.reason)
        }
    }

    /// Writes the first `count` columns of `block`, `[columns of the file × lanes]`, as rows.
    ///
    /// This is the shape in which a simulator leaves its traces: samples × instances.
    public func writeTransposed(
        _ block: Matrix<Scalar>, count: Int, firstRow: Int
    ) throws(RecordingError) {
        precondition(
            block.rows == columns && count >= 0 && count <= block.columns,
            "\(count) columns of [\(block.rows) × \(block.columns)] for rows of \(columns)")
        let whole = block.transposed()
        try write(
            Matrix(
                rows: count, columns: columns,
                elements: Array(whole.elements.prefix(count * columns))), firstRow: firstRow)
    }

    /// Completes the file, replacing one that has its name.
    public func commit() throws(RecordingError) {
        do {
            try file.commit()
        } catch {
            throw .cannotWrite(file: file.path, reason: error.reason)
        }
    }
}
