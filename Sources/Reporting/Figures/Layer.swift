/// How a line is drawn.
public struct LineStyle: Hashable, Sendable {
    /// The pattern of a line.
    public enum Dash: Hashable, Sendable { case solid, dashed, dotted }

    /// The colour of the line.
    public var colour: Colour
    /// The width in points.
    public var width: Double
    /// The pattern.
    public var dash: Dash

    /// Creates a line style.
    public init(_ colour: Colour, width: Double = 1.4, dash: Dash = .solid) {
        self.colour = colour
        self.width = width
        self.dash = dash
    }
}

/// How points are drawn.
public struct PointStyle: Hashable, Sendable {
    /// The form of a point.
    public enum Shape: Hashable, Sendable { case disc, circle, cross, diamond, square }

    /// The colour of the points.
    public var colour: Colour
    /// The form.
    public var shape: Shape
    /// The size in units of the line height of small text, about 5 points.
    public var size: Double

    /// Creates a point style.
    public init(_ colour: Colour, shape: Shape = .disc, size: Double = 0.8) {
        self.colour = colour
        self.shape = shape
        self.size = size
    }
}

/// A straight piece from one place to another, in the coordinates of the data.
public struct Segment: Hashable, Sendable {
    /// The start.
    public var x, y: Double
    /// The end.
    public var endX, endY: Double

    /// Creates a segment.
    public init(x: Double, y: Double, endX: Double, endY: Double) {
        (self.x, self.y, self.endX, self.endY) = (x, y, endX, endY)
    }
}

/// Where a text of a panel stands.
public enum TextPlace: Hashable, Sendable {
    /// In the coordinates of the data.
    case data(x: Double, y: Double)
    /// As shares of the panel's width and height, from the lower left corner.
    case panel(x: Double, y: Double)
}

/// Which part of a text stands at its place.
public enum TextAlignment: Hashable, Sendable { case left, centre, right }

/// One graphical element of a panel with the numbers it shows.
///
/// Layers are painted in their order, later ones over earlier ones. Values that are not finite
/// interrupt a line and leave out a point.
public struct Layer: Hashable, Sendable {
    /// What is drawn; arrays of one mark have one length.
    public enum Mark: Hashable, Sendable {
        case line(x: [Double], y: [Double], LineStyle)
        case points(x: [Double], y: [Double], PointStyle)
        /// The area between two curves.
        case band(x: [Double], lower: [Double], upper: [Double], Colour)
        /// Vertical bars that stand on zero.
        case bars(centres: [Double], heights: [Double], width: Double, Colour)
        /// A filled closed outline.
        case polygon(x: [Double], y: [Double], Colour)
        case segments([Segment], LineStyle)
        /// A line over the whole height of the panel.
        case verticalLine(Double, LineStyle)
        /// A line over the whole width of the panel.
        case horizontalLine(Double, LineStyle)
        case text(String, TextPlace, TextAlignment, Colour, size: Double)
    }

    /// What the layer shows; the legend and the data file use it.
    public var name: String
    /// Whether the legend lists the layer.
    public var isInLegend: Bool
    /// What is drawn.
    public var mark: Mark

    /// Creates a layer.
    public init(_ name: String, isInLegend: Bool = false, _ mark: Mark) {
        switch mark {
        case .line(let x, let y, _), .points(let x, let y, _), .polygon(let x, let y, _):
            precondition(x.count == y.count, "\(x.count) values of x, \(y.count) of y in '\(name)'")
        case .band(let x, let lower, let upper, _):
            precondition(
                x.count == lower.count && x.count == upper.count,
                "\(x.count) values of x, \(lower.count) lower, \(upper.count) upper in '\(name)'")
        case .bars(let centres, let heights, _, _):
            precondition(
                centres.count == heights.count,
                "\(centres.count) centres, \(heights.count) heights in '\(name)'")
        case .segments, .verticalLine, .horizontalLine, .text: break
        }
        self.name = name
        self.isInLegend = isInLegend
        self.mark = mark
    }
}
