/// How predicted traces share a figure with the recording.
public enum PredictiveArrangement: Hashable, Sendable {
    /// All predictions behind the recording in one panel.
    case overlaid
    /// The recording in the top row, every prediction in a row of its own below.
    case stacked
}

extension Figure {
    /// Predictions of the posterior over the recording.
    ///
    /// The recording is dark and on top, the maximum of the posterior orange, other samples pale
    /// blue. When any spikes are given, a raster below shows those of every trace.
    /// - Parameters:
    ///   - arrangement: Overlaid traces compare shapes, stacked ones stay readable where spikes
    ///     do not coincide.
    ///   - window: The part of the time that is shown, milliseconds; nil shows all.
    public static func predictions(
        recording: SampledTrace, recordedSpikes: [Double] = [], predictions: [PredictedTrace],
        arrangement: PredictiveArrangement = .overlaid, window: ClosedRange<Double>? = nil,
        name: String = "predictions", width: Int = 860
    ) -> Figure {
        let span = window ?? recording.drawableSpan
        // Samples first, then the maximum, so that the better line is never hidden.
        let ordered = predictions.filter { !$0.isMaximum } + predictions.filter(\.isMaximum)
        let rasterRows =
            [(recording.name, recordedSpikes, Palette.observed)]
            + predictions.map { ($0.name, $0.spikes, colour(of: $0)) }
        let hasRaster = rasterRows.contains { !$0.1.isEmpty }
        let rasterHeight = hasRaster ? 16 + 11 * Double(rasterRows.count) : 0
        let traceHeight =
            switch arrangement {
            case .overlaid: 300.0
            case .stacked: 84.0 * Double(predictions.count + 1)
            }
        let gap = 18.0
        let height = Int(82 + traceHeight + (hasRaster ? gap + rasterHeight : 0))
        let layout = Layout(width: width, height: height)
        let whole = layout.frame(left: 74, right: 20, bottom: 52, top: 30)
        let blocks =
            hasRaster
            ? layout.rows(of: whole, proportions: [traceHeight, rasterHeight], gap: gap) : [whole]
        var panels: [Panel]
        switch arrangement {
        case .overlaid:
            panels = [
                overlay(recording, ordered, span: span, frame: blocks[0], isLowest: !hasRaster)
            ]
        case .stacked:
            panels = stack(
                recording, predictions, span: span,
                frames: layout.rows(
                    of: blocks[0],
                    proportions: [Double](repeating: 1, count: predictions.count + 1), gap: 8),
                isLowest: !hasRaster)
        }
        if hasRaster { panels.append(raster(rasterRows, span: span, frame: blocks[1])) }
        return Figure(name: name, width: width, height: height, panels: panels)
    }

    private static func colour(of prediction: PredictedTrace) -> Colour {
        prediction.isMaximum ? Palette.maximum : Palette.posterior
    }

    private static func line(
        _ trace: SampledTrace, span: ClosedRange<Double>, label: String, _ style: LineStyle,
        isInLegend: Bool
    ) -> Layer {
        let (x, y) = TraceDecimation.points(of: TraceDecimation.window(trace, span))
        return Layer(label, isInLegend: isInLegend, .line(x: x, y: y, style))
    }

    private static func timeAxis(_ span: ClosedRange<Double>, isLowest: Bool) -> Axis {
        Axis(
            isLowest ? "Time" : "", unit: isLowest ? "ms" : nil, range: span,
            ticks: isLowest ? .automatic(count: 10) : .unlabelled(count: 10))
    }

    private static func overlay(
        _ recording: SampledTrace, _ predictions: [PredictedTrace], span: ClosedRange<Double>,
        frame: Frame, isLowest: Bool
    ) -> Panel {
        var layers = [Layer]()
        var hasSampleInLegend = false
        for prediction in predictions {
            let style =
                prediction.isMaximum
                ? LineStyle(Palette.maximum, width: 1.1)
                : LineStyle(Palette.posterior.lightened(by: 0.5), width: 0.9)
            let isInLegend = prediction.isMaximum || !hasSampleInLegend
            if !prediction.isMaximum { hasSampleInLegend = true }
            layers.append(
                line(
                    prediction.trace, span: span,
                    label: prediction.isMaximum ? "posterior maximum" : "posterior samples", style,
                    isInLegend: isInLegend))
        }
        layers.append(
            line(
                recording, span: span, label: "recording",
                LineStyle(Palette.observed, width: 1.3), isInLegend: true))
        return Panel(
            "traces", frame: frame, x: timeAxis(span, isLowest: isLowest),
            y: Axis("Voltage", unit: recording.unit, hasGrid: true), layers: layers)
    }

    private static func stack(
        _ recording: SampledTrace, _ predictions: [PredictedTrace], span: ClosedRange<Double>,
        frames: [Frame], isLowest: Bool
    ) -> [Panel] {
        let rows =
            [(recording.name, recording, Palette.observed)]
            + predictions.map { ($0.name, $0.trace, colour(of: $0)) }
        // One voltage range for all rows, so that heights can be compared.
        let values = rows.flatMap { row in
            TraceDecimation.points(of: TraceDecimation.window(row.1, span)).y.filter(\.isFinite)
        }
        let (lowest, highest) = (values.min() ?? -1, values.max() ?? 1)
        let margin = 0.04 * max(highest - lowest, 1e-9)
        return zip(rows, frames).enumerated().map { index, row in
            let ((label, trace, colour), frame) = row
            return Panel(
                label, frame: frame,
                x: timeAxis(span, isLowest: isLowest && index == rows.count - 1),
                y: Axis(
                    index == rows.count / 2 ? "Voltage" : "",
                    unit: index == rows.count / 2 ? trace.unit : nil,
                    range: lowest - margin...highest + margin, ticks: .automatic(count: 3)),
                layers: [
                    line(
                        trace, span: span, label: label, LineStyle(colour, width: 0.9),
                        isInLegend: false),
                    Layer(
                        label,
                        .text(
                            index == 0 ? "recording" : label, .panel(x: 0.995, y: 0.86), .right,
                            colour, size: 12)),
                ])
        }
    }

    private static func raster(
        _ rows: [(String, [Double], Colour)], span: ClosedRange<Double>, frame: Frame
    ) -> Panel {
        let layers = rows.enumerated().map { index, row in
            let height = Double(rows.count - index)
            let marks = row.1.filter(span.contains).map {
                Segment(x: $0, y: height - 0.38, endX: $0, endY: height + 0.38)
            }
            return Layer(row.0, .segments(marks, LineStyle(row.2, width: 1.2)))
        }
        return Panel(
            "spikes", frame: frame, x: timeAxis(span, isLowest: true),
            y: Axis("Spikes", range: 0.3...Double(rows.count) + 0.7, ticks: .none), layers: layers,
            border: .bottom)
    }
}
