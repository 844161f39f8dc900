/// A value that a segment leaves in a register.
struct SegmentResult {
    var value: ValueID
    var register: Int
}

/// Turns values into instructions and gives them registers.
///
/// Each segment is scheduled depth first, its results last, and its temporaries are reused by
/// linear scan (Poletto and Sarkar 1999): a register is free again after the last use of its
/// value. A result is written straight into its own register when nothing reads the old content
/// any more, so that a step rarely needs a copy.
struct RegisterFile {
    /// Temporaries are numbered from here until all resident registers are known.
    static let firstTemporary: Int32 = 1 << 24

    private(set) var graph: ValueGraph
    /// The values of the scalar slots.
    private(set) var scalarValues: [ValueID] = []
    private(set) var residentCount: Int
    /// The streams that any instruction reads.
    private(set) var usedStreams: Set<StreamSource> = []
    private var scalarSlots: [ValueID: Int] = [:]
    private var instanceRegisters: [ValueID: Int] = [:]
    private var instanceValues: [ValueID] = []
    private var temporaryCount = 0
    private let model: CompiledModel

    var registerCount: Int { residentCount + temporaryCount }

    init(_ model: CompiledModel) {
        self.model = model
        graph = model.graph
        residentCount = model.slotCount + model.variedCount + model.streamCount
    }

    /// A register for a recorded value that is no slot.
    mutating func recordingRegister() -> Int {
        residentCount += 1
        return residentCount - 1
    }

    /// Instructions that compute values into registers, all reading the state from before.
    /// - Parameters:
    ///   - flags: results that are computed after the others, and may read them.
    ///   - roots: what decides which products and sums become one instruction; nil stands for all
    ///     results.
    mutating func segment(
        _ results: [SegmentResult], then flags: [SegmentResult] = [],
        fusingFor roots: [ValueID]? = nil
    ) -> [Instruction] {
        allocate(results, flags, fusingFor: roots, instanceValuesAreResident: true)
    }

    /// Instructions that compute what the instance keeps, and the initial values. Nothing is fused,
    /// so that each value depends on nothing that is computed beside it.
    mutating func prologue(_ initial: [SegmentResult]) -> [Instruction] {
        let kept = instanceValues.map {
            SegmentResult(value: $0, register: instanceRegisters[$0] ?? 0)
        }
        return allocate(initial + kept, [], fusingFor: [], instanceValuesAreResident: false)
    }

    // MARK: Operands

    private mutating func scalarSlot(_ id: ValueID) -> Int {
        if let slot = scalarSlots[id] { return slot }
        scalarSlots[id] = scalarValues.count
        scalarValues.append(id)
        return scalarValues.count - 1
    }

    private mutating func residentRegister(_ id: ValueID) -> Int {
        switch graph[id] {
        case .state(let slot): return slot
        case .parameter(let column): return model.slotCount + column
        case .normal(let slot): return register(of: .normal(slot))
        case .uniform(let slot): return register(of: .uniform(slot))
        case .instanceStimulus(let after): return register(of: .stimulus(after: after))
        default:
            if let register = instanceRegisters[id] { return register }
            let register = recordingRegister()
            instanceRegisters[id] = register
            instanceValues.append(id)
            return register
        }
    }

    private mutating func register(of stream: StreamSource) -> Int {
        usedStreams.insert(stream)
        return model.slotCount + model.variedCount + stream.position(drawCount: model.drawCount)
    }

    // MARK: Scheduling and allocation

    private mutating func allocate(
        _ results: [SegmentResult], _ flags: [SegmentResult], fusingFor roots: [ValueID]?,
        instanceValuesAreResident: Bool
    ) -> [Instruction] {
        // A result that is the old content of its own register needs nothing.
        let results = results.filter { graph[$0.value] != .state($0.register) }
        let all = results + flags
        var schedule = Schedule(
            InstructionSelection(
                graph: graph, roots: roots ?? all.map(\.value),
                instanceValuesAreResident: instanceValuesAreResident))
        schedule.append(results: results.map(\.value))
        schedule.append(results: flags.map(\.value))
        graph = schedule.selection.graph

        var lastUses = schedule.lastUses
        // A value that goes to two registers, or is read after being a result, is copied at the
        // end; so is a leaf.
        var destinations: [ValueID: Int] = [:]
        for result in all where destinations[result.value] == nil {
            destinations[result.value] = result.register
        }
        var copies = all.filter { destinations[$0.value] != $0.register }

        var instructions: [Instruction] = []
        var registers: [ValueID: Int32] = [:]
        var free: [Int32] = []
        var usedTemporaries = 0
        let end = schedule.entries.count
        for copy in copies { lastUses[.computed(copy.value)] = end }

        for (position, entry) in schedule.entries.enumerated() {
            let isScalar = entry.operation.opcode.scalarOperands
            let kinds = [isScalar.a, isScalar.b ?? false, isScalar.c ?? false]
            var codes: [Int32] = [0, 0, 0]
            var released: [Int32] = []
            for (index, operand) in entry.operation.operands.enumerated() {
                if kinds[index] {
                    codes[index] = Int32(scalarSlot(operand))
                } else if let register = registers[operand] {
                    codes[index] = register
                    if lastUses[.computed(operand)] == position,
                        register >= Self.firstTemporary, !released.contains(register)
                    {
                        released.append(register)
                    }
                } else {
                    codes[index] = Int32(residentRegister(operand))
                }
            }
            free.append(contentsOf: released)

            var target: Int32
            let destination = destinations[entry.value]
            if let destination, (lastUses[.resident(destination)] ?? -1) <= position {
                target = Int32(destination)
            } else {
                if let reused = free.popLast() {
                    target = reused
                } else {
                    target = Self.firstTemporary + Int32(usedTemporaries)
                    usedTemporaries += 1
                }
                if let destination {
                    copies.append(SegmentResult(value: entry.value, register: destination))
                    lastUses[.computed(entry.value)] = end
                }
            }
            registers[entry.value] = target
            instructions.append(
                Instruction(
                    opcode: entry.operation.opcode, result: target, a: codes[0], b: codes[1],
                    c: codes[2]))
        }
        for copy in copies {
            guard let source = registers[copy.value] else {
                preconditionFailure("a result was never computed")
            }
            instructions.append(
                Instruction(opcode: .copy, result: Int32(copy.register), a: source))
        }
        temporaryCount = max(temporaryCount, usedTemporaries)
        return instructions
    }
}
