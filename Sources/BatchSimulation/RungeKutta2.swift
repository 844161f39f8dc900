/// The explicit midpoint method, order 2, with two evaluations of the derivatives:
/// x ← x + dt·f(x + dt/2·f(x, t), t + dt/2).
///
/// Subexpressions and `t` are evaluated anew at the midpoint; the stimulus is held over the step.
/// Not for white noise: ``Heun`` is the method of order 2 that has a meaning there.
///
/// Reference: Runge 1895, Math. Ann. 46:167; Hairer, Nørsett and Wanner 1993, "Solving Ordinary
/// Differential Equations I", table II.1.1.
package enum RungeKutta2: IntegrationScheme {
    package static let order = 2
    package static let acceptsNoise = false

    package static func advance(
        _ system: EquationSystem, from scope: Scope, in graph: inout ValueGraph
    ) throws(SimulationError) -> [ValueID] {
        let step = scope.value("dt")
        let half = graph.binary(.multiply, step, graph.number(0.5))
        let first = try system.slopes(at: scope, in: &graph)
        let middle = try system.slopes(
            at: system.stage(from: scope, half, along: first, in: &graph), in: &graph)
        var advanced: [ValueID] = []
        for (equation, slope) in zip(system.equations, middle) {
            advanced.append(graph.sum(scope.value(equation.name), step, times: slope))
        }
        return advanced
    }
}
