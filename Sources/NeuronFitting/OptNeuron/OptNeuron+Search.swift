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
        var study = try await study(method)
        let start = ContinuousClock.now
        let history = Mutex<[OptNeuronResult.Evaluation]>([])
        var stop = settings.stop
        // What is known from the start is no evaluation of this run.
        let known = study.toldCount
        stop.evaluations = stop.evaluations.map { $0 + known }
        let repetitions = settings.repetitions
        try await study.minimize(
            batch: settings.batchSize, until: stop, repeats: repetitions
        ) { state in
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            history.withLock { history in
                for trial in state.batch {
                    history.append(
                        OptNeuronResult.Evaluation(
                            number: trial.number - known, loss: trial.isFailed ? nil : trial.loss,
                            seconds: seconds))
                }
            }
            progress(.searched(state))
            return true
        } batchLoss: { trials in
            try await evaluate(trials, repetitions: repetitions)
        }
        guard study.best != nil else {
            throw OptNeuronError.allFailed(evaluations: study.toldCount - known)
        }
        let confirmed = try await confirm(study)
        let searched = history.withLock { $0 }
        return try await result(
            confirmed, history: searched, posterior: nil,
            seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// A study that knows the warm start.
    private func study(_ method: SearchMethod) async throws -> Study {
        var study = Study(
            space: try SearchSpace(prior: parameters.prior), method: method, seed: settings.seed)
        for start in settings.warmStart where start.loss != nil {
            try study.adopt(
                Trial(
                    number: study.trials.count, origin: .enqueued, parameters: values(of: start),
                    evaluations: [.loss(start.loss ?? .nan)]))
        }
        for start in settings.warmStart where start.loss == nil {
            try study.enqueue(values(of: start))
        }
        return study
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
        /// The mean of each single loss.
        let losses: [Double]
        /// Of the sum of the losses, over the repetitions; 0 for one.
        let standardDeviation: Double
        let repetitions: Int

        var loss: Double { losses.reduce(0, +) }

        init(fitted: [Double], losses: [[Double]]) {
            self.fitted = fitted
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
    private func confirm(_ study: Study) async throws -> Confirmed {
        let plan =
            settings.confirmation
            ?? (isNoisy ? (10, max(10, settings.repetitions)) : (1, 1))
        let names = parameters.fittedNames
        let best = study.trials.filter { ($0.loss ?? .nan).isFinite && !$0.isFailed }
            .sorted { ($0.loss ?? .infinity, $0.number) < ($1.loss ?? .infinity, $1.number) }
            .prefix(max(1, plan.sets))
            .map { trial in names.map { trial[$0] ?? .nan } }
        var confirmed: [Confirmed] = []
        for (position, fitted) in best.enumerated() {
            confirmed.append(
                try await confirm(
                    fitted, repetitions: max(1, plan.repetitions),
                    index: InstanceIndices.confirmation + position * max(1, plan.repetitions)))
        }
        return confirmed.filter { $0.loss.isFinite }.min { $0.loss < $1.loss } ?? confirmed[0]
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
            fitted: fitted, losses: (0..<repetitions).map { Array(losses.row($0)) })
    }

    /// Puts together what was found.
    func result(
        _ confirmed: Confirmed, history: [OptNeuronResult.Evaluation],
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
                fitted: confirmed.fitted, index: InstanceIndices.confirmation),
            target: target, history: history, posterior: posterior, seconds: seconds)
    }
}
