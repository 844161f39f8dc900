/// Translates a figure into commands for gnuplot.
///
/// The script holds its data and names no file: images are written to standard output, so paths
/// never meet gnuplot's parser. Texts are quoted by `GnuplotText`, everything else is a number or a
/// constant of this file.
struct GnuplotScript {
    /// The image formats.
    enum Format { case png, svg }

    let figure: Figure
    private let scales: [PanelScale]
    private var dataBlocks = ""
    private var blockCount = 0

    private init(_ figure: Figure) {
        self.figure = figure
        self.scales = figure.panels.map(PanelScale.init)
    }

    /// The whole script for one image.
    static func text(for figure: Figure, format: Format) -> String {
        var script = GnuplotScript(figure)
        let panels = script.figure.panels.indices.map { script.commands(panel: $0) }.joined()
        return """
            set encoding utf8
            \(script.terminal(format))
            set datafile separator whitespace
            \(script.dataBlocks)set multiplot
            \(panels)unset multiplot

            """
    }

    private func terminal(_ format: Format) -> String {
        switch format {
        case .png:
            // Twice as many pixels as points, for screens of high density; gnuplot's own points are
            // 4/3 of a pixel, hence the smaller scale of the letters.
            """
            set terminal pngcairo enhanced size \(2 * figure.width),\(2 * figure.height) \
            font 'Arial,12' fontscale 1.5 linewidth 2 pointscale 2 background '#ffffff'
            """
        case .svg:
            """
            set terminal svg enhanced size \(figure.width),\(figure.height) dynamic butt \
            font 'Arial,12' background '#ffffff'
            """
        }
    }

    private mutating func commands(panel index: Int) -> String {
        let panel = figure.panels[index]
        let scale = scales[index]
        let frame = panel.frame
        var lines = [
            "unset label; unset arrow; unset object; unset logscale; unset key",
            "set lmargin at screen \(frame.left); set rmargin at screen \(frame.right)",
            "set bmargin at screen \(frame.bottom); set tmargin at screen \(frame.top)",
            "set border \(border(panel.border)) front lw 0.8 lc rgb \(colour(Palette.axis))",
            "set xrange [\(scale.x.lowerBound):\(scale.x.upperBound)]",
            "set yrange [\(scale.y.lowerBound):\(scale.y.upperBound)]",
            ticks("x", scale.xTicks, hasTexts: scale.showsXTexts, panel),
            ticks("y", scale.yTicks, hasTexts: scale.showsYTexts, panel),
            grid(panel),
        ]
        if panel.x.isLogarithmic { lines.append("set logscale x") }
        if panel.y.isLogarithmic { lines.append("set logscale y") }
        if let background = panel.background {
            lines.append(
                "set object 1 rectangle from graph 0,0 to graph 1,1 behind "
                    + "fillstyle solid noborder fillcolor rgb \(colour(background))")
        }
        lines += titles(panel, index)
        var plots = [String]()
        for layer in panel.layers {
            let drawing = draw(layer)
            lines += drawing.commands
            plots += drawing.plots
        }
        lines += legend(panel)
        // A panel of nothing but texts still has to be plotted for them to appear.
        if plots.isEmpty { plots = ["NaN notitle"] }
        lines.append("plot " + plots.joined(separator: ", \\\n  "))
        return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    private func border(_ border: Panel.Border) -> Int {
        switch border {
        case .axes: 3
        case .box: 15
        case .bottom: 1
        case .none: 0
        }
    }

    private func ticks(_ axis: String, _ ticks: [Axis.Tick], hasTexts: Bool, _ panel: Panel)
        -> String
    {
        guard !ticks.isEmpty else { return "unset \(axis)tics" }
        let list = ticks.map {
            "\(hasTexts ? GnuplotText.tickLiteral($0.text) : "''") \($0.value)"
        }.joined(separator: ", ")
        return "set \(axis)tics nomirror out scale 0.5 offset \(axis == "x" ? "0,0.2" : "0.4,0") "
            + "font ',\(panel.textSize)' textcolor rgb \(colour(Palette.axis)) (\(list))"
    }

    private func grid(_ panel: Panel) -> String {
        let axes =
            (panel.x.hasGrid ? "xtics " : "noxtics ") + (panel.y.hasGrid ? "ytics" : "noytics")
        return panel.x.hasGrid || panel.y.hasGrid
            ? "set grid \(axes) back linetype 1 linewidth 0.7 linecolor rgb \(colour(Palette.grid))"
            : "unset grid"
    }

    /// The labels of the axes and the name of the panel, placed by the widths of the tick texts.
    private func titles(_ panel: Panel, _ index: Int) -> [String] {
        var lines = [String]()
        let frame = panel.frame
        let size = panel.textSize + 1
        if !panel.x.label.isEmpty {
            // Of a text with two lines, the first one stands at its place.
            let drop = (scales[index].showsXTexts ? panel.textSize * 1.25 : 0) + 8 + size / 2
            lines.append(
                label(
                    text(panel.x), x: (frame.left + frame.right) / 2,
                    y: frame.bottom - drop / Double(figure.height), "centre", size))
        }
        if !panel.y.label.isEmpty {
            let lineShift = panel.y.breaksBeforeUnit && panel.y.unit != nil ? size * 1.25 : 0
            lines.append(
                label(
                    text(panel.y),
                    x: frame.left
                        - (widestTick(left: frame.left) + 12 + size / 2 + lineShift)
                            / Double(figure.width),
                    y: (frame.bottom + frame.top) / 2, "centre rotate by 90", size))
        }
        if panel.showsName {
            lines.append(
                label(
                    GnuplotText.typesetLiteral(panel.name), x: frame.left,
                    y: frame.top + (6 + size / 2) / Double(figure.height), "left", size))
        }
        return lines
    }

    private func text(_ axis: Axis) -> String {
        GnuplotText.label(axis.label, unit: axis.unit, breaksBeforeUnit: axis.breaksBeforeUnit)
    }

    private func label(_ text: String, x: Double, y: Double, _ placing: String, _ size: Double)
        -> String
    {
        "set label \(text) at screen \(x),\(y) \(placing.replacing("centre", with: "center")) "
            + "font ',\(size)' textcolor rgb \(colour(Palette.observed))"
    }

    /// The estimated width in points of the widest tick text of all panels with one left edge, so
    /// that the labels of panels above each other stand in line.
    private func widestTick(left: Double) -> Double {
        var widest = 0.0
        for (panel, scale) in zip(figure.panels, scales)
        where panel.frame.left == left && scale.showsYTexts {
            for tick in scale.yTicks {
                // 0.56 of the size is the width of a digit in the sans-serif fonts in use.
                widest = max(widest, 0.56 * panel.textSize * Double(tick.text.count))
            }
        }
        return widest
    }
}

extension GnuplotScript {
    private struct Drawing {
        var commands: [String] = []
        var plots: [String] = []
    }

    private mutating func draw(_ layer: Layer) -> Drawing {
        switch layer.mark {
        case .line(let x, let y, let style):
            let look = "with lines \(line(style))"
            return Drawing(plots: ["\(block([x, y])) using 1:2 \(look) notitle"])
        case .points(let x, let y, let style):
            let look =
                "with points pt \(pointType(style.shape)) ps \(style.size) "
                + "lw 1.2 lc rgb \(colour(style.colour))"
            return Drawing(plots: ["\(block([x, y])) using 1:2 \(look) notitle"])
        case .band(let x, let lower, let upper, let fill):
            let look = "lc rgb \(colour(fill)) fs solid noborder"
            return Drawing(
                plots: [
                    "\(block([x, lower, upper])) using 1:2:3 with filledcurves \(look) notitle"
                ])
        case .bars(let centres, let heights, let width, let fill):
            let look = "with boxes lc rgb \(colour(fill)) fs solid noborder"
            return Drawing(
                plots: ["\(block([centres, heights])) using 1:2:(\(width)) \(look) notitle"])
        case .polygon(let x, let y, let fill):
            let look = "lc rgb \(colour(fill)) fs solid noborder"
            return Drawing(
                plots: ["\(block([x, y])) using 1:2 with filledcurves closed \(look) notitle"])
        case .segments(let segments, let style):
            let columns = [
                segments.map(\.x), segments.map(\.y), segments.map { $0.endX - $0.x },
                segments.map { $0.endY - $0.y },
            ]
            return Drawing(
                plots: [
                    "\(block(columns)) using 1:2:3:4 with vectors nohead \(line(style)) notitle"
                ])
        case .verticalLine(let value, let style):
            return Drawing(
                commands: [
                    "set arrow from first \(value),graph 0 to first \(value),graph 1 "
                        + "nohead front \(line(style))"
                ])
        case .horizontalLine(let value, let style):
            return Drawing(
                commands: [
                    "set arrow from graph 0,first \(value) to graph 1,first \(value) "
                        + "nohead back \(line(style))"
                ])
        case .text(let text, let place, let alignment, let textColour, let size):
            let position =
                switch place {
                case .data(let x, let y): "first \(x),first \(y)"
                case .panel(let x, let y): "graph \(x),graph \(y)"
                }
            let side =
                switch alignment {
                case .left: "left"
                case .centre: "center"
                case .right: "right"
                }
            return Drawing(commands: [
                "set label \(GnuplotText.typesetLiteral(text)) at \(position) \(side) front "
                    + "font ',\(size)' textcolor rgb \(colour(textColour))"
            ])
        }
    }

    /// Stores columns of numbers in the script and returns the name of the block.
    private mutating func block(_ columns: [[Double]]) -> String {
        blockCount += 1
        let name = "$data\(blockCount)"
        dataBlocks += "\(name) << END\n"
        for row in (columns.first ?? []).indices {
            let numbers = columns.map { $0[row].isFinite ? Self.plotNumber($0[row]) : "NaN" }
            dataBlocks += numbers.joined(separator: " ") + "\n"
        }
        // A block without a line is an error to gnuplot.
        if columns.first?.isEmpty ?? true {
            dataBlocks += columns.map { _ in "NaN" }.joined(separator: " ") + "\n"
        }
        dataBlocks += "END\n"
        return name
    }

    /// Six digits are far below a pixel.
    private static func plotNumber(_ value: Double) -> String {
        // Shortest text of the single-precision neighbour: seven digits at the most, and fast.
        "\(Float(value))"
    }

    func line(_ style: LineStyle) -> String {
        let dash =
            switch style.dash {
            case .solid: "dt solid"
            case .dashed: "dt (8,5)"
            case .dotted: "dt (2,4)"
            }
        return "lw \(style.width) \(dash) lc rgb \(colour(style.colour))"
    }

    func pointType(_ shape: PointStyle.Shape) -> Int {
        switch shape {
        case .disc: 7
        case .circle: 6
        case .cross: 2
        case .diamond: 13
        case .square: 5
        }
    }

    func colour(_ colour: Colour) -> String {
        // gnuplot writes transparency, not opacity, before the three channels.
        let transparency = UInt32(((1 - colour.opacity) * 255).rounded())
        let digits = String(transparency << 24 | colour.hexadecimal, radix: 16)
        return "'#" + String(repeating: "0", count: 8 - digits.count) + digits + "'"
    }
}
