import Foundation
import NeuroSBI

/// A task of Lueckmann, Boelts, Greenberg, Gonçalves and Macke 2021 (Benchmarking simulation-based
/// inference, appendix T), written from its definition.
enum AccuracyTask: String, CaseIterable {
    /// T.1: ten independent normal parameters with normal noise of the same variance.
    case gaussianLinear = "gaussian_linear"
    /// T.7: the mean of two normals, one a hundredth as wide in variance.
    case gaussianMixture = "gaussian_mixture"
    /// T.8: two crescents.
    case twoMoons = "two_moons"
    /// T.3: four draws of a normal whose mean and covariance are the parameters.
    case slcp

    var prior: JointPrior {
        get throws {
            switch self {
            case .gaussianLinear:
                try Self.prior(10, .normal(Normal(mean: 0, standardDeviation: 0.1.squareRoot())))
            case .gaussianMixture: try Self.prior(2, .uniform(Uniform(lower: -10, upper: 10)))
            case .twoMoons: try Self.prior(2, .uniform(Uniform(lower: -1, upper: 1)))
            case .slcp: try Self.prior(5, .uniform(Uniform(lower: -3, upper: 3)))
            }
        }
    }

    private static func prior(_ count: Int, _ marginal: Marginal) throws -> JointPrior {
        try JointPrior((1...count).map { .marginal("theta\($0)", marginal) })
    }

    /// Parameters from the prior and what the simulator makes of them; row i is addressed by i.
    func simulate(count: Int, seed: UInt64) throws -> (
        parameters: Matrix<Double>, statistics: Matrix<Double>
    ) {
        let parameters = try prior.sample(count: count, seed: seed)
        let stream = RandomStream(seed: seed, purpose: .simulationNoise)
        let rows = (0..<count).map { row in
            simulate(
                Array(parameters.row(row)),
                uniform: stream.uniform(index: UInt64(row), slot: 100),
                normals: (0..<10).map { stream.normal(index: UInt64(row), slot: UInt32($0)) })
        }
        return (parameters, Matrix(rows))
    }

    private func simulate(_ theta: [Double], uniform: Double, normals: [Double]) -> [Double] {
        switch self {
        case .gaussianLinear:
            return zip(theta, normals).map { $0 + 0.1.squareRoot() * $1 }
        case .gaussianMixture:
            return zip(theta, normals).map { $0 + (uniform < 0.5 ? 1 : 0.1) * $1 }
        case .twoMoons:
            let (angle, radius) = (.pi * (uniform - 0.5), 0.1 + 0.01 * normals[0])
            return [
                radius * cos(angle) + 0.25 - abs(theta[0] + theta[1]) / 2.0.squareRoot(),
                radius * sin(angle) + (theta[1] - theta[0]) / 2.0.squareRoot(),
            ]
        case .slcp:
            let covariance = Self.covariance(theta)
            let first = covariance.a.squareRoot()
            let slope = covariance.b / first
            let second = max(0, covariance.c - slope * slope).squareRoot()
            return (0..<4).flatMap { draw in
                let (e, f) = (normals[2 * draw], normals[2 * draw + 1])
                return [theta[0] + first * e, theta[1] + slope * e + second * f]
            }
        }
    }

    /// The entries (a, b; b, c) of SLCP's covariance.
    private static func covariance(_ theta: [Double]) -> (a: Double, b: Double, c: Double) {
        let (s1, s2, correlation) = (theta[2] * theta[2], theta[3] * theta[3], tanh(theta[4]))
        return (s1 * s1 + 1e-6, correlation * s1 * s2, s2 * s2 + 1e-6)
    }

    /// log p(x | θ).
    func logLikelihood(_ theta: [Double], _ x: [Double]) -> Double {
        func normal(_ z: Double, _ deviation: Double) -> Double {
            -0.5 * (z * z / (deviation * deviation) + log(2 * .pi)) - log(deviation)
        }
        switch self {
        case .gaussianLinear:
            return zip(theta, x).reduce(0) { $0 + normal($1.1 - $1.0, 0.1.squareRoot()) }
        case .gaussianMixture:
            let parts = [1, 0.1].map { deviation in
                zip(theta, x).reduce(0) { $0 + normal($1.1 - $1.0, deviation) }
            }
            let largest = max(parts[0], parts[1])
            return largest + log(exp(parts[0] - largest) + exp(parts[1] - largest)) - log(2)
        case .twoMoons:
            let across = x[0] - 0.25 + abs(theta[0] + theta[1]) / 2.0.squareRoot()
            let along = x[1] - (theta[1] - theta[0]) / 2.0.squareRoot()
            guard across > 0 else { return -.infinity }
            // Polar coordinates: the angle is uniform over half a turn, the area element is r.
            let radius = (across * across + along * along).squareRoot()
            return normal(radius - 0.1, 0.01) - log(.pi * radius)
        case .slcp:
            let (a, b, c) = Self.covariance(theta)
            let determinant = a * c - b * b
            return (0..<4).reduce(0) { sum, draw in
                let (u, v) = (x[2 * draw] - theta[0], x[2 * draw + 1] - theta[1])
                let square = (c * u * u - 2 * b * u * v + a * v * v) / determinant
                return sum - 0.5 * (square + log(determinant)) - log(2 * .pi)
            }
        }
    }
}
