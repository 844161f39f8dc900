import NeuroSBI

/// How fast a posterior of eight uniform parameters given twenty statistics is sampled.
///
/// The networks are trained for one epoch only: the weights have no influence on the time, the
/// shapes have.
enum SamplingBench {
    private static let count = 100_000

    /// The median rate of three draws of 100,000 samples for one observation, by kind of estimator, on
    /// one thread and on several.
    static func measure(threads: Int) async throws -> [BenchResult] {
        let heads: [(name: String, head: DensityHead)] = [
            ("mdn", .mixture), ("autoregressive", .autoregressive),
        ]
        var results: [BenchResult] = []
        for (name, head) in heads {
            let (posterior, observation) = try await problem(head)
            for threads in threads > 1 ? [1, threads] : [1] {
                var rates: [Double] = []
                for run in 0..<3 {
                    let start = ContinuousClock.now
                    _ = try await posterior.sample(
                        observation: observation, count: count, threads: threads, seed: UInt64(run))
                    rates.append(Double(count) / ((ContinuousClock.now - start) / .seconds(1)))
                }
                results.append(
                    BenchResult(
                        name: "sample", value: rates.sorted()[1], unit: "samples/s",
                        settings: [
                            "components": "10", "estimator": name, "hidden": "50 50",
                            "parameters": "8", "samples": "\(count)", "statistics": "20",
                            "threads": "\(threads)",
                        ]))
            }
        }
        return results
    }

    private static func problem(
        _ head: DensityHead
    ) async throws -> (posterior: NeuralPosterior, observation: [Double]) {
        let (simulations, statisticCount) = (1_000, 20)
        let prior = try JointPrior(
            (0..<8).map { .marginal("theta\($0)", .uniform(try Uniform(lower: -1, upper: 1))) })
        let parameters = prior.sample(count: simulations, seed: 1)
        let noise = RandomStream(seed: 1, purpose: .observationNoise)
        let statistics = Matrix<Double>(rows: simulations, columns: statisticCount) {
            parameters[$0, $1 % prior.dimension]
                + noise.normal(index: UInt64($0), slot: UInt32($1))
        }
        var settings = TrainingSettings()
        settings.head = head
        settings.hiddenWidths = [50, 50]
        settings.components = 10
        settings.maximumEpochs = 1
        let posterior = try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: prior, settings: settings,
            seed: 1)
        return (posterior, Array(statistics.row(0)))
    }
}
