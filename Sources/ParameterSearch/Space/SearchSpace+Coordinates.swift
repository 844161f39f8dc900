import LinearAlgebra
import NameSuggestions
import Probability

/// Values and their unit-cube coordinates.
extension SearchSpace {
    /// Selects options by the prior and blanks what does not exist in the branches chosen.
    ///
    /// - Parameter point: a number in [0, 1] for every column.
    /// - Returns: coordinates `[columns]`.
    func coordinates(atPriorPoint point: some RandomAccessCollection<Double>) -> [Double] {
        var result = Array(point)
        for (index, column) in columns.enumerated() {
            if column.isChoice { result[index] = Double(column.option(at: result[index])) }
        }
        blankInactive(&result)
        return result
    }

    /// Sets the coordinates to NaN that do not exist in the branches chosen.
    func blankInactive(_ coordinates: inout [Double]) {
        guard !isFlat else { return }
        for (index, column) in columns.enumerated() {
            guard let condition = column.condition else { continue }
            if coordinates[condition.column] != Double(condition.option) {
                coordinates[index] = .nan
            }
        }
    }

    /// Everything that a trial at these coordinates consists of: searched parameters that exist
    /// there, constants and derived parameters.
    func values(at coordinates: [Double]) -> [String: ParameterValue] {
        var result: [String: ParameterValue] = [:]
        result.reserveCapacity(columns.count + constants.count + derived.count)
        let jointValues = jointValues(at: coordinates)
        for (index, column) in columns.enumerated() where !coordinates[index].isNaN {
            switch column.kind {
            case .continuous(let marginal):
                result[column.name] = .real(marginal.insideQuantile(coordinates[index]))
            case .grid(let grid):
                let multiple = grid.multiple(at: coordinates[index])
                result[column.name] =
                    grid.isInteger ? .integer(multiple) : .real(grid.value(of: multiple))
            case .choice(let options): result[column.name] = options[Int(coordinates[index])].value
            case .joint(let entry): result[column.name] = .real(jointValues[entry])
            }
        }
        complete(&result)
        return result
    }

    /// Everything that a trial with these searched parameters consists of.
    ///
    /// Numbers without a step stay as they are given, to the last bit.
    func completed(_ given: [String: ParameterValue]) throws(SearchSpaceError)
        -> [String: ParameterValue]
    {
        var result = values(at: try coordinates(of: given))
        for column in columns where column.grid == nil && !column.isChoice {
            if let number = given[column.name]?.number { result[column.name] = .real(number) }
        }
        complete(&result)
        return result
    }

    /// Adds constants and derived parameters to searched ones.
    func complete(_ values: inout [String: ParameterValue]) {
        for constant in constants { values[constant.name] = constant.value }
        for entry in derived {
            var inputs: [String: Double] = [:]
            for input in entry.inputs { inputs[input] = values[input]?.number }
            guard inputs.count == Set(entry.inputs).count else { continue }
            values[entry.name] = .real(entry.value(inputs))
        }
    }

    /// The coordinates of values, which need not hold constants and derived parameters.
    ///
    /// Values are checked: all of a branch must be there, and none of another.
    public func coordinates(of values: [String: ParameterValue]) throws(SearchSpaceError)
        -> [Double]
    {
        try checkNames(values.keys)
        var result = [Double](repeating: .nan, count: columns.count)
        for (index, column) in columns.enumerated() {
            if let condition = column.condition,
                result[condition.column] != Double(condition.option)
            {
                guard values[column.name] == nil else {
                    let choice = columns[condition.column]
                    guard let chosen = values[choice.name] else { continue }
                    throw .inactiveParameter(column.name, choice: choice.name, chosen: chosen)
                }
                continue
            }
            guard let value = values[column.name] else {
                throw .missingValue(parameter: column.name)
            }
            result[index] = try column.coordinate(of: value)
        }
        fillJoint(&result, from: values)
        return result
    }

    private func checkNames(_ names: some Sequence<String>) throws(SearchSpaceError) {
        for name in names where indices[name] == nil {
            let others = constants.map(\.name) + derived.map(\.name)
            guard !others.contains(name) else { continue }
            throw .unknownParameter(name, nearest: NearestName.of(name, in: self.names))
        }
    }

    /// θ = mean + L·Φ⁻¹(u) of the columns with a multivariate normal prior.
    private func jointValues(at coordinates: [Double]) -> [Double] {
        guard let joint else { return [] }
        let first = columns.count - joint.names.count
        let z = joint.names.indices.map {
            StandardNormal.quantile(Marginal.openUnit(coordinates[first + $0]))
        }
        return z.indices.map { row in
            (0...row).reduce(joint.mean[row]) { $0 + joint.factor.lower[row, $1] * z[$1] }
        }
    }

    /// u = Φ(L⁻¹(θ − mean)), by forward substitution.
    private func fillJoint(_ coordinates: inout [Double], from values: [String: ParameterValue]) {
        guard let joint else { return }
        let first = columns.count - joint.names.count
        var z: [Double] = []
        for row in joint.names.indices {
            var remainder = (values[joint.names[row]]?.number ?? .nan) - joint.mean[row]
            for column in 0..<row { remainder -= joint.factor.lower[row, column] * z[column] }
            z.append(remainder / joint.factor.lower[row, row])
            coordinates[first + row] = StandardNormal.cumulative(z[row])
        }
    }
}

extension SearchColumn {
    /// The coordinate of one value; that of a grid is the middle of its cell.
    fileprivate func coordinate(of value: ParameterValue) throws(SearchSpaceError) -> Double {
        switch kind {
        case .continuous(let marginal):
            guard let number = value.number, marginal.contains(number) else {
                throw .value(parameter: name, found: value, expected: "a value of \(marginal)")
            }
            return marginal.cumulative(number)
        case .grid(let grid):
            guard let number = value.number, number.isFinite else {
                throw .value(parameter: name, found: value, expected: "a number")
            }
            let multiple = grid.nearestMultiple(to: number)
            guard abs(grid.value(of: multiple) - number) <= 1e-6 * grid.step else {
                throw .value(
                    parameter: name, found: value,
                    expected: "a multiple of \(grid.step) inside the bounds")
            }
            let cell = grid.cell(of: multiple)
            return 0.5 * (cell.lowerBound + cell.upperBound)
        case .choice(let options):
            guard let index = options.firstIndex(where: { $0.value.means(value) }) else {
                throw .unknownOption(
                    parameter: name, found: value,
                    nearest: NearestName.of(
                        value.description, in: options.map(\.value.description)))
            }
            return Double(index)
        case .joint:
            guard let number = value.number, number.isFinite else {
                throw .value(parameter: name, found: value, expected: "a finite number")
            }
            return 0.5
        }
    }
}

extension SearchColumn {
    /// The number at a coordinate, for columns other than choices; that of a joint prior is its
    /// whitened coordinate.
    func number(at coordinate: Double) -> Double {
        switch kind {
        case .continuous(let marginal): marginal.insideQuantile(coordinate)
        case .grid(let grid): grid.value(of: grid.multiple(at: coordinate))
        case .joint: StandardNormal.quantile(Marginal.openUnit(coordinate))
        case .choice: preconditionFailure("\(name) is a choice")
        }
    }

    /// The coordinate of the possible number that is nearest to one.
    func coordinate(nearestTo number: Double) -> Double {
        switch kind {
        case .continuous(let marginal): return marginal.cumulative(number)
        case .grid(let grid):
            let cell = grid.cell(of: grid.nearestMultiple(to: number))
            return 0.5 * (cell.lowerBound + cell.upperBound)
        case .joint: return StandardNormal.cumulative(number)
        case .choice: preconditionFailure("\(name) is a choice")
        }
    }
}

extension ParameterValue {
    /// Whether two values are the same one, `1` and `1.0` included.
    fileprivate func means(_ other: ParameterValue) -> Bool {
        self == other || (number != nil && number == other.number)
    }
}

extension Marginal {
    /// The quantile, kept off 0 and 1 where that would be infinite.
    fileprivate func insideQuantile(_ coordinate: Double) -> Double {
        if case .uniform(let uniform) = self { return uniform.quantile(coordinate) }
        let support = support
        let isBounded = support.lowerBound > -.infinity && support.upperBound < .infinity
        return quantile(isBounded ? coordinate : Self.openUnit(coordinate))
    }

    /// A coordinate inside the open unit interval.
    fileprivate static func openUnit(_ coordinate: Double) -> Double {
        Swift.min(Swift.max(coordinate, 0x1p-60), 1 - 0x1p-53)
    }
}
