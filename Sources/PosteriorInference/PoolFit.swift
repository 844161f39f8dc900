package import DensityEstimation
package import LinearAlgebra
import RealModule

/// Joins the networks of a factor of an autoregressive density to a pool, by the likelihood of
/// simulations that none was trained on.
///
/// Four things in turn, each with what is found before: how wide the components of every network
/// are, which takes back what it has become too sure of (Guo, Pleiss, Sun and Weinberger 2017,
/// temperature scaling); whether a linear regression does as well as all networks; the shares of the
/// networks; and how much the pool has to be sharpened, because a pool of calibrated densities is too
/// wide (see `PooledFactor`).
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
    ///
    /// Networks without hidden layers, simplest first, are what the others have to be better than:
    /// where they are enough, the posterior is one Gaussian, whose few numbers are known better than the
    /// weights of any network. Those that are not needed stay in the pool without a share.
    package func pool(_ networks: [MixtureDensityEstimator]) -> PooledFactor {
        let isLinear = networks.map(\.architecture.isLinear)
        let fitted = zip(networks, isLinear).map { $1 ? $0 : withFittedWidth($0) }
        let terms = fitted.map { $0.terms(parameter: parameter, given: given) }
        let used = Self.needed(terms.map(\.logDensities), isLinear: isLinear)
        let own = HeldOutFit.shares(used.map { terms[$0].logDensities })
        var shares = [Double](repeating: 0, count: networks.count)
        for (network, share) in zip(used, own) { shares[network] = share }
        return PooledFactor(
            trained: fitted, shares: shares,
            medianShare: used.count > 1
                ? Self.medianShare(PoolTerms.spreads(used.map { terms[$0] }, shares: own)) : 0)
    }

    /// The best linear network, or all others where they are better by enough.
    ///
    /// Both together were rejected: where a network is too sure of itself a broad Gaussian with a small
    /// share makes held-out simulations more likely, but it puts that share of every posterior far away,
    /// and a second round then draws from ranges of a hundred times the volume.
    private static func needed(_ logDensities: [[Double]], isLinear: [Bool]) -> [Int] {
        let learned = isLinear.indices.filter { !isLinear[$0] }
        guard var linear = isLinear.firstIndex(of: true), !learned.isEmpty else {
            return Array(isLinear.indices)
        }
        let totals = logDensities.map { $0.reduce(0, +) }
        for next in isLinear.indices where isLinear[next] && next > linear {
            if totals[next] > totals[linear] + HeldOutFit.evidence { linear = next }
        }
        let each = learned.map { logDensities[$0] }
        let together = mixedLogDensities(each, shares: HeldOutFit.shares(each)).reduce(0, +)
        return together > totals[linear] + HeldOutFit.evidenceOfFitted ? learned : [linear]
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
