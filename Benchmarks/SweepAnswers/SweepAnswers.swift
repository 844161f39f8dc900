import Foundation
import NeuroSBI

/// Prints how long a trained posterior takes to answer recorded sweeps.
///
///     neurosbi simulate CONFIG --recording SWEEP --count 2000 --output SET.h5
///     neurosbi train SET.h5 --output POSTERIOR.h5
///     swift run -c release --package-path Benchmarks SweepAnswers POSTERIOR.h5 'FOLDER/*.nwb'
///
/// For each sweep: reading the file, preparing it as the configuration says, its statistics, 1,000
/// samples. Processor times; medians of several runs.
@main
struct SweepAnswers {
    static let runs = 21
    static let sampleCount = 1_000

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            print("expected a posterior and a pattern of recordings")
            exit(64)
        }
        let posterior = try NeuralPosterior.read(arguments[1])
        guard let text = posterior.provenance["configuration"] else {
            print("\(arguments[1]): found no configuration, expected a posterior of neurosbi train")
            exit(65)
        }
        var configuration = try FitConfiguration(text: text)
        configuration.recording.sweep = nil
        print("BLAS core: \(BLASConfiguration.coreName), \(posterior.members.count) networks")
        print("| sweep, samples | reading, ms | preparing | statistics | 1,000 samples |")
        print("|---|---|---|---|---|")
        for sweep in try RecordingFile.read(matching: arguments[2]) {
            try measure(sweep, configuration, posterior)
        }
    }

    private static func measure(
        _ sweep: Recording, _ configuration: FitConfiguration, _ posterior: NeuralPosterior
    ) throws {
        let file = sweep.source
        let reading = try milliseconds { try RecordingFile.read(file) }
        let prepare = {
            let observation = try PreparedObservation(
                [sweep], file: file, settings: configuration.recording,
                timeStep: configuration.protocolSettings.timeStep)
            return (
                observation,
                try SimulationPlan(configuration, observation: observation, threads: 1)
            )
        }
        let preparing = try milliseconds(prepare)
        let (observation, plan) = try prepare()
        let statistics = try milliseconds { try plan.statistics(of: observation.recording) }
        let observed = Array(try plan.statistics(of: observation.recording).values.row(0))
        let sampling = try milliseconds {
            try posterior.sample(observation: observed, count: sampleCount, seed: 1)
        }
        let name = URL(filePath: file).lastPathComponent
        print(
            "| \(name), \(observation.recording.sampleCount) | \(reading) | \(preparing) | "
                + "\(statistics) | \(sampling) |")
    }

    /// The median processor time of several runs, two digits behind the point.
    private static func milliseconds<Value>(_ body: () throws -> Value) rethrows -> Double {
        let times = try (0..<runs).map { _ in
            let start = processorSeconds()
            _ = try body()
            return processorSeconds() - start
        }
        return (1e5 * times.sorted()[runs / 2]).rounded() / 100
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
}
