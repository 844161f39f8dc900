package import NeuronEquations

/// Exponential Euler of all variables at once, order 1; exact where dx/dt = a + b·x with constant
/// a and b.
///
/// Each derivative is split symbolically into a + b·x with a and b free of x; the step solves that
/// equation exactly with a and b (and white noise in them) standing still:
/// x ← x + (A + B·x)·exprel(B) with A = a·dt and B = b·dt, where exprel(z) = (eᶻ − 1)/z and
/// exprel(0) = 1. The usual form x∞ + (x − x∞)·exp(b·dt) with x∞ = −a/b is the same number, but
/// fails at b = 0; the form here is forward Euler there, as it should be.
///
/// White noise in a is read in the sense of Itô; noise that multiplies x stands in b, where the
/// exact solution reads it in the sense of Stratonovich.
///
/// A variable whose derivative is not linear in itself (such as the potential of Izhikevich's
/// model) is advanced by forward Euler: the limit b → 0 of the same formula, of the same order.
/// ``BatchSimulator/variablesAdvancedByEuler`` names those variables.
///
/// References: MacGregor 1987, "Neural and Brain Modeling"; Moore and Ramon 1974, J. Theor. Biol.
/// 45:249.
package enum ExponentialEuler: IntegrationScheme {
    package static let order = 1
    package static let acceptsNoise = true

    package static func advance(
        _ system: EquationSystem, from scope: Scope, in graph: inout ValueGraph
    ) throws(SimulationError) -> [ValueID] {
        var advanced: [ValueID] = []
        for equation in system.equations {
            advanced.append(try exponentialStep(equation, of: system, from: scope, in: &graph))
        }
        return advanced
    }

    /// Writes the step of one variable.
    static func exponentialStep(
        _ equation: EquationSystem.Equation, of system: EquationSystem, from scope: Scope,
        in graph: inout ValueGraph
    ) throws(SimulationError) -> ValueID {
        let start = scope.value(equation.name)
        let step = scope.value("dt")
        guard let (offset, slope) = linearParts(of: equation, in: system) else {
            let derivative = try graph.lower(equation.derivative, in: scope)
            return graph.sum(start, step, times: derivative)
        }
        let a = try graph.lower(offset, in: scope)
        let b = try graph.lower(slope, in: scope)
        if let a = graph.scaling(a, by: step), let b = graph.scaling(b, by: step) {
            let change = graph.binary(.add, a, graph.binary(.multiply, b, start))
            return graph.sum(start, graph.unary(.exprel, b), times: change)
        }
        let derivative = graph.binary(.add, a, graph.binary(.multiply, b, start))
        let growth = graph.unary(.exprel, graph.binary(.multiply, b, step))
        return graph.sum(start, graph.binary(.multiply, step, growth), times: derivative)
    }

    /// dx/dt as offset + slope·x; nil where it is not linear in x.
    ///
    /// Only the subexpressions that depend on x are expanded; the others keep their names.
    package static func linearParts(
        of equation: EquationSystem.Equation, in system: EquationSystem
    ) -> (offset: Expression, slope: Expression)? {
        system.expanding(equation.derivative, in: [equation.name])
            .linearDecomposition(in: equation.name)
    }
}
