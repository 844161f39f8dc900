import DensityEstimation
import RealModule
import Testing

@Suite struct AdamOptimiserTests {
    /// Runs the optimiser over gradients; returns weights and average after each step, and norms.
    private func trajectory(_ gradients: [[Double]], settings: TrainingSettings) -> (
        weights: [[Double]], averages: [[Double]], norms: [Double]
    ) {
        // 21 weights: full vectors of every instruction set, and a rest.
        let count = gradients[0].count
        var optimiser = AdamOptimiser<Double>(count: count)
        let weights = AlignedBuffer<Double>(count: count)
        let average = AlignedBuffer<Double>(count: count)
        let gradient = AlignedBuffer<Double>(count: count)
        var (all, averages, norms): ([[Double]], [[Double]], [Double]) = ([], [], [])
        for values in gradients {
            gradient.assign(values)
            norms.append(
                optimiser.step(
                    weights: weights, gradient: gradient, average: average, learningRate: 0.1,
                    settings: settings))
            all.append(weights.values)
            averages.append(average.values)
        }
        return (all, averages, norms)
    }

    private let gradients: [[Double]] = (0..<12).map { (step: Int) -> [Double] in
        let frequency = Double(3 * step + 1)
        return (1...21).map { (index: Int) -> Double in .sin(frequency * Double(index)) }
    }

    /// Algorithm 1 of Kingma and Ba with its bias corrections written out.
    @Test func stepsFollowTheAlgorithmOfThePaper() {
        var settings = TrainingSettings()
        settings.clipNorm = 1e9
        settings.averagingDecay = 0
        let found = trajectory(gradients, settings: settings)
        var (w, m, v) = (0.0, 0.0, 0.0)
        for (step, values) in gradients.enumerated() {
            let g = values[20]
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            let (corrected, square) = (
                m / (1 - .pow(0.9, step + 1)), v / (1 - .pow(0.999, step + 1))
            )
            w -= 0.1 * corrected / (square.squareRoot() + 1e-8)
            // Twelve steps of a few roundings each.
            #expect(abs(found.weights[step][20] - w) < 1e-13)
        }
        #expect(found.averages == found.weights)
    }

    /// Algorithm 2 of Loshchilov and Hutter: the decay does not pass through the moments, so that with
    /// a gradient of zero weights shrink by the same share in every step.
    @Test func decayIsDecoupledFromTheGradient() {
        var settings = TrainingSettings()
        settings.averagingDecay = 0
        settings.clipNorm = 1e9
        settings.weightDecay = 0.5
        let still = [[Double](repeating: 0, count: 21)]
        let found = trajectory([gradients[0]] + still + gradients, settings: settings)
        settings.weightDecay = 0
        let without = trajectory([gradients[0]] + still + gradients, settings: settings)
        for index in [0, 7, 20] {
            var decayed = 0.0
            var before = 0.0
            for (step, values) in without.weights.enumerated() {
                decayed = 0.95 * decayed + (values[index] - before)
                before = values[index]
                // A step moves by the learning rate at most, 14 times, a few roundings each.
                #expect(abs(found.weights[step][index] - decayed) < 1e-14)
            }
        }
    }

    @Test func aLongGradientActsLikeItsShortenedSelf() {
        var settings = TrainingSettings()
        settings.clipNorm = 2
        func norm(_ values: [Double]) -> Double {
            values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        // Norms differ from step to step, so that Adam's own scaling cannot hide the clipping.
        let long: [[Double]] = gradients.enumerated().map { step, values in
            let size = step % 2 == 0 ? 100.0 : 0.1
            return values.map { $0 * size }
        }
        let clipped: [[Double]] = long.map { values in
            let scale = min(1, 2 / norm(values))
            return values.map { $0 * scale }
        }
        let found = trajectory(long, settings: settings)
        settings.clipNorm = 1e9
        let expected = trajectory(clipped, settings: settings)
        for (a, b) in zip(found.weights.joined(), expected.weights.joined()) {
            #expect(abs(a - b) < 1e-12)
        }
        for (found, values) in zip(found.norms, long) {
            #expect(abs(found - norm(values)) < 1e-10 * found)
        }
        #expect(trajectory(long, settings: settings).weights != found.weights)
    }

    @Test func aGradientThatIsNotFiniteMovesNothing() {
        let found = trajectory(
            [gradients[0], gradients[1].map { _ in .infinity }], settings: TrainingSettings())
        #expect(found.weights[0] == found.weights[1])
        #expect(!found.norms[1].isFinite)
    }
}
