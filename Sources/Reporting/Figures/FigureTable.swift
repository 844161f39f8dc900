/// The numbers behind a figure as a table of comma-separated values.
///
/// One row per drawn value in long form, so that every figure has the same columns: `panel`,
/// `series`, `kind`, `x`, `y`, and `x2`, `y2` where a mark has a second end. Long traces are those of
/// the figure: the lowest and the highest value of every pixel column.
public enum FigureTable {
    /// The whole table with its header.
    public static func text(of figure: Figure) -> String {
        var rows = "panel,series,kind,x,y,x2,y2\n"
        for panel in figure.panels {
            for layer in panel.layers {
                append(layer, of: panel.name, to: &rows)
            }
        }
        return rows
    }

    private static func append(_ layer: Layer, of panel: String, to rows: inout String) {
        let names = "\(field(panel)),\(field(layer.name)),"
        func row(
            _ kind: String, _ x: Double?, _ y: Double?, _ x2: Double? = nil, _ y2: Double? = nil
        ) {
            let numbers = [x, y, x2, y2].map { $0.map(NumberText.exact) ?? "" }
            rows += names + kind + "," + numbers.joined(separator: ",") + "\n"
        }
        switch layer.mark {
        case .line(let x, let y, _): for (x, y) in zip(x, y) { row("line", x, y) }
        case .points(let x, let y, _): for (x, y) in zip(x, y) { row("point", x, y) }
        case .polygon(let x, let y, _): for (x, y) in zip(x, y) { row("outline", x, y) }
        case .band(let x, let lower, let upper, _):
            for index in x.indices { row("band", x[index], lower[index], nil, upper[index]) }
        case .bars(let centres, let heights, _, _):
            for (x, y) in zip(centres, heights) { row("bar", x, y) }
        case .segments(let segments, _):
            for segment in segments {
                row("segment", segment.x, segment.y, segment.endX, segment.endY)
            }
        case .verticalLine(let x, _): row("vertical", x, nil)
        case .horizontalLine(let y, _): row("horizontal", nil, y)
        case .text(let text, _, _, _, _): rows += names + field("text: " + text) + ",,,,\n"
        }
    }

    /// A field in quotes where RFC 4180 asks for them.
    static func field(_ text: String) -> String {
        let special = text.unicodeScalars.contains {
            $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r"
        }
        return special ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
