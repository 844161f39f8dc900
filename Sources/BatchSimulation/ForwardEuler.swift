/// Forward Euler: x ← x + dt·f(x, t), order 1; with white noise Euler–Maruyama.
///
/// The equation language's `xi` is N(0, 1)/√dt, so that dt·σ·xi = σ·√dt·N(0, 1): strong order 1
/// for additive noise (½ in general), weak order 1. The noise is read in the sense of Itô.
///
/// Reference: Kloeden and Platen 1992, "Numerical Solution of Stochastic Differential Equations",
/// sections 9.1 and 10.2.
package enum ForwardEuler: IntegrationScheme {
    package static let order = 1
    package static let acceptsNoise = true

    package static func advance(
        _ system: EquationSystem, from scope: Scope, in graph: inout ValueGraph
    ) throws(SimulationError) -> [ValueID] {
        var advanced: [ValueID] = []
        for equation in system.equations {
            let slope = try graph.lower(equation.derivative, in: scope)
            advanced.append(
                graph.sum(scope.value(equation.name), scope.value("dt"), times: slope))
        }
        return advanced
    }
}

extension ValueGraph {
    /// start + factor·slope.
    mutating func sum(_ start: ValueID, _ factor: ValueID, times slope: ValueID) -> ValueID {
        binary(.add, start, binary(.multiply, factor, slope))
    }
}
