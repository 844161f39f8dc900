public import LinearAlgebra

/// Arrays of numbers in NumPy's NPY format: parameters, statistics, samples and traces.
///
/// Written are float32 and float64 in C order, little-endian; read are those and whole numbers.
///
/// ```swift
/// try NPYFile.write(Matrix<Float>([[1, 2], [3, 4]]), to: "theta.npy")
/// let theta = try NPYFile.readMatrix("theta.npy")  // Matrix<Double>, [2 × 2]
/// ```
public enum NPYFile {
    /// How an array of one dimension becomes a matrix.
    public enum VectorOrientation: Sendable {
        /// `[1 × n]`.
        case row
        /// `[n × 1]`.
        case column
    }

    /// Reads an array of at most two dimensions as a matrix `[rows × columns]`.
    ///
    /// A single number becomes `[1 × 1]`.
    /// - Throws: for big-endian or Fortran-ordered arrays, Python objects, more than two
    ///   dimensions, whole numbers that a `Double` cannot hold, and a file that is shorter or
    ///   longer than its header says.
    public static func readMatrix(
        _ path: String, vectorsAs orientation: VectorOrientation = .column
    ) throws(RecordingError) -> Matrix<Double> {
        try readMatrix(path, as: Double.self, vectorsAs: orientation)
    }

    /// Reads an array as a matrix of the given precision; float64 is rounded to `Float` if asked.
    public static func readMatrix<Scalar: BLASScalar>(
        _ path: String, as scalar: Scalar.Type, vectorsAs orientation: VectorOrientation = .column
    ) throws(RecordingError) -> Matrix<Scalar> {
        try matrix(of: FileInput.bytes(of: path), file: path, vectorsAs: orientation)
    }

    /// Writes a matrix `[rows × columns]`, in its own precision.
    ///
    /// The file appears when it is complete, replacing one that has its name.
    public static func write<Scalar: BLASScalar>(
        _ matrix: Matrix<Scalar>, to path: String
    ) throws(RecordingError) {
        let writer = try NPYRowWriter<Scalar>(
            path: path, rows: matrix.rows, columns: matrix.columns)
        try writer.write(matrix, firstRow: 0)
        try writer.commit()
    }

    static func matrix<Scalar: BLASScalar>(
        of bytes: [UInt8], file: String, vectorsAs orientation: VectorOrientation
    ) throws(RecordingError) -> Matrix<Scalar> {
        let header = try NPYHeader(parsing: bytes, file: file)
        let (rows, columns) = try matrixShape(header.shape, orientation, file: file)
        let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
        let available = (bytes.count - header.dataOffset) / header.elementType.size
        let isWhole = (bytes.count - header.dataOffset) % header.elementType.size == 0
        guard !overflows, count == available, isWhole else {
            throw .malformed(
                file: file, location: "byte \(header.dataOffset)",
                found: "\(bytes.count - header.dataOffset) bytes of data",
                expected:
                    "\(header.shape) elements of \(header.elementType.size) bytes as the header says"
            )
        }
        guard let elements: [Scalar] = decode(bytes, header, count: count) else {
            throw .unsupported(
                file: file, location: "data", found: "a whole number above 2⁵³",
                expected: "whole numbers that a floating-point number can hold")
        }
        return Matrix(rows: rows, columns: columns, elements: elements)
    }

    private static func matrixShape(
        _ shape: [Int], _ orientation: VectorOrientation, file: String
    ) throws(RecordingError) -> (rows: Int, columns: Int) {
        switch shape.count {
        case 0: return (1, 1)
        case 1: return orientation == .row ? (1, shape[0]) : (shape[0], 1)
        case 2: return (shape[0], shape[1])
        default:
            throw .unsupported(
                file: file, location: "header, 'shape'", found: "an array of shape \(shape)",
                expected: "at most two dimensions")
        }
    }

    /// The elements in the precision asked for; nil where a whole number does not survive.
    private static func decode<Scalar: BLASScalar>(
        _ bytes: [UInt8], _ header: NPYHeader, count: Int
    ) -> [Scalar]? {
        bytes.withUnsafeBytes { buffer in
            let data = UnsafeRawBufferPointer(rebasing: buffer[header.dataOffset...])
            return switch header.elementType {
            case .float32: reals(data, count: count) { Scalar(Float(bitPattern: $0)) }
            case .float64: reals(data, count: count) { Scalar(Double(bitPattern: $0)) }
            case .int8: integers(data, of: Int8.self, count: count)
            case .int16: integers(data, of: Int16.self, count: count)
            case .int32: integers(data, of: Int32.self, count: count)
            case .int64: integers(data, of: Int64.self, count: count)
            case .uint8, .boolean: integers(data, of: UInt8.self, count: count)
            case .uint16: integers(data, of: UInt16.self, count: count)
            case .uint32: integers(data, of: UInt32.self, count: count)
            case .uint64: integers(data, of: UInt64.self, count: count)
            }
        }
    }

    private static func reals<Bits: FixedWidthInteger & BitwiseCopyable, Scalar>(
        _ data: UnsafeRawBufferPointer, count: Int, _ convert: (Bits) -> Scalar
    ) -> [Scalar] {
        (0..<count).map { index in
            convert(
                Bits(
                    littleEndian: data.loadUnaligned(
                        fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)))
        }
    }

    private static func integers<Integer: FixedWidthInteger & BitwiseCopyable, Scalar: BLASScalar>(
        _ data: UnsafeRawBufferPointer, of type: Integer.Type, count: Int
    ) -> [Scalar]? {
        var values: [Scalar] = []
        values.reserveCapacity(count)
        for index in 0..<count {
            let integer = Integer(
                littleEndian: data.loadUnaligned(
                    fromByteOffset: index * MemoryLayout<Integer>.size, as: Integer.self))
            // Checked against Double also for Float, which is asked for knowing that it rounds.
            guard let value = Double(exactly: integer) else { return nil }
            values.append(Scalar(value))
        }
        return values
    }
}
