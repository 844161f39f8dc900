/// Exponentials of multiples of one value, from one exponential.
extension ValueGraph {
    /// The graph with only what the results need, and with eᶜˣ as a power of eˣ where both are
    /// needed and c is −4 … 4.
    ///
    /// An exponential costs more than a product or the one division for e⁻ˣ. That changes at most
    /// 4 units in the last place, and the range is the same: eˣ that overflows to infinity has the
    /// reciprocal 0, and one that vanishes has infinity. It is done when the graph is complete,
    /// because only then it is known which exponentials are needed.
    /// - Parameter deciding: the results whose exponentials become powers of each other, so that
    ///   they do not depend on what else is wanted; nil stands for all.
    /// - Returns: the new graph and the results in it.
    package func sharingExponentials(
        for results: [ValueID], deciding: [ValueID]? = nil
    ) -> (graph: ValueGraph, results: [ValueID]) {
        var rebuilding = Rebuilding(old: self, powers: powersOfExponentials(deciding ?? results))
        let rebuilt = results.map { rebuilding.value($0) }
        return (rebuilding.new, rebuilt)
    }

    /// The exponentials that are powers of others, with those others and the exponents.
    private func powersOfExponentials(_ results: [ValueID]) -> [ValueID: ExponentialPower] {
        var bases: [ValueID: [(exponential: ValueID, factor: Double)]] = [:]
        for id in reached(from: results) {
            guard case .unary(.exp, let x) = self[id], variability(id) == .perStepAndInstance
            else { continue }
            let (factor, core) = factored(x)
            bases[core, default: []].append((id, factor))
        }
        var powers: [ValueID: ExponentialPower] = [:]
        for group in bases.values {
            // From the smallest factor up, so that a base is never a power itself.
            var kept: [(exponential: ValueID, factor: Double)] = []
            for member in group.sorted(by: Self.isEarlier) {
                let power = kept.lazy.compactMap { base -> ExponentialPower? in
                    let ratio = (member.factor / base.factor).rounded()
                    let isMultiple =
                        (member.factor - ratio * base.factor).magnitude
                        <= member.factor.ulp && (1...4).contains(ratio.magnitude)
                    return isMultiple ? ExponentialPower(base.exponential, Int(ratio)) : nil
                }.first
                if let power { powers[member.exponential] = power } else { kept.append(member) }
            }
        }
        return powers
    }

    /// By size of the factor, positive ones first.
    private static func isEarlier(
        _ a: (exponential: ValueID, factor: Double), _ b: (exponential: ValueID, factor: Double)
    ) -> Bool {
        (a.factor.magnitude, -a.factor, a.exponential) < (
            b.factor.magnitude, -b.factor, b.exponential
        )
    }

    /// A value as constant·core, differences in the order that makes opposite ones meet.
    private func factored(_ x: ValueID) -> (factor: Double, core: ValueID) {
        switch self[x] {
        case .unary(.negate, let inner):
            let (factor, core) = factored(inner)
            return (-factor, core)
        case .binary(.multiply, let a, let b):
            if let number = constant(a), number.isFinite, number != 0 { return (number, b) }
            if let number = constant(b), number.isFinite, number != 0 { return (number, a) }
            return (1, x)
        case .binary(.subtract, let a, let b):
            if let opposite = known[.binary(.subtract, b, a)], opposite < x {
                return (-1, opposite)
            }
            return (1, x)
        default:
            return (1, x)
        }
    }

    /// All values that the results need, in order.
    private func reached(from results: [ValueID]) -> [ValueID] {
        var found: Set<ValueID> = []
        func visit(_ id: ValueID) {
            guard found.insert(id).inserted else { return }
            for operand in operands(id) { visit(operand) }
        }
        for result in results { visit(result) }
        return found.sorted()
    }
}

/// eᶜˣ as a power of another exponential.
private struct ExponentialPower {
    var base: ValueID
    var exponent: Int

    init(_ base: ValueID, _ exponent: Int) {
        self.base = base
        self.exponent = exponent
    }
}

/// Copies what is needed from one graph to another.
private struct Rebuilding {
    let old: ValueGraph
    let powers: [ValueID: ExponentialPower]
    var new = ValueGraph()
    private var copies: [ValueID: ValueID] = [:]

    init(old: ValueGraph, powers: [ValueID: ExponentialPower]) {
        self.old = old
        self.powers = powers
    }

    mutating func value(_ id: ValueID) -> ValueID {
        if let copy = copies[id] { return copy }
        let copy: ValueID
        if let power = powers[id] {
            var base = value(power.base)
            if power.exponent < 0 { base = new.binary(.divide, new.number(1), base) }
            let exponent = new.number(Double(abs(power.exponent)))
            copy = new.binary(.power, base, exponent)
        } else {
            // The parts are folded already.
            let replaced: Value =
                switch old[id] {
                case .unary(let operation, let x): .unary(operation, value(x))
                case .binary(let operation, let x, let y):
                    .binary(operation, value(x), value(y))
                case .binomialQuantile(let x, let y, let z):
                    .binomialQuantile(value(x), value(y), value(z))
                case .select(let mask, let x, let y): .select(value(mask), value(x), value(y))
                case .constant, .time, .stimulus, .instanceStimulus, .parameter, .state, .normal,
                    .uniform:
                    old[id]
                }
            copy = new.insert(replaced)
        }
        copies[id] = copy
        return copy
    }
}
