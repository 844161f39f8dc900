/// What one time step of one instance takes, counted in the instructions of the compiled model.
public struct StepWork: Sendable, Equatable {
    /// Elementary functions (exp, log, tanh, powers that are not whole, …).
    public var elementaryFunctions: Int
    /// Everything else that computes: sums, products (one together with its sum), quotients,
    /// comparisons, choices.
    public var operations: Int

    init(_ program: BlockProgram) {
        elementaryFunctions = 0
        operations = 0
        for instruction in program.step + program.reset {
            switch instruction.opcode {
            case .unary(let operation) where operation.isElementaryFunction:
                elementaryFunctions += 1
            case .binary(.power), .binaryScalar(.power), .scalarBinary(.power):
                elementaryFunctions += 1
            case .copy, .fill:
                break
            default:
                operations += 1
            }
        }
    }
}

extension UnaryOperation {
    fileprivate var isElementaryFunction: Bool {
        switch self {
        case .negate, .not, .abs, .sign, .floor, .ceil, .round, .truncate, .sqrt: false
        default: true
        }
    }
}
