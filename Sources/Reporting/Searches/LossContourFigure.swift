extension Figure {
    /// The smoothed loss over two parameters, darker where it is smaller, with all evaluations.
    static func lossContour(
        _ report: SearchReport, across: Int, up: Int, name: String = "contour", width: Int = 700,
        height: Int = 560
    ) -> Figure {
        let parameters = (x: report.parameters[across], y: report.parameters[up])
        let usable = report.evaluations.filter {
            $0.loss != nil && $0.values[across].isFinite && $0.values[up].isFinite
        }
        let scale = LossAxis(usable.compactMap(\.loss))
        let surface = LossSurface(
            points: usable.map {
                (
                    parameters.x.position(of: $0.values[across]),
                    parameters.y.position(of: $0.values[up])
                )
            }, heights: usable.map { scale.position(of: $0.loss ?? .nan) })
        var layers = usable.isEmpty ? [] : areas(surface, scale, parameters.x, parameters.y)
        layers.append(
            Layer(
                "evaluations", isInLegend: true,
                .points(
                    x: usable.map { $0.values[across] }, y: usable.map { $0.values[up] },
                    PointStyle(Palette.observed.opacity(0.35), size: 0.18))))
        if let x = parameters.x.trueValue, let y = parameters.y.trueValue {
            layers.append(
                Layer(
                    "true value", isInLegend: true,
                    .points(
                        x: [x], y: [y], PointStyle(Palette.truth, shape: .diamond, size: 1.2))))
        }
        layers.append(
            Layer(
                "best", isInLegend: true,
                .points(
                    x: [report.best.values[across]], y: [report.best.values[up]],
                    PointStyle(Palette.maximum, size: 0.8))))
        return Figure(
            name: name, width: width, height: height,
            panels: [
                Panel(
                    "\(parameters.y.name) against \(parameters.x.name)",
                    frame: Layout(width: width, height: height).frame(
                        left: 86, right: 24, bottom: 54, top: 54),
                    x: parameters.x.axis(tickCount: 7), y: parameters.y.axis(tickCount: 7),
                    layers: layers, border: .box)
            ])
    }

    /// Filled regions of smaller and smaller losses, the largest first.
    private static func areas(
        _ surface: LossSurface, _ scale: LossAxis, _ x: SearchedParameter, _ y: SearchedParameter
    ) -> [Layer] {
        // Levels by area, so that every region can be seen whatever the losses are like.
        let shares = [0.8, 0.6, 0.4, 0.2, 0.08]
        let background = Palette.posterior.lightened(by: 0.94)
        var layers = [
            Layer(
                "all losses",
                .polygon(
                    x: [0, 1, 1, 0].map(x.value), y: [0, 0, 1, 1].map(y.value), background))
        ]
        for (place, share) in shares.enumerated() {
            let level = surface.level(below: share)
            let fill = shade(place)
            let around = place == 0 ? background : shade(place - 1)
            let outlines = surface.outlines(below: level)
            let text = "≤ " + NumberText.short(scale.loss(at: level), significantDigits: 3)
            for (number, outline) in outlines.enumerated() {
                layers.append(
                    Layer(
                        text, isInLegend: number == 0,
                        .polygon(
                            x: outline.x.map(x.value), y: outline.y.map(y.value),
                            outline.isHole ? around : fill)))
            }
        }
        return layers
    }

    private static func shade(_ place: Int) -> Colour {
        Palette.posterior.lightened(by: 0.82 - 0.17 * Double(place))
    }
}
