public import DensityEstimation
public import LinearAlgebra
public import Probability

extension NeuralPosterior {
    /// The fewest usable simulations that a training starts with.
    public static let leastSimulations = 50

    /// Is told the network, counted over all members, and what its epoch came to; networks that
    /// train at the same time call it at the same time. A mixture is one network, an autoregressive
    /// member has one for each parameter.
    public typealias TrainingProgress = @Sendable (_ network: Int, _ report: EpochReport) -> Void

    /// Trains on a set of simulations; rows that are invalid or hold an infinite number are left out
    /// and counted. Statistics that do not exist in some rows are imputed, and their absence is an
    /// input of the network (see `StatisticStandardiser`). Copies of a simulation are left out, so
    /// that none is trained on and held out as well; `trainingAdvice` says what was found.
    ///
    /// - Parameters:
    ///   - prior: what the parameters were drawn from; by default what the set states.
    ///   - ensemble: how many estimators are trained and joined. Each has its own initial weights,
    ///     so that their errors partly cancel. All hold out the same simulations, on which the way
    ///     they are joined is fitted in the end: members that are as wide as their own errors ask
    ///     for would together be too wide. Mixtures are the members of the posterior themselves;
    ///     the networks of an autoregressive estimator are pooled, for every parameter, unless one
    ///     Gaussian by linear regression does as well (see `linearParameters`).
    ///   - threads: how many networks train at the same time, one thread each.
    ///   - seed: of initial weights, orders and validation splits. The same seed and data give the
    ///     same posterior bit by bit, whatever the number of threads.
    ///   - provenance: texts to be kept with the posterior.
    ///   - progress: called after every epoch of every network.
    public static func train(
        on set: SimulationSet, prior: JointPrior? = nil,
        settings: TrainingSettings, ensemble: Int = 1, threads: Int = 1,
        seed: UInt64, provenance: [String: String] = [:],
        progress: @escaping TrainingProgress = { _, _ in }
    ) async throws(PosteriorError) -> NeuralPosterior {
        precondition(
            ensemble > 0 && threads > 0, "ensemble of \(ensemble) trained by \(threads) threads")
        guard let prior = prior ?? set.prior else { throw .noPrior }
        guard prior.names == set.parameterNames else {
            throw .parameterNames(found: set.parameterNames, expected: prior.names)
        }
        let selection = try selectRows(set)
        let rows = selection.rows
        let parameters = set.parameters.selectingRows(rows)
        let statistics = set.statistics.selectingRows(rows)
        try checkColumns(
            parameters, statistics, names: set.statisticNames, rows: rows, prior: prior)
        let outcome: EnsembleOutcome
        do {
            outcome = try await EmbeddedTraining(
                parameters: prior.toUnconstrained(parameters), statistics: statistics,
                settings: settings,
                isBounded: prior.axes.map {
                    settings.respectsBounds && $0.support.lowerBound.isFinite
                        && $0.support.upperBound.isFinite
                }, seed: seed, progress: progress
            ).outcome(ensemble, threads: threads)
        } catch {
            throw .training(error)
        }
        return NeuralPosterior(
            prior: prior, statisticNames: set.statisticNames, members: outcome.members,
            memberShares: outcome.shares,
            distributionCheck: DistributionCheck(statistics, names: set.statisticNames),
            simulationCounts: SimulationCounts(
                set, selection, statistics, trainings: [rows.count]),
            provenance: set.metadata.merging(provenance) { $1 }, seed: seed)
    }

    /// Trains on tables made elsewhere; statistics get the names x0, x1, … unless given.
    ///
    /// - Parameters:
    ///   - parameters: `[simulations × prior.dimension]`, drawn from the prior.
    ///   - statistics: `[simulations × statistics]`.
    public static func train(
        parameters: Matrix<Double>, statistics: Matrix<Double>, isValid: [Bool]? = nil,
        statisticNames: [String]? = nil, prior: JointPrior,
        settings: TrainingSettings, ensemble: Int = 1, threads: Int = 1,
        seed: UInt64, provenance: [String: String] = [:],
        progress: @escaping TrainingProgress = { _, _ in }
    ) async throws(PosteriorError) -> NeuralPosterior {
        let set: SimulationSet
        do {
            set = try SimulationSet(
                parameterNames: prior.names,
                statisticNames: statisticNames ?? (0..<statistics.columns).map { "x\($0)" },
                parameters: parameters, statistics: statistics, isValid: isValid, prior: prior)
        } catch .shape(let what, let found, let expected) {
            throw .shape(what: what, found: found, expected: expected)
        } catch {
            throw .shape(what: "simulations", found: "\(error)", expected: "a consistent table")
        }
        return try await train(
            on: set, settings: settings, ensemble: ensemble, threads: threads, seed: seed,
            provenance: provenance, progress: progress)
    }

    /// The rows to be trained on, and what was found among them.
    struct RowSelection {
        let rows: [Int]
        let repeats: SimulationSet.Repeats
    }

    /// The usable rows without copies.
    static func selectRows(_ set: SimulationSet) throws(PosteriorError) -> RowSelection {
        let usable = set.usableRows
        let repeats = set.repeats(among: usable)
        let copies = Set(repeats.copies)
        let rows = copies.isEmpty ? usable : usable.filter { !copies.contains($0) }
        let valid = (0..<set.count).filter { set.isValid[$0] }
        var infinite: [(name: String, count: Int)] = []
        for (column, name) in set.statisticNames.enumerated() {
            // Of valid simulations before usable ones, where an infinite statistic leaves none.
            for candidates in [valid, rows] where !candidates.isEmpty {
                guard candidates.contains(where: { set.statistics[$0, column].isFinite }) else {
                    throw .statisticNeverFinite(name: name, simulations: candidates.count)
                }
            }
            infinite.append((name, valid.count { set.statistics[$0, column].isInfinite }))
        }
        guard rows.count >= leastSimulations else {
            let worst = infinite.max { $0.count < $1.count }
            throw .tooFewSimulations(
                usable: rows.count, total: set.count, needed: leastSimulations,
                worst: worst.flatMap {
                    $0.count > 0 ? "\($0.name) (in \($0.count) valid simulations)" : nil
                })
        }
        return RowSelection(rows: rows, repeats: repeats)
    }

    static func checkColumns(
        _ parameters: Matrix<Double>, _ statistics: Matrix<Double>, names: [String], rows: [Int],
        prior: JointPrior
    ) throws(PosteriorError) {
        let isInside = prior.containsRows(parameters)
        for (column, marginal) in prior.marginals.enumerated() {
            let values = parameters.column(column)
            if let bad = values.firstIndex(where: { !marginal.contains($0) }) {
                throw .parameterOutsidePrior(
                    name: prior.names[column], row: rows[bad], value: values[bad],
                    prior: "\(marginal)")
            }
            guard values.contains(where: { $0 != values[0] }) else {
                throw .constantParameter(name: prior.names[column], value: values[0])
            }
        }
        // Inside of every range by itself, but outside of what parameters have together.
        if let bad = isInside.firstIndex(of: false) {
            throw .parametersOutsidePrior(
                row: rows[bad], values: Array(parameters.row(bad)), prior: "\(prior)")
        }
        let varies = (0..<statistics.columns).contains { column in
            (0..<statistics.rows).contains { statistics[$0, column] != statistics[0, column] }
        }
        guard varies else { throw .noVaryingStatistic(names: names) }
    }
}

extension NeuralPosterior.SimulationCounts {
    /// Counts the simulations of a training.
    ///
    /// - Parameter statistics: of the selected rows.
    init(
        _ set: SimulationSet, _ selection: NeuralPosterior.RowSelection,
        _ statistics: Matrix<Double>, trainings: [Int]
    ) {
        total = set.count
        usable = selection.rows.count
        imputed = (0..<statistics.rows).count { statistics.row($0).contains(where: \.isNaN) }
        copies = selection.repeats.copies.count
        repeatedParameters = selection.repeats.sameParameters
        self.trainings = trainings
    }
}
