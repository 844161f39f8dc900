import NeuronEquations
import Testing

@Suite struct LinearDecompositionTests {
    private func parts(_ text: String) throws -> (offset: String, slope: String)? {
        try Expression(parsing: text).linearDecomposition(in: "x").map {
            ("\($0.offset)", "\($0.slope)")
        }
    }

    @Test(arguments: [
        ("x", "0", "1"), ("a", "a", "0"), ("-x", "0", "-1"), ("a - x", "a", "-1"),
        ("3*x + 2", "2", "3"), ("(a - x)/tau", "a/tau", "-1/tau"),
        ("alpha*(1 - x) - beta*x", "alpha", "-alpha - beta"),
        ("g*(E - x) + I", "g*E + I", "-g"), ("x*0", "0", "0"), ("(x - x)*y", "0", "0"),
        ("ite(a > 0, x, 2*x + b)", "ite(a > 0, 0, b)", "ite(a > 0, 1, 2)"),
        ("ite(a > 0, x, x)", "0", "1"), ("x + sigma*xi", "sigma*xi", "1"),
        ("2*(3*(x + 1))", "6", "6"), ("(x*2 + x*a)/tau", "0", "(2 + a)/tau"),
        ("-(x*(a - 1))/(b*tau) - -x", "0", "-(a - 1)/(b*tau) - -1"),
    ])
    func zerosAndOnesVanish(text: String, offset: String, slope: String) throws {
        let found = try #require(try parts(text), "\(text)")
        #expect(found.offset == offset, "\(text)")
        #expect(found.slope == slope, "\(text)")
    }

    @Test(arguments: [
        "x**2", "x*x", "1/x", "a**x", "exp(x)", "max(x, 0)", "ite(x > 0, x, 0)", "x*(1 + x)",
        "a/(1 + x)",
    ])
    func whatIsNotLinearHasNoDecomposition(text: String) throws {
        #expect(try parts(text) == nil, "\(text)")
    }

    /// Any nest of the operations that keep linearity, over independent random parts.
    private func linear(depth: Int, _ random: inout RandomExpressions) -> Expression {
        // Bounded and never 0, so that rounding is all that can separate the two sides.
        func independent() -> Expression {
            .binary(
                .add, .number(2),
                .call(.tanh, [.name(["y", "z"].randomElement(using: &random.generator) ?? "y")]))
        }
        if depth == 0 { return Bool.random(using: &random.generator) ? .name("x") : independent() }
        let inner = linear(depth: depth - 1, &random)
        switch Int.random(in: 0..<7, using: &random.generator) {
        case 0: return .negate(inner)
        case 1: return .binary(.add, inner, linear(depth: depth - 1, &random))
        case 2: return .binary(.subtract, inner, linear(depth: depth - 1, &random))
        case 3: return .binary(.multiply, independent(), inner)
        case 4: return .binary(.multiply, inner, independent())
        case 5: return .binary(.divide, inner, independent())
        default:
            return .conditional(
                .comparison(.less, .name("y"), .name("z")), inner,
                linear(depth: depth - 1, &random))
        }
    }

    @Test func offsetPlusSlopeTimesNameIsTheExpression() throws {
        let seed: UInt64 = 99
        var random = RandomExpressions(seed: seed)
        for trial in 0..<1_000 {
            let expression = linear(depth: 6, &random)
            let found = try #require(expression.linearDecomposition(in: "x"), "\(expression)")
            #expect(!found.offset.contains("x") && !found.slope.contains("x"))
            let values = random.values()
            let x = try #require(values["x"])
            let direct = try #require(expression.evaluate { values[$0] })
            let offset = try #require(found.offset.evaluate { values[$0] })
            let slope = try #require(found.slope.evaluate { values[$0] })
            // At most 2⁶ roundings, each relative to intermediate values below 3⁶·2⁶ ≈ 5e4.
            let tolerance = 64 * 5e4 * Double.ulpOfOne
            #expect(
                abs(offset + slope * x - direct) <= tolerance,
                "seed \(seed), trial \(trial): \(expression)")
        }
    }

    /// For arbitrary trees the answer may be nil, but never wrong.
    @Test func decompositionOfArbitraryTreesIsNeverWrong() throws {
        let seed: UInt64 = 3
        var random = RandomExpressions(seed: seed)
        var decomposed = 0
        for trial in 0..<5_000 {
            let expression = random.number(depth: 4)
            guard expression.contains("x"), let found = expression.linearDecomposition(in: "x")
            else { continue }
            let values = random.values()
            let parts = [expression, found.offset, found.slope].map { part in
                part.evaluate { values[$0] } ?? .nan
            }
            // Overflow and undefined powers are the arithmetic's, not the algebra's.
            guard parts.allSatisfy({ $0.isFinite && abs($0) < 1e6 }), let x = values["x"] else {
                continue
            }
            decomposed += 1
            #expect(
                abs(parts[1] + parts[2] * x - parts[0]) < 1e-8,
                "seed \(seed), trial \(trial): \(expression)")
        }
        #expect(decomposed > 100)
    }
}
