import DensityEstimation
import Foundation
import HDF5Storage
import LinearAlgebra
import PosteriorInference
import Probability
import RandomStreams
import RealModule
import Testing

/// Posteriors of raw traces: a pulse of unknown height at a known time, in noise.
@Suite struct TracePosteriorTests {
    private static let samples = 40
    private static let shape = (0..<samples).map { time in
        (12..<24).contains(time) ? 1.0 : 0
    }

    private static func prior() throws -> JointPrior {
        try JointPrior([.marginal("height", .normal(Normal(mean: 2, standardDeviation: 1.5)))])
    }

    /// x(t) = h·f(t) + noise of deviation 1.
    private static func simulate(
        _ count: Int, first: Int = 0
    ) throws -> (parameters: Matrix<Double>, statistics: Matrix<Double>) {
        let parameters = try prior().sample(count: count, seed: 3, firstIndex: first)
        let stream = RandomStream(seed: 3, purpose: .simulationNoise)
        let traces = Matrix(rows: count, columns: samples) { row, time in
            parameters[row, 0] * shape[time]
                + stream.normal(index: UInt64(first + row), slot: UInt32(time))
        }
        return (parameters, traces)
    }

    private static func settings(_ head: DensityHead) -> TrainingSettings {
        var convolution = ConvolutionSettings()
        convolution.channels = [6]
        convolution.kernelWidth = 5
        convolution.widths = [20]
        convolution.outputs = 4
        var settings = TrainingSettings()
        settings.head = head
        settings.embedding = .convolutional(convolution)
        settings.hiddenWidths = [20, 20]
        settings.components = 2
        settings.maximumEpochs = 60
        return settings
    }

    private static func train(
        _ head: DensityHead, simulations: Int = 3_000, epochs: Int = 60, threads: Int = 2
    ) async throws -> NeuralPosterior {
        let (parameters, statistics) = try simulate(simulations)
        var settings = settings(head)
        settings.maximumEpochs = epochs
        return try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: prior(), settings: settings,
            ensemble: 2, threads: threads, seed: 5)
    }

    /// Precision 1/1.5² + n and mean (2/1.5² + Σ x·f)/precision for n samples in the pulse.
    @Test(arguments: DensityHead.allCases) func samplesApproachTheClosedForm(
        head: DensityHead
    ) async throws {
        let posterior = try await Self.train(head)
        let (parameters, traces) = try Self.simulate(400, first: 20_000)
        let precision = 1 / 2.25 + 12.0
        var gap = 0.0
        for row in 0..<traces.rows {
            let sum = zip(traces.row(row), Self.shape).reduce(0) { $0 + $1.0 * $1.1 }
            let offset = parameters[row, 0] - (2 / 2.25 + sum) / precision
            let exact = 0.5 * (.log(precision / (2 * .pi)) - precision * offset * offset)
            let found = try posterior.logDensity(
                parameters.selectingRows([row]), observation: Array(traces.row(row)))[0]
            gap += (exact - found) / Double(traces.rows)
        }
        // The data are worth 1.67 nats, ½·log(precision · 1.5²); a twentieth of that is lost.
        #expect(gap > -0.02 && gap < 0.08, "\(gap)")
    }

    @Test(arguments: DensityHead.allCases) func aFileReturnsThePosteriorBitByBit(
        head: DensityHead
    ) async throws {
        let posterior = try await Self.train(head, simulations: 300, epochs: 4)
        let folder = try TemporaryFolder()
        try posterior.write(to: folder("posterior.h5"))
        let root = try HDF5File(reading: folder("posterior.h5")).root
        #expect(try root.integerAttribute("format_version") == NeuralPosterior.formatVersion)
        let back = try NeuralPosterior.read(folder("posterior.h5"))
        #expect(back == posterior)
        let observations = try Self.simulate(20, first: 900).statistics
        let samples = try posterior.sample(observations: observations, count: 50, seed: 1)
        #expect(try back.sample(observations: observations, count: 50, seed: 1) == samples)
        // One by one is the same as all together.
        let alone = try back.sample(
            observation: Array(observations.row(7)), count: 50, seed: 1, observationIndex: 7)
        #expect(alone == samples[7])
        let one = try await Self.train(head, simulations: 300, epochs: 4, threads: 1)
        #expect(one.members.map(\.embedding) == posterior.members.map(\.embedding))
        #expect(try one.sample(observations: observations, count: 50, seed: 1) == samples)
    }

    @Test func aDamagedEmbeddingIsATypedError() async throws {
        let posterior = try await Self.train(.autoregressive, simulations: 300, epochs: 2)
        let folder = try TemporaryFolder()
        try posterior.write(to: folder("posterior.h5"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder("posterior.h5")))
        // Sizes in the text of the embedding: other digits of the same length.
        for (text, other) in [
            (#""kernelWidth":5"#, #""kernelWidth":7"#), (#""kernelWidth":5"#, #""kernelWidth":0"#),
            (#""outputs":4"#, #""outputs":9"#), (#""channels":[6]"#, #""channels":[0]"#),
        ] {
            var damaged = bytes
            let place = try #require(damaged.range(of: Data(text.utf8)))
            damaged.replaceSubrange(place, with: Data(other.utf8))
            try damaged.write(to: URL(fileURLWithPath: folder("damaged.h5")))
            let error = #expect(throws: PosteriorError.self) {
                try NeuralPosterior.read(folder("damaged.h5"))
            }
            #expect(error.map { "\($0)" }?.contains("members/0") ?? false)
        }
    }

    @Test func aTraceMustHaveEverySampleAndNoneMissing() async throws {
        let posterior = try await Self.train(.autoregressive, simulations: 300, epochs: 2)
        #expect(posterior.statisticNames.count == Self.samples)
        #expect(posterior.incompleteStatistics.isEmpty && posterior.unusedStatistics.isEmpty)
        var trace = try Array(Self.simulate(1, first: 900).statistics.row(0))
        trace[3] = .nan
        #expect(throws: PosteriorError.self) {
            try posterior.sample(observation: trace, count: 5, seed: 1)
        }
        #expect(throws: PosteriorError.self) {
            try posterior.sample(observation: Array(trace.dropLast()), count: 5, seed: 1)
        }
    }
}
