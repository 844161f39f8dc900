import Benchmark
import BenchmarkRates
import NeuroSBI

/// Times what a study needs to propose a batch, one thread. The batch is told between measurements,
/// so that every proposal is from a new state.
///
/// Two figures each: the search as it is, and its joint estimators alone, which cost more than the
/// local search that makes most proposals.
func suggestionCost(trials: Int, parameters: Int, batch: Int) {
    var estimators = TreeParzenSettings()
    estimators.localSearchAfter = nil
    estimators.usesQuadratics = false
    let variants: [(String, TreeParzenSettings)] = [
        ("search", TreeParzenSettings()), ("estimators alone", estimators),
    ]
    for (name, settings) in variants {
        Benchmark(
            "suggestion, \(name)",
            configuration: .rates(
                [.suggestionNanoseconds], in: .count,
                tags: ["trials": "\(trials)", "parameters": "\(parameters)", "batch": "\(batch)"],
                maximumRuns: batch > 1 ? 20 : 200)
        ) { benchmark in
            var study = try filledStudy(trials: trials, parameters: parameters, settings)
            for _ in benchmark.scaledIterations {
                benchmark.startMeasurement()
                var asked: [Trial] = []
                let elapsed = ContinuousClock().measure { asked = study.ask(batch) }
                benchmark.stopMeasurement()
                benchmark.measurement(
                    .suggestionNanoseconds, Int((elapsed / .nanoseconds(1)).rounded()))
                for trial in asked { try study.tell(trial.number, loss(of: trial)) }
            }
        }
    }
}

/// The sum of squares.
private func loss(of trial: Trial) -> Evaluation {
    .loss(trial.parameters.values.reduce(0) { $0 + ($1.number ?? 0) * ($1.number ?? 0) })
}

/// A study of trials drawn from the prior.
private func filledStudy(trials: Int, parameters: Int, _ settings: TreeParzenSettings) throws
    -> Study
{
    let names = (0..<parameters).map { "x\($0)" }
    let space = try SearchSpace(
        parameters: names.map { SearchParameter(name: $0, domain: .uniform(-5, 10)) })
    var drawn = Study(space: space, method: .random, seed: 7)
    for trial in drawn.ask(trials) { try drawn.tell(trial.number, loss(of: trial)) }
    return try Study(space: space, method: .treeParzen(settings), trials: drawn.trials)
}
