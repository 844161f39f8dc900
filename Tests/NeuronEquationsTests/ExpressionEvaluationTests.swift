import NeuronEquations
import RealModule
import Testing

@Suite struct ExpressionEvaluationTests {
    static let values = ["x": 1.7, "y": -0.6, "z": 3.25]

    private func value(_ text: String) throws -> Double {
        let expression = try Expression(parsing: text)
        return try #require(expression.evaluate { Self.values[$0] })
    }

    /// Texts that are Python too; the values are those of python3's `eval(text)` with
    /// x = 1.7, y = −0.6, z = 3.25.
    @Test(arguments: [
        ("-x**2", -2.8899999999999997),
        ("2**-x", 0.3077861033362291),
        ("2**3**2", 512.0),
        ("-2**2", -4.0),
        ("(-2)**3", -8.0),
        ("x-y-z", -0.9500000000000002),
        ("x/y/z", -0.8717948717948718),
        ("x/y*z", -9.208333333333334),
        ("x*y/z", -0.31384615384615383),
        ("-x*y", 1.02),
        ("x*-y", 1.02),
        ("x--y", 1.1),
        ("x+-y**2", 1.3399999999999999),
        ("1-2*3**2/4-5", -8.5),
        ("2*x**2*3", 17.339999999999996),
        ("-x**-2", -0.34602076124567477),
        ("+x-+y", 2.3),
        ("x-(y-z)", 5.55),
        ("x/(y/z)", -9.208333333333334),
        ("(x**2)**3", 24.137568999999992),
        ("7%3", 1.0),
        ("-7%3", 2.0),
        ("7%-3", -2.0),
        ("7//2", 3.0),
        ("-7//2", -4.0),
        ("x*y%z", 2.23),
        ("x-y%z*2", -3.5999999999999996),
        ("-x%z", 1.55),
        ("0.1 + 0.2*3", 0.7000000000000001),
        ("1e-3*x + .5*y - 2.e1", -20.2983),
    ])
    func arithmeticHasThePrecedencesOfPython(text: String, expected: Double) throws {
        // The same IEEE operations; the powers and remainders may differ in the last place.
        #expect(abs(try value(text) - expected) <= 4 * expected.ulp, "\(text)")
    }

    /// As above.
    @Test(arguments: [
        ("1.0 if x > y else 2.0", 1.0),
        ("1.0 if x < y else 2.0 if x < z else 3.0", 2.0),
        ("x + (1 if y > 0 else 2)*z", 8.2),
        ("1.0 if not x > y or z > 3 else 0.0", 1.0),
        ("1.0 if x > 2 or y < 0 and z > 3 else 0.0", 1.0),
        ("1.0 if (x > 2 or y < 0) and z > 4 else 0.0", 0.0),
        ("1.0 if not (x > 2) and y != 0 else 0.0", 1.0),
        ("1.0 if x + y > z - 2 else 0.0", 0.0),
        ("1.0 if 2 * x == 3.4 else 0.0", 1.0),
    ])
    func conditionsHaveThePrecedencesOfPython(text: String, expected: Double) throws {
        #expect(try value(text) == expected, "\(text)")
    }

    /// Values of python3's `math` functions of the same or the usual names, `expm1(x)/x` for
    /// `exprel(x)`.
    @Test(arguments: [
        ("exp(-1.3)", 0.2725317930340126),
        ("log(2.6)", 0.9555114450274363),
        ("log10(2.6)", 0.414973347970818),
        ("sqrt(2.6)", 1.61245154965971),
        ("abs(-2.5)", 2.5),
        ("sin(2.6)", 0.5155013718214642),
        ("cos(2.6)", -0.8568887533689473),
        ("tan(2.6)", -0.6015966130897586),
        ("sinh(-1.3)", -1.698382437292616),
        ("cosh(-1.3)", 1.9709142303266285),
        ("tanh(-1.3)", -0.8617231593133063),
        ("arcsin(0.4)", 0.41151684606748806),
        ("arccos(0.4)", 1.1592794807274085),
        ("arctan(-1.3)", -0.9151007005533605),
        ("expm1(1e-09)", 1.0000000005000001e-09),
        ("log1p(1e-09)", 9.999999995e-10),
        ("floor(-1.3)", -2.0),
        ("ceil(-1.3)", -1.0),
        ("int(-1.7)", -1.0),
        ("exprel(1e-9)", 1.0000000005),
        ("exprel(-3)", 0.3167376438773787),
    ])
    func functionsAgreeWithPython(text: String, expected: Double) throws {
        // Libraries of elementary functions are good to an ulp or two.
        #expect(abs(try value(text) - expected) <= 4 * expected.ulp, "\(text)")
    }

    @Test(arguments: [
        ("exprel(0)", 1.0), ("round(2.5)", 3), ("round(-2.5)", -3), ("round(-2.4)", -2),
        ("sign(-3)", -1), ("sign(0)", 0), ("sign(4)", 1),
        ("min(2, 3)", 2), ("max(2, 3)", 3), ("clip(5, 0, 1)", 1), ("clip(-5, 0, 1)", 0),
        ("clip(0.5, 0, 1)", 0.5), ("modulo(-7, 3)", 2), ("pos(-2)", 0), ("pos(2)", 2),
        ("neg(-2)", -2), ("neg(2)", 0), ("positive(3)", 3), ("negative(3)", 0),
        ("power(2, 10)", 1024), ("pow(2, 0.5)", 2.0.squareRoot()), ("fabs(-1)", 1),
        ("ite(x > y, 1, 2)", 1), ("if x > y: 1 else: 2", 1), ("if x < y: 1 else: 2", 2),
        ("if x < y: 1 else: if x < z: 2 else: 3", 2), ("int(x > y)", 1), ("int(not x > y)", 0),
        ("2^3^2", 512), ("cos(pi)", -1), ("x > y && !(z < 0)", 1), ("x < y || z < 0", 0),
        ("(x\n  > y)", 1), ("x \\\n > y  # a comment", 1), ("asin(1) - arcsin(1)", 0),
        ("acos(0) + atan(0) - arccos(0)", 0), ("0**0", 1), ("(-8)**3", -512),
    ])
    func spellingsMeanWhatTheySay(text: String, expected: Double) throws {
        #expect(try value(text) == expected, "\(text)")
    }

    @Test func notANumberSpreads() throws {
        for text in [
            "min(q, 1)", "min(1, q)", "max(q, 1)", "max(1, q)", "clip(q, 0, 1)", "sign(q)",
            "(-8)**0.5",
        ] {
            let result = try Expression(parsing: text).evaluate { _ in .nan }
            #expect(try #require(result).isNaN, "\(text)")
        }
    }

    @Test func missingNameGivesNoValue() throws {
        let expression = try Expression(parsing: "ite(x > 0, 1, missing)")
        #expect(expression.evaluate { $0 == "x" ? 1 : nil } == 1)
        #expect(expression.evaluate { $0 == "x" ? -1 : nil } == nil)
    }

    @Test func namesAndNoisesAreListedApart() throws {
        let expression = try Expression(parsing: "a*exp(b) + sigma*xi_2 + t - dt*xi")
        #expect(expression.names == ["a", "b", "sigma", "t", "dt"])
        #expect(expression.whiteNoises == ["xi", "xi_2"])
        #expect(expression.contains("b") && !expression.contains("xi"))
    }

    @Test func substitutionHappensAtOnce() throws {
        let expression = try Expression(parsing: "x + y*x")
        let swapped = expression.substituting(["x": .name("y"), "y": .name("x")])
        #expect(swapped == (try Expression(parsing: "y + x*y")))
    }

    /// Substituting values for names and evaluating with the same values are the same thing.
    @Test func substitutionCommutesWithEvaluation() throws {
        let seed: UInt64 = 20_261
        var random = RandomExpressions(seed: seed)
        for trial in 0..<500 {
            let expression = random.number(depth: 5)
            let values = random.values()
            let replaced = expression.substituting(values.mapValues(Expression.number))
            let direct = try #require(expression.evaluate { values[$0] })
            let indirect = try #require(replaced.evaluate { $0.hasPrefix("xi") ? values[$0] : nil })
            #expect(
                direct == indirect || (direct.isNaN && indirect.isNaN),
                "seed \(seed), trial \(trial): \(expression)")
        }
    }
}
