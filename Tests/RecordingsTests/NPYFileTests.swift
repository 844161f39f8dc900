import Foundation
import LinearAlgebra
import Recordings
import Testing

/// An NPY file as NumPy writes it, with any header text.
func npyBytes(_ header: String, data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let length = header.utf8.count
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
    bytes += (0..<(version == 1 ? 2 : 4)).map { UInt8(length >> (8 * $0) & 255) }
    return bytes + Array(header.utf8) + data
}

private func littleEndian<Integer: FixedWidthInteger>(_ values: [Integer]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}

private func header(_ descr: String, shape: String, fortran: String = "False") -> String {
    "{'descr': '\(descr)', 'fortran_order': \(fortran), 'shape': \(shape), }\n"
}

@Suite("NPY arrays")
struct NPYFileTests {
    @Test func matricesAreReadBackBitForBit() throws {
        let folder = try TemporaryFolder()
        let double = Matrix<Double>([[1, -.pi, .infinity], [.leastNonzeroMagnitude, -0.0, 1e308]])
        try NPYFile.write(double, to: folder.file("d.npy"))
        #expect(try NPYFile.readMatrix(folder.file("d.npy")) == double)
        let float = Matrix<Float>([[1.1], [2.2]])
        try NPYFile.write(float, to: folder.file("f.npy"))
        #expect(try NPYFile.readMatrix(folder.file("f.npy"), as: Float.self) == float)
        #expect(try NPYFile.readMatrix(folder.file("f.npy")) == Matrix<Double>(float))
        let empty = Matrix<Double>(rows: 0, columns: 4)
        try NPYFile.write(empty, to: folder.file("e.npy"))
        #expect(try NPYFile.readMatrix(folder.file("e.npy")) == empty)
    }

    /// The header of `numpy.save` (NumPy 1.24) of a float64 array [2 × 3], byte for byte.
    @Test func theHeaderIsThatOfNumPy() throws {
        let folder = try TemporaryFolder()
        try NPYFile.write(Matrix<Double>(rows: 2, columns: 3), to: folder.file("a.npy"))
        let text =
            "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"
            + String(repeating: " ", count: 58) + "\n"
        let expected = npyBytes(text, data: [UInt8](repeating: 0, count: 48))
        #expect(expected.count == 128 + 48)
        #expect(try [UInt8](Data(contentsOf: URL(filePath: folder.file("a.npy")))) == expected)
    }

    @Test(arguments: [UInt8(1), 2, 3])
    func everyVersionAndElementTypeIsRead(version: UInt8) throws {
        let folder = try TemporaryFolder()
        let cases: [(String, [UInt8])] = [
            ("<f4", littleEndian([Float(3), 250].map(\.bitPattern))),
            ("<f8", littleEndian([Double(3), 250].map(\.bitPattern))),
            ("<i2", littleEndian([Int16(3), 250])), ("<i4", littleEndian([Int32(3), 250])),
            ("<i8", littleEndian([Int64(3), 250])), ("|u1", [3, 250]),
            ("<u2", littleEndian([UInt16(3), 250])), ("<u4", littleEndian([UInt32(3), 250])),
            ("<u8", littleEndian([UInt64(3), 250])),
        ]
        for (type, data) in cases {
            let path = try folder.write(
                npyBytes(header(type, shape: "(2,)"), data: data, version: version), to: "a.npy")
            #expect(try NPYFile.readMatrix(path) == Matrix([[3], [250]]), "\(type)")
            #expect(try NPYFile.readMatrix(path, vectorsAs: .row) == Matrix([[3, 250]]), "\(type)")
        }
        let scalar = try folder.write(
            npyBytes(header("|i1", shape: "()"), data: [0xFF], version: version), to: "s.npy")
        #expect(try NPYFile.readMatrix(scalar) == Matrix([[-1]]))
    }

    @Test func aVectorInFortranOrderIsRead() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            npyBytes(header("|u1", shape: "(1, 3)", fortran: "True"), data: [1, 2, 3]), to: "a.npy")
        #expect(try NPYFile.readMatrix(path) == Matrix([[1, 2, 3]]))
    }

    @Test(arguments: [
        ("big-endian", header(">f8", shape: "(1,)"), 8),
        ("Python objects", header("|O", shape: "(1,)"), 8),
        ("'<c16'", header("<c16", shape: "(1,)"), 16),
        ("records", "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }\n", 8),
        ("Fortran order", header("<f8", shape: "(2, 2)", fortran: "True"), 32),
        ("shape [1, 1, 1]", header("<f8", shape: "(1, 1, 1)"), 8),
        ("7 bytes of data", header("<f8", shape: "(1,)"), 7),
        ("16 bytes of data", header("<f8", shape: "(1,)"), 16),
        ("8 bytes of data", header("<f8", shape: "(1152921504606846976, 1)"), 8),
        ("8 bytes of data", header("<f8", shape: "(4294967296, 4294967296)"), 8),
        ("an integer below", header("<f8", shape: "(99999999999999999999,)"), 8),
        ("an integer below", header("<f8", shape: "(-1,)"), 8),
        ("no 'shape'", "{'descr': '<f8', 'fortran_order': False}", 8),
        ("no 'fortran_order'", "{'descr': '<f8', 'shape': (1,)}", 8),
        ("a closing quote", "{'descr", 8),
        ("the end of the header", header("<f8", shape: "(1,)") + "x", 8),
    ])
    func unusableFilesAreRefusedWithTheReason(reason: String, header: String, size: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            npyBytes(header, data: [UInt8](repeating: 0, count: size)), to: "a.npy")
        #expect {
            try NPYFile.readMatrix(path)
        } throws: { error in
            let text = "\(error)"
            return error is RecordingError && text.contains(path) && text.contains(reason)
        }
    }

    @Test func wholeNumbersThatDoNotFitAreRefused() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            npyBytes(header("<i8", shape: "(1,)"), data: littleEndian([(1 << 53) + 1])),
            to: "a.npy")
        #expect(throws: RecordingError.self) { try NPYFile.readMatrix(path) }
    }

    @Test func missingAndForeignFilesAreRefused() throws {
        let folder = try TemporaryFolder()
        let absent = folder.file("absent.npy")
        #expect(throws: RecordingError.noSuchFile(file: absent)) {
            try NPYFile.readMatrix(absent)
        }
        let text = try folder.write(Array("1,2\n".utf8), to: "a.npy")
        #expect(throws: RecordingError.self) { try NPYFile.readMatrix(text) }
    }

    @Test func rowsWrittenFromManyTasksMakeTheMatrix() async throws {
        let folder = try TemporaryFolder()
        let whole = Matrix<Float>(rows: 64, columns: 37) { Float($0 * 100 + $1) }
        let writer = try NPYRowWriter<Float>(path: folder.file("a.npy"), rows: 64, columns: 37)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for tile in 0..<4 {
                group.addTask {
                    // Samples × lanes with four lanes more than there are rows, as tiles have.
                    let rows = tile * 16..<(tile + 1) * 16
                    let lanes = whole.selectingRows(Array(rows) + [0, 0, 0, 0]).transposed()
                    try writer.writeTransposed(lanes, count: 16, firstRow: rows.lowerBound)
                }
            }
            try await group.waitForAll()
        }
        #expect(try folder.content.allSatisfy { $0.hasSuffix(".partial") })
        try writer.commit()
        #expect(try folder.content == ["a.npy"])
        #expect(try NPYFile.readMatrix(folder.file("a.npy"), as: Float.self) == whole)
    }
}
