/// The two ways of writing a neuron; both become one ``NeuronModel``.
public enum EquationForm: String, Sendable, CaseIterable, Hashable {
    /// Lines in any order, `x = …` being a subexpression that always holds, units behind colons.
    case brian2
    /// Lines executed in order, `x = …` being a statement of the step, flags behind colons.
    case annarchy
}

extension EquationForm: CustomStringConvertible {
    /// The name of the simulator whose users write so.
    public var description: String {
        switch self {
        case .brian2: "Brian2"
        case .annarchy: "ANNarchy"
        }
    }
}
