/// The exact solution of linear equations dx/dt = A·x + b over a step, with b held over it.
///
/// x ← x + Φ·(A·x + b) with Φ = ∫₀^dt exp(A·s) ds. A consists of numbers and parameters, so that Φ
/// is computed once for each instance, before the first step (``ValueGraph``'s
/// `integralOfExponential`, whose bound an instance may leave: it ends as invalid then). b may also
/// depend on the stimulus, which is held anyway, and on `t`, which makes the error of order 1 in
/// what changes; where nothing does, there is no error but rounding, whatever the step.
///
/// A variable that is held while an instance is refractory stays exactly where it is; the others
/// take the solution of the equations without it.
///
/// Not for equations that are not linear (``SimulationError/notLinear(_:)``), coefficients that
/// change (``SimulationError/changingCoefficient(_:of:)``) or white noise. With more than about
/// eight coupled variables a Runge–Kutta method is cheaper.
///
/// Reference: Rotter and Diesmann 1999, Biol. Cybern. 81:381.
package enum ExactLinear: IntegrationScheme {
    /// Of what `t` changes in b; without it there is no error.
    package static let order = 1
    package static let acceptsNoise = false

    package static func advance(
        _ system: EquationSystem, from scope: Scope, in graph: inout ValueGraph
    ) throws(SimulationError) -> [ValueID] {
        let matrix = try LinearSystem(system, in: scope, &graph).coefficients
        let step = scope.value("dt")
        var slopes: [ValueID?] = []
        for equation in system.equations {
            slopes.append(try graph.lower(equation.freeDerivative, in: scope))
        }
        let whole = graph.integralOfExponential(matrix, over: step)
        let free = changed(system, by: whole, times: slopes, from: scope, in: &graph)
        guard let condition = system.equations.lazy.compactMap(\.isHeld).first else { return free }

        var others = matrix
        for (row, equation) in system.equations.enumerated() where equation.isHeld != nil {
            slopes[row] = nil
            for column in slopes.indices { others[row, column] = nil }
        }
        let partial = graph.integralOfExponential(others, over: step)
        let rest = changed(system, by: partial, times: slopes, from: scope, in: &graph)
        let mask = try graph.lower(condition, in: scope)
        return zip(rest, free).map { graph.select(mask, $0, $1) }
    }

    /// x + matrix·slopes, without the slopes that are nil.
    private static func changed(
        _ system: EquationSystem, by matrix: ValueMatrix, times slopes: [ValueID?],
        from scope: Scope, in graph: inout ValueGraph
    ) -> [ValueID] {
        system.equations.indices.map { row in
            var value = scope.value(system.equations[row].name)
            for column in slopes.indices {
                if let entry = matrix[row, column], let slope = slopes[column] {
                    value = graph.sum(value, entry, times: slope)
                }
            }
            return value
        }
    }
}
