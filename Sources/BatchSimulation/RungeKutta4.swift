/// The classical Runge–Kutta method, order 4, with four evaluations of the derivatives.
///
/// Subexpressions and `t` are evaluated anew in every stage; the stimulus is held over the step,
/// so a stimulus that changes within a step costs order. Not for white noise: the stages would
/// need increments that are correlated in the right way.
///
/// Reference: Kutta 1901, Z. Math. Phys. 46:435; Hairer, Nørsett and Wanner 1993, "Solving
/// Ordinary Differential Equations I", table II.1.2.
package enum RungeKutta4: IntegrationScheme {
    package static let order = 4
    package static let acceptsNoise = false

    package static func advance(
        _ system: EquationSystem, from scope: Scope, in graph: inout ValueGraph
    ) throws(SimulationError) -> [ValueID] {
        let step = scope.value("dt")
        let half = graph.binary(.multiply, step, graph.number(0.5))
        let first = try system.slopes(at: scope, in: &graph)
        let second = try system.slopes(
            at: system.stage(from: scope, half, along: first, in: &graph), in: &graph)
        let third = try system.slopes(
            at: system.stage(from: scope, half, along: second, in: &graph), in: &graph)
        let fourth = try system.slopes(
            at: system.stage(from: scope, step, along: third, in: &graph), in: &graph)

        let two = graph.number(2)
        let sixth = graph.binary(.multiply, step, graph.number(1.0 / 6))
        var advanced: [ValueID] = []
        for (index, equation) in system.equations.enumerated() {
            let outer = graph.binary(.add, first[index], fourth[index])
            let inner = graph.binary(.add, second[index], third[index])
            let total = graph.sum(outer, two, times: inner)
            advanced.append(graph.sum(scope.value(equation.name), sixth, times: total))
        }
        return advanced
    }
}
