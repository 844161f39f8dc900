import NeuronEquations

/// Differential equations dx/dt = A·x + b with A free of state variables and of time.
package struct LinearSystem {
    /// The entries of A, row after row, with the structural zeros left out.
    package var coefficients: ValueMatrix

    /// Finds A.
    /// - Throws: ``SimulationError/notLinear(_:)`` or
    ///   ``SimulationError/changingCoefficient(_:of:)`` with the first variable that prevents it.
    package init(
        _ system: EquationSystem, in scope: Scope, _ graph: inout ValueGraph
    ) throws(SimulationError) {
        let names = system.equations.map(\.name)
        let states = Set(names)
        coefficients = ValueMatrix(order: names.count)
        for (row, equation) in system.equations.enumerated() {
            var rest = system.expanding(equation.freeDerivative, in: states)
            for (column, name) in names.enumerated() {
                guard let parts = rest.linearDecomposition(in: name),
                    parts.slope.names.isDisjoint(with: states)
                else { throw .notLinear(equation.name) }
                rest = parts.offset
                if parts.slope == .number(0) { continue }
                let slope = try graph.lower(parts.slope, in: scope)
                guard graph.isKnownBeforeTheFirstStep(slope) else {
                    throw .changingCoefficient(equation.name, of: name)
                }
                if graph.constant(slope) != 0 { coefficients[row, column] = slope }
            }
        }
    }
}

extension ValueGraph {
    /// Whether the value is the same in all steps.
    func isKnownBeforeTheFirstStep(_ id: ValueID) -> Bool {
        variability(id) == .constant || variability(id) == .perInstance
    }
}

/// A square matrix of values of a graph; entries that are certainly 0 are nil and cost nothing.
package struct ValueMatrix: Equatable {
    package let order: Int
    private var entries: [ValueID?]

    package init(order: Int) {
        self.order = order
        entries = Array(repeating: nil, count: order * order)
    }

    package subscript(row: Int, column: Int) -> ValueID? {
        get { entries[row * order + column] }
        set { entries[row * order + column] = newValue }
    }

    /// The matrix with every entry there is replaced.
    func mapped(_ transform: (ValueID) -> ValueID) -> ValueMatrix {
        var result = self
        for (index, entry) in entries.enumerated() { result.entries[index] = entry.map(transform) }
        return result
    }

    /// Whether following entries from a row leads to a column, in any number of steps.
    func reach() -> [[Bool]] {
        var reach = (0..<order).map { row in (0..<order).map { self[row, $0] != nil } }
        for middle in 0..<order {
            for row in 0..<order where reach[row][middle] {
                for column in 0..<order where reach[middle][column] { reach[row][column] = true }
            }
        }
        return reach
    }
}

extension ValueGraph {
    /// a·b.
    mutating func product(_ a: ValueMatrix, _ b: ValueMatrix) -> ValueMatrix {
        var result = ValueMatrix(order: a.order)
        for row in 0..<a.order {
            for column in 0..<a.order {
                for middle in 0..<a.order {
                    guard let left = a[row, middle], let right = b[middle, column] else { continue }
                    let term = binary(.multiply, left, right)
                    result[row, column] = result[row, column].map { binary(.add, $0, term) } ?? term
                }
            }
        }
        return result
    }

    /// a + c·identity.
    mutating func sum(_ a: ValueMatrix, identityTimes c: Double) -> ValueMatrix {
        var result = a
        let number = number(c)
        for index in 0..<a.order {
            result[index, index] = a[index, index].map { binary(.add, $0, number) } ?? number
        }
        return result
    }

    /// c·a.
    mutating func product(_ c: ValueID, _ a: ValueMatrix) -> ValueMatrix {
        a.mapped { binary(.multiply, c, $0) }
    }
}
