public import LinearAlgebra

/// The limits of the axes of a pair plot.
public enum PairPlotExtent: Hashable, Sendable {
    /// The whole range of the prior: shows how much was learned.
    case prior
    /// The part that holds nearly all samples: shows the shape of a narrow posterior.
    case posterior
}

extension Figure {
    /// The posterior of every parameter and of every pair of parameters.
    ///
    /// On the diagonal stand the marginal densities over the whole range of the prior, the credible
    /// interval darker; below it the regions that hold 95, 80, 60, 40 and 20 per cent of the mass;
    /// above it the correlation coefficients. The maximum is orange, a known true value green.
    /// - Parameters:
    ///   - samples: Posterior samples, `[samples × parameters]`.
    ///   - parameters: One per column of the samples.
    ///   - extent: The limits of the axes.
    public static func pairPlot(
        samples: Matrix<Double>, parameters: [FittedParameter], extent: PairPlotExtent = .prior,
        name: String = "posterior"
    ) -> Figure {
        precondition(
            samples.columns == parameters.count && !parameters.isEmpty,
            "\(samples.columns) columns of samples for \(parameters.count) parameters")
        let count = parameters.count
        let cell = count <= 3 ? 190.0 : count <= 5 ? 150.0 : 116.0
        let textSize = count <= 3 ? 12.5 : 11
        let gap = 10.0
        let side = cell * Double(count) + gap * Double(count - 1)
        let (width, height) = (Int(side + 86 + 14), Int(side + 58 + 34))
        let layout = Layout(width: width, height: height)
        let frames = layout.grid(
            of: layout.frame(left: 86, right: 14, bottom: 58, top: 34), rows: count, columns: count,
            gapX: gap, gapY: gap)
        let builder = PairPlotPanels(
            samples, parameters: parameters, extent: extent, textSize: textSize)
        var panels = [Panel]()
        for row in 0..<count {
            for column in 0..<count {
                let frame = frames[row][column]
                if row == column {
                    panels.append(builder.marginal(row, frame))
                } else if row > column {
                    panels.append(builder.pair(row, column, frame))
                } else {
                    panels.append(builder.correlation(row, column, frame))
                }
            }
        }
        return Figure(name: name, width: width, height: height, panels: panels)
    }
}

extension PairPlotExtent {
    /// The range of all but two thousandths of the samples, widened by a quarter on both sides but
    /// not beyond the prior.
    fileprivate static func range(of samples: [Double], within prior: ClosedRange<Double>)
        -> ClosedRange<Double>
    {
        let sorted = samples.sorted()
        guard sorted.count > 1 else { return prior }
        let low = sorted[(sorted.count - 1) / 1000]
        let high = sorted[sorted.count - 1 - (sorted.count - 1) / 1000]
        let margin = 0.25 * (high - low)
        return (low - margin...high + margin).clamped(to: prior)
    }

    /// Whether some posterior is so narrow that the range of the prior hides its shape.
    static func priorHidesPosterior(_ samples: Matrix<Double>, _ parameters: [FittedParameter])
        -> Bool
    {
        parameters.enumerated().contains { index, parameter in
            let range = range(of: samples.column(index), within: parameter.priorRange)
            let prior = parameter.priorRange
            return range.upperBound - range.lowerBound < 0.2 * (prior.upperBound - prior.lowerBound)
        }
    }
}

/// The three kinds of panels of a pair plot.
private struct PairPlotPanels {
    let columns: [[Double]]
    let parameters: [FittedParameter]
    let ranges: [ClosedRange<Double>]
    let textSize: Double

    private static let masses = [0.95, 0.8, 0.6, 0.4, 0.2]
    private static let gridCells = 72

    init(
        _ samples: Matrix<Double>, parameters: [FittedParameter], extent: PairPlotExtent,
        textSize: Double
    ) {
        columns = (0..<samples.columns).map(samples.column)
        self.parameters = parameters
        self.textSize = textSize
        ranges = zip(columns, parameters).map { column, parameter in
            let prior = parameter.priorRange
            let range =
                switch extent {
                case .prior: prior
                case .posterior: PairPlotExtent.range(of: column, within: prior)
                }
            // Without any width there is nothing to draw along.
            return range.lowerBound < range.upperBound
                ? range : range.lowerBound - 0.5...range.upperBound + 0.5
        }
    }

    private func range(_ index: Int) -> ClosedRange<Double> { ranges[index] }

    private func axis(_ index: Int, isLabelled: Bool) -> Axis {
        let parameter = parameters[index]
        guard isLabelled else { return Axis(range: range(index), ticks: .none) }
        return Axis(
            parameter.name, unit: parameter.unit, range: range(index), ticks: .inner(count: 3),
            breaksBeforeUnit: true)
    }

    func marginal(_ index: Int, _ frame: Frame) -> Panel {
        let parameter = parameters[index]
        let range = range(index)
        let cells = 240
        let heights = SampleDensity.density(of: columns[index], in: range, cells: cells)
        let width = (range.upperBound - range.lowerBound) / Double(cells)
        // The first and the last value stand on the limits, so that the area reaches them.
        let x =
            [range.lowerBound]
            + (0..<cells).map { range.lowerBound + (Double($0) + 0.5) * width } + [range.upperBound]
        let y = [heights[0]] + heights + [heights[cells - 1]]
        let zero = [Double](repeating: 0, count: x.count)
        let inside = x.indices.filter { parameter.credibleInterval.contains(x[$0]) }
        let priorHeight = 1 / (range.upperBound - range.lowerBound)
        var layers = [
            Layer(
                "posterior density",
                .band(x: x, lower: zero, upper: y, Palette.posterior.lightened(by: 0.8))),
            Layer(
                "credible interval",
                .band(
                    x: inside.map { x[$0] }, lower: inside.map { _ in 0 },
                    upper: inside.map { y[$0] }, Palette.posterior.lightened(by: 0.45))),
            Layer(
                "posterior density", .line(x: x, y: y, LineStyle(Palette.posterior, width: 1.3))),
        ]
        layers += marks(vertical: index)
        return Panel(
            parameter.name, frame: frame,
            x: axis(index, isLabelled: index == parameters.count - 1),
            y: Axis(range: 0...max((heights.max() ?? 0) * 1.08, priorHeight), ticks: .none),
            layers: layers, border: .bottom, textSize: textSize)
    }

    func pair(_ row: Int, _ column: Int, _ frame: Frame) -> Panel {
        let (xRange, yRange) = (range(column), range(row))
        let cells = Self.gridCells
        let grid = SampleDensity.grid(
            x: columns[column], y: columns[row], xRange: xRange, yRange: yRange, cells: cells)
        var layers = [Layer]()
        for (position, mass) in Self.masses.enumerated() {
            let level = SampleDensity.level(of: grid, holding: mass)
            guard level > 0 else { continue }
            let fill = Self.shade(position)
            let below = position == 0 ? Colour(0xFFFFFF) : Self.shade(position - 1)
            let outlines = ContourOutlines.outlines(
                of: grid, cells: cells, level: level, xRange: xRange, yRange: yRange)
            for outline in outlines {
                layers.append(
                    Layer(
                        "\(NumberText.percent(mass)) region",
                        .polygon(
                            x: outline.x, y: outline.y, outline.signedArea > 0 ? fill : below)))
            }
        }
        let (across, up) = (parameters[column], parameters[row])
        if let trueX = across.trueValue, let trueY = up.trueValue {
            layers.append(
                Layer(
                    "true value",
                    .points(
                        x: [trueX], y: [trueY],
                        PointStyle(Palette.truth, shape: .diamond, size: 0.9))))
        }
        layers.append(
            Layer(
                "maximum",
                .points(
                    x: [across.maximum], y: [up.maximum], PointStyle(Palette.maximum, size: 0.6))))
        return Panel(
            "\(up.name) against \(across.name)", frame: frame,
            x: axis(column, isLabelled: row == parameters.count - 1),
            y: axis(row, isLabelled: column == 0), layers: layers, border: .box, textSize: textSize)
    }

    func correlation(_ row: Int, _ column: Int, _ frame: Frame) -> Panel {
        let coefficient = Self.correlation(columns[column], columns[row])
        let hue = coefficient < 0 ? Palette.maximum : Palette.posterior
        let strength = coefficient.isFinite ? abs(coefficient) : 0
        return Panel(
            "correlation of \(parameters[row].name) and \(parameters[column].name)", frame: frame,
            x: Axis(range: 0...1, ticks: .none), y: Axis(range: 0...1, ticks: .none),
            layers: [
                Layer(
                    "correlation coefficient",
                    .text(
                        coefficient.isFinite ? NumberText.fixed(coefficient, decimals: 2) : "–",
                        .panel(x: 0.5, y: 0.5), .centre,
                        strength > 0.75 ? Colour(0xFFFFFF) : Palette.observed,
                        size: textSize + 1.5))
            ], border: .none, textSize: textSize,
            background: hue.lightened(by: 1 - 0.9 * strength))
    }

    private func marks(vertical index: Int) -> [Layer] {
        let parameter = parameters[index]
        var layers = [Layer]()
        let isFirst = index == 0
        if isFirst {
            // One sample of every mark, listed above the first panel for the whole figure.
            layers.append(
                Layer(
                    "credible interval", isInLegend: true,
                    .band(x: [], lower: [], upper: [], Palette.posterior.lightened(by: 0.45))))
        }
        layers.append(
            Layer(
                "maximum", isInLegend: isFirst,
                .verticalLine(parameter.maximum, LineStyle(Palette.maximum, width: 1.5))))
        if let trueValue = parameter.trueValue {
            layers.append(
                Layer(
                    "true value", isInLegend: isFirst,
                    .verticalLine(trueValue, LineStyle(Palette.truth, width: 1.5, dash: .dashed))))
        }
        return layers
    }

    private static func shade(_ position: Int) -> Colour {
        Palette.posterior.lightened(by: 0.82 - 0.19 * Double(position))
    }

    /// Pearson's coefficient; not a number where a column is constant.
    private static func correlation(_ x: [Double], _ y: [Double]) -> Double {
        let count = Double(x.count)
        let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (x, y) in zip(x, y) {
            xx += (x - meanX) * (x - meanX)
            yy += (y - meanY) * (y - meanY)
            xy += (x - meanX) * (y - meanY)
        }
        return xy / (xx * yy).squareRoot()
    }
}
