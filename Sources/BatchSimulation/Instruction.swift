/// One operation over all lanes of a tile, from registers and scalars to a register.
struct Instruction: Sendable, Equatable {
    var opcode: Opcode
    /// The register that is written; it may be one that is read.
    var result: Int32
    /// Registers or scalar slots, in the order that the opcode says; unused ones are 0.
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0

    /// The registers that are read.
    var registersRead: [Int32] {
        let isScalar = opcode.scalarOperands
        var registers: [Int32] = isScalar.a ? [] : [a]
        if isScalar.b == false { registers.append(b) }
        if isScalar.c == false { registers.append(c) }
        return registers
    }
}

/// What an instruction does; "scalar" names the operands that are the same in all lanes.
enum Opcode: Sendable, Hashable {
    /// f(a).
    case unary(UnaryOperation)
    /// f(a, b).
    case binary(BinaryOperation)
    /// f(a, scalar b).
    case binaryScalar(BinaryOperation)
    /// f(scalar a, b).
    case scalarBinary(BinaryOperation)
    /// a·b + c.
    case fusedMultiplyAdd
    /// a·scalar b + c.
    case fusedMultiplyAddScalar
    /// a·b + scalar c.
    case fusedMultiplyAddAddend
    /// a·scalar b + scalar c.
    case fusedMultiplyAddScalars
    /// The quantile at a of the binomial distribution of b trials with probability c.
    case binomialQuantile(aIsScalar: Bool, bIsScalar: Bool, cIsScalar: Bool)
    /// b where the mask a is not 0, else c; the other forms with one or two scalars.
    case select
    case selectScalar
    case scalarSelect
    case selectScalars
    case copy
    /// scalar a.
    case fill

    /// Whether operand a, b, c is a scalar slot; nil where there is no such operand.
    var scalarOperands: (a: Bool, b: Bool?, c: Bool?) {
        switch self {
        case .unary, .copy: (false, nil, nil)
        case .fill: (true, nil, nil)
        case .binary: (false, false, nil)
        case .binaryScalar: (false, true, nil)
        case .scalarBinary: (true, false, nil)
        case .fusedMultiplyAdd, .select: (false, false, false)
        case .fusedMultiplyAddScalar, .scalarSelect: (false, true, false)
        case .binomialQuantile(let a, let b, let c): (a, b, c)
        case .fusedMultiplyAddAddend, .selectScalar: (false, false, true)
        case .fusedMultiplyAddScalars, .selectScalars: (false, true, true)
        }
    }
}
