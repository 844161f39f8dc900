import NeuronEquations
import Testing

/// Mistakes that only one of the forms allows.
@Suite struct FormErrorTests {
    typealias Problem = EquationError.Problem

    private func errors(
        _ equations: String, spike: String? = nil, reset: String? = nil,
        parameterStatements: String? = nil, derived: [String: String] = [:],
        initial: [String: String] = [:], form: EquationForm? = nil
    ) -> [EquationError] {
        do {
            let model = try NeuronModel(
                equations: equations, spike: spike, reset: reset,
                parameterStatements: parameterStatements, derived: derived, initial: initial,
                form: form)
            Issue.record("no error in \(model.equationText)")
            return []
        } catch {
            return error.errors
        }
    }

    private func expectOne(
        _ errors: [EquationError], _ matches: (Problem) -> Bool, line: Int = 1, column: Int = 1,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(errors.count == 1, "\(errors)", sourceLocation: sourceLocation)
        guard let error = errors.first else { return }
        #expect(matches(error.problem), "\(error)", sourceLocation: sourceLocation)
        #expect(error.line == line, "\(error)", sourceLocation: sourceLocation)
        #expect(error.column == column, "\(error)", sourceLocation: sourceLocation)
    }

    // MARK: Flags

    @Test func flagsThatDoNotExistNameTheNearest() {
        expectOne(
            errors("dv/dt = 1 : volt (unles refractory)\ndu/dt = 1 (unless refractry)"),
            { $0 == .unknownFlag("unless refractry", nearest: "unless refractory") }, line: 2,
            column: 12)
        expectOne(
            errors("dv/dt = 1 : init=0, mni=3"),
            { $0 == .unknownFlag("mni", nearest: "min") }, column: 21)
    }

    @Test(arguments: [
        ("dv/dt = 1 : 1 (event-driven)", 16), ("dv/dt = 1 : 1 (clock-driven)", 16),
        ("dv/dt = v + x\nx : 1 (linked)", 8), ("dv/dt = -v : implicit", 14),
        ("dv/dt = -v : init=1, event-driven", 22), ("dv/dt = -v : exact", 14),
        ("dv/dt = -v : init=1, postsynaptic", 22),
    ])
    func flagsOfOtherSimulatorsAreRefusedWithAnAlternative(text: String, column: Int) {
        let found = errors(text)
        #expect(found.count == 1)
        guard let error = found.first, case .refusedFlag(_, let instead) = error.problem else {
            Issue.record("\(found)")
            return
        }
        #expect(error.column == column && !instead.isEmpty)
    }

    @Test(arguments: [
        ("dv/dt = 1 : 1 (constant)", 16), ("dv/dt = 1 : 1 (constant over dt)", 16),
        ("dv/dt = 1 : integer", 13), ("x = 2 : exponential\ndv/dt = x", 9),
        ("dv/dt = 1 : int", 13), ("dv/dt = x\nx = 2 : 1 (constant)", 12),
    ])
    func flagsStandAtTheRightEquations(text: String, column: Int) {
        expectOne(
            errors(text),
            { if case .misplacedFlag = $0 { true } else { false } },
            line: text.hasPrefix("dv/dt = x") ? 2 : 1, column: column)
    }

    @Test func flagsAreGivenOnce() {
        expectOne(
            errors("dv/dt = 1 : init=0, init=3"), { $0 == .duplicateDefinition("init") },
            column: 21)
        expectOne(
            errors("dv/dt = 1 : init=0", initial: ["v": "2"]), { $0 == .duplicateDefinition("v") })
    }

    @Test func methodsWithStagesAdvanceWholeBlocks() {
        expectOne(
            errors("dv/dt = 1 : rk4\ndu/dt = 1\nx = 2\ndw/dt = x"),
            { $0 == .mixedMethods("the method of the simulation", "rk4") }, line: 2, column: 1)
        expectOne(
            errors("dv/dt = 1 : exponential\ndu/dt = 1 : midpoint"),
            { $0 == .mixedMethods("exponential", "midpoint") })
        #expect(throws: Never.self) {
            try NeuronModel(equations: "dv/dt = 1 : rk4\nx = v\ndu/dt = x : exponential\ndw/dt = u")
        }
    }

    // MARK: Names

    @Test(arguments: ["i", "N"])
    func indexAndNumberOfInstancesMeanNothing(name: String) throws {
        expectOne(
            errors("dv/dt = 2*\(name) - v : 1"),
            { if case .noMeaning(name, _) = $0 { true } else { false } }, column: 11)
        // As names of the model's own they are names like others.
        #expect(throws: Never.self) {
            try NeuronModel(equations: "dv/dt = \(name)/ms\n\(name) = 2*v : 1")
        }
    }

    @Test func conductancesWithoutSynapsesAreExplained() {
        expectOne(
            errors("dv/dt = g_exc - v"),
            { if case .noMeaning("g_exc", _) = $0 { true } else { false } }, column: 9)
    }

    @Test func spikeTimesNeedASpike() {
        for (text, column) in [
            ("dv/dt = t - lastspike", 13), ("dv/dt = int(not_refractory)", 13),
        ] {
            expectOne(
                errors(text), { if case .noMeaning = $0 { true } else { false } }, column: column)
        }
        for name in ["lastspike", "not_refractory", "rand", "randn", "True", "false"] {
            expectOne(
                errors("dv/dt = 1\n\(name) = 2"), { $0 == .reservedName(name) }, line: 2)
        }
    }

    @Test func unitsAreNoNumbersInAnnarchysForm() {
        expectOne(
            errors("dv/dt = 10*mV : init=0"), { $0 == .undefinedName("mV", nearest: nil) },
            column: 12)
    }

    // MARK: Kinds

    @Test func valuesFitTheTypesOfVariables() {
        expectOne(
            errors("x = v > 0 : init=0\ndv/dt = x"), { $0 == .conditionInsteadOfNumber }, column: 5)
        expectOne(
            errors("x = v : bool\ndv/dt = int(x)"), { $0 == .numberInsteadOfCondition }, column: 5)
        expectOne(
            errors("x = v > 0 : bool, init=0\ndv/dt = int(x)"), { $0 == .numberInsteadOfCondition },
            column: 24)
        expectOne(
            errors("x = v > 0 : bool\ndv/dt = x"), { $0 == .conditionInsteadOfNumber }, line: 2,
            column: 9)
        expectOne(
            errors("x = v > 0 : bool\nx += 1\ndv/dt = int(x)"),
            {
                $0 == .unexpected(found: "\"1\"", expected: "a condition")
                    || $0 == .numberInsteadOfCondition
            },
            line: 2, column: 6)
    }

    @Test func randomNumbersStandWhereStepsAre() {
        expectOne(
            errors("dv/dt = q", derived: ["q": "rand()"]), { $0 == .drawOutsideSteps })
        expectOne(
            errors("dv/dt = v", initial: ["v": "1 + randn()"]), { $0 == .drawOutsideSteps },
            column: 5)
        expectOne(
            errors("dv/dt = v : init=Uniform(0, 1)"), { $0 == .drawOutsideSteps }, column: 18)
        expectOne(
            errors("dv/dt = Uniform(Normal(0, 1), 2)"), { $0 == .nestedDraw("Uniform") },
            column: 17)
        expectOne(
            errors("ite(rand() > 0.5, 2, 1)*dv/dt = 3"), { $0 == .unsolvableDerivative("v") })
        expectOne(
            errors("dv/dt = v : min=xi"), { $0 == .noiseOutsideEquations("xi") }, column: 17)
    }

    // MARK: Structure

    @Test func statementsDefineAVariableOnce() {
        expectOne(
            errors("x = 1 : init=2\ndv/dt = x\nx = 3"), { $0 == .duplicateDefinition("x") },
            line: 3)
        expectOne(
            errors("x += 1\ndv/dt = x\nv = 3"), { $0 == .duplicateDefinition("v") }, line: 3)
    }

    @Test func loopsGoThroughWhatIsConstantOverTheStep() {
        expectOne(
            errors("dv/dt = a\na = b : 1 (constant over dt)\nb = 2*a : 1"),
            { $0 == .algebraicLoop(["b", "a", "b"]) || $0 == .algebraicLoop(["a", "b", "a"]) },
            line: 3)
    }

    @Test func parameterStatementsAreChecked() {
        for (text, line, column) in [
            ("a = 1\ndb/dt = 2", 2, 1), ("a = 1; b += 2", 1, 8), ("a = 1 : init=3\nb = 2", 1, 1),
            ("a = \nb = 2", 1, 5), ("a = 1\na = 2", 1, 1),
        ] {
            let found = errors("dv/dt = a + b", parameterStatements: text)
            #expect(
                found.contains { $0.line == line && $0.column == column || $0.sourceLine.isEmpty },
                "\(text): \(found)")
        }
    }
}
