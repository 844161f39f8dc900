import NeuroSBI

/// Tables that tests hand to the tool and read back.
enum TableFixture {
    static func write(_ rows: [[Double]], to path: String) throws {
        try NPYFile.write(Matrix<Double>(rows), to: path)
    }

    static func read(_ path: String) throws -> Matrix<Double> {
        try NPYFile.readMatrix(path)
    }
}
