package import DensityEstimation
package import LinearAlgebra
import RealModule

/// Joins the networks of a factor of an autoregressive density to a pool, by the likelihood of
/// simulations that none was trained on.
///
/// Three things in turn, each with what is found before: how wide the components of every network
/// are, which takes back what it has become too sure of (Guo, Pleiss, Sun and Weinberger 2017,
/// temperature scaling); the shares of the networks; and how much the pool has to be sharpened,
/// because a pool of calibrated densities is too wide (see `PooledFactor`).
package struct PoolFit {
    /// The factor's parameter, `[simulations × 1]`.
    private let parameter: Matrix<Double>
    /// What the networks are given, `[simulations × numbers]`.
    private let given: Matrix<Double>

    /// - Parameters:
    ///   - position: of the factor in the order of the product.
    ///   - coordinates: what autoregressive members see, `[simulations × parameters]`.
    ///   - statistics: `[simulations × statistics]`.
    package init(
        position: Int, order: [Int], coordinates: Matrix<Double>, statistics: Matrix<Double>
    ) {
        parameter = coordinates.selectingColumns([order[position]])
        given = statistics.joined(with: coordinates, columns: order[..<position])
    }

    /// The pool of some networks of this factor.
    package func pool(_ networks: [MixtureDensityEstimator]) -> PooledFactor {
        let fitted = networks.map(withFittedWidth)
        let terms = fitted.map { $0.terms(parameter: parameter, given: given) }
        let shares = HeldOutFit.shares(terms.map(\.logDensities))
        guard fitted.count > 1 else { return PooledFactor(trained: fitted) }
        return PooledFactor(
            trained: fitted, shares: shares,
            medianShare: Self.medianShare(PoolTerms.spreads(terms, shares: shares)))
    }

    private func withFittedWidth(_ network: MixtureDensityEstimator) -> MixtureDensityEstimator {
        func loss(_ logFactor: Double) -> Double {
            -network.narrowed(by: logFactor).logDensity(parameters: parameter, statistics: given)
                .reduce(0, +)
        }
        let factor = HeldOutFit.minimiser(from: -0.5, to: 0.3, precision: 0.02, loss)
        return loss(factor) < loss(0) ? network.narrowed(by: factor) : network
    }

    /// π of the greatest likelihood Σ log((1 − π) + π·6·G·(1 − G)), which is concave in it.
    private static func medianShare(_ spreads: [Double]) -> Double {
        func loss(_ share: Double) -> Double {
            -spreads.reduce(0) { $0 + .log(max(1 - share + 6 * share * $1, .leastNormalMagnitude)) }
        }
        let share = HeldOutFit.minimiser(from: 0, to: 1, precision: 0.005, loss)
        return loss(share) < loss(0) ? share : 0
    }
}
