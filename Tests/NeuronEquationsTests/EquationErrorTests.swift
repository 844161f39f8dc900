import NeuronEquations
import Testing

@Suite struct EquationErrorTests {
    typealias Problem = EquationError.Problem

    /// The errors of a model as (line, column, problem).
    private func errors(
        _ equations: String, spike: String? = nil, reset: String? = nil,
        refractory: String? = nil, parameters: [NeuronModel.Parameter] = [],
        derived: [String: String] = [:], initial: [String: String] = [:], inputs: [String] = []
    ) -> [EquationError] {
        do {
            let model = try NeuronModel(
                equations: equations, spike: spike, reset: reset, refractory: refractory,
                parameters: parameters, derived: derived, initial: initial, inputs: inputs)
            Issue.record("no error in \(model.equationText)")
            return []
        } catch {
            return error.errors
        }
    }

    private func expectOne(
        _ errors: [EquationError], _ problem: Problem, in part: EquationError.Part = .equations,
        line: Int = 1, column: Int = 1, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(errors.map(\.problem) == [problem], sourceLocation: sourceLocation)
        #expect(errors.first?.part == part, sourceLocation: sourceLocation)
        #expect(errors.first?.line == line, sourceLocation: sourceLocation)
        #expect(errors.first?.column == column, sourceLocation: sourceLocation)
    }

    // MARK: Syntax

    @Test(arguments: [
        (
            "dv/dt = 3 +", 12,
            Problem.unexpected(
                found: "the end of the text", expected: "a number, a name or \"(\"")
        ),
        ("dv/dt = * 3", 9, .unexpected(found: "\"*\"", expected: "a number, a name or \"(\"")),
        (
            "dv/dt = 3 v", 11,
            .unexpected(
                found: "\"v\"", expected: "an operator or the end of the equation")
        ),
        ("dv/dt 3", 7, .unexpected(found: "\"3\"", expected: "\"=\"")),
        ("dv/dt += 3", 7, .unexpected(found: "\"+=\"", expected: "\"=\"")),
        (
            "2*v = 3", 1,
            .unexpected(
                found: "\"2*v\"", expected: "a name or a derivative such as dv/dt")
        ),
        ("dv/dt = 3 :", 12, .unexpected(found: "the end of the text", expected: "a unit")),
        (
            "dv/dt = 3 (unless refractor)", 12,
            .unknownFlag("unless refractor", nearest: "unless refractory")
        ),
        ("dv/dt = 5mV", 9, .malformedNumber("5mV")),
        ("dv/dt = 1.2.3", 9, .malformedNumber("1.2.3")),
        ("dv/dt = 1e999", 9, .malformedNumber("1e999")),
        ("dv/dt = v$2", 10, .unexpectedCharacter("$", instead: nil)),
        ("dv/dt = 2 − v", 11, .unexpectedCharacter("−", instead: "-")),
        ("dv/dt = v²", 10, .unexpectedCharacter("²", instead: "**2")),
        // A letter with an accent is another letter, however it is written.
        ("dv/dt = v + x\u{302}", 13, .unexpectedCharacter("x\u{302}", instead: nil)),
        ("dv/dt = [v]", 9, .unexpectedCharacter("[", instead: "(")),
        ("dv/dt = (v + 1", 9, .unclosedBracket),
        ("dv/dt = 2*(v + (1)", 11, .unclosedBracket),
        ("dv/dt = v + 1)", 14, .unopenedBracket),
        (
            "dv/dt = ite(v > 0: 1, 2)", 18,
            .unexpected(
                found: "\":\"", expected: "an operator, \",\" or \")\"")
        ),
        (
            "dv/dt = if v > 0: 1", 20,
            .unexpected(
                found: "the end of the text", expected: "\"else\"")
        ),
        ("dv/dt = if v > 0 1 else: 2", 18, .unexpected(found: "\"1\"", expected: "\":\"")),
        (
            "dv/dt = 1 if v > 0", 19,
            .unexpected(
                found: "the end of the text", expected: "\"else\"")
        ),
    ])
    func syntaxErrorsPointAtTheirCharacter(
        text: String, column: Int, problem: Problem
    ) {
        expectOne(errors(text), problem, column: column)
    }

    // MARK: Kinds and functions

    @Test(arguments: [
        ("dv/dt = v > 3", 9, Problem.conditionInsteadOfNumber),
        ("dv/dt = 2 + (v > 3)", 13, .conditionInsteadOfNumber),
        ("dv/dt = exp(not v > 3)", 13, .conditionInsteadOfNumber),
        ("dv/dt = -(v > 3)", 10, .conditionInsteadOfNumber),
        ("dv/dt = ite(v, 1, 2)", 13, .numberInsteadOfCondition),
        ("dv/dt = ite(v > 3, v > 4, 2)", 20, .conditionInsteadOfNumber),
        ("dv/dt = 1 if v > 0 and v else 2", 24, .numberInsteadOfCondition),
        ("dv/dt = int(not v)", 17, .numberInsteadOfCondition),
        ("dv/dt = ite(0 < v < 1, 1, 2)", 19, .chainedComparison),
        ("dv/dt = exp(v, 2)", 9, .wrongArgumentCount(function: "exp", expected: 1, found: 2)),
        (
            "dv/dt = 1 + clip(v)", 13,
            .wrongArgumentCount(
                function: "clip", expected: 3, found: 1)
        ),
        ("dv/dt = exp()", 9, .wrongArgumentCount(function: "exp", expected: 1, found: 0)),
        ("dv/dt = exprl(v)", 9, .unknownFunction("exprl", nearest: "exprel")),
        ("dv/dt = blancmange(v)", 9, .unknownFunction("blancmange", nearest: nil)),
        ("dv/dt = exp + 1", 9, .functionWithoutArguments("exp")),
    ])
    func kindsAndCallsAreChecked(text: String, column: Int, problem: Problem) {
        expectOne(errors(text), problem, column: column)
    }

    @Test func spikeIsACondition() {
        expectOne(errors("dv/dt = 1", spike: "v"), .numberInsteadOfCondition, in: .spike)
        expectOne(
            errors("dv/dt = 1", spike: " # nothing"),
            .unexpected(found: "nothing", expected: "a condition such as v > 0"), in: .spike)
        expectOne(
            errors("dv/dt = 1", spike: "v > 1\n v > 2"),
            .unexpected(found: "\"v\"", expected: "one expression only"), in: .spike,
            line: 2, column: 2)
    }

    // MARK: Names

    @Test func undefinedNamesComeWithTheNearest() {
        let text = "dv/dt = alpha_m - v\nalpha_n = 3\n  beta = 2*alpah_n"
        let found = errors(text)
        #expect(
            found.map(\.problem) == [
                .undefinedName("alpha_m", nearest: "alpha_n"),
                .undefinedName("alpah_n", nearest: "alpha_n"),
            ])
        #expect(found.map(\.line) == [1, 3])
        #expect(found.map(\.column) == [9, 12])
        expectOne(
            errors("dv/dt = v", spike: "w > 3"), .undefinedName("w", nearest: nil), in: .spike)
        expectOne(
            errors("dv/dt = v", spike: "v > 3", reset: "v = 2\nu = 3"),
            .undefinedName("u", nearest: nil), in: .reset, line: 2)
        expectOne(
            errors("dvolt/dt = 1", initial: ["volts": "1"]),
            .undefinedName("volts", nearest: "volt"), in: .initial("volts"))
    }

    @Test func definitionsAreUniqueAndNotReserved() {
        expectOne(
            errors("dv/dt = 1\nv = 3"), .duplicateDefinition("v"), line: 2)
        expectOne(
            errors("dv/dt = a\na = 3", parameters: [.init("a", 1)]), .duplicateDefinition("a"),
            line: 2)
        expectOne(
            errors("dv/dt = a", parameters: [.init("a", 1), .init("a", 2)]),
            .duplicateDefinition("a"), in: .parameter("a"))
        expectOne(
            errors("dv/dt = a", parameters: [.init("a", 1)], inputs: ["a"]),
            .duplicateDefinition("a"), in: .input("a"))
        for name in ["t", "dt", "pi", "xi", "xi_2", "exp", "ite", "clip"] {
            expectOne(errors("dv/dt = 1\n \(name) = 3"), .reservedName(name), line: 2, column: 2)
        }
        expectOne(errors("dv/dt = 1; dt/dt = 1"), .reservedName("t"), column: 12)
        expectOne(
            errors("dv/dt = 1", parameters: [.init("not", 1)]), .reservedName("not"),
            in: .parameter("not"))
        expectOne(
            errors("dv/dt = 1", parameters: [.init("2x", 1)]), .invalidName("2x"),
            in: .parameter("2x"))
        expectOne(
            errors("dv/dt = 1", parameters: [.init("", 1)]), .invalidName(""), in: .parameter(""))
        expectOne(errors("d2/dt = 1"), .invalidName("2"))
    }

    @Test func whatNothingUsesIsAnError() {
        expectOne(
            errors("dv/dt = tau", parameters: [.init("tau", 1), .init("tua", 2)]),
            .unusedParameter("tua", nearest: "tau"), in: .parameter("tua"))
        expectOne(errors("dv/dt = 1", inputs: ["I"]), .unusedInput("I"), in: .input("I"))
        expectOne(
            errors("dv/dt = 1", derived: ["q": "2"]), .unusedParameter("q", nearest: nil),
            in: .derived("q"))
    }

    @Test func parametersAreFinite() {
        expectOne(
            errors("dv/dt = a", parameters: [.init("a", .infinity)]), .numberNotFinite(.infinity),
            in: .parameter("a"))
    }

    // MARK: Structure

    @Test func loopsAreShownWhole() {
        expectOne(
            errors("dv/dt = a\na = b\nb = 2*c\nc = a + v"), .algebraicLoop(["a", "b", "c", "a"]),
            line: 2)
        expectOne(errors("dv/dt = a\na = a + 1"), .algebraicLoop(["a", "a"]), line: 2)
        expectOne(
            errors("dv/dt = y", derived: ["x": "2*y", "y": "x"]), .algebraicLoop(["x", "y", "x"]),
            in: .derived("x"))
        expectOne(
            errors("dv/dt = 1\ndu/dt = 1\nw = u", initial: ["v": "w", "u": "v"]),
            .algebraicLoop(["v", "u", "v"]), in: .initial("v"))
    }

    @Test func derivativesAreWhereTheyMustBe() {
        expectOne(errors("v = 3"), .noDifferentialEquation)
        expectOne(errors(""), .noDifferentialEquation)
        expectOne(
            errors("dv/dt = w; w = 2", spike: "v > 1", reset: "w = 3"), .derivativeMissing("w"),
            in: .reset)
        expectOne(
            errors("dv/dt = a", parameters: [.init("a", 1)], initial: ["a": "2"]),
            .derivativeMissing("a"), in: .initial("a"))
        expectOne(
            errors("dv/dt = 1; w = 2 : 1 (unless refractory)"), .notHeldInTime("w"), column: 23)
        expectOne(errors("dv/dt*dv/dt = 1"), .unsolvableDerivative("v"))
        expectOne(errors("0*dv/dt = 1"), .unsolvableDerivative("v"), column: 3)
        expectOne(errors("dv/dt + du/dt = 1"), .unsolvableDerivative("v"), column: 9)
    }

    @Test func resetAndRefractorinessNeedASpike() {
        expectOne(errors("dv/dt = 1", reset: "v = 0"), .spikeConditionMissing, in: .reset)
        expectOne(errors("dv/dt = 1", refractory: "2"), .spikeConditionMissing, in: .refractory)
        expectOne(
            errors("dv/dt = 1", spike: "v > 1", reset: "v > 0"),
            .unexpected(found: "\">\"", expected: "=, +=, -=, *= or /="), in: .reset, column: 3)
    }

    @Test func constantsDoNotVaryInTime() {
        expectOne(
            errors("dv/dt = q + I", derived: ["q": "1 + I"], inputs: ["I"]), .notConstant("I"),
            in: .derived("q"), column: 5)
    }

    @Test func noiseStaysInTheEquations() {
        expectOne(
            errors("dv/dt = n; n = xi", spike: "v + n > 1"), .noiseOutsideEquations("xi"),
            in: .spike, column: 5)
        expectOne(
            errors("dv/dt = 1", initial: ["v": "xi_1"]), .noiseOutsideEquations("xi_1"),
            in: .initial("v"))
    }

    // MARK: Several, and how they read

    @Test func severalErrorsAreFoundInOneRun() {
        let found = errors(
            """
            dv/dt = (1 + 2
            du/dt = exp(
            dw/dt = x + 1
            dq/dt = 2 3
            """, spike: "v", initial: ["v": "u +"])
        #expect(
            found.map(\.problem) == [
                .unclosedBracket, .unclosedBracket, .undefinedName("x", nearest: nil),
                .unexpected(found: "\"3\"", expected: "an operator or the end of the equation"),
                .numberInsteadOfCondition,
                .unexpected(found: "the end of the text", expected: "a number, a name or \"(\""),
            ])
        #expect(found.map(\.line) == [1, 2, 3, 4, 1, 1])
    }

    @Test func descriptionShowsTheLineWithACaret() throws {
        let found = errors("dv/dt = v\n\tdn/dt = alpha_n - n\nalpha_m = 2")
        #expect(
            found.first?.description == """
                equations, line 2, column 10: "alpha_n" is neither defined nor a parameter nor \
                an input; did you mean "alpha_m"?
                    \tdn/dt = alpha_n - n
                    \t        ^
                """)
        let unused = errors("dv/dt = 1", parameters: [.init("a", 1)])
        #expect(
            unused.first?.description == "parameter \"a\": nothing uses the parameter \"a\"")
    }

    @Test func everyErrorSaysWhatItIs() {
        // No two different mistakes share a message.
        let problems: [Problem] = [
            .unexpectedCharacter("§", instead: nil), .malformedNumber("1x"), .unclosedBracket,
            .unopenedBracket, .conditionInsteadOfNumber, .numberInsteadOfCondition,
            .chainedComparison, .algebraicLoop(["a", "a"]), .derivativeMissing("v"),
            .noDifferentialEquation, .unsolvableDerivative("v"), .unusedInput("I"),
            .noiseOutsideEquations("xi"), .notConstant("v"), .numberNotFinite(.nan),
            .notHeldInTime("w"), .spikeConditionMissing, .tooLong(limit: 1), .tooDeep(limit: 1),
            .tooLarge(limit: 1),
        ]
        #expect(Set(problems.map(\.description)).count == problems.count)
    }
}
