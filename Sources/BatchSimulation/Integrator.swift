/// A method that advances the state of every instance by one time step.
///
/// All of them take the stimulus at the beginning of the step and hold it over the step. Resets
/// and stimulus steps are discontinuous, so no method keeps an order above 1 across them.
public enum Integrator: String, Sendable, CaseIterable, Codable {
    /// Forward Euler; with white noise Euler–Maruyama, in the sense of Itô. See ``ForwardEuler``.
    case euler
    /// Exponential Euler, all variables at once. See ``ExponentialEuler``.
    case exponentialEuler
    /// Exponential Euler, one variable after the other in order of declaration, each seeing the
    /// new values of the earlier ones. See ``StaggeredExponentialEuler``.
    case exponentialEulerStaggered
    /// The explicit midpoint method of order 2; not for white noise. See ``RungeKutta2``.
    case rungeKutta2 = "rk2"
    /// The classical Runge–Kutta method of order 4; not for white noise. See ``RungeKutta4``.
    case rungeKutta4 = "rk4"
    /// Heun's method of order 2; with white noise in the sense of Stratonovich. See ``Heun``.
    case heun
    /// The exact solution of linear equations; others are refused, and white noise. See
    /// ``ExactLinear``.
    case exact

    /// The name in configuration files: `euler`, `exponentialEuler`,
    /// `exponentialEulerStaggered`, `rk2`, `rk4`, `heun` or `exact`.
    public var name: String { rawValue }
}
