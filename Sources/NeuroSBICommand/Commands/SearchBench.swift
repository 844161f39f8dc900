import NeuroSBI

/// How fast a search proposes parameters, one thread.
enum SearchBench {
    /// Trials that are known, parameters, and proposals that are asked for together.
    private static let cells = [(100, 8, 1), (5_000, 16, 1), (5_000, 16, 256)]
    private static let batches = 30

    /// The rate over thirty batches, which are told between the measurements, so that every
    /// proposal is from a new state.
    static func measure() throws -> [BenchResult] {
        try cells.map { trials, parameters, batch in
            var study = try study(trials: trials, parameters: parameters)
            var elapsed = Duration.zero
            for _ in 0..<batches {
                let start = ContinuousClock.now
                let asked = study.ask(batch)
                elapsed += ContinuousClock.now - start
                for trial in asked { try study.tell(trial.number, loss(of: trial)) }
            }
            return BenchResult(
                name: "search", value: Double(batches * batch) / (elapsed / .seconds(1)),
                unit: "suggestions/s",
                settings: [
                    "batch": "\(batch)", "method": "tpe", "parameters": "\(parameters)",
                    "threads": "1", "trials": "\(trials)",
                ])
        }
    }

    /// A study of trials drawn from the prior.
    private static func study(trials: Int, parameters: Int) throws -> Study {
        let space = try SearchSpace(
            parameters: (0..<parameters).map {
                SearchParameter(name: "x\($0)", domain: .uniform(-5, 10))
            })
        var drawn = Study(space: space, method: .random, seed: 7)
        for trial in drawn.ask(trials) { try drawn.tell(trial.number, loss(of: trial)) }
        return try Study(space: space, trials: drawn.trials)
    }

    /// The sum of squares.
    private static func loss(of trial: Trial) -> Evaluation {
        .loss(trial.parameters.values.reduce(0) { $0 + ($1.number ?? 0) * ($1.number ?? 0) })
    }
}
