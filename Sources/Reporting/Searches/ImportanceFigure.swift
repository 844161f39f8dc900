extension Figure {
    /// The importances of the parameters as bars, the largest at the top.
    static func importances(
        _ report: SearchReport, name: String = "importances", width: Int = 760
    ) -> Figure {
        let ranked = report.parameters.filter { $0.importance != nil }.sorted {
            ($0.importance ?? 0) > ($1.importance ?? 0)
        }
        let height = 90 + 28 * max(ranked.count, 1)
        let end = max(1.14 * (ranked.first?.importance ?? 0), 0.1)
        var layers = [Layer]()
        for (index, parameter) in ranked.enumerated() {
            let share = parameter.importance ?? 0
            let y = Double(ranked.count - index)
            layers.append(
                Layer(
                    parameter.name,
                    .segments(
                        [Segment(x: 0, y: y, endX: share, endY: y)],
                        LineStyle(Palette.posterior, width: 11))))
            layers.append(
                Layer(
                    parameter.name,
                    .text(
                        NumberText.percent((share * 1e3).rounded() / 1e3),
                        .data(x: share + 0.012 * end, y: y), .left, Palette.axis, size: 12)))
            // A text, not a tick: it sets names such as `g_Na` with a lowered index.
            layers.append(
                Layer(
                    parameter.name,
                    .text(
                        parameter.name, .data(x: -0.012 * end, y: y), .right, Palette.observed,
                        size: 13)))
        }
        let longest = ranked.map(\.name.count).max() ?? 0
        return Figure(
            name: name, width: width, height: height,
            panels: [
                Panel(
                    "importances",
                    frame: Layout(width: width, height: height).frame(
                        left: 36 + 7.2 * Double(longest), right: 20, bottom: 52, top: 20),
                    x: Axis("Importance", range: 0...end, hasGrid: true),
                    y: Axis(range: 0.4...Double(max(ranked.count, 1)) + 0.6, ticks: .none),
                    layers: layers)
            ])
    }
}
