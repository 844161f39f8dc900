/// Thins long traces for drawing without losing what the eye would see.
///
/// A trace of many thousand samples over some hundred pixels is cut into equal pieces; of each the
/// lowest and the highest sample are kept, in the order in which they occur. Every extreme, and so
/// every spike, keeps its exact height and time. Averaging was rejected: it flattens spikes.
public enum TraceDecimation {
    /// Thins a trace to at most `2 × pieces` points; shorter traces are returned whole.
    ///
    /// A piece with a value that is not finite keeps one such value, so that the gap stays visible.
    public static func points(of trace: SampledTrace, pieces: Int = 1500)
        -> (x: [Double], y: [Double])
    {
        precondition(pieces > 0, "\(pieces) pieces")
        let values = trace.values
        func time(_ index: Int) -> Double {
            trace.startMilliseconds + Double(index) * trace.intervalMilliseconds
        }
        guard values.count > 2 * pieces else {
            return (values.indices.map(time), values)
        }
        var (x, y) = ([Double](), [Double]())
        x.reserveCapacity(2 * pieces)
        y.reserveCapacity(2 * pieces)
        for piece in 0..<pieces {
            let first = piece * values.count / pieces
            let end = (piece + 1) * values.count / pieces
            var (lowest, highest) = (first, first)
            var gap: Int?
            for index in first..<end {
                if !values[index].isFinite {
                    gap = gap ?? index
                } else if !values[lowest].isFinite {
                    (lowest, highest) = (index, index)
                } else {
                    if values[index] < values[lowest] { lowest = index }
                    if values[index] > values[highest] { highest = index }
                }
            }
            var kept = Set([lowest, highest])
            if let gap {
                // The gap takes the place of the less extreme of the two, of none if they coincide.
                if kept.count == 2 { kept.remove(lowest) }
                kept.insert(gap)
            }
            for index in kept.sorted() {
                x.append(time(index))
                y.append(values[index])
            }
        }
        return (x, y)
    }

    /// The part of a trace inside of a window, milliseconds, both ends included.
    public static func window(_ trace: SampledTrace, _ window: ClosedRange<Double>) -> SampledTrace
    {
        let interval = trace.intervalMilliseconds
        // A millionth of a sample absorbs the rounding of times.
        let first = ((window.lowerBound - trace.startMilliseconds) / interval - 1e-6).rounded(.up)
        let last = ((window.upperBound - trace.startMilliseconds) / interval + 1e-6).rounded(.down)
        let lower = Int(max(first, 0))
        let upper = Int(min(last, Double(trace.values.count - 1)))
        var part = trace
        part.values = lower <= upper ? Array(trace.values[lower...upper]) : []
        part.startMilliseconds = trace.startMilliseconds + Double(lower) * interval
        return part
    }
}
