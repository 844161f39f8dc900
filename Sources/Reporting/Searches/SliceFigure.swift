extension Figure {
    /// The loss against every parameter, one panel each; later evaluations are darker.
    static func slices(
        _ report: SearchReport, name: String = "slices", width: Int = 860
    ) -> Figure {
        let slices = SlicePanels(report)
        let count = report.parameters.count
        let columns = min(count, 3)
        let rows = (count + columns - 1) / columns
        let height = 60 + 236 * rows
        let layout = Layout(width: width, height: height)
        let cells = layout.grid(
            of: layout.frame(left: 78, right: 20, bottom: 54, top: 34), rows: rows,
            columns: columns, gapX: 40, gapY: 66)
        return Figure(
            name: name, width: width, height: height,
            panels: (0..<count).map { index in
                slices.panel(
                    index, cells[index / columns][index % columns],
                    isFirstOfRow: index % columns == 0)
            })
    }
}

private struct SlicePanels {
    private let report: SearchReport
    private let usable: [SearchEvaluation]
    private let scale: LossAxis
    private let groupCount: Int

    init(_ report: SearchReport) {
        self.report = report
        usable = report.evaluations.filter { $0.loss != nil }
        scale = LossAxis(usable.map { $0.loss ?? .nan })
        groupCount = min(5, max(usable.count, 1))
    }

    func panel(_ index: Int, _ frame: Frame, isFirstOfRow: Bool) -> Panel {
        let parameter = report.parameters[index]
        // The first panel lists the marks for all of them.
        let isFirst = index == 0
        var layers = (0..<groupCount).map { group -> Layer in
            let part = usable[
                group * usable.count / groupCount..<(group + 1) * usable.count / groupCount]
            let first = (part.first?.number ?? 0) + 1
            let last = (part.last?.number ?? 0) + 1
            return Layer(
                "\(NumberText.count(first))–\(NumberText.count(last))",
                isInLegend: isFirst && !part.isEmpty,
                .points(
                    x: part.map { $0.values[index] }, y: part.map { $0.loss ?? .nan },
                    PointStyle(colour(group), size: usable.count > 1_000 ? 0.22 : 0.38)))
        }
        if let trueValue = parameter.trueValue {
            layers.append(
                Layer(
                    "true value", isInLegend: isFirst,
                    .verticalLine(trueValue, LineStyle(Palette.truth, width: 1.3, dash: .dashed))))
        }
        layers.append(
            Layer(
                "best", isInLegend: isFirst,
                .points(
                    x: [report.best.values[index]], y: [report.best.loss ?? .nan],
                    PointStyle(Palette.maximum, shape: .diamond, size: 0.9))))
        var x = parameter.axis(tickCount: 5)
        // Texts at both ends would meet those of the neighbours.
        if case .automatic(let count) = x.ticks, !x.isLogarithmic { x.ticks = .inner(count: count) }
        var y = scale.axis(isFirstOfRow ? report.lossName : "")
        if !isFirstOfRow { y.ticks = silent(y.ticks) }
        return Panel(parameter.name, frame: frame, x: x, y: y, layers: layers, textSize: 11.5)
    }

    /// The same ticks without texts.
    private func silent(_ ticks: Axis.Ticks) -> Axis.Ticks {
        switch ticks {
        case .automatic(let count): .unlabelled(count: count)
        case .fixed(let ticks): .fixed(ticks.map { Axis.Tick($0.value, "") })
        case .inner, .unlabelled, .none: ticks
        }
    }

    /// From pale to dark.
    private func colour(_ group: Int) -> Colour {
        let share = groupCount > 1 ? Double(group) / Double(groupCount - 1) : 1
        return share < 1
            ? Palette.posterior.lightened(by: 0.72 * (1 - share)) : Colour(0x173F61)
    }
}
