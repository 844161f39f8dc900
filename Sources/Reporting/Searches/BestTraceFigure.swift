extension Figure {
    /// The trace of the best parameters over the one that was to be explained.
    /// - Parameter window: The part of the time that is shown, milliseconds; nil shows all.
    static func bestTrace(
        observed: SampledTrace, best: SampledTrace?, window: ClosedRange<Double>? = nil,
        name: String = "traces", width: Int = 860, height: Int = 380
    ) -> Figure {
        let span = window ?? observed.drawableSpan
        func line(_ trace: SampledTrace, _ name: String, _ style: LineStyle) -> Layer {
            let points = TraceDecimation.points(of: TraceDecimation.window(trace, span))
            return Layer(name, isInLegend: true, .line(x: points.x, y: points.y, style))
        }
        var layers = [line(observed, "observed", LineStyle(Palette.observed, width: 1.3))]
        if let best {
            layers.append(line(best, "best parameters", LineStyle(Palette.maximum, width: 1.1)))
        }
        return Figure(
            name: name, width: width, height: height,
            panels: [
                Panel(
                    "traces",
                    frame: Layout(width: width, height: height).frame(
                        left: 74, right: 20, bottom: 52, top: 30),
                    x: Axis("Time", unit: "ms", range: span, ticks: .automatic(count: 10)),
                    y: Axis("Voltage", unit: observed.unit, hasGrid: true), layers: layers)
            ])
    }
}
