extension Figure {
    /// The losses in the order of asking with the best one so far; failed evaluations stand as
    /// crosses at the upper edge.
    static func convergence(
        _ report: SearchReport, name: String = "convergence", width: Int = 760, height: Int = 400
    ) -> Figure {
        let usable = report.evaluations.filter { $0.loss != nil }
        let losses = usable.map { $0.loss ?? .nan }
        let scale = LossAxis(losses)
        var best = (x: [Double](), y: [Double]())
        for (evaluation, loss) in zip(usable, losses) {
            guard loss < best.y.last ?? .infinity else { continue }
            // A step: the loss stays until a better one is found.
            if let last = best.y.last {
                best.x.append(Double(evaluation.number + 1))
                best.y.append(last)
            }
            best.x.append(Double(evaluation.number + 1))
            best.y.append(loss)
        }
        let last = Double((report.evaluations.map(\.number).max() ?? 0) + 1)
        if let lowest = best.y.last {
            best.x.append(last)
            best.y.append(lowest)
        }
        let failed = report.evaluations.filter { $0.loss == nil }.map { Double($0.number + 1) }
        let edge = scale.loss(at: 0.985)
        var layers = [
            Layer(
                "evaluations", isInLegend: true,
                .points(
                    x: usable.map { Double($0.number + 1) }, y: losses,
                    PointStyle(
                        Palette.prior.opacity(0.55), size: usable.count > 1_000 ? 0.25 : 0.4)))
        ]
        if !failed.isEmpty {
            layers.append(
                Layer(
                    "failed", isInLegend: true,
                    .points(
                        x: failed, y: failed.map { _ in edge },
                        PointStyle(Palette.maximum, shape: .cross, size: 0.4))))
        }
        layers.append(
            Layer(
                "best so far", isInLegend: true,
                .line(x: best.x, y: best.y, LineStyle(Palette.posterior, width: 2))))
        return Figure(
            name: name, width: width, height: height,
            panels: [
                Panel(
                    "loss",
                    frame: Layout(width: width, height: height).frame(
                        left: 86, right: 20, bottom: 52, top: 34),
                    x: Axis("Evaluation", range: 0...max(last * 1.01, 2)),
                    y: scale.axis(report.lossName), layers: layers)
            ])
    }
}
