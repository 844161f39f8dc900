public import LinearAlgebra
import NeuronEquations

/// A model of the catalogue with the method, time step, input and parameters under which its
/// simulation speed is measured.
public enum ThroughputProblem: String, Sendable, CaseIterable {
    /// Izhikevich's model of 2003 by forward Euler, dt 0.1 ms, input 10: the benchmark of Brian 2.
    case izhikevich2003
    /// Izhikevich's model of 2007 by forward Euler, dt 0.1 ms, input 100 pA.
    case izhikevich2007
    /// The adaptive exponential model by forward Euler, dt 0.1 ms, input 1,000 pA.
    case adaptiveExponential
    /// The leaky model by exponential Euler, dt 0.1 ms, input 2 nA, with its refractory period.
    case leakyIntegrateAndFire
    /// The Hodgkin–Huxley model of the catalogue without noise by staggered exponential Euler, dt
    /// 0.025 ms, input 3: ten exponentials per step and more.
    case hodgkinHuxley

    /// The two problems that simulators are compared on.
    public static let compared: [ThroughputProblem] = [.izhikevich2003, .hodgkinHuxley]

    /// The length of a standard run, ms.
    public var standardDuration: Double { self == .hodgkinHuxley ? 100 : 1_000 }

    /// The variable that a run with recording records.
    public var membranePotential: String { self == .hodgkinHuxley ? "V" : "v" }

    /// The method of the runs.
    public var integrator: Integrator {
        switch self {
        case .izhikevich2003, .izhikevich2007, .adaptiveExponential: .euler
        case .leakyIntegrateAndFire: .exponentialEuler
        case .hodgkinHuxley: .exponentialEulerStaggered
        }
    }

    /// The time step, ms.
    public var timeStep: Double { self == .hodgkinHuxley ? 0.025 : 0.1 }

    /// The parameters that differ between instances: the columns of ``parameters(instances:)``.
    public var variedParameters: [String] { ranges.map(\.name) }

    /// The values of the others that are not the catalogue's.
    public var constants: [String: Double] {
        switch self {
        case .izhikevich2003: ["I": 10]
        case .izhikevich2007: ["I": 100]
        case .adaptiveExponential: ["I": 1_000]
        case .leakyIntegrateAndFire: ["I": 2]
        case .hodgkinHuxley: ["I": 3, "sigma": 0]
        }
    }

    /// The parameters over the instances, `[instances × varied]`, straight lines between two ends.
    public func parameters(instances: Int) -> Matrix<Double> {
        let ends = ranges
        return Matrix(rows: instances, columns: ends.count) { row, column in
            let (_, first, last) = ends[column]
            return first + (last - first) * Double(row) / Double(max(1, instances - 1))
        }
    }

    private var ranges: [(name: String, first: Double, last: Double)] {
        switch self {
        case .izhikevich2003: [("a", 0.02, 0.04), ("c", -65, -55), ("d", 8, 2)]
        case .izhikevich2007: [("k", 0.6, 0.8), ("a", 0.02, 0.04), ("d", 80, 120)]
        case .adaptiveExponential: [("g_L", 25, 35), ("a", 2, 6), ("b", 60, 100)]
        case .leakyIntegrateAndFire: [("tau_m", 8, 12), ("R_m", 8, 12)]
        case .hodgkinHuxley: [("g_Na", 40, 60), ("g_K", 4, 6)]
        }
    }
}
