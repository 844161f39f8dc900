import LinearAlgebra

extension Recording {
    /// Reads a sweep from a table with a time column, a voltage column and, if there, a current.
    ///
    /// The header gives names and units: `t_ms,v_mV,i_pA`, `time (s), voltage (V)` and the like. The
    /// name begins with t, v or i (also u for voltage, c for current); the unit follows after an
    /// underscore or in brackets.
    public init(readingCSV path: String) throws(RecordingError) {
        try self.init(table: CSVTable(reading: path), file: path)
    }

    init(table: CSVTable, file: String) throws(RecordingError) {
        var columns: [Quantity: (column: Int, factor: Double)] = [:]
        for (index, header) in table.names.enumerated() {
            let (quantity, factor) = try CSVColumn.parse(header, index: index, file: file)
            guard columns.updateValue((index, factor), forKey: quantity) == nil else {
                throw .malformed(
                    file: file, location: "line 1, column \(index + 1)",
                    found: "a second column of \(quantity.rawValue), '\(header)'",
                    expected: "one column each of time, voltage and current")
            }
        }
        let (timeColumn, timeFactor) = try CSVColumn.required(
            .time, in: columns, names: table.names, file: file)
        let (voltageColumn, voltageFactor) = try CSVColumn.required(
            .voltage, in: columns, names: table.names, file: file)
        let times: UniformTimes
        do {
            times = try UniformTimes(table.values.column(timeColumn))
        } catch {
            throw CSVColumn.error(error, table, column: timeColumn, file: file)
        }
        func converted(_ column: Int, by factor: Double) throws(RecordingError) -> [Double] {
            let values = table.values.column(column)
            if let row = values.firstIndex(where: { !$0.isFinite }) {
                throw .malformed(
                    file: file,
                    location:
                        "line \(table.lines[row]), column \(column + 1) (\(table.names[column]))",
                    found: "\(values[row])", expected: "a finite number")
            }
            return values.map { $0 * factor }
        }
        let current = columns[.current]
        self.init(
            source: file, sweep: "0", sweepNumber: 0,
            samplingInterval: times.interval * timeFactor, startTime: times.start * timeFactor,
            voltage: try converted(voltageColumn, by: voltageFactor),
            current: try current.map { (current) throws(RecordingError) in
                try converted(current.column, by: current.factor)
            },
            unitsFound: [
                "columns: " + table.names.joined(separator: ", ")
            ])
    }

    /// Writes the sweep as a table `t_ms,v_mV` and, if there is a current, `i_nA`
    /// (`i_uA_per_cm2` for a density, which is not read back as a current).
    public func writeCSV(to path: String) throws(RecordingError) {
        var names = ["t_ms", "v_mV"]
        if current != nil {
            names.append(currentUnit == .nanoamperes ? "i_nA" : "i_uA_per_cm2")
        }
        let values = Matrix<Double>(rows: sampleCount, columns: names.count) { row, column in
            switch column {
            case 0: time(ofSample: row)
            case 1: voltage[row]
            default: current?[row] ?? .nan
            }
        }
        try CSVTable(names: names, values: values).write(to: path)
    }
}

/// What a column of a recording's table holds, by its header.
private enum CSVColumn {
    static func parse(
        _ header: String, index: Int, file: String
    ) throws(RecordingError) -> (Quantity, Double) {
        let location = "line 1, column \(index + 1)"
        guard let quantity = quantity(of: header) else {
            throw .malformed(
                file: file, location: location, found: "'\(header)'",
                expected: "a name that begins with t, v or i, as in t_ms, v_mV, i_pA")
        }
        let unit = unit(of: header)
        guard let unit, let factor = quantity.factor(from: unit) else {
            throw .malformed(
                file: file, location: location,
                found: unit.map { "the unit '\($0)' in '\(header)'" } ?? "no unit in '\(header)'",
                expected: "a unit of \(quantity.rawValue): \(quantity.expectedUnits)")
        }
        return (quantity, factor)
    }

    static func required(
        _ quantity: Quantity, in columns: [Quantity: (column: Int, factor: Double)],
        names: [String], file: String
    ) throws(RecordingError) -> (Int, Double) {
        guard let column = columns[quantity] else {
            throw .malformed(
                file: file, location: "line 1",
                found: "no column of \(quantity.rawValue) among \(names.joined(separator: ", "))",
                expected: "columns such as t_ms, v_mV, i_pA")
        }
        return (column.column, column.factor)
    }

    static func error(
        _ irregularity: UniformTimes.Irregularity, _ table: CSVTable, column: Int, file: String
    ) -> RecordingError {
        switch irregularity {
        case .tooShort:
            .malformed(
                file: file, location: "line \(table.lines.last ?? 1)",
                found: "\(table.values.rows) rows", expected: "at least two")
        case .offGrid(let index, let expected):
            .unsupported(
                file: file,
                location:
                    "line \(table.lines[index]), column \(column + 1) (\(table.names[column]))",
                found: "the time \(table.values[index, column])",
                expected: "equal steps, \(expected) here")
        }
    }

    private static func quantity(of header: String) -> Quantity? {
        switch header.lowercased().first {
        case "t": .time
        case "v", "u": .voltage
        case "i", "c": .current
        default: nil
        }
    }

    /// The text in brackets, or after the last underscore or blank.
    private static func unit(of header: String) -> String? {
        if let open = header.lastIndex(where: { $0 == "(" || $0 == "[" }),
            let close = header.lastIndex(where: { $0 == ")" || $0 == "]" }), open < close
        {
            return String(header[header.index(after: open)..<close])
        }
        guard let mark = header.lastIndex(where: { $0 == "_" || $0 == " " }) else { return nil }
        return String(header[header.index(after: mark)...])
    }
}
