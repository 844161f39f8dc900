import BatchSimulation
import NeuronEquations
import RandomStreams
import RealModule
import Testing

/// Strong and weak orders of the methods that take noise, on paths that the tests choose.
@Suite struct StochasticConvergenceTests {
    /// A reading of g(x)·xi.
    enum Reading { case ito, stratonovich }

    static let methods = Integrator.allCases.filter { $0.scheme.acceptsNoise }

    private static let drift = 0.4
    private static let diffusion = 0.6

    /// dx = μ·x dt + σ·x dW, written so that the exponential methods find no linear part.
    private func multiplicative() throws -> NeuronModel {
        try NeuronModel(
            equations: "dx/dt = mu*abs(x) + sigma*abs(x)*xi",
            parameters: [.init("mu", Self.drift), .init("sigma", Self.diffusion)],
            initial: ["x": "1"])
    }

    private func additive() throws -> NeuronModel {
        try NeuronModel(
            equations: "dx/dt = -x - x**3 + sigma*xi",
            parameters: [.init("sigma", Self.diffusion)], initial: ["x": "1"])
    }

    private static let finest = 2_048
    private static let paths = 400

    /// The normal numbers of the finest steps over one unit of time, `[paths][finest]`.
    private static let noise: [[Double]] = {
        let stream = RandomStream(seed: 7, purpose: .simulationNoise)
        return (0..<paths).map { path in
            (0..<finest).map { stream.normal(index: UInt64(path), step: UInt32($0)) }
        }
    }()

    /// The ends of all paths; a long step has the sum of the increments of the finest ones.
    private func ends(
        _ integrator: Integrator, _ model: NeuronModel, steps: Int
    ) throws -> [Double] {
        let share = Self.finest / steps
        let step = try SchemeStep(integrator, model: model, timeStep: 1 / Double(steps))
        return Self.noise.map { normals in
            (0..<steps).reduce(1.0) { x, k in
                let sum = normals[(k * share)..<((k + 1) * share)].reduce(0, +)
                return step(
                    [x], time: Double(k) / Double(steps),
                    normal: [sum / Double(share).squareRoot()])[0]
            }
        }
    }

    /// The exponent with which the mean error falls, by least squares.
    private func strongOrder(
        _ integrator: Integrator, _ model: NeuronModel, solution: [Double]
    ) throws -> Double {
        let logs = try [16, 32, 64, 128].map { steps in
            let ends = try ends(integrator, model, steps: steps)
            let error = zip(ends, solution).reduce(0) { $0 + abs($1.0 - $1.1) }
            return Double.log(error) / Double.log(2)
        }
        let x = [-1.5, -0.5, 0.5, 1.5]
        return -zip(x, logs).reduce(0) { $0 + $1.0 * $1.1 } / x.reduce(0) { $0 + $1 * $1 }
    }

    /// Of 400 paths a mean error has a standard error of 4 %, largely common to all step lengths:
    /// the slope over a factor of 8 is known to about 0.03.
    @Test(arguments: methods)
    func strongOrderForMultiplicativeNoise(integrator: Integrator) throws {
        let (order, reading): (Double, Reading) =
            switch integrator {
            case .euler, .exponentialEuler, .exponentialEulerStaggered: (0.5, .ito)
            case .heun: (1, .stratonovich)
            case .rungeKutta2, .rungeKutta4, .exact: (.nan, .ito)
            }
        let correction = reading == .ito ? Self.diffusion * Self.diffusion / 2 : 0
        let solution = Self.noise.map { normals in
            let brownian = normals.reduce(0, +) / Double(Self.finest).squareRoot()
            return Double.exp(Self.drift - correction + Self.diffusion * brownian)
        }
        let measured = try strongOrder(integrator, multiplicative(), solution: solution)
        #expect(abs(measured - order) <= 0.2, "\(integrator.name): \(measured)")
    }

    /// Against the end of the same path with steps a sixteenth of the shortest, whose own error
    /// takes at most 1/16 from the last error: log₂(17/16) = 0.09 from the slope's last point.
    @Test(arguments: methods)
    func strongOrderIsOneForAdditiveNoise(integrator: Integrator) throws {
        let model = try additive()
        let solution = try ends(.heun, model, steps: Self.finest)
        let measured = try strongOrder(integrator, model, solution: solution)
        #expect(abs(measured - 1) <= 0.2, "\(integrator.name): \(measured)")
    }

    /// The step is linear in x, so that the mean after n steps is the n-th power of the mean of one
    /// step, which Gauss and Hermite's three nodes give exactly (up to degree 5): no sampling.
    @Test(arguments: methods)
    func weakOrderIsOne(integrator: Integrator) throws {
        let model = try multiplicative()
        let growth =
            integrator == .heun
            ? Self.drift + Self.diffusion * Self.diffusion / 2 : Self.drift
        let errors = try [64, 128].map { steps in
            let step = try SchemeStep(integrator, model: model, timeStep: 1 / Double(steps))
            let nodes = [(0.0, 2.0 / 3), (3.0.squareRoot(), 1.0 / 6), (-3.0.squareRoot(), 1.0 / 6)]
            let mean = nodes.reduce(0) { $0 + $1.1 * step([1], time: 0, normal: [$1.0])[0] }
            return abs(Double.pow(mean, steps) - Double.exp(growth))
        }
        let measured = Double.log(errors[0] / errors[1]) / Double.log(2)
        #expect(abs(measured - 1) <= 0.2, "\(integrator.name): \(measured)")
    }

    /// Noise in the slope b of exponential Euler is read in the sense of Stratonovich.
    @Test func exponentialEulerSolvesGeometricMotionInTheSenseOfStratonovich() throws {
        let model = try NeuronModel(
            equations: "dx/dt = x*(mu + sigma*xi)",
            parameters: [.init("mu", Self.drift), .init("sigma", Self.diffusion)])
        let step = try SchemeStep(.exponentialEuler, model: model, timeStep: 0.25)
        for normal in [-2.0, -0.5, 0, 1.5] {
            let exact = 3 * Double.exp(Self.drift * 0.25 + Self.diffusion * 0.5 * normal)
            // x + (b·x)·exprel(b): a few roundings of numbers up to 3.
            #expect(abs(step([3], time: 0, normal: [normal])[0] - exact) <= 8 * exact.ulp * 3)
        }
    }
}
