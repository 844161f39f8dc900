public import DensityEstimation
public import LinearAlgebra
public import Probability
import RealModule

/// An amortized posterior p(θ | x): trained once, it answers any observation.
///
/// Density estimators work in the unconstrained coordinates z of the prior, in which the prior
/// is N(0, I); the posterior is the mixture of all of them at `memberShares`. Samples are mapped
/// back by the bijection, so none can lie outside of the prior, and the density over θ is
/// normalised exactly by the bijection's Jacobian; there is no rejection and no estimated leakage.
///
/// ```swift
/// let posterior = try await NeuralPosterior.train(on: set, seed: 1)
/// let samples = try posterior.sample(observation: x, count: 1_000, seed: 2)
/// let best = try posterior.maximum(observation: x)
/// ```
/// An observation may lack (NaN) the statistics that some of the simulations lacked: that they do
/// not exist is then part of what is conditioned on.
///
/// Do not trust it for an observation unlike the simulations: ask `distributionCheck` first.
public struct NeuralPosterior: Equatable, Sendable {
    /// The prior of the parameters.
    public let prior: JointPrior
    /// Names of the statistics of an observation, in order.
    public let statisticNames: [String]
    /// Densities of z given the statistics, at least one.
    public let members: [DensityEstimator]
    /// The share of every member in the posterior, `[members]`, adding up to 1: of the greatest
    /// likelihood on simulations that no member was trained on.
    public let memberShares: [Double]
    /// The distribution of the simulated statistics.
    public let distributionCheck: DistributionCheck
    /// How many simulations there were and how many could be used.
    public let simulationCounts: SimulationCounts
    /// Where the posterior comes from: model equations, stimulus, configuration, versions.
    public let provenance: [String: String]
    /// The seed of the training.
    public let seed: UInt64

    /// Simulations that a training was given.
    public struct SimulationCounts: Equatable, Sendable, Codable {
        /// All of them.
        public let total: Int
        /// Those that it used: valid, with finite parameters and no infinite statistic.
        public let usable: Int
        /// Those of the usable ones in which some statistic does not exist. Its mean takes its
        /// place, and the network is told so.
        public let imputed: Int
        /// Copies of other simulations, which were left out.
        public let copies: Int
        /// Used simulations that have the parameters of another one, but other statistics.
        public let repeatedParameters: Int
        /// The usable simulations at the end of each training, of which all but the first went on
        /// with the one before.
        public let trainings: [Int]

        /// The usable simulations in which every statistic exists.
        public var complete: Int { usable - imputed }

        /// The simulations that were left out because nothing can be learned from them.
        public var unusable: Int { total - usable - copies }

        /// Their share.
        public var invalidFraction: Double {
            total == 0 ? 0 : Double(unusable) / Double(total)
        }
    }

    package init(
        prior: JointPrior, statisticNames: [String], members: [DensityEstimator],
        memberShares: [Double], distributionCheck: DistributionCheck,
        simulationCounts: SimulationCounts,
        provenance: [String: String], seed: UInt64
    ) {
        self.prior = prior
        self.statisticNames = statisticNames
        self.members = members
        self.memberShares = memberShares
        self.distributionCheck = distributionCheck
        self.simulationCounts = simulationCounts
        self.provenance = provenance
        self.seed = seed
    }

    /// The names of the parameters, the columns of samples.
    public var parameterNames: [String] { prior.names }

    /// How many trained networks it consists of; densities without hidden layers are none.
    public var networkCount: Int {
        members.reduce(0) { $0 + $1.networks.count { !$0.architecture.isLinear } }
    }

    /// The parameters whose density, given the statistics and the parameters before them, is one
    /// Gaussian by linear regression, because no network made held-out simulations more likely.
    public var linearParameters: [String] {
        guard case .autoregressive(let estimator) = members[0], members.count == 1 else {
            return []
        }
        return zip(estimator.order, estimator.factors).filter { $1.isLinear }.map(\.0).sorted()
            .map { parameterNames[$0] }
    }

    /// The statistics that were constant over the simulations and are therefore not used, by any
    /// member.
    public var unusedStatistics: [String] {
        statisticNames.indices.filter { statistic in
            members.allSatisfy { $0.droppedStatistics.contains(statistic) }
        }.map { statisticNames[$0] }
    }

    /// The statistics that were missing in some of the simulations trained on, and may therefore
    /// be missing in an observation.
    public var incompleteStatistics: [String] {
        incompleteColumns.map { statisticNames[$0] }
    }

    /// All members hold out the same simulations, so they agree.
    var incompleteColumns: [Int] { members[0].incompleteStatistics }

    /// exp(−loss), normalised: the shares of members of which nothing but their own validation losses
    /// is known. The exponent is the loss of one simulation and not of all, whose scatter would then
    /// choose a single member.
    static func shares(losses: [Double]) -> [Double] {
        let least = losses.min() ?? 0
        let shares = losses.map { Double.exp(least - $0) }
        let total = shares.reduce(0, +)
        return shares.map { $0 / total }
    }

    var logMemberShares: [Double] { memberShares.map { Double.log($0) } }

    /// The members' validation losses, averaged at their shares: negative log density over z of
    /// simulations that the member was not trained on.
    ///
    /// An upper bound of what new simulations can be expected to cost the whole: −log of an average
    /// density is at most the average of −log (Jensen).
    public var validationLoss: Double {
        zip(memberShares, members).reduce(0) { $0 + $1.0 * $1.1.validationLoss }
    }

    /// The posterior in unconstrained coordinates, a mixture of Gaussians: with marginal and
    /// conditional densities in closed form.
    ///
    /// - Throws: `PosteriorError.notAMixture` where a member is autoregressive.
    public func mixture(observation: [Double]) throws(PosteriorError) -> GaussianMixture {
        try mixtures(
            observations: Matrix(rows: 1, columns: observation.count, elements: observation))[0]
    }

    /// The mixture of every observation `[observations × statistics]`.
    public func mixtures(observations: Matrix<Double>) throws(PosteriorError) -> [GaussianMixture] {
        try check(observations: observations)
        guard let mixtures = mixturesOfAllMembers(observations) else { throw .notAMixture }
        return mixtures
    }

    /// One observation as a table, checked.
    func row(_ observation: [Double]) throws(PosteriorError) -> Matrix<Double> {
        let row = Matrix(rows: 1, columns: observation.count, elements: observation)
        try check(observations: row)
        return row
    }

    /// Throws where observations do not have exactly the statistics of the training, finite or,
    /// where the training saw them missing, NaN.
    func check(observations: Matrix<Double>) throws(PosteriorError) {
        try check(observationColumns: observations.columns)
        let mayBeMissing = Set(incompleteColumns)
        for row in 0..<observations.rows {
            for (column, value) in observations.row(row).enumerated()
            where !(value.isFinite || value.isNaN && mayBeMissing.contains(column)) {
                throw .observationNotFinite(
                    name: statisticNames[column], observation: row, value: value)
            }
        }
    }

    func check(observationColumns: Int) throws(PosteriorError) {
        guard observationColumns == statisticNames.count else {
            throw .observationSize(found: observationColumns, expected: statisticNames)
        }
    }

    /// The rows of observations `[rows × statistics]` that lack no statistic which the training
    /// never saw missing.
    func answerableRows(_ observations: Matrix<Double>) -> [Int] {
        let required = Set(statisticNames.indices).subtracting(incompleteColumns).sorted()
        return (0..<observations.rows).filter { row in
            required.allSatisfy { !observations[row, $0].isNaN }
        }
    }

    /// Throws where rows of parameters do not have the prior's number of columns.
    func check(parameters: Matrix<Double>) throws(PosteriorError) {
        guard parameters.columns == prior.dimension else {
            throw .shape(
                what: "columns of parameters", found: "\(parameters.columns)",
                expected: "\(prior.dimension): \(prior.names.joined(separator: ", "))")
        }
    }
}

extension NeuralPosterior.SimulationCounts {
    /// Reads what was encoded; what was added later is absent from older texts: imputed simulations,
    /// copies and repeated parameters, of which there are none then, and trainings, then one.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        total = try values.decode(Int.self, forKey: .total)
        usable = try values.decode(Int.self, forKey: .usable)
        imputed = try values.decodeIfPresent(Int.self, forKey: .imputed) ?? 0
        copies = try values.decodeIfPresent(Int.self, forKey: .copies) ?? 0
        repeatedParameters = try values.decodeIfPresent(Int.self, forKey: .repeatedParameters) ?? 0
        trainings = try values.decodeIfPresent([Int].self, forKey: .trainings) ?? [usable]
    }
}
