import LinearAlgebra

/// One factor p(θᵢ | x, θ before i) of an autoregressive density: the pool of several networks of
/// the same parameter that were given the same numbers.
///
/// With g = Σ shareₘ·pₘ and its cumulative distribution G the density is
///
///     f = g·((1 − π) + π·6·G·(1 − G)),
///
/// that of a draw from g, or with probability π of the median of three draws from g. A pool of
/// calibrated densities is too wide, because the distances between them come on top of their widths
/// (Gneiting and Ranjan 2013, theorem 3.1, who sharpen with the beta distribution function); the
/// median of three takes that back: the variance of G falls from 1/12 to 1/20 as π goes from 0 to 1.
/// It was preferred to a general beta distribution because it needs no inverse of G to draw from.
public struct PooledFactor: Sendable, Equatable {
    /// One-dimensional mixtures, at least one.
    public let networks: [MixtureDensityEstimator]
    /// The share of every network in g, adding up to 1.
    public let shares: [Double]
    /// π, from 0 to 1.
    public let medianShare: Double

    /// Pools networks.
    ///
    /// - Throws: `StateError` where they do not fit together, as in a damaged file.
    public init(networks: [MixtureDensityEstimator], shares: [Double], medianShare: Double)
        throws(MixtureDensityEstimator.StateError)
    {
        guard !networks.isEmpty, shares.count == networks.count else {
            throw .init(
                field: "shares", found: "\(shares.count) of \(networks.count) networks",
                expected: "one of every network, of at least one")
        }
        // Sums of shares are rounded.
        guard shares.allSatisfy({ $0 >= 0 }), abs(shares.reduce(0, +) - 1) < 1e-9 else {
            throw .init(field: "shares", found: "\(shares)", expected: "shares of 1")
        }
        guard (0...1).contains(medianShare) else {
            throw .init(field: "median_share", found: "\(medianShare)", expected: "0 to 1")
        }
        for network in networks {
            guard
                network.parameterCount == 1,
                network.statisticCount == networks[0].statisticCount,
                network.architecture.isBounded == networks[0].architecture.isBounded
            else {
                throw .init(
                    field: "networks", found: "densities of different things",
                    expected: "densities of one parameter given the same numbers")
            }
        }
        self.networks = networks
        self.shares = shares
        self.medianShare = medianShare
    }

    /// Pools networks that were trained together, in equal shares unless given.
    package init(
        trained networks: [MixtureDensityEstimator], shares: [Double]? = nil,
        medianShare: Double = 0
    ) {
        precondition(!networks.isEmpty, "a pool of no networks")
        self.networks = networks
        self.shares = shares ?? networks.map { _ in 1 / Double(networks.count) }
        self.medianShare = medianShare
    }

    /// The number of numbers that the density is conditioned on.
    var statisticCount: Int { networks[0].statisticCount }

    /// Whether the density is confined to [0, 1].
    var isBounded: Bool { networks[0].architecture.isBounded }

    /// Whether only networks without hidden layers have a share.
    public var isLinear: Bool {
        zip(shares, networks).allSatisfy { $0 == 0 || $1.architecture.isLinear }
    }

    /// The networks' validation losses, averaged at their shares; an upper bound of the pool's.
    public var validationLoss: Double {
        zip(shares, networks).reduce(0) { $0 + $1.0 * $1.1.validationLoss }
    }
}
