import LinearAlgebra
import Probability
import RandomStreams
import RealModule
import Testing

@Suite struct GaussianMixtureSamplingTests {
    static let seed: UInt64 = 11
    static let stream = RandomStream(seed: seed, purpose: .posteriorSampling)

    @Test func densityMatchesAHistogramOfItsOwnSamples() throws {
        let mixture = try GaussianMixture(
            weights: [0.3, 0.7], means: Matrix([[-2], [1]]),
            covariances: [Matrix([[0.25]]), Matrix([[1.5]])])
        let count = 100_000
        let samples = mixture.sample(count: count, stream: Self.stream)
        let (bins, low, width) = (40, -5.0, 0.25)
        var observed = [Int](repeating: 0, count: bins)
        for value in samples.elements {
            let bin = Int(((value - low) / width).rounded(.down))
            if observed.indices.contains(bin) { observed[bin] += 1 }
        }
        var statistic = 0.0
        var used = 0.0
        for bin in 0..<bins {
            let start = low + Double(bin) * width
            // Simpson's rule with ten intervals: exact to 1e-9 here.
            let nodes = mixture.logDensity(
                Matrix(rows: 11, columns: 1) { row, _ in start + width * Double(row) / 10 })
            let mass =
                nodes.enumerated().reduce(0.0) { sum, node in
                    let weight: Double = node.offset % 10 == 0 ? 1 : node.offset % 2 == 1 ? 4 : 2
                    return sum + weight * .exp(node.element)
                } * width / 30
            let expected = mass * Double(count)
            guard expected > 10 else { continue }
            statistic +=
                (Double(observed[bin]) - expected) * (Double(observed[bin]) - expected) / expected
            used += 1
        }
        // χ² of `used` bins has mean `used` and deviation √(2·used); five deviations.
        #expect(statistic < used + 5 * (2 * used).squareRoot(), "seed \(Self.seed)")
        #expect(used > 25)
    }

    @Test func samplesHaveTheMomentsOfTheMixture() throws {
        let mixture = try MixtureFixture.mixture(3, 3)
        let count = 100_000
        let samples = mixture.sample(count: count, stream: Self.stream)
        let covariance = mixture.covariance
        let (means, found) = (samples.columnMeans(), samples.covariance())
        for i in 0..<3 {
            let error = (covariance[i, i] / Double(count)).squareRoot()
            #expect(abs(means[i] - mixture.mean[i]) < 5 * error, "seed \(Self.seed)")
            for j in 0..<3 {
                // The standard error of a covariance is at most √(3·σᵢᵢσⱼⱼ/n) unless tails are heavy.
                let scale = (3 * covariance[i, i] * covariance[j, j] / Double(count)).squareRoot()
                #expect(abs(found[i, j] - covariance[i, j]) < 5 * scale, "seed \(Self.seed)")
            }
        }
    }

    @Test func aSampleDoesNotDependOnWhatIsDrawnWithIt() throws {
        let mixture = try MixtureFixture.mixture(3, 4)
        let all = mixture.sample(count: 2500, stream: Self.stream, firstIndex: 7)
        let part = mixture.sample(count: 1300, stream: Self.stream, firstIndex: 7 + 1100)
        #expect(part == all.selectingRows(1100..<2400))
        #expect(
            mixture.sample(count: 5, stream: Self.stream, firstIndex: 7, step: 1)
                != all.selectingRows(0..<5))
        #expect(mixture.sample(count: 0, stream: Self.stream).rows == 0)
    }
}
