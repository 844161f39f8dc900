import BatchSimulation
import NeuronEquations

/// Values of a graph computed one number at a time, in double precision, for tests.
struct GraphEvaluation {
    private let graph: ValueGraph
    private let results: [ValueID]
    /// What the results need, operands first.
    private let needed: [ValueID]

    init(graph: ValueGraph, results: [ValueID]) {
        var reached: Set<ValueID> = []
        func visit(_ id: ValueID) {
            guard reached.insert(id).inserted else { return }
            for operand in graph.operands(id) { visit(operand) }
        }
        for result in results { visit(result) }
        self.graph = graph
        self.results = results
        needed = reached.sorted()
    }

    /// - Parameter leaf: what a parameter, state, stimulus, time or normal is worth.
    func callAsFunction(leaf: (Value) -> Double) -> [Double] {
        var numbers = [Double](repeating: .nan, count: graph.values.count)
        for id in needed {
            numbers[id.index] =
                switch graph[id] {
                case .constant(let bits): Double(bitPattern: bits)
                case .unary(let operation, let x): operation(numbers[x.index])
                case .binary(let operation, let x, let y):
                    operation(numbers[x.index], numbers[y.index])
                case .select(let mask, let x, let y):
                    numbers[mask.index] != 0 ? numbers[x.index] : numbers[y.index]
                case let value: leaf(value)
                }
        }
        return results.map { numbers[$0.index] }
    }
}

/// A graph with names for its leaves: state variables, varied parameters, and I, the stimulus.
struct NamedGraph {
    var graph = ValueGraph()
    let states: [String]
    let parameters: [String]
    private(set) var scope: Scope

    init(states: [String] = ["v"], parameters: [String] = [], timeStep: Double = 0.01) {
        self.states = states
        self.parameters = parameters
        scope = Scope(values: [:], definitions: [:], place: "a test")
        for (slot, name) in states.enumerated() {
            scope.values[name] = graph.insert(.state(slot))
        }
        for (column, name) in parameters.enumerated() {
            scope.values[name] = graph.insert(.parameter(column))
        }
        scope.values["I"] = graph.insert(.stimulus(after: false))
        scope.values["t"] = graph.insert(.time(after: false))
        scope.values["dt"] = graph.number(timeStep)
    }

    mutating func lower(_ text: String) throws -> ValueID {
        try lower(Expression(parsing: text))
    }

    mutating func lower(_ expression: Expression) throws -> ValueID {
        try graph.lower(expression, in: scope)
    }

    /// The value in the finished graph, which shares exponentials and takes the place of this one;
    /// nothing can be lowered after that.
    mutating func finished(_ id: ValueID) -> ValueID {
        let (shared, results) = graph.sharingExponentials(for: [id])
        graph = shared
        return results[0]
    }

    func evaluate(_ id: ValueID, at values: [String: Double]) -> Double {
        GraphEvaluation(graph: graph, results: [id])() { leaf in
            switch leaf {
            case .state(let slot): values[states[slot]] ?? .nan
            case .parameter(let column): values[parameters[column]] ?? .nan
            case .stimulus: values["I"] ?? .nan
            case .time: values["t"] ?? .nan
            default: .nan
            }
        }[0]
    }

    /// How many operations of each kind the values need that are computed once per step and
    /// instance.
    func operationsPerStep(_ results: [ValueID]) -> OperationCount {
        OperationCount(graph, results)
    }
}

/// The operations that a step costs for each instance.
struct OperationCount: CustomStringConvertible {
    /// By name of the operation.
    private(set) var counts: [String: Int] = [:]

    init(_ graph: ValueGraph, _ results: [ValueID]) {
        var visited: Set<ValueID> = []
        func visit(_ id: ValueID) {
            guard graph.variability(id) == .perStepAndInstance, visited.insert(id).inserted
            else { return }
            switch graph[id] {
            case .unary(let operation, _): counts["\(operation)", default: 0] += 1
            case .binary(let operation, _, _): counts["\(operation)", default: 0] += 1
            case .select: counts["select", default: 0] += 1
            default: break
            }
            for operand in graph.operands(id) { visit(operand) }
        }
        for result in results { visit(result) }
    }

    var total: Int { counts.values.reduce(0, +) }
    subscript(name: String) -> Int { counts[name] ?? 0 }

    var description: String {
        "\(total): "
            + counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            .joined(separator: ", ")
    }
}
