/// An input as a function of time: the sum of its components, the same for all instances.
///
/// Times are in ms, amplitudes in the unit of the input that the stimulus feeds.
///
/// ```swift
/// let step = Stimulus(.step(start: 10, stop: 110, amplitude: 3.2))
/// let samples = step.samples(timeStep: 0.01, count: 12_001)
/// ```
public struct Stimulus: Sendable, Hashable, Codable {
    /// One term of the sum.
    public enum Component: Sendable, Hashable, Codable {
        /// The same value at all times.
        case constant(Double)
        /// `amplitude` for start ≤ t < stop, 0 elsewhere.
        case step(start: Double, stop: Double, amplitude: Double)
        /// A straight line from `from` at `start` to `to` at `stop` for start ≤ t < stop, 0
        /// elsewhere.
        case ramp(start: Double, stop: Double, from: Double, to: Double)
        /// `values[i]` for start + i·interval ≤ t < start + (i + 1)·interval, 0 elsewhere: a
        /// current as it was sampled, held between the samples.
        case sampled(values: [Double], interval: Double, start: Double)
    }

    public var components: [Component]

    /// A stimulus of the given components; without any it is 0.
    public init(_ components: Component...) {
        self.components = components
    }

    /// A stimulus of the given components.
    public init(components: [Component]) {
        self.components = components
    }

    /// The stimulus at t = 0, timeStep, 2·timeStep, …
    ///
    /// A time within 10⁻⁶ time steps before an edge counts as being on it, because k·timeStep
    /// misses decimal edges by rounding.
    /// - Complexity: O(count × components).
    public func samples(timeStep: Double, count: Int) -> [Double] {
        precondition(timeStep > 0, "a time step of \(timeStep) ms")
        return (0..<count).map { k in
            components.reduce(0) {
                $0 + $1.value(at: Double(k) * timeStep, tolerance: 1e-6 * timeStep)
            }
        }
    }
}

extension Stimulus.Component {
    fileprivate func value(at time: Double, tolerance: Double) -> Double {
        func isWithin(_ start: Double, _ stop: Double) -> Bool {
            time >= start - tolerance && time < stop - tolerance
        }
        switch self {
        case .constant(let value):
            return value
        case .step(let start, let stop, let amplitude):
            return isWithin(start, stop) ? amplitude : 0
        case .ramp(let start, let stop, let from, let to):
            return isWithin(start, stop)
                ? from + (to - from) * ((time - start) / (stop - start)) : 0
        case .sampled(let values, let interval, let start):
            let position = ((time - start + tolerance) / interval).rounded(.down)
            return position >= 0 && position < Double(values.count) ? values[Int(position)] : 0
        }
    }
}
