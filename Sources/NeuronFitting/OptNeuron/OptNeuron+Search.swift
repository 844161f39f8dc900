import BatchSimulation
import LinearAlgebra
import ParameterSearch
import PosteriorInference
import Synchronization

extension OptNeuron {
    /// Minimises the loss, and evaluates the best parameter sets again.
    func search(
        _ method: SearchMethod, _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> OptNeuronResult {
        let start = ContinuousClock.now
        let log = SearchLog(start: start)
        var stop = settings.stop
        // What is known from the start is no evaluation.
        let known = settings.warmStart.count { $0.loss != nil }
        stop.evaluations = stop.evaluations.map { $0 + known }
        let repetitions = settings.repetitions
        let onBatch: @Sendable (SearchProgress) async -> Bool = { state in
            log.note(state.batch)
            progress(.searched(state))
            return true
        }
        let study = try await minimize(method, until: stop, onBatch) { trials in
            try await evaluate(trials, repetitions: repetitions)
        }
        guard study.best != nil else {
            throw OptNeuronError.allFailed(evaluations: study.toldCount - known)
        }
        return try await result(
            confirm(study), study: study, history: log.history(of: study.trials.dropFirst(known)),
            posterior: nil, seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// Runs a search in memory or in a file.
    private func minimize(
        _ method: SearchMethod, until stop: StopRules,
        _ onBatch: @Sendable (SearchProgress) async -> Bool,
        batchLoss: @Sendable ([Trial]) async throws -> [Evaluation]
    ) async throws -> Study {
        let space = try SearchSpace(prior: parameters.prior)
        guard let path = settings.studyPath else {
            var study = Study(space: space, method: method, seed: settings.seed)
            for start in knownFirst { try study.enqueue(values(of: start)) }
            for trial in study.ask(knownFirst.count { $0.loss != nil }) {
                try study.tell(trial.number, .loss(knownFirst[trial.number].loss ?? .nan))
            }
            try await study.minimize(
                batch: settings.batchSize, until: stop, repeats: settings.repetitions,
                onBatch: onBatch, batchLoss: batchLoss)
            return study
        }
        var stored = try StoredStudy(path: path, space: space, method: method, seed: settings.seed)
        if stored.study.trials.isEmpty {
            for start in knownFirst { try stored.enqueue(values(of: start)) }
            for trial in try stored.ask(knownFirst.count { $0.loss != nil }) {
                try stored.tell(trial.number, .loss(knownFirst[trial.number].loss ?? .nan))
            }
        }
        try await stored.minimize(
            batch: settings.batchSize, until: stop, repeats: settings.repetitions,
            onBatch: onBatch, batchLoss: batchLoss)
        return stored.study
    }

    /// The warm start, what has a loss before the rest.
    private var knownFirst: [WarmStart] {
        settings.warmStart.filter { $0.loss != nil } + settings.warmStart.filter { $0.loss == nil }
    }

    private func values(of start: WarmStart) -> [String: ParameterValue] {
        start.parameters.filter { parameters.fittedNames.contains($0.key) }
            .mapValues { .real($0) }
    }

    /// Evaluates trials, of which each comes as often as it is repeated, one after the other.
    private func evaluate(_ trials: [Trial], repetitions: Int) async throws -> [Evaluation] {
        let names = parameters.fittedNames
        let fitted = Matrix(
            rows: trials.count, columns: names.count,
            elements: trials.flatMap { trial in names.map { trial[$0] ?? .nan } })
        let indices = trials.enumerated().map { position, trial in
            trial.number * repetitions + position % repetitions
        }
        let losses = try await losses(fitted: fitted, instances: .listed(indices))
        return (0..<trials.count).map { row in
            let sum = losses.row(row).reduce(0, +)
            return sum.isFinite ? .loss(sum) : .failed
        }
    }

    /// A parameter set that was evaluated again.
    struct Confirmed {
        let fitted: [Double]
        /// The global index of the first evaluation.
        let index: Int
        /// The mean of each single loss.
        let losses: [Double]
        /// Of the sum of the losses, over the repetitions; 0 for one.
        let standardDeviation: Double
        let repetitions: Int

        var loss: Double { losses.reduce(0, +) }

        init(fitted: [Double], index: Int, losses: [[Double]]) {
            self.fitted = fitted
            self.index = index
            repetitions = losses.count
            let count = Double(losses.count)
            self.losses = losses[0].indices.map { column in
                losses.reduce(0) { $0 + $1[column] } / count
            }
            let sums = losses.map { $0.reduce(0, +) }
            let mean = sums.reduce(0, +) / count
            let squares = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            standardDeviation = losses.count > 1 ? (squares / (count - 1)).squareRoot() : 0
        }
    }

    /// Evaluates the best trials again with noise of their own, and takes the best of them.
    ///
    /// Its loss is from a third evaluation where it was chosen by the second: the smallest of several
    /// means is small by luck too.
    private func confirm(_ study: Study) async throws -> Confirmed {
        let plan =
            settings.confirmation
            ?? (isNoisy ? (10, max(10, settings.repetitions)) : (1, 1))
        let (sets, repetitions) = (max(1, plan.sets), max(1, plan.repetitions))
        let names = parameters.fittedNames
        let best = study.trials.compactMap { trial in trial.loss.map { ($0, trial.number) } }
            .sorted { $0 < $1 }
            .prefix(sets)
            .map { _, number in names.map { study.trials[number][$0] ?? .nan } }
        var chosen: Confirmed?
        for (position, fitted) in best.enumerated() where best.count > 1 {
            let confirmed = try await confirm(
                fitted, repetitions: repetitions,
                index: InstanceIndices.confirmation + position * repetitions)
            if confirmed.loss < chosen?.loss ?? .infinity { chosen = confirmed }
        }
        let winner = chosen?.fitted ?? best[0]
        return try await confirm(
            winner, repetitions: repetitions,
            index: InstanceIndices.confirmation + best.count * repetitions)
    }

    /// Evaluates one parameter set several times.
    func confirm(
        _ fitted: [Double], repetitions: Int, index: Int
    ) async throws -> Confirmed {
        let rows = Matrix<Double>(
            rows: repetitions, columns: fitted.count,
            elements: Array((0..<repetitions).map { _ in fitted }.joined()))
        let losses = try await losses(fitted: rows, instances: .consecutive(from: index))
        return Confirmed(
            fitted: fitted, index: index, losses: (0..<repetitions).map { Array(losses.row($0)) })
    }

    /// Puts together what was found.
    func result(
        _ confirmed: Confirmed, study: Study?, history: [OptNeuronResult.Evaluation],
        posterior: NeuralPosterior?, seconds: Double
    ) async throws -> OptNeuronResult {
        let all = parameters.values(fitted: confirmed.fitted)
        return OptNeuronResult(
            fitted: Dictionary(
                uniqueKeysWithValues: zip(parameters.fittedNames, confirmed.fitted)),
            parameters: all, loss: confirmed.loss,
            singleLosses: zip(loss.names, confirmed.losses).map {
                OptNeuronResult.SingleLoss(name: $0, value: $1)
            },
            standardDeviation: confirmed.standardDeviation,
            repetitions: confirmed.repetitions,
            results: try await results(
                fitted: confirmed.fitted, index: confirmed.index),
            target: target, history: history, study: study, posterior: posterior,
            seconds: seconds)
    }
}

/// When the trials of a search were evaluated.
private final class SearchLog: Sendable {
    private let start: ContinuousClock.Instant
    private let seconds = Mutex<[Int: Double]>([:])

    init(start: ContinuousClock.Instant) { self.start = start }

    func note(_ batch: [Trial]) {
        let now = (ContinuousClock.now - start) / .seconds(1)
        seconds.withLock { seconds in for trial in batch { seconds[trial.number] = now } }
    }

    /// The trials as evaluations, numbered from 0.
    func history(of trials: ArraySlice<Trial>) -> [OptNeuronResult.Evaluation] {
        let seconds = seconds.withLock { $0 }
        return trials.filter { !$0.isPending }.map { trial in
            OptNeuronResult.Evaluation(
                number: trial.number - trials.startIndex, loss: trial.loss,
                seconds: seconds[trial.number])
        }
    }
}
