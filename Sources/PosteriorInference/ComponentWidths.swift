package import DensityEstimation
package import LinearAlgebra
import RealModule

/// Fits how wide the components of all members are to simulations that were not trained on.
///
/// A member that is as wide as its own error asks for is calibrated, and the mixture of several is
/// not: the distances between members come on top of their widths, while the errors average out.
/// One factor of the deviations for each parameter (for all of them together in mixtures) is chosen
/// by the likelihood of the whole ensemble, which also takes back what a single member has become
/// too sure of (Guo, Pleiss, Sun and Weinberger 2017, temperature scaling).
package struct ComponentWidths {
    /// With fewer simulations the factor would be uncertain by more than it usually is.
    static let fewestSimulations = 100
    /// More would only cost time: the factor is known to 2 % then.
    static let mostSimulations = 2_000

    /// One network of one member, with what it is given.
    private struct Part {
        let member: Int
        let group: Int
        let network: MixtureDensityEstimator
        let parameters: Matrix<Double>
        let statistics: Matrix<Double>

        func logDensity(_ logFactor: Double) -> [Double] {
            network.narrowed(by: logFactor).logDensity(
                parameters: parameters, statistics: statistics)
        }
    }

    private let members: [DensityEstimator]
    private let parts: [Part]
    private let logShares: [Double]

    /// - Parameters:
    ///   - parameters: unconstrained coordinates, which mixtures see, `[simulations × parameters]`.
    ///   - coordinates: what autoregressive members see, of the same shape.
    package init(
        _ members: [DensityEstimator], parameters: Matrix<Double>, coordinates: Matrix<Double>,
        statistics: Matrix<Double>
    ) {
        self.members = members
        logShares = members.map { -$0.validationLoss }
        parts = members.enumerated().flatMap { member, estimator -> [Part] in
            switch estimator {
            case .mixture(let network):
                return [
                    Part(
                        member: member, group: 0, network: network, parameters: parameters,
                        statistics: statistics)
                ]
            case .autoregressive(let product):
                return product.order.enumerated().map { position, parameter in
                    Part(
                        member: member, group: parameter, network: product.factors[position],
                        parameters: coordinates.selectingColumns([parameter]),
                        statistics: statistics.joined(
                            with: coordinates, columns: product.order[..<position]))
                }
            }
        }
    }

    /// The members with fitted widths.
    package func fittedMembers() -> [DensityEstimator] {
        let groups = Set(parts.map(\.group)).sorted()
        var factors = [Double](repeating: 0, count: groups.count)
        var current = parts.map { $0.logDensity(0) }
        // The second time for what the factors of the others have changed.
        for _ in 0..<2 {
            for (index, group) in groups.enumerated() {
                let own = parts.indices.filter { parts[$0].group == group }
                func densities(_ logFactor: Double) -> [[Double]] {
                    var changed = current
                    for part in own { changed[part] = parts[part].logDensity(logFactor) }
                    return changed
                }
                let least = Self.minimiser(from: -0.4, to: 0.9) { loss(densities($0)) }
                guard loss(densities(least)) < loss(current) else { continue }
                factors[index] = least
                current = densities(least)
            }
        }
        let networks = parts.map { $0.network.narrowed(by: factors[$0.group]) }
        return members.indices.map { member in
            let own = parts.indices.filter { parts[$0].member == member }.map { networks[$0] }
            switch members[member] {
            case .mixture: return .mixture(own[0])
            case .autoregressive(let product):
                return .autoregressive(AutoregressiveEstimator(order: product.order, trained: own))
            }
        }
    }

    /// The mean negative log density of the ensemble, up to a constant.
    private func loss(_ densities: [[Double]]) -> Double {
        let rows = densities[0].count
        var sum = 0.0
        for row in 0..<rows {
            var totals = logShares
            for (part, values) in zip(parts, densities) { totals[part.member] += values[row] }
            let largest = totals.max() ?? 0
            sum += largest + .log(totals.reduce(0) { $0 + .exp($1 - largest) })
        }
        return -sum / Double(rows)
    }

    /// The place of the minimum by golden section, to 0.02: the factor itself is not known better.
    private static func minimiser(
        from lower: Double, to upper: Double, _ function: (Double) -> Double
    ) -> Double {
        let ratio = 0.618_033_988_75
        var (low, high) = (lower, upper)
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (atLeft, atRight) = (function(left), function(right))
        while high - low > 0.02 {
            if atLeft < atRight {
                (high, right, atRight) = (right, left, atLeft)
                left = high - ratio * (high - low)
                atLeft = function(left)
            } else {
                (low, left, atLeft) = (left, right, atRight)
                right = low + ratio * (high - low)
                atRight = function(right)
            }
        }
        return 0.5 * (low + high)
    }
}
