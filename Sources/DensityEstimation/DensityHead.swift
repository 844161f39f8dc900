/// What kind of density a network's outputs describe.
///
/// Measured on simulations not trained on, negative log density per simulation with 10,000
/// simulations and ensembles of five: SLCP (Lueckmann et al. 2021) 4.7 with mixtures, 3.6
/// autoregressive; a rational-quadratic spline flow with coupling layers (Durkan et al. 2019) needs
/// 4.7 there, so none was built.
public enum DensityHead: String, Sendable, Codable, CaseIterable {
    /// One Gaussian mixture with full covariances for all parameters together: marginal and
    /// conditional densities in closed form, and the fastest to train and to sample.
    case mixture
    /// A product of one-dimensional mixtures, each for one parameter given the statistics and the
    /// parameters before it: follows densities that are far from Gaussian.
    case autoregressive
}
