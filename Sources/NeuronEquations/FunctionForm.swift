/// How a call in the text becomes a tree.
enum FunctionForm: Hashable {
    case plain(MathFunction)
    /// `pow(x, y)` is `x**y`.
    case power
    /// `ite(condition, x, y)`.
    case choice
    /// `pos(x)` is max(x, 0).
    case positivePart
    /// `neg(x)` is min(x, 0).
    case negativePart
    /// `isnan(x)`, a condition.
    case isNaN
    /// Brian2's `timestep(x, dt)`: the number of whole steps in a time.
    case timeStep
    /// `rand()` and `randn()`.
    case draw(RandomDraw.Kind)
    case distribution(Distribution)

    /// ANNarchy's distributions. Their names are free for variables of the other form, so they are
    /// not among ``ReservedName/functions``.
    enum Distribution: String, CaseIterable {
        /// `Uniform(a, b)` between a and b.
        case uniform = "Uniform"
        /// `Normal(mean, standard deviation)`.
        case normal = "Normal"
        /// `LogNormal(m, s)`, e to the power of a `Normal(m, s)`.
        case logNormal = "LogNormal"
        /// `Exponential(rate)`, of mean 1/rate.
        case exponential = "Exponential"
        /// `Gamma(shape, scale)`; the scale may be left out and is 1 then.
        case gamma = "Gamma"
        /// `Binomial(trials, probability)`.
        case binomial = "Binomial"
        /// `DiscreteUniform(a, b)`, an integer from a to b with both ends.
        case discreteUniform = "DiscreteUniform"
    }

    static let distributions = Dictionary(
        uniqueKeysWithValues: Distribution.allCases.map { ($0.rawValue, $0) })

    /// How many arguments the function takes.
    var argumentCounts: ClosedRange<Int> {
        switch self {
        case .plain(let function): function.argumentCount...function.argumentCount
        case .power, .timeStep: 2...2
        case .choice: 3...3
        case .positivePart, .negativePart, .isNaN: 1...1
        case .draw: 0...0
        case .distribution(.exponential): 1...1
        case .distribution(.gamma): 1...2
        case .distribution: 2...2
        }
    }
}
