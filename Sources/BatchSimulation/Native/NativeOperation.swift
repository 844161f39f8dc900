/// The C expression of one operation on vectors.
enum NativeOperation {
    /// The functions of the vector mathematics that C operators cannot say.
    private static let functions = [
        "abs", "sign", "floor", "ceil", "round", "trunc", "sqrt", "exp", "expm1", "exprel", "log",
        "log1p", "log10", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan",
        "pow", "mod", "min", "max", "gammaquantile", "binomialquantile", "fma", "pick", "all",
        "load", "store", "mask",
    ]

    /// Names without the letter of the type for all functions.
    static func aliases(letter: String) -> String {
        functions.map { "#define \($0)_ \($0)_\(letter)" }.joined(separator: "\n")
    }

    /// The expression of a function of one number.
    static func unary(_ operation: UnaryOperation, _ x: String) -> String {
        switch operation {
        case .negate: "-\(x)"
        case .not: preconditionFailure("a condition is no number")
        case .abs: "abs_(\(x))"
        case .sign: "sign_(\(x))"
        case .floor: "floor_(\(x))"
        case .ceil: "ceil_(\(x))"
        case .round: "round_(\(x))"
        case .truncate: "trunc_(\(x))"
        case .sqrt: "sqrt_(\(x))"
        case .exp: "exp_(\(x))"
        case .expm1: "expm1_(\(x))"
        case .exprel: "exprel_(\(x))"
        case .log: "log_(\(x))"
        case .log1p: "log1p_(\(x))"
        case .log10: "log10_(\(x))"
        case .sin: "sin_(\(x))"
        case .cos: "cos_(\(x))"
        case .tan: "tan_(\(x))"
        case .sinh: "sinh_(\(x))"
        case .cosh: "cosh_(\(x))"
        case .tanh: "tanh_(\(x))"
        case .arcsin: "asin_(\(x))"
        case .arccos: "acos_(\(x))"
        case .arctan: "atan_(\(x))"
        }
    }

    /// The expression of a function of two numbers; nil for conditions.
    static func binary(_ operation: BinaryOperation, _ x: String, _ y: String) -> String? {
        switch operation {
        case .add: "\(x) + \(y)"
        case .subtract: "\(x) - \(y)"
        case .multiply: "\(x) * \(y)"
        case .divide: "\(x) / \(y)"
        case .power: "pow_(\(x), \(y))"
        case .modulo: "mod_(\(x), \(y))"
        case .minimum: "min_(\(x), \(y))"
        case .maximum: "max_(\(x), \(y))"
        case .gammaQuantile: "gammaquantile_(\(x), \(y))"
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .and, .or: nil
        }
    }

    /// The C operator of a comparison; nil for anything else.
    static func comparison(_ operation: BinaryOperation) -> String? {
        switch operation {
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .equal: "=="
        case .notEqual: "!="
        default: nil
        }
    }
}
