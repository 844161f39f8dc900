extension NeuronModel {
    /// One statement: `name = expression`, with `x += y` written as `x = x + y`.
    ///
    /// A boolean variable is given a condition, an integer one an expression that is wrapped in
    /// `int`.
    public struct Assignment: Sendable, Hashable {
        /// A state variable.
        public var name: String
        public var expression: Expression
    }

    /// One part of a time step. The parts of a model run in order, each seeing what the earlier
    /// ones made.
    public enum Update: Sendable, Hashable {
        /// Advances these variables together, each from the values before. Variables of other
        /// parts, subexpressions of them and random numbers stand still meanwhile.
        case integration([String])
        /// Gives a variable a new value, which takes effect at once.
        case assignment(Assignment)
    }

    /// A method that a variable asks for itself, whatever the simulation uses for the others.
    public enum Method: String, Sendable, CaseIterable, Hashable {
        /// Forward Euler.
        case explicit
        /// Exponential Euler.
        case exponential
        /// The midpoint rule of order 2. All variables of an integration have it or none.
        case midpoint
        /// The classical method of Runge and Kutta. All variables of an integration have it or
        /// none.
        case rk4

        /// Whether the method evaluates derivatives between the steps, so that the variables of an
        /// integration must share it.
        public var hasStages: Bool { self == .midpoint || self == .rk4 }
    }

    /// What the values of a variable are.
    public enum ValueType: String, Sendable, CaseIterable, Hashable {
        case real, integer, boolean
    }
}
