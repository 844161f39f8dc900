import DensityEstimation
import LinearAlgebra
import RandomStreams
import RealModule
import Testing

/// What an embedding computes, against loops written down plainly, and under shifts of a trace.
@Suite struct LearnedStatisticsTests {
    static func embedding(
        _ settings: ConvolutionSettings, samples: Int, activation: Activation,
        weights: (Int) -> [Float]
    ) throws -> StatisticEmbedding {
        let architecture = try EmbeddingArchitecture(
            .convolutional(settings), statisticCount: samples, activation: activation)
        return try StatisticEmbedding(
            state: .init(
                embedding: .convolutional(settings), activation: activation,
                standardiser: SeriesStandardiser(
                    means: .init(repeating: 0, count: samples),
                    deviations: .init(repeating: 1, count: samples)),
                weights: weights(architecture.weightCount)))
    }

    static func normals(_ count: Int, slot: UInt32) -> [Double] {
        (0..<count).map { Fixture.stream.normal(index: UInt64($0), slot: slot) }
    }

    @Test(arguments: [Pooling.mean(width: 3), .maximum(width: 3), .maximum(width: 1)])
    func learnedStatisticsEqualADirectConvolution(pooling: Pooling) throws {
        let settings = ConvolutionSettings.of(
            channels: [2, 3], kernelWidth: 4, pooling: pooling, widths: [5], outputs: 3)
        let samples = 31
        let embedding = try Self.embedding(settings, samples: samples, activation: .tanh) {
            Self.normals($0, slot: 50).map { Float(0.3 * $0) }
        }
        let traces = Matrix(rows: 20, columns: samples) {
            Fixture.stream.normal(index: UInt64($0), slot: UInt32(100 + $1))
        }
        let found = embedding.features(of: traces)
        for row in 0..<traces.rows {
            let expected = Self.direct(
                Array(traces.row(row)), settings, embedding.weights.map(Double.init))
            for (a, b) in zip(found.row(row), expected) {
                // Sums of at most some tens of products.
                #expect(abs(a - b) < 1e-13 * (1 + abs(b)))
            }
        }
    }

    /// Statistics behind a trace come out as they are, and leave what is learned of it alone.
    @Test func whatStandsBesideATraceIsNoSampleOfIt() throws {
        var settings = ConvolutionSettings.of(
            channels: [2], kernelWidth: 4, pooling: .mean(width: 3), widths: [5], outputs: 3)
        func embedding(samples: Int) throws -> StatisticEmbedding {
            try Self.embedding(settings, samples: samples, activation: .tanh) {
                Self.normals($0, slot: 50).map { Float(0.3 * $0) }
            }
        }
        let traces = Matrix(rows: 5, columns: 33) {
            Fixture.stream.normal(index: UInt64($0), slot: UInt32(100 + $1))
        }
        let alone = try embedding(samples: 31).features(
            of: traces.selectingColumns(Array(0..<31)))
        settings.statisticsBeside = 2
        let beside = try embedding(samples: 33)
        #expect(beside.inputCount == 33 && beside.outputCount == 5)
        let found = beside.features(of: traces)
        for row in 0..<traces.rows {
            #expect(Array(found.row(row).prefix(3)) == Array(alone.row(row)))
            #expect(Array(found.row(row).suffix(2)) == Array(traces.row(row).suffix(2)))
        }
        #expect(throws: TrainingError.self) {
            try EmbeddingArchitecture(
                .convolutional(settings), statisticCount: 2, activation: .tanh)
        }
    }

    /// Convolution, tanh and pooling by channel and position, then dense layers.
    private static func direct(
        _ trace: [Double], _ settings: ConvolutionSettings, _ weights: [Double]
    ) -> [Double] {
        var values = [trace]
        var offset = 0
        let (taps, pool) = (settings.kernelWidth, settings.pooling.width)
        for channels in settings.channels {
            let width = taps * values.count + 1
            let convolved = (0..<channels).map { output in
                (0...values[0].count - taps).map { position -> Double in
                    var sum = weights[offset + output * width + width - 1]
                    for tap in 0..<taps {
                        for input in values.indices {
                            sum +=
                                weights[offset + output * width + tap * values.count + input]
                                * values[input][position + tap]
                        }
                    }
                    return .tanh(sum)
                }
            }
            offset += channels * width
            values = convolved.map { channel in
                stride(from: 0, to: channel.count, by: pool).map { start in
                    let group = channel[start..<min(start + pool, channel.count)]
                    if case .mean = settings.pooling {
                        return group.reduce(0, +) / Double(group.count)
                    }
                    return group.max() ?? .nan
                }
            }
        }
        var dense = values[0].indices.flatMap { position in values.map { $0[position] } }
        for (layer, width) in (settings.widths + [settings.outputs]).enumerated() {
            dense = (0..<width).map { output in
                let start = offset + output * (dense.count + 1)
                let sum = dense.indices.reduce(weights[start + dense.count]) {
                    $0 + weights[start + $1] * dense[$1]
                }
                return layer < settings.widths.count ? .tanh(sum) : sum
            }
            offset += width * (values[0].count * values.count + 1) * (layer == 0 ? 1 : 0)
        }
        return dense
    }

    /// One shape is looked for, and the learned statistics are what is found at each position.
    @Test(arguments: [Pooling.mean(width: 2), .maximum(width: 2)])
    func shiftingATraceByAPoolShiftsWhatIsFoundByOnePosition(pooling: Pooling) throws {
        let samples = 24
        let positions = 10  // 24 − 4 + 1 = 21 windows in pairs, of which the last is one.
        let settings = ConvolutionSettings.of(
            channels: [1], kernelWidth: 4, pooling: pooling, widths: [], outputs: positions)
        let embedding = try Self.embedding(settings, samples: samples, activation: .silu) { count in
            // Kernel and bias, then rows of the identity over 11 positions.
            var weights = Self.normals(5, slot: 51).map { Float($0) }
            for row in 0..<positions { weights += (0..<12).map { $0 == row ? 1 : 0 } }
            #expect(weights.count == count)
            return weights
        }
        let trace = Self.normals(samples, slot: 52)
        let shifted = [0.4, -1.1] + trace.dropLast(2)
        let found = embedding.features(of: Matrix([trace, shifted]))
        // The same numbers in the same products: equal to the last bit.
        #expect(Array(found.row(1).dropFirst()) == Array(found.row(0).dropLast()))
        #expect(Set(found.row(0)).count == positions)
    }

    /// With the same weight for every position it does not matter where an event lies.
    @Test func theSumOverPositionsDoesNotDependOnWhereAnEventIs() throws {
        let settings = ConvolutionSettings.of(
            channels: [3], kernelWidth: 5, pooling: .mean(width: 4), widths: [], outputs: 1)
        let samples = 44  // 40 windows: ten full pools.
        let embedding = try Self.embedding(settings, samples: samples, activation: .relu) { count in
            let kernels = Self.normals(3 * 6, slot: 53).map { Float($0) }
            let sums: [Float] = (0..<count - 18).map { [1, -2, 0.5][$0 % 3] }
            return kernels + sums.dropLast() + [0.25]
        }
        let event = Self.normals(6, slot: 54)
        let traces = Matrix(
            (5...33).map { start in
                (0..<samples).map { (0..<6).contains($0 - start) ? event[$0 - start] : 0 }
            })
        let found = embedding.features(of: traces).elements
        // Sums of some forty numbers in another order.
        for value in found { #expect(abs(value - found[0]) < 1e-13 * (1 + abs(found[0]))) }
    }

    @Test func aRowDoesNotDependOnTheOthers() throws {
        let embedding = try Self.embedding(
            EmbeddingTests.convolution, samples: 17, activation: .tanh
        ) { Self.normals($0, slot: 55).map { Float($0) } }
        let traces = Matrix(rows: 37, columns: 17) {
            Fixture.stream.normal(index: UInt64($0), slot: UInt32(200 + $1))
        }
        let all = embedding.features(of: traces)
        for row in [0, 15, 16, 36] {
            let alone = embedding.features(of: traces.selectingRows([row]))
            #expect(alone == all.selectingRows([row]))
        }
        let far = Matrix(rows: 1, columns: 17, repeating: Double.greatestFiniteMagnitude)
        #expect(embedding.features(of: far).elements.allSatisfy { $0.isFinite })
    }
}
