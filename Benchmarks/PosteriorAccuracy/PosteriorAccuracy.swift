import ArgumentParser
import Foundation
import NeuroSBI

/// `PosteriorAccuracy`: trains on the tasks and prints how good the posteriors are.
@main struct PosteriorAccuracy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Held-out likelihood and best classifier of posteriors with a known answer.")

    @Option(help: "Tasks, separated by commas.")
    var tasks = AccuracyTask.allCases.map(\.rawValue).joined(separator: ",")

    @Option(help: "Numbers of simulations, separated by commas.")
    var simulations = "1000,10000"

    @Option(help: "Seeds, separated by commas.")
    var seeds = "1"

    @Option(help: "fast, standard or thorough.")
    var effort = TrainingEffort.standard.rawValue

    @Option(help: "Threads of the training.")
    var threads = 2

    @Option(
        help: "Observations, simulated from the prior, that the best classifier is averaged on.")
    var observations = 20

    @Option(
        help: """
            A table of observations, a row each (NPY); with --samples their posteriors are written, \
            10,000 rows each, to be compared with reference samples.
            """)
    var observationTable: String?

    @Option(help: "Folder for posterior samples (NPY).")
    var samples: String?

    mutating func run() async throws {
        guard let effort = TrainingEffort(rawValue: effort) else {
            throw ValidationError("--effort is \(self.effort), expected fast, standard or thorough")
        }
        print("task, simulations, seed, nats, best classifier, seconds")
        for name in tasks.split(separator: ",") {
            guard let task = AccuracyTask(rawValue: String(name)) else {
                throw ValidationError("no task \(name)")
            }
            for count in simulations.split(separator: ",").compactMap({ Int($0) }) {
                for seed in seeds.split(separator: ",").compactMap({ UInt64($0) }) {
                    try await measure(task, count: count, seed: seed, effort: effort)
                }
            }
        }
    }

    private func measure(
        _ task: AccuracyTask, count: Int, seed: UInt64, effort: TrainingEffort
    ) async throws {
        let (parameters, statistics) = try task.simulate(count: count, seed: seed)
        let start = ContinuousClock.now
        let posterior = try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: task.prior, effort: effort,
            threads: threads, seed: seed)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let fresh = try task.simulate(count: 5_000, seed: 1_000_000)
        let densities = try posterior.logDensity(
            fresh.parameters, observations: fresh.statistics)
        let scores = try (0..<observations).map {
            try BestClassifier(
                task, posterior, observation: Array(fresh.statistics.row($0)), samples: 2_000,
                seed: 1
            ).accuracy
        }
        func text(_ value: Double) -> String { String(format: "%.3f", value) }
        print(
            task.rawValue, count, seed, text(-densities.reduce(0, +) / 5_000),
            text(scores.reduce(0, +) / Double(max(1, observations))), text(seconds),
            separator: ", ")
        guard let samples, let observationTable else { return }
        let table = try NPYFile.readMatrix(observationTable)
        for row in 0..<table.rows {
            let draws = try posterior.sample(
                observation: Array(table.row(row)), count: 10_000, seed: seed)
            try NPYFile.write(
                draws, to: "\(samples)/\(task.rawValue)-\(count)-\(seed)-\(row + 1).npy")
        }
    }
}
