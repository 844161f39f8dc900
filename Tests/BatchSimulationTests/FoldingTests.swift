import BatchSimulation
import NeuronEquations
import RealModule
import Testing

/// What the value graph makes of expressions while they are lowered.
@Suite struct FoldingTests {
    /// v, w: state variables; a, b: varied parameters; I: the stimulus.
    private func graph() -> NamedGraph {
        NamedGraph(states: ["v", "w"], parameters: ["a", "b"])
    }

    /// The operations that are left for every step and instance.
    @Test(arguments: [
        ("a*(b*v)", 1), ("(a*v)*b", 1), ("(v*a)*b", 1), ("v*(a*b)", 1), ("a*b*v", 1),
        ("2*(3*v)", 1), ("2*v*3", 1), ("v*2*3", 1), ("v/2/a*3", 1), ("a/(b/v)", 1),
        ("a*(b/v)", 1), ("2/(3*v)", 1), ("a + (b + v)", 1), ("a + v + b", 1), ("v - a - b", 1),
        ("a - (v - b)", 1), ("a - (b - v)", 1), ("(a - v) - b", 1), ("v + 2 - 3 + a", 1),
        ("-(-v)", 0), ("(-v)*(-w)", 1), ("(-v)/(-w)", 1), ("v + -w", 1), ("-v + w", 1),
        ("v - -w", 1), ("exp(-(2*v))", 2), ("exp(-(v - w))", 2), ("exp(-(v + 2))", 2),
        ("-v*2 + w", 2), ("w - (-v*2)", 2), ("a*(2 - v)", 2), ("v**0.5", 2), ("v**1.5", 2),
        ("v**-0.5", 3), ("v**4", 2), ("v/a", 1), ("v*1 + 0", 0), ("(v + w)*a - a*(w + v)", 3),
        ("exp(0.05*v) + exp(-0.1*v)", 5), ("exp(2*v) + exp(-v*2)", 4), ("exp(v)*exp(v)", 2),
        ("exp(v) + exp(-v)", 3), ("v*w + w*v", 2), ("a*I*v", 2),
        ("ite(not (v > 0), v, w)", 2), ("0*v", 1), ("v/(a/w)", 2), ("v/a/w", 2), ("v/w/w", 2),
    ])
    func whatIsLeftForEveryStep(text: String, count: Int) throws {
        var graph = graph()
        let id = graph.finished(try graph.lower(text))
        let found = graph.operationsPerStep([id])
        #expect(found.total == count, "\(text): \(found)")
    }

    @Test(arguments: [
        0.5, -0.5, 1.5, -1.5, 2.5, 16.5, -16.5, 2, -3, 0, 17.5, 0.25, 63, -64, 65, 1_000,
    ])
    func powersKeepTheirSpecialValues(exponent: Double) throws {
        var graph = graph()
        let id = try graph.lower(.binary(.power, .name("v"), .number(exponent)))
        for base in [
            0.0, -0.0, 1, -1, 0.25, 3, 1e-3, 1e10, -2, .infinity, -.infinity, .nan,
            .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ] {
            let found = graph.evaluate(id, at: ["v": base])
            let expected = BinaryOperator.power(base, exponent)
            let context: Comment = "\(base)**\(exponent): \(found), expected \(expected)"
            if expected.isNaN {
                #expect(found.isNaN, context)
            } else if expected == 0 || expected.isInfinite {
                #expect(found == expected && found.sign == expected.sign, context)
            } else {
                // One rounding for each factor, the root and the reciprocal; 2⁻¹⁰⁷⁴ beside
                // subnormal numbers, whose reciprocals have no digits either.
                let bound = (exponent.magnitude + 2) * expected.ulp
                #expect(abs(found - expected) <= bound || base.isSubnormal, context)
            }
        }
    }

    /// Constants are combined only where that cannot overflow, also in single precision.
    @Test(arguments: [
        ("1e200*(1e200*v)", 1e-300), ("1e-200*(1e-200*v)", 1e300), ("v/1e-310", 1e-10),
        ("1e-30*(1e-30*v)", 1e60), ("1e20*v*1e20", 1e-20),
        ("1e-300/(1e200*v)", 1e-200),
    ])
    func extremeConstantsStayApart(text: String, v: Double) throws {
        var graph = graph()
        let id = try graph.lower(text)
        let found = graph.evaluate(id, at: ["v": v])
        let expected = try #require(Expression(parsing: text).evaluate { $0 == "v" ? v : nil })
        #expect(found == expected || abs(found - expected) <= 4 * expected.ulp, "\(text)")
    }

    @Test func theSignOfAFunctionOfZeroStays() throws {
        var graph = graph()
        for (text, expected) in [("1/v**0.5", Double.infinity), ("1/abs(v)", .infinity)] {
            let id = try graph.lower(text)
            #expect(graph.evaluate(id, at: ["v": -0.0]) == expected, "\(text)")
        }
    }

    @Test(arguments: [
        ("hodgkinHuxley", Integrator.exponentialEulerStaggered, 12, 11),
        ("hodgkinHuxley", .euler, 7, 6), ("adaptiveExponential", .euler, 1, 0),
        ("izhikevich2003", .euler, 0, 0), ("leakyIntegrateAndFire", .exponentialEuler, 1, 1),
    ])
    func exponentialsAndDivisionsOfAStep(
        name: String, integrator: Integrator, exponentials: Int, divisions: Int
    ) throws {
        let model = try ModelCatalogue.model(named: name)
        let compiled = try CompiledModel(
            model: model,
            experiment: Experiment(
                timeStep: 0.01, duration: 1, input: model.inputs.first,
                stimulus: Stimulus(.step(start: 0, stop: 1, amplitude: 1))),
            integrator: integrator, variedParameters: [], constants: [:])
        let count = OperationCount(
            compiled.graph, compiled.advanced + compiled.reset.map(\.value))
        // exprel divides too.
        #expect(count["exp"] + count["expm1"] + count["exprel"] == exponentials, "\(count)")
        #expect(count["divide"] + count["exprel"] == divisions, "\(count)")
    }
}
