/// The values that all instances share but that change from step to step: functions of time and
/// stimulus, computed for all steps before any instance runs.
struct StepSchedule {
    private let graph: ValueGraph
    private let model: CompiledModel

    init(_ graph: ValueGraph, _ model: CompiledModel) {
        self.graph = graph
        self.model = model
    }

    /// The values at steps −1, 0, 1, …; of step −1, which has no sample before it, only what is
    /// "after" has meaning.
    /// - Complexity: O(steps × operations).
    func values(of ids: [ValueID]) -> [[Double]] {
        var known: [ValueID: [Double]] = [:]
        return ids.map { values(of: $0, &known) }
    }

    private func values(of id: ValueID, _ known: inout [ValueID: [Double]]) -> [Double] {
        if let values = known[id] { return values }
        let steps = -1..<model.stepCount
        let result: [Double]
        switch graph[id] {
        case .constant(let bits):
            result = steps.map { _ in Double(bitPattern: bits) }
        case .time(let after):
            result = steps.map { Double(after ? $0 + 1 : $0) * model.timeStep }
        case .stimulus(let after):
            result = steps.map { model.stimulus[max(0, after ? $0 + 1 : $0)] }
        case .unary(let operation, let x):
            result = values(of: x, &known).map { operation($0) }
        case .binary(let operation, let x, let y):
            result = zip(values(of: x, &known), values(of: y, &known)).map { operation($0, $1) }
        case .select(let mask, let x, let y):
            let branches = zip(values(of: x, &known), values(of: y, &known))
            result = zip(values(of: mask, &known), branches).map { $0 != 0 ? $1.0 : $1.1 }
        case .parameter, .state, .normal:
            preconditionFailure("a value of single instances in the schedule of all")
        }
        known[id] = result
        return result
    }
}
