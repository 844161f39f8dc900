import NeuronEquations

/// SplitMix64 (Steele, Lea and Flood 2014), so that a failing test can be run again by its seed.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Draws trees that the parser can build: numbers are finite and never below a `negate`.
struct RandomExpressions {
    var generator: SplitMix64
    let names = ["x", "y", "z", "t"]

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    mutating func number(depth: Int) -> Expression {
        switch depth == 0 ? 0 : Int.random(in: 0..<10, using: &generator) {
        case 0:
            if Bool.random(using: &generator) {
                return .name(names.randomElement(using: &generator) ?? "x")
            }
            return .number(Double.random(in: -5...5, using: &generator))
        case 1: return .whiteNoise(Bool.random(using: &generator) ? "xi" : "xi_1")
        case 2:
            let operand = number(depth: depth - 1)
            if case .number = operand { return operand }
            return .negate(operand)
        case 3:
            return .conditional(
                condition(depth: depth - 1), number(depth: depth - 1), number(depth: depth - 1))
        case 4:
            let function = MathFunction.allCases.randomElement(using: &generator) ?? .exp
            return .call(
                function, (0..<function.argumentCount).map { _ in number(depth: depth - 1) })
        default:
            let symbol = BinaryOperator.allCases.randomElement(using: &generator) ?? .add
            return .binary(symbol, number(depth: depth - 1), number(depth: depth - 1))
        }
    }

    mutating func condition(depth: Int) -> Expression {
        switch depth == 0 ? 0 : Int.random(in: 0..<5, using: &generator) {
        case 0, 1:
            let symbol = Comparison.allCases.randomElement(using: &generator) ?? .less
            let below = max(depth - 1, 0)
            return .comparison(symbol, number(depth: below), number(depth: below))
        case 2: return .not(condition(depth: depth - 1))
        case 3: return .and(condition(depth: depth - 1), condition(depth: depth - 1))
        default: return .or(condition(depth: depth - 1), condition(depth: depth - 1))
        }
    }

    /// Values for all names and noises.
    mutating func values() -> [String: Double] {
        Dictionary(
            uniqueKeysWithValues: (names + ["xi", "xi_1"]).map {
                ($0, Double.random(in: -2...2, using: &generator))
            })
    }
}
