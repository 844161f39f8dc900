import NeuronEquations
import Testing

@Suite struct ExpressionPrintingTests {
    @Test(arguments: [
        ("a-(b-c)", "a - (b - c)"), ("(a-b)-c", "a - b - c"), ("a*(b+c)", "a*(b + c)"),
        ("(a*b)/c", "a*b/c"), ("a/(b*c)", "a/(b*c)"), ("-(a**2)", "-a**2"),
        ("(-a)**2", "(-a)**2"), ("(-2)**2", "(-2)**2"), ("(a^b)^c", "(a**b)**c"),
        ("a^(b^c)", "a**b**c"), ("2**(-x)", "2**-x"), ("-(-a)", "--a"), ("30.0", "30"),
        ("!(a>b)&&c<d", "not a > b and c < d"), ("a if b > 0 else c", "ite(b > 0, a, c)"),
        ("not (a > b and c > d)", "not (a > b and c > d)"), ("pos(a)", "max(a, 0)"),
        ("1e-5", "1e-05"), ("a % b", "modulo(a, b)"),
    ])
    func bracketsAreThereWhereNeeded(text: String, printed: String) throws {
        #expect(try Expression(parsing: text).description == printed)
    }

    @Test func printingAndParsingGiveTheSameTree() throws {
        let seed: UInt64 = 7
        var random = RandomExpressions(seed: seed)
        for trial in 0..<2_000 {
            let expression =
                trial.isMultiple(of: 2) ? random.number(depth: 6) : random.condition(depth: 6)
            let again = try Expression(parsing: expression.description)
            #expect(again == expression, "seed \(seed), trial \(trial): \(expression)")
        }
    }
}
