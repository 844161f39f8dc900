import BatchSimulation
import NeuronEquations
import RandomStreams
import RealModule
import Testing

/// The folded graph against the expression tree, on random expressions of every shape that a rule
/// of the folding looks for.
@Suite struct FoldingAgreementTests {
    private static let seed: UInt64 = 31
    private static let points: [[String: Double]] = [
        ["v": -0.7, "w": 1.3, "a": 0.6, "b": -2.1, "I": 0.9],
        ["v": 3.1, "w": -0.45, "a": -1.7, "b": 0.35, "I": -2.3],
        ["v": 1, "w": 2, "a": -1, "b": 1, "I": 0.5],
        ["v": 0, "w": -0.0, "a": 2, "b": 0, "I": 0],
        ["v": .infinity, "w": 0.5, "a": 1.2, "b": -0.4, "I": 1],
        ["v": -.infinity, "w": -1, "a": -0.3, "b": 0, "I": 2],
        ["v": .nan, "w": 1, "a": 1, "b": 1, "I": 1],
    ]

    @Test func foldedGraphsEqualTheirTrees() throws {
        var random = FoldableExpressions(seed: Self.seed)
        var decided = 0
        var total = 0
        var simplified = 0
        for round in 0..<12_000 {
            let shape = FoldableExpressions.Shape.allCases[
                round % FoldableExpressions.Shape.allCases.count]
            let expression = random.expression(shape, depth: 2)
            var graph = NamedGraph(states: ["v", "w"], parameters: ["a", "b"])
            let id = graph.finished(try graph.lower(expression))
            if graph.operationsPerStep([id]).total < expression.operationCount { simplified += 1 }
            for point in Self.points {
                let found = graph.evaluate(id, at: point)
                let expected = RoundingBound(expression) { point[$0] ?? .nan }
                total += 1
                guard expected.isDecided else { continue }
                decided += 1
                let isEqual =
                    if expected.value.isNaN {
                        found.isNaN
                    } else if expected.value.isInfinite {
                        // Of a division by 0, whose sign is not kept.
                        found.isInfinite
                    } else {
                        abs(found - expected.value) <= expected.error
                    }
                if !isEqual {
                    Issue.record(
                        "seed \(Self.seed), round \(round): \(expression) is \(found), expected \(expected.value) ± \(expected.error) at \(point)"
                    )
                }
            }
        }
        // Points with infinities, and quotients of numbers that cancel, are the undecided ones.
        #expect(decided > total * 8 / 10, "\(decided) of \(total)")
        #expect(simplified > 12_000 / 2, "\(simplified)")
    }
}

extension Expression {
    /// The operations of the tree.
    fileprivate var operationCount: Int {
        children.reduce(children.isEmpty ? 0 : 1) { $0 + $1.operationCount }
    }
}

/// Random expressions of states v, w, parameters a, b, the stimulus I and constants, made so that
/// rules of the folding apply at the root.
struct FoldableExpressions {
    enum Shape: CaseIterable {
        case nestedSum, nestedDifference, nestedProduct, nestedQuotient, quotientOfQuotients
        case signs, power, halfPower, rate, inverseRate, writtenExprel, oppositeExponentials
        case turnedDifference, choice
    }

    private let stream: RandomStream
    private var drawn: UInt64 = 0

    init(seed: UInt64) { stream = RandomStream(seed: seed, purpose: .shuffle) }

    private mutating func draw(_ count: Int) -> Int {
        drawn += 1
        return stream.integer(below: count, index: drawn)
    }

    private mutating func choose<T>(_ items: [T]) -> T { items[draw(items.count)] }

    /// Constants that products do not represent exactly, and some that they do.
    private mutating func constant() -> Expression {
        .number(choose([0.1, 0.25, 3.7, -1.3, 2, -1, 1, -0.04, 17, 0.6, 40, -13]))
    }

    /// What changes less often than once per step and instance.
    private mutating func slow() -> Expression {
        switch draw(5) {
        case 0: return .name("a")
        case 1: return .name("b")
        case 2: return .name("I")
        default: return constant()
        }
    }

    private mutating func fast(_ depth: Int) -> Expression {
        if depth == 0 || draw(3) == 0 { return .name(choose(["v", "w"])) }
        if draw(5) == 0 {
            return .call(choose([.tanh, .sin, .abs, .arctan, .exp]), [fast(depth - 1)])
        }
        return expression(choose(Shape.allCases), depth: depth - 1)
    }

    private mutating func either(_ depth: Int) -> Expression {
        draw(2) == 0 ? slow() : fast(depth)
    }

    private mutating func binary(
        _ symbol: BinaryOperator, _ x: Expression, _ y: Expression
    ) -> Expression {
        draw(2) == 0 ? .binary(symbol, x, y) : .binary(symbol, y, x)
    }

    private mutating func signed(_ x: Expression) -> Expression {
        draw(3) == 0 ? .negate(x) : x
    }

    /// y of an exponential: a scale times a sum.
    private mutating func exponent(_ core: Expression) -> (y: Expression, scaled: Expression) {
        let scale = slow()
        let y: Expression = .binary(choose([.multiply, .divide]), core, scale)
        return (y, .binary(.multiply, slow(), core))
    }

    /// v + c in any spelling, and the same again in another.
    private mutating func core() -> (Expression, Expression) {
        let v = Expression.name(choose(["v", "w"]))
        let c = Expression.name(choose(["a", "b"]))
        let spellings: [Expression] = [
            .binary(.subtract, v, c), .negate(.binary(.subtract, c, v)),
            .negate(.binary(.subtract, v, c)), .binary(.subtract, c, v),
        ]
        return (choose(spellings), choose(spellings))
    }

    mutating func expression(_ shape: Shape, depth: Int) -> Expression {
        switch shape {
        case .nestedSum:
            let inner = binary(.add, signed(slow()), signed(fast(depth)))
            return binary(.add, signed(either(depth)), signed(inner))
        case .nestedDifference:
            let inner = binary(choose([.add, .subtract]), slow(), fast(depth))
            return binary(.subtract, either(depth), signed(inner))
        case .nestedProduct:
            let inner = binary(.multiply, signed(slow()), signed(fast(depth)))
            return binary(.multiply, signed(either(depth)), signed(inner))
        case .nestedQuotient:
            let inner = binary(choose([.multiply, .divide]), slow(), fast(depth))
            return binary(choose([.divide, .multiply]), either(depth), inner)
        case .quotientOfQuotients:
            let inner = binary(.divide, either(depth), fast(depth))
            return binary(.divide, fast(depth), inner)
        case .signs:
            let product = binary(
                choose([.multiply, .divide]), .negate(either(depth)), signed(fast(depth)))
            return binary(choose([.add, .subtract]), .negate(product), signed(fast(depth)))
        case .power:
            return .binary(.power, fast(depth), .number(Double(draw(9) - 3)))
        case .halfPower:
            return .binary(.power, fast(depth), .number(Double(draw(9) - 4) + 0.5))
        case .rate:
            let (first, second) = core()
            let (y, _) = exponent(first)
            let (_, numerator) = exponent(second)
            let grown = Expression.call(.exp, [signed(y)])
            let divisor: Expression =
                switch draw(4) {
                case 0: .binary(.subtract, grown, .number(1))
                case 1: .binary(.subtract, .number(1), grown)
                case 2: .binary(.add, .negate(grown), .number(1))
                default: .call(.expm1, [signed(y)])
                }
            switch draw(3) {
            case 0: return .binary(.divide, signed(numerator), divisor)
            case 1:
                return .binary(
                    .divide, numerator, .binary(.multiply, slow(), signed(divisor)))
            default:
                return .binary(.multiply, .binary(.divide, slow(), divisor), numerator)
            }
        case .inverseRate:
            let (first, second) = core()
            let y = Expression.binary(.multiply, constant(), first)
            let grown = Expression.binary(.subtract, .call(.exp, [y]), .number(1))
            return .binary(.divide, grown, .binary(.multiply, constant(), second))
        case .writtenExprel:
            let (first, _) = core()
            return .binary(
                .divide, either(depth), .call(.exprel, [.binary(.multiply, slow(), first)]))
        case .oppositeExponentials:
            let (y, _) = exponent(core().0)
            let other = choose([
                Expression.negate(y), .binary(.multiply, .number(-1), y),
                .binary(.multiply, .number(choose([-2, 2, 3, -4])), y),
            ])
            return binary(
                choose([.add, .subtract]), .call(.exp, [y]),
                .binary(.multiply, slow(), .call(.exp, [other])))
        case .turnedDifference:
            return binary(.multiply, slow(), .binary(.subtract, slow(), fast(depth)))
        case .choice:
            let condition = Expression.comparison(
                choose(Comparison.allCases), fast(0), .number(0.2718281828))
            return .conditional(
                draw(2) == 0 ? condition : .not(condition), either(depth), fast(depth))
        }
    }
}
