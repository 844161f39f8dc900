public import LinearAlgebra
public import PosteriorInference
public import Recordings
import SummaryStatistics

/// A trained posterior that answers recorded sweeps.
///
/// ```swift
/// let inference = try SweepInference(NeuralPosterior.read("posterior.h5"))
/// let answer = try await inference.answer(sweep, count: 1_000, threads: 2, seed: 1)
/// print(answer.summary.means, answer.check.isInside)
/// ```
/// What the sweeps have in common is prepared once: the configuration here, the networks in the
/// posterior with the first samples. Threads change no bit of an answer.
public struct SweepInference: Sendable {
    public let posterior: NeuralPosterior
    /// What the posterior was trained with.
    public let configuration: FitConfiguration

    /// What a posterior says of one sweep.
    public struct Answer: Sendable {
        /// What the posterior was conditioned on; NaN where a statistic does not exist.
        public let statistics: [Double]
        /// `[count × parameters]`.
        public let samples: Matrix<Double>
        /// Their moments and intervals.
        public let summary: PosteriorSummary
        /// Whether the sweep lies inside the simulated distribution.
        public let check: DistributionCheck.Result
    }

    /// Reads the configuration that a posterior holds.
    ///
    /// - Throws: `FitError.posteriorWithoutConfiguration` or `.posteriorOfOtherStatistics` where the
    ///   posterior does not say how to make statistics of a recording.
    public init(_ posterior: NeuralPosterior) throws {
        guard let text = posterior.provenance["configuration"] else {
            throw FitError.posteriorWithoutConfiguration
        }
        let configuration = try FitConfiguration(text: text, file: "configuration in the posterior")
        // Those of a trace are its samples, whose number the posterior checks.
        guard
            configuration.traces != nil
                || configuration.statistics.names == posterior.statisticNames
        else {
            throw FitError.posteriorOfOtherStatistics(
                found: posterior.statisticNames, configured: configuration.statistics.names)
        }
        self.posterior = posterior
        self.configuration = configuration
    }

    // MARK: Statistics

    /// The statistics of one sweep, whatever sweep the configuration names, `[statistics]`.
    public func statistics(of sweep: Recording) throws -> [Double] {
        var settings = configuration.recording
        settings.sweep = nil
        let statistics = try statistics(of: [sweep], file: sweep.source, settings)
        let shares = posterior.distributionCheck.missingShares
        // One that every simulation of the training has must be there.
        let missing = statistics.indices.filter { index in
            !statistics[index].isFinite && !(statistics[index].isNaN && shares[index] > 0)
        }
        guard missing.isEmpty else {
            throw FitError.observedStatisticsMissing(
                missing.map { posterior.statisticNames[$0] })
        }
        return statistics
    }

    /// The statistics of the sweep that the configuration names, or of the only one; NaN where one
    /// does not exist.
    /// - Parameter file: that the sweeps are from, for messages.
    public func statistics(of sweeps: [Recording], file: String) throws -> [Double] {
        try statistics(of: sweeps, file: file, configuration.recording)
    }

    private func statistics(
        of sweeps: [Recording], file: String, _ settings: RecordingSettings
    ) throws -> [Double] {
        let observation = try PreparedObservation(
            sweeps, file: file, settings: settings,
            timeStep: configuration.protocolSettings.timeStep)
        let frame = try ObservationFrame(configuration, observation: observation)
        return try frame.observed(
            observation.recording, configuration, on: frame.traceGrid(configuration))
    }

    /// The statistics of several sweeps, or why one has none.
    public func statistics(
        of sweeps: [Recording], threads: Int
    ) async -> [Result<[Double], any Error>] {
        await concurrently(sweeps.count, threads: threads) { number in
            Result { try statistics(of: sweeps[number]) }
        }
    }

    // MARK: Answers

    /// Answers one sweep.
    ///
    /// - Parameters:
    ///   - count: samples of the posterior, at least 2.
    ///   - number: gives sweeps that are answered with one seed their own random numbers.
    public func answer(
        _ sweep: Recording, count: Int = 1_000, threads: Int = 1, seed: UInt64, number: Int = 0
    ) async throws -> Answer {
        let statistics = try statistics(of: sweep)
        let samples = try await posterior.sample(
            observation: statistics, count: count, threads: threads, seed: seed,
            observationIndex: number)
        return answer(statistics, samples)
    }

    /// Answers several sweeps, each as `answer` does with its number among them.
    ///
    /// - Parameter statistics: of each sweep.
    public func answers(
        to statistics: [[Double]], count: Int = 1_000, threads: Int = 1, seed: UInt64
    ) async throws(PosteriorError) -> [Answer] {
        let each = max(1, threads / max(1, statistics.count))
        let answers = await concurrently(statistics.count, threads: threads) { number in
            await Self.result { () async throws(PosteriorError) in
                let samples = try await posterior.sample(
                    observation: statistics[number], count: count, threads: each, seed: seed,
                    observationIndex: number)
                return answer(statistics[number], samples)
            }
        }
        var all: [Answer] = []
        for answer in answers { all.append(try answer.get()) }
        return all
    }

    private static func result<Value, Failure>(
        _ body: () async throws(Failure) -> Value
    ) async -> Result<Value, Failure> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    private func answer(_ statistics: [Double], _ samples: Matrix<Double>) -> Answer {
        Answer(
            statistics: statistics, samples: samples,
            summary: PosteriorSummary(samples, names: posterior.parameterNames),
            check: posterior.distributionCheck(statistics))
    }
}

/// The values of 0 ..< count in order, a few at a time.
private func concurrently<Value: Sendable>(
    _ count: Int, threads: Int, _ value: @escaping @Sendable (Int) async -> Value
) async -> [Value] {
    precondition(threads > 0, "\(threads) threads")
    return await withTaskGroup(of: (Int, Value).self) { group in
        for number in 0..<min(threads, count) { group.addTask { (number, await value(number)) } }
        var values: [Value?] = Array(repeating: nil, count: count)
        var next = min(threads, count)
        for await (number, found) in group {
            values[number] = found
            guard next < count else { continue }
            let number = next
            group.addTask { (number, await value(number)) }
            next += 1
        }
        return values.compactMap { $0 }
    }
}
