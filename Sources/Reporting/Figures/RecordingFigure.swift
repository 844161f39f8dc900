extension Figure {
    /// A recording above its stimulus on one time axis.
    /// - Parameter spikes: Times of detected spikes, milliseconds, marked above the trace.
    public static func recording(
        _ recording: SampledTrace, stimulus: SampledTrace? = nil, spikes: [Double] = [],
        name: String = "recording", width: Int = 860, height: Int = 440
    ) -> Figure {
        let layout = Layout(width: width, height: height)
        let whole = layout.frame(left: 74, right: 20, bottom: 52, top: 30)
        let frames =
            stimulus == nil ? [whole] : layout.rows(of: whole, proportions: [3.2, 1], gap: 20)
        let (x, y) = TraceDecimation.points(of: recording)
        var layers = [
            Layer(recording.name, .line(x: x, y: y, LineStyle(Palette.observed, width: 0.9)))
        ]
        let finite = recording.values.lazy.filter(\.isFinite)
        if !spikes.isEmpty, let highest = finite.max(), let lowest = finite.min() {
            let markHeight = highest + 0.07 * (highest - lowest)
            layers.append(
                Layer(
                    "detected spikes", isInLegend: true,
                    .points(
                        x: spikes, y: spikes.map { _ in markHeight },
                        PointStyle(Palette.maximum, shape: .diamond, size: 0.6))))
        }
        let hasStimulus = stimulus != nil
        var panels = [
            Panel(
                "recording", frame: frames[0],
                x: Axis(
                    hasStimulus ? "" : "Time", unit: hasStimulus ? nil : "ms",
                    range: recording.drawableSpan,
                    ticks: hasStimulus ? .unlabelled(count: 10) : .automatic(count: 10)),
                y: Axis("Voltage", unit: recording.unit, hasGrid: true), layers: layers)
        ]
        if let stimulus {
            let points = TraceDecimation.points(of: stimulus)
            panels.append(
                Panel(
                    "stimulus", frame: frames[1],
                    x: Axis(
                        "Time", unit: "ms", range: recording.drawableSpan,
                        ticks: .automatic(count: 10)),
                    y: Axis(
                        "Current", unit: stimulus.unit, ticks: .automatic(count: 3),
                        breaksBeforeUnit: true),
                    layers: [
                        Layer(
                            stimulus.name,
                            .line(
                                x: points.x, y: points.y, LineStyle(Palette.stimulus, width: 1.4)))
                    ]))
        }
        return Figure(name: name, width: width, height: height, panels: panels)
    }
}

extension SampledTrace {
    /// The span, never empty, so that an axis can have it as its limits.
    var drawableSpan: ClosedRange<Double> {
        span.lowerBound < span.upperBound
            ? span : span.lowerBound...span.lowerBound + intervalMilliseconds
    }
}
