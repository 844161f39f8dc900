package import DensityEstimation
package import LinearAlgebra
import RealModule

/// Fits how wide the components of an ensemble of mixtures are to simulations that were not trained
/// on.
///
/// A member that is as wide as its own error asks for is calibrated, and the mixture of several is
/// not: the distances between members come on top of their widths, while the errors average out.
/// One factor of all deviations is chosen by the likelihood of the whole ensemble, which also takes
/// back what a single member has become too sure of (Guo, Pleiss, Sun and Weinberger 2017,
/// temperature scaling), and with it the members' shares.
package struct EnsembleWidth {
    /// Unconstrained coordinates, `[simulations × parameters]`.
    private let parameters: Matrix<Double>
    private let statistics: Matrix<Double>

    package init(parameters: Matrix<Double>, statistics: Matrix<Double>) {
        self.parameters = parameters
        self.statistics = statistics
    }

    /// The members with the fitted width.
    package func fitted(_ members: [MixtureDensityEstimator]) -> [MixtureDensityEstimator] {
        func narrowed(_ logFactor: Double) -> [MixtureDensityEstimator] {
            members.map { $0.narrowed(by: logFactor) }
        }
        let factor = HeldOutFit.minimiser(from: -0.4, to: 0.9, precision: 0.02) {
            loss(narrowed($0))
        }
        return loss(narrowed(factor)) < loss(members) ? narrowed(factor) : members
    }

    /// The negative log density of the mixture at the shares that suit it best.
    private func loss(_ members: [MixtureDensityEstimator]) -> Double {
        let densities = members.map {
            $0.logDensity(parameters: parameters, statistics: statistics)
        }
        return -mixedLogDensities(densities, shares: HeldOutFit.shares(densities)).reduce(0, +)
    }
}
