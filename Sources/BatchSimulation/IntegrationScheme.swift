package import NeuronEquations

/// The differential equations of a model, in order of declaration, as a method advances them.
package struct EquationSystem: Sendable {
    /// One equation dx/dt = derivative.
    package struct Equation: Sendable {
        package var name: String
        /// The derivative while the variable moves.
        package var freeDerivative: Expression
        /// The condition under which the variable stands still; nil where it always moves.
        package var isHeld: Expression?

        /// The derivative, 0 while the variable is held.
        package var derivative: Expression {
            guard let isHeld else { return freeDerivative }
            return .conditional(isHeld, .number(0), freeDerivative)
        }
    }

    package var equations: [Equation]
    /// Sorted: each uses only earlier ones.
    package var subexpressions: [NeuronModel.Definition]

    /// The equations of a model.
    /// - Parameters:
    ///   - names: the variables to take; nil for all.
    ///   - refractoryFlag: a name that is true while an instance is refractory; the derivatives of
    ///     the held variables are 0 then, whatever the method does with them.
    package init(_ model: NeuronModel, of names: [String]? = nil, refractoryFlag: String?) {
        let variables =
            names.map { $0.compactMap { name in model.stateVariables.first { $0.name == name } } }
            ?? model.stateVariables
        equations = variables.map { variable in
            var equation = Equation(name: variable.name, freeDerivative: variable.derivative)
            if let refractoryFlag, variable.isHeldWhileRefractory {
                equation.isHeld = .flag(refractoryFlag)
            }
            return equation
        }
        subexpressions = model.subexpressions
    }

    /// The expression with the subexpressions written out that depend on the names; the others
    /// keep theirs.
    package func expanding(_ expression: Expression, in names: Set<String>) -> Expression {
        var dependent: [NeuronModel.Definition] = []
        var reached = names
        for definition in subexpressions
        where !reached.isDisjoint(with: definition.expression.names) {
            reached.insert(definition.name)
            dependent.append(definition)
        }
        return expression.inlining(dependent)
    }

    /// Lowers all derivatives.
    func slopes(
        at scope: Scope, in graph: inout ValueGraph
    ) throws(SimulationError) -> [ValueID] {
        var slopes: [ValueID] = []
        for equation in equations {
            slopes.append(try graph.lower(equation.derivative, in: scope))
        }
        return slopes
    }

    /// The scope of a stage of a Runge–Kutta method: x + offset·slope at t + offset. The white
    /// noises stay.
    func stage(
        from scope: Scope, _ offset: ValueID, along slopes: [ValueID], in graph: inout ValueGraph
    ) -> Scope {
        var stage = scope
        for (equation, slope) in zip(equations, slopes) {
            stage.values[equation.name] = graph.sum(
                scope.value(equation.name), offset, times: slope)
        }
        stage.values["t"] = graph.binary(.add, scope.value("t"), offset)
        return stage
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
        case .rungeKutta2: RungeKutta2.self
        case .rungeKutta4: RungeKutta4.self
        case .heun: Heun.self
        case .exact: ExactLinear.self
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
