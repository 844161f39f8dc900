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
        let first = try slopes(system, scope, in: &graph)
        let second = try slopes(system, stage(system, scope, half, first, in: &graph), in: &graph)
        let third = try slopes(system, stage(system, scope, half, second, in: &graph), in: &graph)
        let fourth = try slopes(system, stage(system, scope, step, third, in: &graph), in: &graph)

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

    private static func slopes(
        _ system: EquationSystem, _ scope: Scope, in graph: inout ValueGraph
    ) throws(SimulationError) -> [ValueID] {
        var slopes: [ValueID] = []
        for equation in system.equations {
            slopes.append(try graph.lower(equation.derivative, in: scope))
        }
        return slopes
    }

    /// The scope at x + offset·slope and t + offset.
    private static func stage(
        _ system: EquationSystem, _ scope: Scope, _ offset: ValueID, _ slopes: [ValueID],
        in graph: inout ValueGraph
    ) -> Scope {
        var stage = scope
        for (equation, slope) in zip(system.equations, slopes) {
            stage.values[equation.name] = graph.sum(
                scope.value(equation.name), offset, times: slope)
        }
        stage.values["t"] = graph.binary(.add, scope.value("t"), offset)
        return stage
    }
}
