public import LinearAlgebra
public import PosteriorInference
public import Probability

/// How the second and later rounds of a fit restrict the prior to where the posterior before has
/// its mass.
///
/// Both need no correction (truncated sequential neural posterior estimation; Deistler, Gonçalves
/// and Macke 2022, arXiv 2210.04815): inside of what is left the prior is the same up to a constant.
public enum RoundTruncation: String, CaseIterable, Sendable {
    /// To a range of each parameter (`NeuralPosterior.confinedPrior`), whose ends the networks know.
    case ranges
    /// To the highest-density region (`TruncatedPrior`), as Deistler et al. do. It is far smaller,
    /// and the networks have to learn where it ends.
    case region

    /// What later rounds draw from, in words.
    public var summary: String {
        switch self {
        case .ranges: "the prior in ranges of single parameters"
        case .region: "the prior in a highest-density region"
        }
    }
}

/// What a round of a fit draws its parameters from.
public enum RoundProposal: Sendable {
    /// The whole prior.
    case prior(JointPrior)
    /// The prior confined to ranges.
    case ranges(JointPrior)
    /// The prior inside of a highest-density region, and the draw from it.
    case region(TruncatedPrior, TruncatedSample)

    /// The prior that the posterior of the round is trained with: a region's is the whole one, as
    /// only its edge, and no density inside of it, is another.
    public var trainingPrior: JointPrior {
        switch self {
        case .prior(let prior), .ranges(let prior): prior
        case .region(let region, _): region.prior
        }
    }

    /// The region, where there is one.
    public var region: TruncatedPrior? {
        if case .region(let region, _) = self { region } else { nil }
    }

    /// The draw from the region, which says how many candidates were kept; nil where every draw was.
    public var draw: TruncatedSample? {
        if case .region(_, let draw) = self { draw } else { nil }
    }

    /// Whether each row of parameters `[n × dimension]` can be drawn.
    public func contains(_ parameters: Matrix<Double>) -> [Bool] {
        region?.contains(parameters) ?? trainingPrior.containsRows(parameters)
    }
}
