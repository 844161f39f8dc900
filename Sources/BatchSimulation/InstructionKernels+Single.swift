import CVectorMath

/// The instructions in single precision: each opcode with its kernel of `CVectorMath`.
extension InstructionKernels where Scalar == Float {
    /// Executes instructions one after the other.
    static func execute(
        _ instructions: UnsafeBufferPointer<Instruction>, _ lanes: Lanes<Float>
    ) {
        let (registers, scalars, count) = (lanes.registers, lanes.scalars, lanes.count)
        for instruction in instructions {
            let result = registers + Int(instruction.result) &* lanes.stride
            let a = registers + Int(instruction.a) &* lanes.stride
            let b = registers + Int(instruction.b) &* lanes.stride
            let c = registers + Int(instruction.c) &* lanes.stride
            switch instruction.opcode {
            case .unary(let operation):
                unary(operation, result, a, count)
            case .binary(let operation):
                binary(operation, result, a, b, count)
            case .binaryScalar(let operation):
                binary(operation, result, a, scalar: scalars[Int(instruction.b)], count)
            case .scalarBinary(let operation):
                binary(operation, result, scalar: scalars[Int(instruction.a)], b, count)
            case .fusedMultiplyAdd:
                vm_fma_f32(result, a, b, c, count)
            case .fusedMultiplyAddScalar:
                vm_fma_scalar_f32(result, a, scalars[Int(instruction.b)], c, count)
            case .fusedMultiplyAddAddend:
                vm_fma_addend_f32(result, a, b, scalars[Int(instruction.c)], count)
            case .fusedMultiplyAddScalars:
                vm_fma_scalars_f32(
                    result, a, scalars[Int(instruction.b)], scalars[Int(instruction.c)], count)
            case .binomialQuantile(let aIsScalar, let bIsScalar, let cIsScalar):
                vm_binomialquantile_f32(
                    result, aIsScalar ? scalars + Int(instruction.a) : UnsafePointer(a),
                    aIsScalar ? 0 : 1, bIsScalar ? scalars + Int(instruction.b) : UnsafePointer(b),
                    bIsScalar ? 0 : 1, cIsScalar ? scalars + Int(instruction.c) : UnsafePointer(c),
                    cIsScalar ? 0 : 1, count)
            case .select:
                vm_select_f32(result, a, b, c, count)
            case .selectScalar:
                vm_select_scalar_f32(result, a, b, scalars[Int(instruction.c)], count)
            case .scalarSelect:
                vm_scalar_select_f32(result, a, scalars[Int(instruction.b)], c, count)
            case .selectScalars:
                vm_select_scalars_f32(
                    result, a, scalars[Int(instruction.b)], scalars[Int(instruction.c)], count)
            case .copy:
                vm_copy_f32(result, a, count)
            case .fill:
                vm_fill_f32(result, scalars[Int(instruction.a)], count)
            }
        }
    }

    @inline(__always)
    private static func unary(
        _ operation: UnaryOperation, _ result: UnsafeMutablePointer<Float>,
        _ x: UnsafePointer<Float>, _ count: Int
    ) {
        switch operation {
        case .negate: vm_neg_f32(result, x, count)
        case .not: vm_not_f32(result, x, count)
        case .abs: vm_abs_f32(result, x, count)
        case .sign: vm_sign_f32(result, x, count)
        case .floor: vm_floor_f32(result, x, count)
        case .ceil: vm_ceil_f32(result, x, count)
        case .round: vm_round_f32(result, x, count)
        case .truncate: vm_trunc_f32(result, x, count)
        case .sqrt: vm_sqrt_f32(result, x, count)
        case .exp: vm_exp_f32(result, x, count)
        case .expm1: vm_expm1_f32(result, x, count)
        case .exprel: vm_exprel_f32(result, x, count)
        case .log: vm_log_f32(result, x, count)
        case .log1p: vm_log1p_f32(result, x, count)
        case .log10: vm_log10_f32(result, x, count)
        case .sin: vm_sin_f32(result, x, count)
        case .cos: vm_cos_f32(result, x, count)
        case .tan: vm_tan_f32(result, x, count)
        case .sinh: vm_sinh_f32(result, x, count)
        case .cosh: vm_cosh_f32(result, x, count)
        case .tanh: vm_tanh_f32(result, x, count)
        case .arcsin: vm_asin_f32(result, x, count)
        case .arccos: vm_acos_f32(result, x, count)
        case .arctan: vm_atan_f32(result, x, count)
        }
    }

    @inline(__always)
    private static func binary(
        _ operation: BinaryOperation, _ result: UnsafeMutablePointer<Float>,
        _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int
    ) {
        switch operation {
        case .add: vm_add_f32(result, x, y, count)
        case .subtract: vm_sub_f32(result, x, y, count)
        case .multiply: vm_mul_f32(result, x, y, count)
        case .divide: vm_div_f32(result, x, y, count)
        case .power: vm_pow_f32(result, x, y, count)
        case .modulo: vm_mod_f32(result, x, y, count)
        case .minimum: vm_min_f32(result, x, y, count)
        case .maximum: vm_max_f32(result, x, y, count)
        case .gammaQuantile: vm_gammaquantile_f32(result, x, y, count)
        case .less: vm_less_f32(result, x, y, count)
        case .lessOrEqual: vm_lessequal_f32(result, x, y, count)
        case .greater: vm_greater_f32(result, x, y, count)
        case .greaterOrEqual: vm_greaterequal_f32(result, x, y, count)
        case .equal: vm_equal_f32(result, x, y, count)
        case .notEqual: vm_notequal_f32(result, x, y, count)
        case .and: vm_and_f32(result, x, y, count)
        case .or: vm_or_f32(result, x, y, count)
        }
    }

    @inline(__always)
    private static func binary(
        _ operation: BinaryOperation, _ result: UnsafeMutablePointer<Float>,
        _ x: UnsafePointer<Float>, scalar y: Float, _ count: Int
    ) {
        switch operation {
        case .add: vm_add_scalar_f32(result, x, y, count)
        case .subtract: vm_sub_scalar_f32(result, x, y, count)
        case .multiply: vm_mul_scalar_f32(result, x, y, count)
        case .divide: vm_div_scalar_f32(result, x, y, count)
        case .power: vm_pow_scalar_f32(result, x, y, count)
        case .modulo: vm_mod_scalar_f32(result, x, y, count)
        case .minimum: vm_min_scalar_f32(result, x, y, count)
        case .maximum: vm_max_scalar_f32(result, x, y, count)
        case .gammaQuantile: vm_gammaquantile_scalar_f32(result, x, y, count)
        case .less: vm_less_scalar_f32(result, x, y, count)
        case .lessOrEqual: vm_lessequal_scalar_f32(result, x, y, count)
        case .greater: vm_greater_scalar_f32(result, x, y, count)
        case .greaterOrEqual: vm_greaterequal_scalar_f32(result, x, y, count)
        case .equal: vm_equal_scalar_f32(result, x, y, count)
        case .notEqual: vm_notequal_scalar_f32(result, x, y, count)
        case .and: vm_and_scalar_f32(result, x, y, count)
        case .or: vm_or_scalar_f32(result, x, y, count)
        }
    }

    @inline(__always)
    private static func binary(
        _ operation: BinaryOperation, _ result: UnsafeMutablePointer<Float>,
        scalar x: Float, _ y: UnsafePointer<Float>, _ count: Int
    ) {
        switch operation {
        case .add: vm_scalar_add_f32(result, x, y, count)
        case .subtract: vm_scalar_sub_f32(result, x, y, count)
        case .multiply: vm_scalar_mul_f32(result, x, y, count)
        case .divide: vm_scalar_div_f32(result, x, y, count)
        case .power: vm_scalar_pow_f32(result, x, y, count)
        case .modulo: vm_scalar_mod_f32(result, x, y, count)
        case .minimum: vm_scalar_min_f32(result, x, y, count)
        case .maximum: vm_scalar_max_f32(result, x, y, count)
        case .gammaQuantile: vm_scalar_gammaquantile_f32(result, x, y, count)
        case .less: vm_scalar_less_f32(result, x, y, count)
        case .lessOrEqual: vm_scalar_lessequal_f32(result, x, y, count)
        case .greater: vm_scalar_greater_f32(result, x, y, count)
        case .greaterOrEqual: vm_scalar_greaterequal_f32(result, x, y, count)
        case .equal: vm_scalar_equal_f32(result, x, y, count)
        case .notEqual: vm_scalar_notequal_f32(result, x, y, count)
        case .and: vm_scalar_and_f32(result, x, y, count)
        case .or: vm_scalar_or_f32(result, x, y, count)
        }
    }
}
