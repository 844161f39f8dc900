/// A checked neuron model: differential equations with everything that belongs to them.
///
/// Every value of this type has passed all checks: names are defined, kinds fit, subexpressions
/// are sorted, no loops. Times are in ms; other quantities are in the model's own units.
///
/// ```swift
/// let neuron = try NeuronModel(
///     equations: """
///         tau*dv/dt = v_rest - v + R*I : mV (unless refractory)
///         """,
///     spike: "v > -50", reset: "v = v_rest", refractory: "2",
///     parameters: [
///         .init("tau", 10, unit: "ms"), .init("v_rest", -70, unit: "mV"),
///         .init("R", 100, unit: "Mohm"),
///     ],
///     initial: ["v": "v_rest"], inputs: ["I"])
/// ```
public struct NeuronModel: Sendable, Equatable {
    /// A constant of each instance: a number, or nil where the user or a prior must supply it.
    public struct Parameter: Sendable, Hashable {
        public var name: String
        public var value: Double?
        /// The unit as text, for people; numbers are never converted.
        public var unit: String?
        public var summary: String

        public init(_ name: String, _ value: Double?, unit: String? = nil, _ summary: String = "") {
            self.name = name
            self.value = value
            self.unit = unit
            self.summary = summary
        }
    }

    /// A named subexpression, recomputed wherever it is used.
    public struct Definition: Sendable, Hashable {
        public var name: String
        public var expression: Expression
        public var unit: String?
    }

    /// A variable with a differential equation.
    public struct StateVariable: Sendable, Hashable {
        public var name: String
        /// dx/dt, in the variable's unit per ms.
        public var derivative: Expression
        /// The value at t = 0: an expression of parameters, subexpressions, inputs at t = 0 and
        /// other initial values; 0 where none was given.
        public var initialValue: Expression
        /// Whether the variable stands still during the refractory period.
        public var isHeldWhileRefractory: Bool
        public var unit: String?
    }

    /// One statement of the reset: `name = expression`, with `x += y` written as `x = x + y`.
    public struct Assignment: Sendable, Hashable {
        /// A state variable.
        public var name: String
        public var expression: Expression
    }

    public let name: String
    /// What the model is, in one sentence.
    public let summary: String
    /// Where the equations and numbers were published.
    public let source: String
    public let parameters: [Parameter]
    /// Names that the experiment feeds at every step, such as an injected current.
    public let inputs: [String]
    /// Sorted: each uses only earlier ones. Derived parameters are among them.
    public let subexpressions: [Definition]
    /// In order of declaration.
    public let stateVariables: [StateVariable]
    /// Names of the state variables, sorted so that each initial value uses only earlier ones.
    public let initialOrder: [String]
    /// The condition that makes a spike.
    public let spikeCondition: Expression?
    /// Statements to run in order after a spike, each seeing the results of the earlier ones.
    public let reset: [Assignment]
    /// Time after a spike, in ms, without another spike; an expression of parameters.
    public let refractoryPeriod: Expression?
    /// Names of the white noises that are used, sorted.
    public let whiteNoises: [String]
}
