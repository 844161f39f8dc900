import BatchSimulation
import NeuronEquations
import RealModule
import Testing

/// Exponentials that are powers of one another.
@Suite struct SharedExponentialTests {
    /// Powers with c = −2 … 4 of one exponential, in whatever order they are written.
    @Test(arguments: [
        ("s/(3.3*exp(0.05*(v + 35)) + exp(-0.05*(v + 35)))", 1),
        ("exp(-0.1*(v + 35)) + exp(0.05*(v + 35))", 1),
        ("exp(v) + exp(-2*v) + exp(3*v) + exp(4*v) + exp(-v)", 1),
        ("exp(v - s) + exp(s - v)", 1), ("exp(v/18) + exp(-v/18)", 1),
        ("exp(v) + exp(1.5*v)", 2), ("exp(v) + exp(5*v)", 2), ("exp(v/3) + exp(v/2)", 2),
    ])
    func powersOfOneExponential(text: String, exponentials: Int) throws {
        let expression = try Expression(parsing: text)
        var graph = NamedGraph(states: ["v"], parameters: ["s"])
        let id = graph.finished(try graph.lower(expression))
        let count = graph.operationsPerStep([id])
        #expect(count["exp"] == exponentials, "\(text): \(count)")
        for v in [-70.0, -3, -0.25, 0, 2, 60, 1_000, -1_000, .infinity, -.infinity] {
            let values = ["v": v, "s": 10]
            let found = graph.evaluate(id, at: values)
            let expected = try #require(expression.evaluate { values[$0] })
            // At most the fourth power of exp with 1 ulp, a reciprocal, and the argument's own
            // three roundings times 4·|v|.
            let bound = (10 + 12 * abs(v)) * expected.ulp
            #expect(found == expected || abs(found - expected) <= bound, "\(text) at \(v)")
        }
    }

    /// A finished graph holds nothing but what its results need.
    @Test func finishedGraphsHoldNothingElse() throws {
        var graph = NamedGraph(states: ["v"])
        _ = try graph.lower("sin(v)")
        _ = graph.finished(try graph.lower("0.1*(v + 40)/(1 - exp(-(v + 40)/10))"))
        #expect(
            !graph.graph.values.contains { if case .unary(.exp, _) = $0 { true } else { false } })
        #expect(
            !graph.graph.values.contains { if case .unary(.sin, _) = $0 { true } else { false } })
    }
}
