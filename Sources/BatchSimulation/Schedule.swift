/// The order in which the values of a segment are computed.
struct Schedule {
    /// A value and its instruction.
    struct Entry {
        var value: ValueID
        var operation: SelectedOperation
    }

    /// What an instruction reads: a value of the segment, or a slot from before it.
    enum Source: Hashable {
        case computed(ValueID)
        case resident(Int)
    }

    private(set) var selection: InstructionSelection
    private(set) var entries: [Entry] = []
    private var scheduled: Set<ValueID> = []

    init(_ selection: InstructionSelection) {
        self.selection = selection
    }

    /// Schedules what the results need, then the results themselves. That order lets a result
    /// overwrite the slot that it replaces.
    mutating func append(results: [ValueID]) {
        let ends = Set(results)
        for result in results where !scheduled.contains(result) {
            let operation = selection.operation(for: result)
            for (operand, isScalar) in zip(operation.operands, operation.opcode.scalarList)
            where !isScalar && !ends.contains(operand) {
                visit(operand)
            }
        }
        for result in results { visit(result, isResult: true) }
    }

    /// The position of the last instruction that reads each source.
    var lastUses: [Source: Int] {
        var uses: [Source: Int] = [:]
        for (position, entry) in entries.enumerated() {
            let operation = entry.operation
            for (operand, isScalar) in zip(operation.operands, operation.opcode.scalarList)
            where !isScalar {
                uses[.computed(operand)] = position
                if case .state(let slot) = selection.graph[operand] {
                    uses[.resident(slot)] = position
                }
            }
        }
        return uses
    }

    private mutating func visit(_ id: ValueID, isResult: Bool = false) {
        guard !scheduled.contains(id) else { return }
        // Leaves need no instruction unless they are results.
        if !isResult, selection.isResident(id) { return }
        let operation = selection.operation(for: id)
        for (operand, isScalar) in zip(operation.operands, operation.opcode.scalarList)
        where !isScalar {
            visit(operand)
        }
        scheduled.insert(id)
        entries.append(Entry(value: id, operation: operation))
    }
}

extension Opcode {
    /// Whether each operand is a scalar slot.
    var scalarList: [Bool] {
        let isScalar = scalarOperands
        return [isScalar.a] + [isScalar.b, isScalar.c].compactMap(\.self)
    }
}
