/// A method that advances the state of every instance by one time step.
///
/// All of them take the stimulus at the beginning of the step and hold it over the step. Resets
/// and stimulus steps are discontinuous, so no method keeps an order above 1 across them.
public enum Integrator: String, Sendable, CaseIterable, Codable {
    /// Forward Euler; with white noise Euler–Maruyama. See ``ForwardEuler``.
    case euler
    /// Exponential Euler, all variables at once. See ``ExponentialEuler``.
    case exponentialEuler
    /// Exponential Euler, one variable after the other in order of declaration, each seeing the
    /// new values of the earlier ones. See ``StaggeredExponentialEuler``.
    case exponentialEulerStaggered
    /// The classical Runge–Kutta method of order 4; not for white noise. See ``RungeKutta4``.
    case rungeKutta4 = "rk4"

    /// The name in configuration files: `euler`, `exponentialEuler`,
    /// `exponentialEulerStaggered` or `rk4`.
    public var name: String { rawValue }
}
