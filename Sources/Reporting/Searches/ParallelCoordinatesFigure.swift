extension Figure {
    /// One vertical axis for every parameter and one for the loss, one line for every evaluation:
    /// the best tenth in blue over the others, the best one in orange.
    static func parallelCoordinates(
        _ report: SearchReport, name: String = "parallel-coordinates", height: Int = 420
    ) -> Figure {
        let lines = ParallelLines(report)
        let axes = report.parameters.count + 1
        let width = max(760, 60 + 100 * axes)
        let frame = Layout(width: width, height: height).frame(
            left: 40, right: 64, bottom: 56, top: 54)
        return Figure(
            name: name, width: width, height: height,
            panels: [
                Panel(
                    "evaluations", frame: frame,
                    x: Axis(range: -0.2...Double(axes) - 0.8, ticks: .none),
                    y: Axis(range: lines.lowest...1, ticks: .none), layers: lines.layers,
                    border: .none)
            ])
    }
}

private struct ParallelLines {
    /// More lines than these make one grey area.
    private static let mostLines = 300

    private let report: SearchReport
    private let scale: LossAxis
    /// The lower end of all axes.
    let lowest: Double

    init(_ report: SearchReport) {
        self.report = report
        scale = LossAxis(report.evaluations.compactMap(\.loss))
        let isMissing = report.evaluations.contains { $0.values.contains(where: \.isNaN) }
        lowest = isMissing ? Self.none - 0.02 : 0
    }

    /// Where lines pass an axis whose parameter does not exist.
    private static let none = -0.08

    var layers: [Layer] {
        let ranked = report.ranked
        let topCount = (ranked.count + 9) / 10
        let top = thinned(Array(ranked.prefix(topCount)))
        let others = thinned(Array(ranked.dropFirst(topCount)))
        var layers = [
            lines(
                "others", others, LineStyle(Palette.prior.opacity(0.35), width: 0.7)),
            lines(
                "best tenth", top, LineStyle(Palette.posterior.opacity(0.5), width: 0.9)),
        ]
        let truth = report.parameters.map { $0.trueValue ?? .nan }
        if truth.contains(where: \.isFinite) {
            let known = report.parameters.indices.filter { truth[$0].isFinite }
            let places = known.map { report.parameters[$0].position(of: truth[$0]) }
            layers.append(
                Layer(
                    "true values", isInLegend: true,
                    .line(
                        x: known.map(Double.init), y: places,
                        LineStyle(Palette.truth, width: 1.8, dash: .dashed))))
            layers.append(
                Layer(
                    "true values",
                    .points(
                        x: known.map(Double.init), y: places,
                        PointStyle(Palette.truth, shape: .diamond, size: 0.9))))
        }
        layers.append(lines("best", [report.best], LineStyle(Palette.maximum, width: 2)))
        for (index, parameter) in report.parameters.enumerated() {
            let isMissing = report.evaluations.contains { $0.values[index].isNaN }
            layers += axis(
                index, name: parameter.name,
                ticks: ticks(of: parameter) + (isMissing ? [(Self.none, "none")] : []))
        }
        let loss = [0.0, 1].map {
            (position: $0, text: NumberText.short(scale.loss(at: $0), significantDigits: 2))
        }
        return layers + axis(report.parameters.count, name: report.lossName, ticks: loss)
    }

    /// Evenly over the ranks, the best one included.
    private func thinned(_ evaluations: [SearchEvaluation]) -> [SearchEvaluation] {
        guard evaluations.count > Self.mostLines else { return evaluations }
        return (0..<Self.mostLines).map { evaluations[$0 * evaluations.count / Self.mostLines] }
    }

    private func lines(
        _ name: String, _ evaluations: [SearchEvaluation], _ style: LineStyle
    ) -> Layer {
        var (x, y) = ([Double](), [Double]())
        for evaluation in evaluations {
            for (index, parameter) in report.parameters.enumerated() {
                x.append(Double(index))
                let value = evaluation.values[index]
                y.append(value.isNaN ? Self.none : parameter.position(of: value))
            }
            // The last value ends the line of one evaluation.
            x += [Double(report.parameters.count), .nan]
            y += [evaluation.loss.map(scale.position) ?? .nan, .nan]
        }
        return Layer(name, isInLegend: !evaluations.isEmpty, .line(x: x, y: y, style))
    }

    private func ticks(of parameter: SearchedParameter) -> [(position: Double, text: String)] {
        if case .options(let options) = parameter.scale {
            return options.enumerated().map { (parameter.position(of: Double($0)), $1) }
        }
        // Between the ends texts would be lost among the lines.
        return [0.0, 1].map {
            ($0, parameter.text(of: parameter.value(at: $0), significantDigits: 3))
        }
    }

    private func axis(
        _ index: Int, name: String, ticks: [(position: Double, text: String)]
    ) -> [Layer] {
        let x = Double(index)
        return [
            Layer(
                name,
                .segments(
                    [Segment(x: x, y: 0, endX: x, endY: 1)]
                        + ticks.map {
                            Segment(x: x, y: $0.position, endX: x + 0.03, endY: $0.position)
                        }, LineStyle(Palette.axis, width: 1)))
        ]
            + ticks.map { tick in
                Layer(
                    name,
                    .text(
                        tick.text, .data(x: x + 0.05, y: tick.position), .left,
                        Palette.observed, size: 11))
            } + [
                Layer(
                    name,
                    .text(
                        name, .data(x: x, y: lowest - 0.075), .centre, Palette.observed, size: 12.5)
                )
            ]
    }
}
