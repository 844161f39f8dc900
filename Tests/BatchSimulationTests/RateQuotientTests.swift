import BatchSimulation
import NeuronEquations
import RealModule
import Testing

/// Voltage-dependent rates y/(eʸ − 1), as papers write them.
@Suite struct RateQuotientTests {
    private let parameters = ["V_T": -60.0, "v_h": -40, "s": 10]

    private func graph() -> NamedGraph {
        NamedGraph(states: ["v", "m"], parameters: ["V_T", "v_h", "s"])
    }

    private func value(_ graph: NamedGraph, _ id: ValueID, v: Double) -> Double {
        graph.evaluate(id, at: parameters.merging(["v": v, "m": 0.3]) { $1 })
    }

    @Test(arguments: RateReferences.all)
    func literalRatesAreExactNearAndAtTheirZero(
        text: String, values: [(v: Double, y: Double, rate: Double)]
    ) throws {
        var graph = graph()
        let id = try graph.lower(text)
        for (v, y, rate) in values {
            let found = value(graph, id, v: v)
            // In units of 2⁻⁵³: four roundings of constant factors, expm1 two, division and
            // product one each; the exponent's three roundings (difference, reciprocal, product)
            // reach the result times |y·B'/B| ≤ max(1, |y|) of B = y/(eʸ − 1), which is |y|/2
            // near 0. Together 4 units in the last place, and more only far from y = 0, where
            // eʸ itself is not known better. The numerator of Goldman's form has four more.
            let own = text.contains("2*exp") ? 4 + y.magnitude : 0
            let bound = (8 + 3 * y.magnitude + own) * 0x1p-53 * rate.magnitude
            #expect(
                abs(found - rate) <= bound,
                "\(text) at \(v): \(found), expected \(rate) ± \(bound)")
        }
    }

    /// The exponential of a rate is one expm1, however it is written, with one division for it.
    @Test(arguments: RateReferences.all.map(\.text))
    func literalRatesNeedOneExponentialAndOneDivision(text: String) throws {
        var graph = graph()
        let id = try graph.lower(text)
        let count = graph.operationsPerStep([id])
        let isInverse = count["exprel"] > 0
        let isGoldman = text.contains("2*exp")
        #expect(count["expm1"] + count["exprel"] == 1, "\(text): \(count)")
        #expect(count["exp"] == (isGoldman ? 1 : 0), "\(text): \(count)")
        #expect(count["divide"] == (isInverse ? 0 : 1), "\(text): \(count)")
    }

    @Test func spellingsOfOneRateAreOneValue() throws {
        var graph = graph()
        let first = try graph.lower("0.1*(v + 40)/(1 - exp(-(v + 40)/10))")
        for text in [
            "0.1*(-40 - v)/(exp((-40 - v)/10) - 1)", "(v + 40)*0.1/(1 - exp((-40 - v)/10))",
            "-0.1*(40 + v)/(exp(-(40 + v)/10) - 1)", "0.1/(1 - exp(-(v + 40)/10))*(v + 40)",
        ] {
            #expect(try graph.lower(text) == first, "\(text)")
        }
    }

    /// A factor of the numerator may be anything, but the quotient must really be one of y.
    @Test(arguments: [
        "m*0.1*(v + 40)/(1 - exp(-(v + 40)/10))", "(v + 41)/(1 - exp(-(v + 40)/10))",
        "(v + m)/(exp(v) - 1)", "v/(exp(v) - 2)", "v/(1 + exp(v))", "v/(exp(m) - 1)",
        "(v - v_h)/(exp(v) - 1)", "v*v/(exp(v*v) - 1)", "(exp(v) - 1)/(exp(m) - 1)",
        "(v + v_h)/s/(exp((v + v_h)/s) - 1)", "s*v/(exp(v) - 1)/m",
    ])
    func quotientsKeepTheirMeaning(text: String) throws {
        var graph = graph()
        let id = try graph.lower(text)
        let expression = try Expression(parsing: text)
        for v in [-71.3, -40.5, -3, -0.25, 0.125, 1, 39.5, 80.2] {
            let values = parameters.merging(["v": v, "m": 0.3]) { $1 }
            let direct = try #require(expression.evaluate { values[$0] })
            // At these values the written form loses at most three digits beside its exponential,
            // whose exponent of up to 6,500 has the error 6,500·2⁻⁵³.
            #expect(
                abs(value(graph, id, v: v) - direct) <= 1e-11 * abs(direct),
                "\(text) at \(v): \(value(graph, id, v: v)), expected \(direct)")
        }
    }

    /// A slope of 0 makes the exponent infinite, and the written quotient 0 or the numerator.
    @Test func anInfiniteExponentIsNoNaN() throws {
        var graph = graph()
        let id = try graph.lower("(v - v_h)/(exp((v - v_h)/s) - 1)")
        for (v, expected) in [(-39.0, 0.0), (-41, 1)] {
            let found = graph.evaluate(id, at: ["v": v, "v_h": -40, "s": 0])
            #expect(found == expected, "at \(v)")
        }
    }
}
