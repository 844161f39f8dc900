/// A dimension that may hold unknown ones: a known dimension times powers of unknowns.
struct DimensionTerm: Equatable {
    var known: PhysicalDimension
    /// Exponents by the unknowns' numbers; never 0.
    var unknowns: [Int: RationalExponent] = [:]

    static let none = DimensionTerm(.none)

    init(_ known: PhysicalDimension) {
        self.known = known
    }

    /// One unknown by itself.
    init(unknown: Int) {
        known = .none
        unknowns = [unknown: 1]
    }

    /// This term times a power of another; nil where an exponent is out of range.
    func multiplied(by other: DimensionTerm, power: RationalExponent = 1) -> DimensionTerm? {
        guard let product = known.multiplied(by: other.known, power: power) else { return nil }
        var result = self
        result.known = product
        for (unknown, exponent) in other.unknowns {
            guard let term = exponent.multiplied(by: power),
                let sum = (unknowns[unknown] ?? 0).adding(term)
            else { return nil }
            result.unknowns[unknown] = sum == 0 ? nil : sum
        }
        return result
    }
}

/// Finds the dimensions of names without a declared unit.
///
/// Demanding that two terms be equal is a linear equation in the exponents of the unknowns, so this
/// is Gaussian elimination over the rationals, one equation at a time (Wand and O'Keefe 1991,
/// Automatic dimensional inference).
struct DimensionSolver {
    /// What each unknown stands for; nil for a literal 0, which has any dimension.
    private(set) var names: [String?] = []
    /// Solved unknowns in terms of others; no solved unknown stands in the terms of those solved
    /// after it.
    private var solutions: [Int: DimensionTerm] = [:]

    enum Outcome {
        case equal
        /// The terms differ by this known dimension, left over right.
        case different(PhysicalDimension)
        case outOfRange
    }

    mutating func unknown(for name: String?) -> DimensionTerm {
        names.append(name)
        return DimensionTerm(unknown: names.count - 1)
    }

    /// The term with all that is known by now put in; nil where an exponent is out of range.
    func resolved(_ term: DimensionTerm) -> DimensionTerm? {
        var result = term
        while let unknown = result.unknowns.keys.filter({ solutions[$0] != nil }).min(),
            let exponent = result.unknowns[unknown], let solution = solutions[unknown]
        {
            result.unknowns[unknown] = nil
            guard let next = result.multiplied(by: solution, power: exponent) else { return nil }
            result = next
        }
        return result
    }

    /// Demands that two terms be equal.
    mutating func equate(_ left: DimensionTerm, _ right: DimensionTerm) -> Outcome {
        guard let ratio = left.multiplied(by: right, power: -1).flatMap({ resolved($0) }) else {
            return .outOfRange
        }
        // Literal zeros are solved first, so that what is left open has a name.
        let candidates = ratio.unknowns.keys.sorted()
        guard let unknown = candidates.first(where: { names[$0] == nil }) ?? candidates.last,
            let exponent = ratio.unknowns[unknown], let inverse = exponent.inverse
        else { return ratio.known.isNone ? .equal : .different(ratio.known) }
        // unknownᵉ·rest = 1.
        var rest = ratio
        rest.unknowns[unknown] = nil
        guard let solution = DimensionTerm.none.multiplied(by: rest, power: -inverse) else {
            return .outOfRange
        }
        solutions[unknown] = solution
        return .equal
    }
}
