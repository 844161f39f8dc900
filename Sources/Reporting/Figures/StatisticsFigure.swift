extension Figure {
    /// Every statistic of the recording within its prior-predictive and its predictive interval.
    ///
    /// Rows are standardised so that the prior-predictive interval reaches from −1 to 1 (the
    /// predictive interval where no prior one is given). Values beyond the edge of the figure stand
    /// at the edge; the numbers beside each row are exact.
    public static func statistics(
        _ statistics: [PredictedStatistic], name: String = "statistics", width: Int = 860
    ) -> Figure {
        let rows = statistics.count
        let height = 96 + 30 * max(rows, 1)
        let edge = 2.0
        var (prior, predicted) = ([Segment](), [Segment]())
        var medians = (x: [Double](), y: [Double]())
        var inside = (x: [Double](), y: [Double]())
        var outside = (x: [Double](), y: [Double]())
        var texts = [Layer]()
        for (index, statistic) in statistics.enumerated() {
            let y = Double(rows - index)
            texts.append(
                Layer(
                    statistic.name,
                    .text(
                        summary(statistic), .data(x: 1.03 * edge, y: y), .left,
                        statistic.isInside == false ? Palette.maximum : Palette.axis, size: 12)))
            let reference = statistic.priorInterval ?? statistic.predictedInterval
            guard let reference else { continue }
            let centre = (reference.lowerBound + reference.upperBound) / 2
            let half = max((reference.upperBound - reference.lowerBound) / 2, .leastNormalMagnitude)
            func place(_ value: Double) -> Double { min(max((value - centre) / half, -edge), edge) }
            if let interval = statistic.priorInterval {
                prior.append(
                    Segment(
                        x: place(interval.lowerBound), y: y, endX: place(interval.upperBound),
                        endY: y))
            }
            if let interval = statistic.predictedInterval {
                predicted.append(
                    Segment(
                        x: place(interval.lowerBound), y: y, endX: place(interval.upperBound),
                        endY: y))
            }
            if let median = statistic.predictedMedian {
                medians.x.append(place(median))
                medians.y.append(y)
            }
            if let observed = statistic.observed, observed.isFinite {
                if statistic.isInside == false {
                    outside.x.append(place(observed))
                    outside.y.append(y)
                } else {
                    inside.x.append(place(observed))
                    inside.y.append(y)
                }
            }
        }
        var layers = [
            Layer(
                "prior-predictive", isInLegend: !prior.isEmpty,
                .segments(prior, LineStyle(Palette.prior.lightened(by: 0.55), width: 9))),
            Layer(
                "posterior-predictive", isInLegend: !predicted.isEmpty,
                .segments(predicted, LineStyle(Palette.posterior, width: 4.5))),
            Layer(
                "predicted median",
                .points(x: medians.x, y: medians.y, PointStyle(Colour(0xFFFFFF), size: 0.35))),
            Layer(
                "observed, inside", isInLegend: !inside.x.isEmpty,
                .points(
                    x: inside.x, y: inside.y,
                    PointStyle(Palette.observed, shape: .diamond, size: 1.1))),
            Layer(
                "observed, outside", isInLegend: !outside.x.isEmpty,
                .points(
                    x: outside.x, y: outside.y,
                    PointStyle(Palette.maximum, shape: .diamond, size: 1.3))),
        ]
        layers += texts
        let ticks = statistics.enumerated().map {
            Axis.Tick(Double(rows - $0.offset), $0.element.name)
        }
        let longest = statistics.map(\.name.count).max() ?? 0
        return Figure(
            name: name, width: width, height: height,
            panels: [
                Panel(
                    "statistics",
                    frame: Layout(width: width, height: height).frame(
                        left: 30 + 6.8 * Double(longest), right: 220, bottom: 52, top: 34),
                    x: Axis(
                        "Standardised value (prior-predictive interval from −1 to 1)",
                        range: -edge...edge, ticks: .automatic(count: 5), hasGrid: true),
                    y: Axis(range: 0.4...Double(max(rows, 1)) + 0.6, ticks: .fixed(ticks)),
                    layers: layers)
            ])
    }

    private static func summary(_ statistic: PredictedStatistic) -> String {
        let observed =
            statistic.observed.map { NumberText.short($0, significantDigits: 4) } ?? "none"
        guard let interval = statistic.predictedInterval else {
            return "\(observed), no prediction"
        }
        let low = NumberText.short(interval.lowerBound, significantDigits: 4)
        let high = NumberText.short(interval.upperBound, significantDigits: 4)
        let unit = UnitText.readable(statistic.unit).map { $0.isEmpty ? "" : " " + $0 } ?? ""
        return "\(observed) in [\(low), \(high)]\(unit)".replacing(
            " in [", with: statistic.isInside == false ? " not in [" : " in [")
    }
}
