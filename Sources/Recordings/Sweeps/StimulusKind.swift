/// The course of an injected current.
public enum StimulusKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Held at one level.
    case constant
    /// A plateau: a long or short square.
    case step
    /// A straight line from one level to another.
    case ramp
    /// Noise, trains, sines and everything else.
    case other
}

extension Recording {
    /// What the current does, and by how much it leaves its baseline.
    ///
    /// The amplitude of a step is that of its plateau; else it is the largest deviation from the
    /// baseline, with its sign. A test pulse beside a step does not count.
    /// - Returns: nil where the current is not known.
    public func stimulusShape() -> (kind: StimulusKind, amplitude: Double)? {
        guard let current, let stretches = CurrentStretches(current) else { return nil }
        guard let step = stretches.mainStep else { return (.constant, 0) }
        // Shares of the amplitude admitted as noise: twice as much as the window's own threshold.
        let tolerance = 0.04 * abs(step.amplitude)
        var (charge, square, total, extreme) = (0.0, 0.0, 0.0, 0.0)
        for stretch in stretches.stretches {
            let deviation = stretch.value - step.baseline
            total += abs(deviation) * Double(stretch.samples.count)
            if abs(deviation) > abs(extreme) { extreme = deviation }
            guard step.samples.contains(stretch.samples.lowerBound) else { continue }
            let rest = deviation - step.amplitude
            charge += deviation * Double(stretch.samples.count)
            square += rest * rest * Double(stretch.samples.count)
        }
        let isFlat = (square / Double(step.samples.count)).squareRoot() <= tolerance
        // A train of pulses has plateaus too: the main one must carry most of what is injected
        // after a test pulse.
        if isFlat && abs(charge) >= 0.4 * total { return (.step, step.amplitude) }
        let deviations = current.map { $0 - step.baseline }
        return (isRamp(deviations, extreme: extreme) ? .ramp : .other, extreme)
    }

    /// Whether the stretch around the largest deviation, where the current is away from its
    /// baseline, follows a straight line.
    private func isRamp(_ deviations: [Double], extreme: Double) -> Bool {
        guard let top = deviations.firstIndex(of: extreme) else { return false }
        let threshold = 0.02 * abs(extreme)
        var (first, last) = (top, top)
        while first > 0, abs(deviations[first - 1]) > threshold { first -= 1 }
        while last + 1 < deviations.count, abs(deviations[last + 1]) > threshold,
            abs(deviations[last + 1] - deviations[last]) < 0.5 * abs(extreme)
        {
            last += 1
        }
        let stretch = deviations[first...last]
        guard stretch.count >= 3 else { return false }
        let middle = Double(stretch.count - 1) / 2
        let mean = stretch.reduce(0, +) / Double(stretch.count)
        let moments = stretch.enumerated().reduce(into: (product: 0.0, square: 0.0)) {
            let place = Double($1.offset) - middle
            $0.product += place * ($1.element - mean)
            $0.square += place * place
        }
        let slope = moments.product / moments.square
        let residuals = stretch.enumerated().map {
            $0.element - mean - slope * (Double($0.offset) - middle)
        }
        return rootMeanSquare(residuals) <= 0.04 * abs(extreme)
            && abs(slope) * Double(stretch.count) > 0.5 * abs(extreme)
    }
}

private func rootMeanSquare(_ values: [Double]) -> Double {
    values.isEmpty
        ? 0 : (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
}
