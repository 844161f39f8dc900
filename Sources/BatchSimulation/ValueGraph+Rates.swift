/// The quotients y/(eʸ − 1) of voltage-dependent rates, however they are written.
///
/// Near y = 0 the written form loses all digits and is 0/0 at 0, where its limit is 1. Written with
/// expm1 it keeps them; what is left is to choose the limit at 0. That costs one division, where
/// 1/exprel(y) has two. References for the form: Hodgkin and Huxley 1952, J. Physiol. 117:500,
/// equations 12 and 20.
extension ValueGraph {
    /// The quotient, where it is one of k·y/(eʸ − 1) or k·(eʸ − 1)/y with signs and scales
    /// anywhere; nil elsewhere. The factor k may be anything; y and the numerator are recognised by
    /// their common part, as v + 40 in `0.1*(v + 40)/(1 - exp(-(v + 40)/10))`.
    mutating func rateQuotient(_ x: ValueID, _ y: ValueID) -> ValueID? {
        if case .unary(.exprel, let exponent) = self[y], !isSlower(y, than: x) {
            return binary(.multiply, x, reciprocalOfExprel(exponent))
        }
        if let (scale, exponent) = exponentialMinusOne(y) {
            return rate(x, over: scale, exponent)
        }
        if let (scale, exponent) = exponentialMinusOne(x) {
            let (factor, core) = scaled(exponent)
            // Only for constant factors: of an infinite one the written form may be finite.
            guard let number = constant(factor), Self.isModerate(number) else { return nil }
            guard let rest = ratio(y, to: exponent) ?? ratio(y, to: core, timesConstant: factor)
            else { return nil }
            return binary(.multiply, binary(.divide, scale, rest), unary(.exprel, exponent))
        }
        return nil
    }

    /// x·(a/b), where a·x/b is a quotient of ``rateQuotient(_:_:)``.
    mutating func rateProduct(_ x: ValueID, _ y: ValueID) -> ValueID? {
        guard case .binary(.divide, let a, let b) = self[y],
            let (scale, exponent) = exponentialMinusOne(b),
            let rate = rate(x, over: scale, exponent)
        else { return nil }
        return binary(.multiply, a, rate)
    }

    /// numerator/(scale·(eʸ − 1)) with the limit at y = 0.
    private mutating func rate(
        _ numerator: ValueID, over scale: ValueID, _ y: ValueID
    ) -> ValueID? {
        if constant(y) != nil { return nil }
        let (factor, core) = scaled(y)
        if let rest = ratio(numerator, to: y) {
            return binary(.multiply, binary(.divide, rest, scale), reciprocalOfExprel(y))
        }
        guard let rest = ratio(numerator, to: core) else { return nil }
        if let number = constant(factor), Self.isModerate(number) {
            let outer = binary(.divide, binary(.divide, rest, scale), factor)
            return binary(.multiply, outer, reciprocalOfExprel(y))
        }
        // A factor that is not known may be infinite (a slope of 0), where eʸ − 1 is infinite or
        // −1 and the quotient finite: the core itself stays the numerator.
        let limit = binary(.divide, number(1), factor)
        return binary(
            .multiply, binary(.divide, rest, scale), limited(core, over: y, limit: limit))
    }

    /// y/(eʸ − 1), and 1 at y = 0.
    private mutating func reciprocalOfExprel(_ y: ValueID) -> ValueID {
        limited(y, over: y, limit: number(1))
    }

    /// numerator/(eʸ − 1), and the limit where y is 0.
    private mutating func limited(
        _ numerator: ValueID, over y: ValueID, limit: ValueID
    ) -> ValueID {
        let isZero = binary(.equal, y, number(0))
        let quotient = insert(.binary(.divide, numerator, unary(.expm1, y)))
        return select(isZero, limit, quotient)
    }

    // MARK: Recognition

    /// The scale and y of scale·(eʸ − 1).
    private mutating func exponentialMinusOne(
        _ id: ValueID
    ) -> (scale: ValueID, exponent: ValueID)? {
        switch self[id] {
        case .unary(.expm1, let y):
            return (number(1), y)
        case .unary(.negate, let inner):
            guard let (scale, y) = exponentialMinusOne(inner) else { return nil }
            return (unary(.negate, scale), y)
        case .binary(.multiply, let a, let b):
            if isSlower(a, than: b), let (scale, y) = exponentialMinusOne(b) {
                return (binary(.multiply, a, scale), y)
            }
            if isSlower(b, than: a), let (scale, y) = exponentialMinusOne(a) {
                return (binary(.multiply, b, scale), y)
            }
            return nil
        case .binary(.add, let a, let b):
            if constant(a) == -1, let y = exponent(b) { return (number(1), y) }
            if constant(b) == -1, let y = exponent(a) { return (number(1), y) }
            return nil
        case .binary(.subtract, let a, let b):
            if constant(a) == 1, let y = exponent(b) { return (number(-1), y) }
            return nil
        default:
            return nil
        }
    }

    /// y of eʸ, also where it is written as the reciprocal of e⁻ʸ.
    private mutating func exponent(_ id: ValueID) -> ValueID? {
        switch self[id] {
        case .unary(.exp, let y): return y
        case .binary(.divide, let one, let inverse):
            guard constant(one) == 1, case .unary(.exp, let y) = self[inverse] else { return nil }
            return unary(.negate, y)
        default: return nil
        }
    }

    /// The value as factor·core, with all factors that change less often than the core, and the
    /// core of a difference with its slower term subtracted.
    private mutating func scaled(_ id: ValueID) -> (factor: ValueID, core: ValueID) {
        var factor = number(1)
        var core = id
        while true {
            switch self[core] {
            case .unary(.negate, let inner):
                (factor, core) = (unary(.negate, factor), inner)
            case .binary(.multiply, let a, let b) where isSlower(a, than: b):
                (factor, core) = (binary(.multiply, factor, a), b)
            case .binary(.multiply, let a, let b) where isSlower(b, than: a):
                (factor, core) = (binary(.multiply, factor, b), a)
            case .binary(.subtract, let a, let b) where isSlower(a, than: b):
                (factor, core) = (unary(.negate, factor), difference(b, a))
            default:
                return (factor, core)
            }
        }
    }

    /// The value divided by `core`·`factor`, see ``ratio(_:to:)``.
    private mutating func ratio(
        _ id: ValueID, to core: ValueID, timesConstant factor: ValueID
    ) -> ValueID? {
        guard let rest = ratio(id, to: core) else { return nil }
        return binary(.divide, rest, factor)
    }

    /// k of a value k·core; nil where the core is not among its factors.
    private mutating func ratio(_ id: ValueID, to core: ValueID) -> ValueID? {
        // Squares of squares have exponentially many factors.
        var visits = 64
        return ratio(id, to: core, &visits)
    }

    private mutating func ratio(
        _ id: ValueID, to core: ValueID, _ visits: inout Int
    ) -> ValueID? {
        if id == core { return number(1) }
        visits -= 1
        guard visits > 0 else { return nil }
        switch self[id] {
        case .unary(.negate, let inner):
            guard let rest = ratio(inner, to: core, &visits) else { return nil }
            return unary(.negate, rest)
        case .binary(.multiply, let a, let b):
            if let rest = ratio(b, to: core, &visits) { return binary(.multiply, a, rest) }
            if let rest = ratio(a, to: core, &visits) { return binary(.multiply, rest, b) }
            return nil
        case .binary(.divide, let a, let b):
            guard let rest = ratio(a, to: core, &visits) else { return nil }
            return binary(.divide, rest, b)
        case .binary(.subtract, let a, let b):
            return difference(b, a) == core ? number(-1) : nil
        default:
            return nil
        }
    }
}
