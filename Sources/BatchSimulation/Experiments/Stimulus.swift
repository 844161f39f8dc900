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

    /// The stimulus times a number, such as one that converts between units.
    public func scaled(by factor: Double) -> Stimulus {
        Stimulus(
            components: components.map { component in
                switch component {
                case .constant(let value): .constant(factor * value)
                case .step(let start, let stop, let amplitude):
                    .step(start: start, stop: stop, amplitude: factor * amplitude)
                case .ramp(let start, let stop, let from, let to):
                    .ramp(start: start, stop: stop, from: factor * from, to: factor * to)
                case .sampled(let values, let interval, let start):
                    .sampled(
                        values: values.map { factor * $0 }, interval: interval, start: start)
                }
            })
    }

    /// The stimulus at t = 0, timeStep, 2·timeStep, …
    ///
    /// A time within 10⁻⁶ time steps before an edge counts as being on it, because k·timeStep
    /// misses decimal edges by rounding.
    /// - Complexity: O(count × components).
    public func samples(timeStep: Double, count: Int) -> [Double] {
        samples(timeStep: timeStep, 0..<count)
    }

    /// The stimulus at the times k·timeStep of a range of k.
    package func samples(timeStep: Double, _ range: Range<Int>) -> [Double] {
        [Double](unsafeUninitializedCapacity: range.count) { buffer, count in
            let result = UnsafeMutableBufferPointer(rebasing: buffer[..<range.count])
            result.initialize(repeating: 0)
            fill(result, timeStep: timeStep, range)
            count = range.count
        }
    }

    /// Overwrites a buffer with the stimulus at the times k·timeStep of a range of k.
    func fill(
        _ result: UnsafeMutableBufferPointer<Double>, timeStep: Double, _ range: Range<Int>
    ) {
        precondition(timeStep > 0, "a time step of \(timeStep) ms")
        result.update(repeating: 0)
        let grid = TimeGrid(timeStep: timeStep, range: range)
        for component in components { component.add(to: result, on: grid) }
    }

    /// The stimulus at the time k·timeStep, and up to which k it stays the same; nil where that is
    /// not told by edges alone.
    /// - Complexity: O(components).
    func heldValue(timeStep: Double, from k: Int) -> (value: Double, end: Int)? {
        let grid = TimeGrid(timeStep: timeStep, range: k..<Int(Int32.max))
        var held = (value: 0.0, end: grid.range.upperBound)
        for component in components {
            guard let (value, end) = component.heldValue(on: grid) else { return nil }
            // What is off adds nothing, not even 0, so that the sum is that of the samples.
            if let value { held.value += value }
            held.end = min(held.end, end)
        }
        return held
    }
}

/// Times k·timeStep for a range of k.
private struct TimeGrid {
    let timeStep: Double
    let range: Range<Int>

    var tolerance: Double { 1e-6 * timeStep }

    func time(_ k: Int) -> Double { Double(k) * timeStep }

    /// The k for which start ≤ t < stop, within the tolerance.
    func indices(from start: Double, until stop: Double) -> Range<Int> {
        let first = firstIndex(notBefore: start - tolerance)
        return first..<max(first, firstIndex(notBefore: stop - tolerance))
    }

    /// The first k whose time is not before an edge, or the end of the range.
    private func firstIndex(notBefore edge: Double) -> Int {
        let quotient = (edge / timeStep).rounded(.up)
        var k = quotient > Double(range.lowerBound) ? range.upperBound : range.lowerBound
        if quotient > Double(range.lowerBound), quotient < Double(range.upperBound) {
            k = Int(quotient)
        }
        // The quotient may be rounded to the neighbour.
        while k > range.lowerBound, time(k - 1) >= edge { k -= 1 }
        while k < range.upperBound, !(time(k) >= edge) { k += 1 }
        return k
    }
}

extension Stimulus.Component {
    /// The value at the first time of a grid, nil for a component that is off, and the k until which
    /// it stays; nil instead where the value goes on changing.
    fileprivate func heldValue(on grid: TimeGrid) -> (value: Double?, end: Int)? {
        let (first, end) = (grid.range.lowerBound, grid.range.upperBound)
        switch self {
        case .constant(let value): return (value, end)
        case .step(let start, let stop, let amplitude):
            let on = grid.indices(from: start, until: stop)
            if on.isEmpty { return (nil, end) }
            return on.lowerBound > first ? (nil, on.lowerBound) : (amplitude, on.upperBound)
        case .ramp(let start, let stop, _, _):
            let on = grid.indices(from: start, until: stop)
            if on.isEmpty { return (nil, end) }
            return on.lowerBound > first ? (nil, on.lowerBound) : nil
        case .sampled:
            return nil
        }
    }

    fileprivate func add(to result: UnsafeMutableBufferPointer<Double>, on grid: TimeGrid) {
        let first = grid.range.lowerBound
        switch self {
        case .constant(let value):
            for index in result.indices { result[index] += value }
        case .step(let start, let stop, let amplitude):
            for k in grid.indices(from: start, until: stop) { result[k - first] += amplitude }
        case .ramp(let start, let stop, let from, let to):
            for k in grid.indices(from: start, until: stop) {
                result[k - first] +=
                    from + (to - from) * ((grid.time(k) - start) / (stop - start))
            }
        case .sampled(let values, let interval, let start):
            for k in grid.range {
                let position =
                    ((grid.time(k) - start + grid.tolerance) / interval).rounded(.down)
                if position >= 0, position < Double(values.count) {
                    result[k - first] += values[Int(position)]
                }
            }
        }
    }
}
