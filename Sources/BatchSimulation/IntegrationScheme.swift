package import NeuronEquations

/// The differential equations of a model, in order of declaration, as a method advances them.
package struct EquationSystem: Sendable {
    /// One equation dx/dt = derivative.
    package struct Equation: Sendable {
        package var name: String
        package var derivative: Expression
    }

    package var equations: [Equation]
    /// Sorted: each uses only earlier ones.
    package var subexpressions: [NeuronModel.Definition]

    /// The equations of a model.
    /// - Parameter refractoryCounter: a name that is positive while an instance is refractory; the
    ///   derivatives of the held variables are 0 then, whatever the method does with them.
    package init(_ model: NeuronModel, refractoryCounter: String?) {
        equations = model.stateVariables.map { variable in
            guard let refractoryCounter, variable.isHeldWhileRefractory else {
                return Equation(name: variable.name, derivative: variable.derivative)
            }
            let isHeld = Expression.comparison(.greater, .name(refractoryCounter), .number(0))
            return Equation(
                name: variable.name,
                derivative: .conditional(isHeld, .number(0), variable.derivative))
        }
        subexpressions = model.subexpressions
    }
}

/// A method of integration, as a recipe that writes one step into a value graph.
///
/// The recipe is symbolic: it is run once when a model is compiled, and every backend executes
/// what it wrote.
package protocol IntegrationScheme {
    /// The order of the global error on smooth problems without noise.
    static var order: Int { get }

    /// Whether white noise may stand in the derivatives.
    static var acceptsNoise: Bool { get }

    /// Writes one step.
    /// - Parameters:
    ///   - system: the equations.
    ///   - scope: what the names mean before the step.
    ///   - graph: receives the values.
    /// - Returns: the state variables after the step, in order of declaration.
    static func advance(
        _ system: EquationSystem, from scope: Scope, in graph: inout ValueGraph
    ) throws(SimulationError) -> [ValueID]
}

extension Integrator {
    /// The recipe of the method.
    package var scheme: any IntegrationScheme.Type {
        switch self {
        case .euler: ForwardEuler.self
        case .exponentialEuler: ExponentialEuler.self
        case .exponentialEulerStaggered: StaggeredExponentialEuler.self
        case .rungeKutta4: RungeKutta4.self
        }
    }
}

extension Scope {
    /// The value of a name that the scope certainly has.
    func value(_ name: String) -> ValueID {
        guard let value = values[name] else {
            preconditionFailure("the scope has no '\(name)'")
        }
        return value
    }
}
