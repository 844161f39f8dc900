/// A checked neuron model: differential equations with everything that belongs to them.
///
/// Every value of this type has passed all checks: names are defined, kinds fit, subexpressions
/// are sorted, no loops, units fit where they are declared. Numbers are in the coherent set
/// ``unitSystem``; a model that says nothing of units is in ms and its own numbers.
///
/// What happens in the step from sample k to k + 1, in which `t` is the time of sample k and inputs
/// have their values of sample k all along:
/// 1. An instance that is refractory stays so while ``refractoriness`` holds; `not_refractory` says
///    so from here on.
/// 2. Random numbers and white noises are drawn.
/// 3. The ``updates`` run in order. Held variables of refractory instances stand still. After a
///    variable's update its value is raised to its minimum, then lowered to its maximum.
/// 4. An instance that is not refractory and meets the ``spikeCondition`` spikes; where nothing
///    ends a spike, only if it did not meet it before (``spikesAtCrossings``). `lastspike` becomes
///    `t`, the instance is refractory, and the reset's statements run in order.
///
/// ```swift
/// let neuron = try NeuronModel(
///     equations: """
///         tau*dv/dt = v_rest - v + R*I : mV (unless refractory)
///         """,
///     spike: "v > -50*mV", reset: "v = v_rest", refractory: "2",
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
        /// The unit of the value as text. In a model it belongs to the coherent set
        /// (``NeuronModel/unitSystem``); a model converts parameters that it is given. `boolean` for a parameter
        /// that is a condition, true where it is not 0.
        public var unit: String?
        public var summary: String

        /// Whether the parameter is true or false.
        public var isCondition: Bool { unit == ValueType.boolean.rawValue }

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

    /// What an instance carries from step to step.
    public struct StateVariable: Sendable, Hashable {
        public var name: String
        /// dx/dt, in the variable's unit per ms; 0 for one that only statements change.
        public var derivative: Expression
        /// The value at t = 0: an expression of parameters, subexpressions, inputs at t = 0 and
        /// other initial values; 0 where none was given.
        public var initialValue: Expression
        /// Bounds that every update of the variable respects; a reset does not.
        public var minimum: Expression?
        public var maximum: Expression?
        /// Whether the variable's updates are left out during the refractory period.
        public var isHeldWhileRefractory: Bool
        /// The method that the variable asks for; nil for that of the simulation.
        public var method: Method?
        public var type: ValueType
        public var unit: String?
    }

    public let name: String
    /// What the model is, in one sentence.
    public let summary: String
    /// Where the equations and numbers were published.
    public let source: String
    public let parameters: [Parameter]
    /// Names that the experiment feeds at every step, such as an injected current.
    public let inputs: [String]
    /// Units of inputs, as text, where the equations declare them.
    public let inputUnits: [String: String]
    /// The coherent set of units that all numbers are in.
    public let unitSystem: UnitSystem
    /// Whether the equations declare units, so that all of the model was checked; see
    /// ``DimensionProblem`` for what that finds.
    public let hasCheckedUnits: Bool
    /// What names measure: all names of a checked model, otherwise those with a unit.
    public let dimensions: [String: PhysicalDimension]
    /// Sorted: each uses only earlier ones. Derived parameters are among them.
    public let subexpressions: [Definition]
    /// In order of declaration.
    public let stateVariables: [StateVariable]
    /// Names of the state variables, sorted so that each initial value uses only earlier ones.
    public let initialOrder: [String]
    /// What happens in a step, in order; every state variable occurs.
    public let updates: [Update]
    /// The condition that makes a spike.
    public let spikeCondition: Expression?
    /// Statements to run in order after a spike, each seeing the results of the earlier ones.
    public let reset: [Assignment]
    /// How long an instance is refractory: evaluated at the beginning of each step after a spike.
    ///
    /// A condition: as long as it holds without a break. A number: a time in ms, as many steps n as
    /// it has, n = ⌊time/dt + 0.001⌋, being the shortest interval between two spikes: the n − 1
    /// steps that follow the step of the spike are refractory. In ANNarchy's form the n steps of a
    /// time are refractory; it is read as `time + dt`.
    public let refractoriness: Expression?
    /// Names of the white noises that are used, sorted.
    public let whiteNoises: [String]
    /// The random numbers of a step; element i has slot i.
    public let draws: [RandomDraw]
    /// The form that the model was written in, and is printed in.
    public let form: EquationForm
}
