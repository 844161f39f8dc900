/// Heun's method: the mean of the slopes at both ends of the step, the end predicted by Euler.
///
/// x̃ = x + dt·f(x, t), x ← x + dt/2·(f(x, t) + f(x̃, t + dt)); order 2 without noise. The stimulus
/// is held over the step.
///
/// With white noise the one increment ΔW = dt·xi stands in both slopes. That is the stochastic
/// Heun scheme, and it solves the equation **in the sense of Stratonovich**: a noise g(x)·xi drifts
/// by g·g′/2 against the reading of Itô, which ``ForwardEuler`` has. For additive noise, with a
/// factor of xi that is free of the state variables, both readings are the same. Strong order 1 for
/// one noise or additive ones (½ for several that do not commute), weak order 1.
///
/// References: Heun 1900, Z. Math. Phys. 45:23; Rümelin 1982, SIAM J. Numer. Anal. 19:604; Kloeden
/// and Platen 1992, "Numerical Solution of Stochastic Differential Equations", section 4.9 on the
/// two readings.
package enum Heun: IntegrationScheme {
    package static let order = 2
    package static let acceptsNoise = true

    package static func advance(
        _ system: EquationSystem, from scope: Scope, in graph: inout ValueGraph
    ) throws(SimulationError) -> [ValueID] {
        let step = scope.value("dt")
        let half = graph.binary(.multiply, step, graph.number(0.5))
        let first = try system.slopes(at: scope, in: &graph)
        let second = try system.slopes(
            at: system.stage(from: scope, step, along: first, in: &graph), in: &graph)
        var advanced: [ValueID] = []
        for (index, equation) in system.equations.enumerated() {
            let total = graph.binary(.add, first[index], second[index])
            advanced.append(graph.sum(scope.value(equation.name), half, times: total))
        }
        return advanced
    }
}
