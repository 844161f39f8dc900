public import NeuronEquations

/// When an instance stands still while others go on.
///
/// A condition is compiled into the model. Where its bound differs from call to call, it should be
/// a parameter (`v > bound`, with `bound` set before) instead of many conditions.
public enum StopCondition: Sendable, Hashable {
    /// A condition of the model's names holds at a sample, the one at the beginning included: the
    /// instance takes no further step.
    case holds(Expression)
    /// The instance has spiked; the state is the one after the reset.
    case spike

    /// A condition as text, such as `v > -40 and u < 3`.
    /// - Throws: ``SimulationError/stopCondition(_:reason:)``.
    public init(_ text: String) throws(SimulationError) {
        let expression: Expression
        do {
            expression = try Expression(parsing: text)
        } catch {
            throw .stopCondition(text, reason: "\(error)")
        }
        guard expression.isCondition else {
            throw .stopCondition(text, reason: "found a number, expected a comparison")
        }
        self = .holds(expression)
    }
}
