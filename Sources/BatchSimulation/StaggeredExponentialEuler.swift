/// Exponential Euler of one variable after the other, in order of declaration, order 1.
///
/// Each variable sees the new values of the variables before it and the old ones of those after
/// it, like the sweeps of Gauss and Seidel; the formula of one variable is that of
/// ``ExponentialEuler``. With the membrane potential declared first, the gates advance with the
/// rates at its new value: the scheme of the Hodgkin–Huxley problem of Gonçalves et al. 2020,
/// eLife 9:e56261.
package enum StaggeredExponentialEuler: IntegrationScheme {
    package static let order = 1
    package static let acceptsNoise = true

    package static func advance(
        _ system: EquationSystem, from scope: Scope, in graph: inout ValueGraph
    ) throws(SimulationError) -> [ValueID] {
        var current = scope
        var advanced: [ValueID] = []
        for equation in system.equations {
            let value = try ExponentialEuler.exponentialStep(
                equation, of: system, from: current, in: &graph)
            current.values[equation.name] = value
            advanced.append(value)
        }
        return advanced
    }
}
