import Foundation
import NeuroSBI

/// Prints how long a trained posterior takes to answer recorded sweeps.
///
///     neurosbi simulate CONFIG --recording SWEEP --count 2000 --output SET.h5
///     neurosbi train SET.h5 --output POSTERIOR.h5
///     swift run -c release --package-path Benchmarks SweepAnswers POSTERIOR.h5 'FOLDER/*.nwb'
///
/// For each sweep the parts on one thread: reading the file, preparing it as the configuration says
/// with its statistics, 1,000 samples, their summary, the check whether the sweep is like the
/// simulations. Then what is beyond reading as a whole, on one thread and on two, and that of all
/// sweeps together. Wall times; medians of several runs.
@main
struct SweepAnswers {
    static let runs = 41
    static let sampleCount = 1_000

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            print("expected a posterior and a pattern of recordings")
            exit(64)
        }
        let posterior = try NeuralPosterior.read(arguments[1])
        let inference = try SweepInference(posterior)
        let sweeps = try RecordingFile.read(matching: arguments[2])
        print("BLAS core: \(BLASConfiguration.coreName), \(posterior.networkCount) networks, ms")
        print(
            "| sweep, samples | reading | statistics | samples | summary | check "
                + "| answer, one thread | two |")
        print("|---|---|---|---|---|---|---|---|")
        for sweep in sweeps { try await measure(sweep, inference) }
        for threads in [1, 2] {
            let seconds = try await seconds {
                let statistics = await inference.statistics(of: sweeps, threads: threads)
                let usable = statistics.compactMap { try? $0.get() }
                return try await inference.answers(
                    to: usable, count: sampleCount, threads: threads, seed: 1)
            }
            let each = milliseconds(seconds / Double(sweeps.count))
            print("all \(sweeps.count) sweeps, \(threads) threads: \(each) ms a sweep")
        }
    }

    private static func measure(_ sweep: Recording, _ inference: SweepInference) async throws {
        let posterior = inference.posterior
        let statistics = try inference.statistics(of: sweep)
        let samples = try posterior.sample(
            observation: statistics, count: sampleCount, seed: 1)
        var cells = [
            try await seconds { try RecordingFile.read(sweep.source) },
            try await seconds { try inference.statistics(of: sweep) },
            try await seconds {
                try posterior.sample(observation: statistics, count: sampleCount, seed: 1)
            },
            try await seconds {
                PosteriorSummary(samples, names: posterior.parameterNames)
                    .credibleIntervals(mass: FitResult.intervalMass)
            },
            try await seconds { posterior.distributionCheck(statistics) },
        ]
        for threads in [1, 2] {
            cells.append(
                try await seconds {
                    try await inference.answer(
                        sweep, count: sampleCount, threads: threads, seed: 1)
                })
        }
        let name = URL(filePath: sweep.source).lastPathComponent
        print(
            "| \(name), \(sweep.sampleCount) | "
                + cells.map(milliseconds).joined(separator: " | ") + " |")
    }

    private static func milliseconds(_ seconds: Double) -> String {
        "\((1e5 * seconds).rounded() / 100)"
    }

    /// The median wall time of several runs.
    private static func seconds<Value: Sendable>(
        _ body: @Sendable () async throws -> Value
    ) async throws -> Double {
        var times: [Double] = []
        for _ in 0..<runs {
            let start = ContinuousClock.now
            _ = try await body()
            times.append((ContinuousClock.now - start) / .seconds(1))
        }
        return times.sorted()[runs / 2]
    }
}
