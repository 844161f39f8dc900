/// How much one parameter decides whether a trial is among the best.
public struct ParameterImportance: Sendable, Equatable {
    /// The name of the parameter.
    public let name: String
    /// The divergence divided by the sum over all parameters; 0 where that sum is 0.
    public let share: Double
    /// Pearson's divergence of the parameter's distribution among the best trials from the one it
    /// is compared with; 0 for a parameter that does not matter.
    public let divergence: Double
}

/// What the distribution of a parameter among the best trials is compared with.
public enum ImportanceBaseline: Sendable, Hashable {
    /// Its distribution among this share of the trials, the best ones; 1 takes all of them. Free of
    /// what the search preferred for other reasons, since both distributions are of its trials.
    case trials(share: Double)
    /// The prior. Right for random and Sobol searches; any other search also narrows parameters
    /// that do not matter, which then look important.
    case prior
}

extension TrialHistory {
    /// The importances of all parameters for a trial to be among the best, in the order of the
    /// columns (PED-ANOVA: Watanabe, Bansal and Hutter 2023, arXiv:2304.10255).
    ///
    /// With the density p of the best trials and q of the baseline the divergence is ∫ (p/q − 1)² q,
    /// up to a factor the variance that the parameter explains of "is among the best" in a
    /// functional analysis of variance. Only the order of the scores is used. Failed trials count
    /// as the worst, pending ones do not count; equal scores at the limit are all taken in, so that
    /// nothing depends on the order of asking.
    ///
    /// A choice is compared by the shares of its options. A parameter that exists only in a branch
    /// is compared among the trials that have it, times P²/Q with their shares P of the best and
    /// Q of the baseline's trials; with this factor the divergences of a choice and of the
    /// parameters in its branches add up to that of the pair. Entries of a multivariate normal
    /// prior are compared in whitened coordinates: what those before them leave open.
    ///
    /// - Parameters:
    ///   - topShare: the share of the told trials that are the best ones, in (0, 1].
    ///   - baseline: what they are compared with; its share must be larger.
    /// - Returns: shares that sum to 1, or only zeros when no parameter makes a difference, as
    ///   when nothing or everything is among the best.
    public func importances(
        topShare: Double = 0.1, baseline: ImportanceBaseline = .trials(share: 1)
    ) -> [ParameterImportance] {
        let groups = ImportanceGroups(self, topShare: topShare, baseline: baseline)
        let divergences = space.columns.indices.map { groups.divergence(of: $0) }
        let total = divergences.reduce(0, +)
        return zip(space.columns, divergences).map { column, divergence in
            ParameterImportance(
                name: column.name, share: total > 0 ? divergence / total : 0,
                divergence: divergence)
        }
    }
}

extension Study {
    /// The importances of the parameters among the trials told so far; see
    /// ``TrialHistory/importances(topShare:baseline:)``.
    ///
    /// ```swift
    /// for importance in study.importances() { print(importance.name, importance.share) }
    /// ```
    public func importances(
        topShare: Double = 0.1, baseline: ImportanceBaseline = .trials(share: 1)
    ) -> [ParameterImportance] {
        history.importances(topShare: topShare, baseline: baseline)
    }
}
