/// A value as one operation on other values, before registers are chosen.
struct SelectedOperation {
    var opcode: Opcode
    /// Values in lanes or scalars, as the opcode's ``Opcode/scalarOperands`` say.
    var operands: [ValueID]
}

/// Chooses the instruction of each value: scalar forms, and a product and its sum as one.
struct InstructionSelection {
    var graph: ValueGraph
    /// Products that are used once, by a sum that can take them in.
    private var uses: [ValueID: Int] = [:]
    /// Whether values that are the same in every step are at hand in registers.
    let instanceValuesAreResident: Bool

    init(graph: ValueGraph, roots: [ValueID], instanceValuesAreResident: Bool) {
        self.graph = graph
        self.instanceValuesAreResident = instanceValuesAreResident
        var visited: Set<ValueID> = []
        for root in roots { count(root, &visited) }
    }

    /// Whether the value is the same for all instances.
    func isScalar(_ id: ValueID) -> Bool { graph.variability(id) <= .perStep }

    /// Whether the value waits in a register that outlives the segment.
    func isResident(_ id: ValueID) -> Bool {
        switch graph[id] {
        case .parameter, .state, .normal, .uniform, .instanceStimulus: true
        default: instanceValuesAreResident && graph.variability(id) == .perInstance
        }
    }

    private mutating func count(_ id: ValueID, _ visited: inout Set<ValueID>) {
        uses[id, default: 0] += 1
        guard !isScalar(id), !isResident(id), visited.insert(id).inserted else { return }
        for operand in graph.operands(id) { count(operand, &visited) }
    }

    /// The instruction that computes a value.
    mutating func operation(for id: ValueID) -> SelectedOperation {
        if isScalar(id) { return SelectedOperation(opcode: .fill, operands: [id]) }
        if isResident(id) { return SelectedOperation(opcode: .copy, operands: [id]) }
        switch graph[id] {
        case .unary(let operation, let x):
            return SelectedOperation(opcode: .unary(operation), operands: [x])
        case .binary(let operation, let x, let y):
            return fusion(operation, x, y) ?? plain(operation, x, y)
        case .binomialQuantile(let x, let y, let z):
            let opcode = Opcode.binomialQuantile(
                aIsScalar: isScalar(x), bIsScalar: isScalar(y), cIsScalar: isScalar(z))
            return SelectedOperation(opcode: opcode, operands: [x, y, z])
        case .select(let mask, let x, let y):
            let opcode: Opcode =
                switch (isScalar(x), isScalar(y)) {
                case (false, false): .select
                case (false, true): .selectScalar
                case (true, false): .scalarSelect
                case (true, true): .selectScalars
                }
            return SelectedOperation(opcode: opcode, operands: [mask, x, y])
        case .constant, .time, .stimulus, .instanceStimulus, .parameter, .state, .normal, .uniform:
            preconditionFailure("a leaf is neither scalar nor resident")
        }
    }

    private func plain(
        _ operation: BinaryOperation, _ x: ValueID, _ y: ValueID
    ) -> SelectedOperation {
        let opcode: Opcode =
            switch (isScalar(x), isScalar(y)) {
            case (true, false): .scalarBinary(operation)
            case (false, true): .binaryScalar(operation)
            default: .binary(operation)
            }
        return SelectedOperation(opcode: opcode, operands: [x, y])
    }

    /// a·b + c, a·s − c with scalar c and c − a·s with scalar s in one instruction.
    private mutating func fusion(
        _ operation: BinaryOperation, _ x: ValueID, _ y: ValueID
    ) -> SelectedOperation? {
        switch operation {
        case .add:
            if let (a, b) = factors(of: x) { return fused(a, b, y) }
            if let (a, b) = factors(of: y) { return fused(a, b, x) }
            return nil
        case .subtract:
            if isScalar(y), let (a, b) = factors(of: x) {
                let negated = graph.unary(.negate, y)
                return fused(a, b, negated)
            }
            if let (a, b) = factors(of: y), isScalar(b) {
                let negated = graph.unary(.negate, b)
                return fused(a, negated, x)
            }
            return nil
        default:
            return nil
        }
    }

    /// The factors of a product that nothing else uses; a scalar one is the second.
    private func factors(of id: ValueID) -> (ValueID, ValueID)? {
        guard case .binary(.multiply, let a, let b) = graph[id], uses[id] == 1,
            !isScalar(id), !isResident(id)
        else { return nil }
        return isScalar(a) ? (b, a) : (a, b)
    }

    private func fused(_ a: ValueID, _ b: ValueID, _ c: ValueID) -> SelectedOperation {
        let opcode: Opcode =
            switch (isScalar(b), isScalar(c)) {
            case (false, false): .fusedMultiplyAdd
            case (true, false): .fusedMultiplyAddScalar
            case (false, true): .fusedMultiplyAddAddend
            case (true, true): .fusedMultiplyAddScalars
            }
        return SelectedOperation(opcode: opcode, operands: [a, b, c])
    }
}
