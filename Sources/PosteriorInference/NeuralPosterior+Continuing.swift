package import DensityEstimation
import LinearAlgebra
import Probability

/// Training that goes on with more simulations.
extension NeuralPosterior {
    /// Trains on with the simulations of this posterior and further ones behind them.
    ///
    /// Weights and standardisers are where they were, so this is much faster than training anew. A
    /// network that has settled may stay near where it is: train anew where there are several times
    /// as many simulations as before, where they reach into other ranges of the statistics, or where
    /// the network should be larger. An embedding stays as it is; the densities behind it are
    /// trained. What was held out stays held out, and as large a share of the new simulations is.
    ///
    /// ```swift
    /// let all = try old.appending(new)
    /// let posterior = try await posterior.continued(with: all, seed: 2)
    /// ```
    /// - Parameters:
    ///   - set: all rows that the posterior was trained on, in their order, then the new ones.
    ///   - threads: how many networks train at the same time, one thread each.
    ///   - seed: of the orders of the training rows.
    ///   - provenance: texts to be kept with the posterior beside its own.
    ///   - progress: called after every epoch of every network.
    /// - Throws: `PosteriorError.notAContinuation` where names, prior or the first rows are not those
    ///   of the posterior.
    public func continued(
        with set: SimulationSet, threads: Int = 1, seed: UInt64,
        provenance: [String: String] = [:], progress: @escaping TrainingProgress = { _, _ in }
    ) async throws(PosteriorError) -> NeuralPosterior {
        precondition(threads > 0, "\(threads) threads")
        // Files of earlier versions mix members of several orders, which are pooled no longer.
        guard members[0].head == .mixture || members.count == 1 else {
            throw .notAContinuation(
                what: "autoregressive members", found: "\(members.count)",
                expected: "1: train a posterior of an earlier version anew")
        }
        try checkNames(of: set)
        let selection = try Self.selectRows(set)
        let earlier = selection.rows.prefix { $0 < simulationCounts.total }.count
        try checkFirstRows(set, selection.rows, earlier: earlier)
        let parameters = set.parameters.selectingRows(selection.rows)
        let statistics = set.statistics.selectingRows(selection.rows)
        try Self.checkColumns(
            parameters, statistics, names: set.statisticNames, rows: selection.rows, prior: prior)
        try checkMissing(statistics)
        let trainings = simulationCounts.trainings + [selection.rows.count]
        let training = ContinuedTraining(
            members: members, parameters: prior.toUnconstrained(parameters),
            statistics: statistics,
            validationRows: Self.heldOutRows(
                trainings: trainings, settings: members[0].networks[0].settings,
                seed: self.seed), seed: seed, progress: progress)
        let outcome: EnsembleOutcome
        do {
            outcome = try await training.outcome(threads: threads)
        } catch {
            throw .training(error)
        }
        return NeuralPosterior(
            prior: prior, statisticNames: statisticNames, members: outcome.members,
            memberShares: outcome.shares,
            distributionCheck: DistributionCheck(statistics, names: statisticNames),
            simulationCounts: SimulationCounts(
                set, selection, statistics, trainings: trainings),
            provenance: self.provenance.merging(set.metadata) { $1 }.merging(provenance) { $1 },
            seed: self.seed)
    }

    /// The rows that are held out after several trainings: of each one's new rows its own share.
    ///
    /// For one training they are those that `MixtureDensityEstimator.train` holds out.
    /// - Parameter trainings: the usable simulations at the end of each training, ascending.
    package static func heldOutRows(
        trainings: [Int], settings: TrainingSettings, seed: UInt64
    ) -> [Int] {
        var (rows, start) = ([Int](), 0)
        for (number, end) in trainings.enumerated() {
            rows += MixtureDensityEstimator.validationRows(
                of: end - start, settings: settings, seed: seed &+ UInt64(number)
            ).map { start + $0 }
            start = end
        }
        return rows
    }

    private func checkNames(of set: SimulationSet) throws(PosteriorError) {
        func check(_ what: String, _ found: [String], _ expected: [String]) throws(PosteriorError) {
            guard found == expected else {
                throw .notAContinuation(
                    what: what, found: found.joined(separator: ", "),
                    expected: expected.joined(separator: ", "))
            }
        }
        try check("parameters", set.parameterNames, parameterNames)
        try check("statistics", set.statisticNames, statisticNames)
        guard set.prior == nil || set.prior == prior else {
            func text(_ prior: JointPrior?) -> String {
                (prior?.description ?? "").replacing("\n", with: ", ")
            }
            throw .notAContinuation(
                what: "prior", found: text(set.prior), expected: text(prior))
        }
    }

    /// The first rows must be those of the training, which their number and means tell, and there
    /// must be new ones.
    private func checkFirstRows(
        _ set: SimulationSet, _ rows: [Int], earlier: Int
    ) throws(PosteriorError) {
        guard rows.count - earlier >= Self.leastAdded else {
            throw .notAContinuation(
                what: "usable simulations", found: "\(rows.count)",
                expected:
                    "at least \(earlier + Self.leastAdded): the \(simulationCounts.usable) of "
                    + "the training and further ones behind them")
        }
        let first = set.statistics.selectingRows(Array(rows.prefix(earlier)))
        guard earlier == simulationCounts.usable, distributionCheck.hasMeans(of: first) else {
            throw .notAContinuation(
                what: "the first \(simulationCounts.total) simulations", found: "other ones",
                expected: "those that the posterior was trained on, in their order")
        }
    }

    private func checkMissing(_ statistics: Matrix<Double>) throws(PosteriorError) {
        let mayBeMissing = Set(incompleteColumns)
        for column in 0..<statistics.columns where !mayBeMissing.contains(column) {
            let count = statistics.column(column).count(where: \.isNaN)
            guard count == 0 else {
                throw .notAContinuation(
                    what: "statistic \(statisticNames[column])",
                    found: "missing in \(count) new simulations",
                    expected: "in all, as in the training before; train anew")
            }
        }
    }

    /// Fewer new simulations than this are not worth a training, nor can some be held out.
    static let leastAdded = 20
}
