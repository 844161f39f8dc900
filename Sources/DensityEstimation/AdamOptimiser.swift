import RealModule

/// Adam (Kingma and Ba 2015, algorithm 1 in the efficient form of section 2), with decoupled weight
/// decay (Loshchilov and Hutter 2019, algorithm 2).
package struct AdamOptimiser<Scalar: NetworkScalar>: ~Copyable {
    private static var beta1: Double { 0.9 }
    private static var beta2: Double { 0.999 }
    private static var epsilon: Double { 1e-8 }

    private let first: AlignedBuffer<Scalar>
    private let second: AlignedBuffer<Scalar>
    private var steps = 0

    package init(count: Int) {
        first = AlignedBuffer(count: count)
        second = AlignedBuffer(count: count)
    }

    /// Forgets all moments.
    package mutating func reset() {
        first.start.update(repeating: 0, count: first.count)
        second.start.update(repeating: 0, count: second.count)
        steps = 0
    }

    /// One step along the gradient, which is shortened to the settings' `clipNorm` where it is
    /// longer; the average of the weights follows.
    ///
    /// The first steps average over fewer weights than `averagingDecay` says, so that the average
    /// forgets the initial ones.
    /// - Returns: the norm of the gradient before clipping; when it is not finite, nothing moves.
    package mutating func step(
        weights: borrowing AlignedBuffer<Scalar>, gradient: borrowing AlignedBuffer<Scalar>,
        average: borrowing AlignedBuffer<Scalar>, learningRate: Double,
        settings: TrainingSettings
    ) -> Double {
        let norm = Scalar._squaredNorm(gradient.start, gradient.count).squareRoot()
        guard norm.isFinite else { return norm }
        steps += 1
        let correction1 = 1 - Double.pow(Self.beta1, steps)
        let correction2 = (1 - Double.pow(Self.beta2, steps)).squareRoot()
        Scalar._adam(
            weights.start, first.start, second.start, gradient.start, gradient.count,
            Scalar(norm > settings.clipNorm ? settings.clipNorm / norm : 1),
            Scalar(1 - learningRate * settings.weightDecay),
            Scalar(learningRate * correction2 / correction1), Scalar(Self.beta1),
            Scalar(Self.beta2), Scalar(Self.epsilon * correction2),
            average.start,
            Scalar(1 - min(settings.averagingDecay, Double(steps) / Double(steps + 9))))
        return norm
    }
}
