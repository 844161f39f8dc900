extension Figure {
    /// How fast the voltage changes over the voltage: each spike is a loop.
    ///
    /// The slope is the central difference over at least 0.04 ms. Loops reach from 3 ms before to 5 ms
    /// after each spike, to the middle between neighbours at the most. Without spikes the whole trace
    /// is one curve of at most 4,000 points, with slopes over the samples between them: those of
    /// single samples would be a band of noise. Points that lie together closer than a pixel are left
    /// out.
    /// - Parameter spikes: times of detected spikes, milliseconds.
    public static func phasePlot(
        _ recording: SampledTrace, spikes: [Double] = [], name: String = "phase",
        width: Int = 560, height: Int = 460
    ) -> Figure {
        let stretches = spikes.isEmpty ? [recording.span] : windows(around: spikes)
        let every = spikes.isEmpty ? max(1, (recording.values.count + 3_999) / 4_000) : 1
        let slopes = slopes(of: recording, over: every)
        var layers: [Layer] = []
        for (index, stretch) in stretches.enumerated() {
            let samples = sampleRange(of: recording, stretch)
            let shown = stride(from: samples.lowerBound, to: samples.upperBound, by: every)
            let points = thinned(
                shown.map { recording.values[$0] }, shown.map { slopes[$0] },
                share: (x: extent(recording.values) / 1000, y: extent(slopes) / 1000))
            let isFirst = index == 0 && stretches.count > 1
            let style = LineStyle(isFirst ? Palette.maximum : Palette.observed, width: 0.9)
            let label =
                spikes.isEmpty ? recording.name : isFirst ? "first spike" : "spike \(index + 1)"
            layers.append(
                Layer(label, isInLegend: isFirst, .line(x: points.x, y: points.y, style)))
        }
        // The first spike on top, so that later ones do not hide it.
        if layers.count > 1 { layers.append(layers.removeFirst()) }
        let frame = Layout(width: width, height: height).frame(
            left: 84, right: 20, bottom: 52, top: 34)
        return Figure(
            name: name, width: width, height: height,
            panels: [
                Panel(
                    "phase", frame: frame, x: Axis("Voltage", unit: recording.unit),
                    y: Axis("dV/dt", unit: recording.unit + "/ms", hasGrid: true), layers: layers)
            ])
    }

    private static func windows(around spikes: [Double]) -> [ClosedRange<Double>] {
        spikes.indices.map { index in
            let spike = spikes[index]
            let before = index > 0 ? (spike + spikes[index - 1]) / 2 : -.infinity
            let after = index + 1 < spikes.count ? (spike + spikes[index + 1]) / 2 : .infinity
            return max(spike - 3, before)...min(spike + 5, after)
        }
    }

    private static func sampleRange(
        of trace: SampledTrace, _ window: ClosedRange<Double>
    ) -> Range<Int> {
        func index(_ time: Double) -> Int {
            let place = (time - trace.startMilliseconds) / trace.intervalMilliseconds
            return Int(min(max(place.rounded(), 0), Double(trace.values.count)))
        }
        return index(window.lowerBound)..<min(index(window.upperBound) + 1, trace.values.count)
    }

    /// Slopes at all samples over at least so many; one-sided at the ends.
    private static func slopes(of trace: SampledTrace, over samples: Int) -> [Double] {
        let values = trace.values
        let shortest = max(1, Int((0.02 / trace.intervalMilliseconds).rounded(.up)))
        let reach = max(shortest, (samples + 1) / 2)
        return values.indices.map { index in
            let first = max(0, index - reach)
            let last = min(values.count - 1, index + reach)
            guard first < last else { return 0 }
            return (values[last] - values[first])
                / (Double(last - first) * trace.intervalMilliseconds)
        }
    }

    private static func extent(_ values: [Double]) -> Double {
        let finite = values.lazy.filter(\.isFinite)
        return (finite.max() ?? 0) - (finite.min() ?? 0)
    }

    /// Leaves out points that are closer to the last one that is kept than a share of both axes.
    private static func thinned(
        _ x: [Double], _ y: [Double], share: (x: Double, y: Double)
    ) -> (x: [Double], y: [Double]) {
        var kept: (x: [Double], y: [Double]) = ([], [])
        for index in x.indices {
            if let lastX = kept.x.last, let lastY = kept.y.last,
                abs(x[index] - lastX) < share.x, abs(y[index] - lastY) < share.y
            {
                continue
            }
            kept.x.append(x[index])
            kept.y.append(y[index])
        }
        return kept
    }
}
