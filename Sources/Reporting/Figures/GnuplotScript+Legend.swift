/// The legend above a panel.
///
/// gnuplot's own key was rejected: it wraps by the width of the panel and spaces all entries by the
/// widest one. Entries here follow each other in rows over the whole width of the figure.
extension GnuplotScript {
    private static let sampleWidth = 22.0
    private static let gapAfterSample = 6.0
    private static let gapAfterEntry = 20.0
    private static let longestName = 60

    /// The commands that draw the samples and the names of all layers with a legend entry.
    func legend(_ panel: Panel) -> [String] {
        let entries = panel.layers.filter(\.isInLegend)
        let start = panel.frame.left * Double(figure.width)
        let end = Double(figure.width) - 8
        var rows = [[(layer: Layer, name: String, x: Double)]]()
        var x = start
        for layer in entries {
            let name = Self.shortened(layer.name)
            let width =
                Self.sampleWidth + Self.gapAfterSample + Self.width(of: name, size: panel.textSize)
            if rows.isEmpty || x + width > end {
                rows.append([])
                x = start
            }
            rows[rows.count - 1].append((layer, name, x))
            x += width + Self.gapAfterEntry
        }
        var commands = [String]()
        for (index, row) in rows.enumerated() {
            let lift = 13 + 1.35 * panel.textSize * Double(rows.count - 1 - index)
            let y = panel.frame.top + lift / Double(figure.height)
            for entry in row {
                commands += sample(entry.layer.mark, x: entry.x, y: y)
                let textStart = (entry.x + Self.sampleWidth + Self.gapAfterSample)
                commands.append(
                    "set label \(GnuplotText.typesetLiteral(entry.name)) "
                        + "at screen \(textStart / Double(figure.width)),\(y) left "
                        + "font ',\(panel.textSize)' textcolor rgb \(colour(Palette.axis))")
            }
        }
        return commands
    }

    private func sample(_ mark: Layer.Mark, x: Double, y: Double) -> [String] {
        let (left, right) = (
            x / Double(figure.width), (x + Self.sampleWidth) / Double(figure.width)
        )
        switch mark {
        case .line(_, _, let style), .segments(_, let style), .verticalLine(_, let style),
            .horizontalLine(_, let style):
            return [
                "set arrow from screen \(left),\(y) to screen \(right),\(y) nohead \(line(style))"
            ]
        case .points(_, _, let style):
            return [
                "set label '' at screen \((left + right) / 2),\(y) point pt \(pointType(style.shape)) "
                    + "ps \(style.size) lc rgb \(colour(style.colour))"
            ]
        case .band(_, _, _, let fill), .bars(_, _, _, let fill), .polygon(_, _, let fill):
            let half = 5 / Double(figure.height)
            return [
                "set object rectangle from screen \(left),\(y - half) to screen \(right),\(y + half) "
                    + "fillstyle solid noborder fillcolor rgb \(colour(fill))"
            ]
        case .text: return []
        }
    }

    /// The estimated width of a text in a sans-serif font such as Arial or Liberation Sans.
    private static func width(of text: String, size: Double) -> Double {
        text.reduce(0) { width, character in
            switch character {
            case "i", "j", "l", "t", "f", "r", ".", ",", "'", "(", ")", ":", " ":
                width + 0.31 * size
            case "m", "w", "M", "W", "%": width + 0.86 * size
            case _ where character.isUppercase: width + 0.69 * size
            default: width + 0.56 * size
            }
        }
    }

    private static func shortened(_ name: String) -> String {
        name.count > longestName ? name.prefix(longestName - 1) + "…" : name
    }
}
