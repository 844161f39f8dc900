import NeuroSBI

/// Tables of numbers that commands read.
enum ParameterFile {
    /// Parameters `[rows × fitted parameters]` in the order of the prior's names.
    static func read(_ path: String, prior: JointPrior) throws -> Matrix<Double> {
        try read(path, columns: prior.names, meaning: "parameters")
    }

    /// A table with one column for each name; a vector is one row.
    static func read(
        _ path: String, columns names: [String], meaning: String
    ) throws -> Matrix<Double> {
        let orientation: NPYFile.VectorOrientation = names.count == 1 ? .column : .row
        let table = try NPYFile.readMatrix(
            Paths.input(path, "an NPY table of \(meaning)"), vectorsAs: orientation)
        guard table.columns == names.count else {
            throw UnusableInput(
                "\(path): found [\(table.rows) × \(table.columns)], expected \(names.count) columns: "
                    + names.joined(separator: ", "))
        }
        guard table.rows > 0 else {
            throw UnusableInput("\(path): found no rows, expected at least one")
        }
        return table
    }
}

/// Simulations made elsewhere, as two tables.
enum SimulationTables {
    /// Statistics get the names x0, x1, …
    static func read(
        parameters: String, statistics: String, prior: JointPrior
    ) throws -> SimulationSet {
        let theta = try ParameterFile.read(parameters, prior: prior)
        let x = try NPYFile.readMatrix(
            Paths.input(statistics, "an NPY table of statistics"), vectorsAs: .column)
        guard x.rows == theta.rows else {
            throw UnusableInput(
                "\(statistics): found \(x.rows) rows, expected \(theta.rows) as in \(parameters)")
        }
        return try SimulationSet(
            parameterNames: prior.names, statisticNames: (0..<x.columns).map { "x\($0)" },
            parameters: theta, statistics: x, prior: prior)
    }
}

/// Traces `[instances × samples]` that are written tile by tile, in the simulation's precision.
enum TraceFile: Sendable {
    case single(NPYRowWriter<Float>)
    case double(NPYRowWriter<Double>)

    init(path: String, rows: Int, columns: Int, precision: FitConfiguration.Precision) throws {
        switch precision {
        case .single: self = .single(try NPYRowWriter(path: path, rows: rows, columns: columns))
        case .double: self = .double(try NPYRowWriter(path: path, rows: rows, columns: columns))
        }
    }

    /// Writes the first `count` lanes of `[samples × lanes]` as rows.
    func write(_ trace: Matrix<Double>, count: Int, firstRow: Int) throws {
        switch self {
        case .single(let writer):
            try writer.writeTransposed(Matrix<Float>(trace), count: count, firstRow: firstRow)
        case .double(let writer):
            try writer.writeTransposed(trace, count: count, firstRow: firstRow)
        }
    }

    func commit() throws {
        switch self {
        case .single(let writer): try writer.commit()
        case .double(let writer): try writer.commit()
        }
    }
}
