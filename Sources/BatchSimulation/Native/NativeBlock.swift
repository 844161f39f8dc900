/// The C function that advances one block of lanes, `vectorCount` vectors side by side.
///
/// Instructions become assignments to fresh variables, so the compiler sees where each value is
/// used; registers are only names here. Conditions stay masks of bits as long as only conditions
/// and selections read them.
struct NativeBlock {
    private(set) var text = ""
    private let program: BlockProgram
    private let vectorCount: Int
    /// The variable that holds each register.
    private var variables: [Int32: Variable] = [:]
    private var variableCount = 0
    private var indentation = 1

    /// A C variable, one for each vector of the block: `name_0`, `name_1`, …
    private struct Variable {
        var name: String
        /// Whether it is a mask of bits instead of numbers.
        var isMask: Bool
    }

    init(_ program: BlockProgram, name: String, vectorCount: Int) {
        self.program = program
        self.vectorCount = vectorCount
        write(
            """
            static __attribute__((noinline)) ptrdiff_t \(name)(
                number *restrict registers, ptrdiff_t stride, ptrdiff_t lanes,
                ptrdiff_t instances, const number *restrict scalars,
                const number *restrict step_scalars, const number *restrict streams,
                const number *restrict stimuli, ptrdiff_t stimulus_stride,
                number *const *recordings, const ptrdiff_t *countdowns, int32_t first_step,
                ptrdiff_t steps, spike_event *restrict spikes, unsigned char *restrict poisoned,
                ptrdiff_t lane, ptrdiff_t count) {
            """, indented: false)
        writeLoads()
        write("for (ptrdiff_t k = 0; k < steps; k++) {")
        indentation += 1
        writeStep()
        indentation -= 1
        write("}")
        writeStores()
        write("return count;")
        text += "}\n"
    }
}

// MARK: - Before and after the steps

extension NativeBlock {
    private var slots: Range<Int32> { 0..<Int32(program.model.slotCount) }

    /// Registers that the steps read and do not write: parameters and what follows from them.
    private var instanceRegisters: [Int32] {
        let streams = program.streams.map { Int32($0.register) }
        let read = program.instructionsOfTimeLoop.flatMap(\.registersRead)
        return Set(read)
            .subtracting(slots).subtracting(streams)
            .filter { Int($0) < program.firstTemporaryRegister }
            .sorted()
    }

    private mutating func writeLoads() {
        for (index, value) in program.scalars.indices.map({ ($0, "scalars[\($0)]") })
        where !program.stepScalars.contains(where: { $0.slot == index }) {
            write("const vector c\(index) = all_(\(value)); (void)c\(index);")
        }
        for slot in slots {
            variables[slot] = Variable(name: "s\(slot)", isMask: false)
            each {
                "vector s\(slot)_\($0) = load_(registers + \(slot) * stride + lane\(Self.offset($0)));"
            }
        }
        for register in instanceRegisters {
            variables[register] = Variable(name: "p\(register)", isMask: false)
            each {
                "const vector p\(register)_\($0) = "
                    + "load_(registers + \(register) * stride + lane\(Self.offset($0)));"
            }
        }
        if program.model.maskSlot != nil { each { "mask poison_\($0) = {0};" } }
        for index in program.recordings.indices {
            write("number *r\(index) = recordings[\(index)] + lane;")
            write("ptrdiff_t n\(index) = countdowns[\(index)];")
        }
    }

    private mutating func writeStores() {
        for slot in slots {
            each {
                "store_(registers + \(slot) * stride + lane\(Self.offset($0)), s\(slot)_\($0));"
            }
        }
        if program.model.maskSlot != nil {
            each { u in
                "for (int l = 0; l < width; l++) "
                    + "if (poison_\(u)[l]) poisoned[lane\(Self.offset(u)) + l] = 1;"
            }
        }
    }
}

// MARK: - One step

extension NativeBlock {
    private mutating func writeStep() {
        for (column, scalar) in program.stepScalars.enumerated() {
            write(
                "const vector c\(scalar.slot) = "
                    + "all_(step_scalars[k * \(program.stepScalars.count) + \(column)]); "
                    + "(void)c\(scalar.slot);")
        }
        let draws = program.drawStreams
        for (position, stream) in draws.enumerated() {
            variables[Int32(stream.register)] = Variable(name: "z\(position)", isMask: false)
            each {
                "const vector z\(position)_\($0) = load_(streams + "
                    + "(k * \(draws.count) + \(position)) * lanes + lane\(Self.offset($0)));"
            }
        }
        for stream in program.stimulusStreams {
            let isAfter = stream.source == .stimulus(after: true)
            let name = isAfter ? "after" : "before"
            variables[Int32(stream.register)] = Variable(name: name, isMask: false)
            each {
                "const vector \(name)_\($0) = load_(stimuli + "
                    + "\(isAfter ? "(k + 1)" : "k") * stimulus_stride + lane\(Self.offset($0)));"
            }
        }
        write(program.step)
        let maskSlot = program.model.maskSlot.map { Int32($0) }
        let mask = maskSlot.map { maskName($0) }
        assignSlots(except: maskSlot)
        if let maskSlot, let mask { writeReset(mask, maskSlot) }
        for index in program.recordings.indices { writeRecording(index) }
    }

    /// Gives the slots their new values and makes their variables the current ones again.
    private mutating func assignSlots(except maskSlot: Int32? = nil) {
        for slot in slots where slot != maskSlot {
            guard let variable = variables[slot], variable.name != "s\(slot)" else { continue }
            let name = numberName(slot)
            each { "s\(slot)_\($0) = \(name)_\($0);" }
            variables[slot] = Variable(name: "s\(slot)", isMask: false)
        }
    }

    private mutating func writeReset(_ mask: String, _ maskSlot: Int32) {
        let model = program.model
        let all = (0..<vectorCount).map { "\(mask)_\($0)" }.joined(separator: " | ")
        write("if (__builtin_expect(is_any(\(all)), 0)) {")
        indentation += 1
        each { u in
            let states = model.stateNames.indices.map { "s\($0)_\(u)" }
            let broken = states.map { "(\($0) != \($0))" }.joined(separator: " | ")
            return broken.isEmpty ? "" : "poison_\(u) |= \(mask)_\(u) & (\(broken));"
        }
        if model.recordsSpikes {
            each { u in
                "for (uint64_t bits = lane_bits(\(mask)_\(u)); bits != 0; bits &= bits - 1) {"
                    + " const ptrdiff_t l = lane\(Self.offset(u)) + __builtin_ctzll(bits);"
                    + " if (l < instances) spikes[count++] ="
                    + " (spike_event){(int32_t)l, first_step + (int32_t)k + 1}; }"
            }
        }
        variables[maskSlot] = Variable(name: mask, isMask: true)
        write(program.reset)
        assignSlots(except: maskSlot)
        indentation -= 1
        write("}")
        variables[maskSlot] = Variable(name: "s\(maskSlot)", isMask: false)
    }

    private mutating func writeRecording(_ index: Int) {
        let recording = program.recordings[index]
        let isDecimated = recording.every > 1
        if isDecimated {
            write("if (--n\(index) == 0) {")
            indentation += 1
            write("n\(index) = \(recording.every);")
        } else {
            write("{")
            indentation += 1
        }
        let before = variables
        write(recording.instructions)
        let name = numberName(Int32(recording.register))
        each { "store_(r\(index)\(Self.offset($0)), \(name)_\($0));" }
        write("r\(index) += lanes;")
        variables = before
        indentation -= 1
        write("}")
    }
}

// MARK: - Instructions

extension NativeBlock {
    private mutating func write(_ instructions: [Instruction]) {
        for instruction in instructions { write(instruction) }
    }

    private mutating func write(_ instruction: Instruction) {
        let (a, b, c) = (instruction.a, instruction.b, instruction.c)
        switch instruction.opcode {
        case .copy:
            let x = variable(a)
            if x.isMask {
                defineMask(instruction.result) { "\(x.name)_\($0)" }
            } else {
                define(instruction.result) { "\(x.name)_\($0)" }
            }
        case .fill:
            define(instruction.result) { _ in "c\(a)" }
        case .unary(.not):
            let x = maskName(a)
            defineMask(instruction.result) { "~\(x)_\($0)" }
        case .unary(let operation):
            let x = numberName(a)
            define(instruction.result) { NativeOperation.unary(operation, "\(x)_\($0)") }
        case .binary(let operation):
            write(operation, register(a), register(b), to: instruction.result)
        case .binaryScalar(let operation):
            write(operation, register(a), .scalar(b), to: instruction.result)
        case .scalarBinary(let operation):
            write(operation, .scalar(a), register(b), to: instruction.result)
        case .fusedMultiplyAdd:
            let (x, y, z) = (numberName(a), numberName(b), numberName(c))
            define(instruction.result) { "fma_(\(x)_\($0), \(y)_\($0), \(z)_\($0))" }
        case .fusedMultiplyAddScalar:
            let (x, z) = (numberName(a), numberName(c))
            define(instruction.result) { "fma_(\(x)_\($0), c\(b), \(z)_\($0))" }
        case .fusedMultiplyAddAddend:
            let (x, y) = (numberName(a), numberName(b))
            define(instruction.result) { "fma_(\(x)_\($0), \(y)_\($0), c\(c))" }
        case .fusedMultiplyAddScalars:
            let x = numberName(a)
            define(instruction.result) { "fma_(\(x)_\($0), c\(b), c\(c))" }
        case .binomialQuantile(let aIsScalar, let bIsScalar, let cIsScalar):
            let x = number(aIsScalar ? .scalar(a) : .register(a))
            let y = number(bIsScalar ? .scalar(b) : .register(b))
            let z = number(cIsScalar ? .scalar(c) : .register(c))
            define(instruction.result) { "binomialquantile_(\(x($0)), \(y($0)), \(z($0)))" }
        case .select:
            let (m, x, y) = (maskName(a), numberName(b), numberName(c))
            define(instruction.result) { "pick_(\(m)_\($0), \(x)_\($0), \(y)_\($0))" }
        case .selectScalar:
            let (m, x) = (maskName(a), numberName(b))
            define(instruction.result) { "pick_(\(m)_\($0), \(x)_\($0), c\(c))" }
        case .scalarSelect:
            let (m, y) = (maskName(a), numberName(c))
            define(instruction.result) { "pick_(\(m)_\($0), c\(b), \(y)_\($0))" }
        case .selectScalars:
            let m = maskName(a)
            define(instruction.result) { "pick_(\(m)_\($0), c\(b), c\(c))" }
        }
    }

    /// An operand that is a register or a scalar.
    private enum Operand {
        case register(Int32)
        case scalar(Int32)
    }

    private func register(_ number: Int32) -> Operand { .register(number) }

    private mutating func write(
        _ operation: BinaryOperation, _ a: Operand, _ b: Operand, to result: Int32
    ) {
        switch operation {
        case .and, .or:
            let (x, y) = (condition(a), condition(b))
            let symbol = operation == .and ? "&" : "|"
            defineMask(result) { "\(x($0)) \(symbol) \(y($0))" }
        default:
            let (x, y) = (number(a), number(b))
            if let symbol = NativeOperation.comparison(operation) {
                defineMask(result) { "\(x($0)) \(symbol) \(y($0))" }
            } else {
                define(result) {
                    NativeOperation.binary(operation, x($0), y($0)) ?? ""
                }
            }
        }
    }

    /// The name of an operand as numbers, for each vector.
    private mutating func number(_ operand: Operand) -> (Int) -> String {
        switch operand {
        case .scalar(let slot): { _ in "c\(slot)" }
        case .register(let register):
            { [name = numberName(register)] in "\(name)_\($0)" }
        }
    }

    /// The name of an operand as a mask, for each vector.
    private mutating func condition(_ operand: Operand) -> (Int) -> String {
        switch operand {
        case .scalar(let slot): { _ in "(c\(slot) != 0)" }
        case .register(let register):
            { [name = maskName(register)] in "\(name)_\($0)" }
        }
    }

    private mutating func numberName(_ register: Int32) -> String {
        let variable = variable(register)
        if !variable.isMask { return variable.name }
        let name = newName("v")
        each { "const vector \(name)_\($0) = mask_(\(variable.name)_\($0));" }
        return name
    }

    private mutating func maskName(_ register: Int32) -> String {
        let variable = variable(register)
        if variable.isMask { return variable.name }
        let name = newName("m")
        each { "const mask \(name)_\($0) = \(variable.name)_\($0) != 0;" }
        return name
    }

    private func variable(_ register: Int32) -> Variable {
        guard let variable = variables[register] else {
            preconditionFailure("register \(register) is read before it is written")
        }
        return variable
    }

    private mutating func define(_ register: Int32, _ expression: (Int) -> String) {
        let name = newName("v")
        each { "const vector \(name)_\($0) = \(expression($0));" }
        variables[register] = Variable(name: name, isMask: false)
    }

    private mutating func defineMask(_ register: Int32, _ expression: (Int) -> String) {
        let name = newName("m")
        each { "const mask \(name)_\($0) = \(expression($0));" }
        variables[register] = Variable(name: name, isMask: true)
    }

    private mutating func newName(_ letter: String) -> String {
        variableCount += 1
        return "\(letter)\(variableCount)"
    }
}

// MARK: - Text

extension NativeBlock {
    /// Writes a line for each vector of the block.
    private mutating func each(_ line: (Int) -> String) {
        for vector in 0..<vectorCount { write(line(vector)) }
    }

    /// The lanes before a vector of the block.
    private static func offset(_ vector: Int) -> String {
        vector == 0 ? "" : " + \(vector) * width"
    }

    private mutating func write(_ line: String, indented: Bool = true) {
        text += String(repeating: "    ", count: indented ? indentation : 0) + line + "\n"
    }
}
