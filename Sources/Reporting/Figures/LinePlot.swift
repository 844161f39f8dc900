/// One curve of a line plot.
public struct Curve: Hashable, Sendable {
    /// What the curve shows; the legend lists it when there are several.
    public var name: String
    /// The coordinates.
    public var x, y: [Double]
    /// The colour; nil takes the next of the palette.
    public var colour: Colour?
    /// Whether single points mark the values.
    public var hasPoints: Bool

    /// Creates a curve.
    public init(
        _ name: String, x: [Double], y: [Double], colour: Colour? = nil, hasPoints: Bool = false
    ) {
        self.name = name
        self.x = x
        self.y = y
        self.colour = colour
        self.hasPoints = hasPoints
    }

    /// Creates the curve of a trace over time, thinned for drawing.
    public init(_ trace: SampledTrace, colour: Colour? = nil) {
        let points = TraceDecimation.points(of: trace)
        self.init(trace.name, x: points.x, y: points.y, colour: colour)
    }
}

extension Figure {
    /// Curves over a common horizontal axis.
    /// - Parameters:
    ///   - background: Further layers behind the curves; vertical lines lie in front in any case.
    ///   - marks: Further layers over the curves, such as vertical lines.
    public static func lines(
        name: String, x: Axis, y: Axis, curves: [Curve], background: [Layer] = [],
        marks: [Layer] = [], width: Int = 760, height: Int = 400
    ) -> Figure {
        var layers = background
        for (index, curve) in curves.enumerated() {
            let colour = curve.colour ?? Palette.curve(index)
            let hasLegend = curves.count > 1
            layers.append(
                Layer(
                    curve.name, isInLegend: hasLegend,
                    .line(x: curve.x, y: curve.y, LineStyle(colour, width: 1.5))))
            if curve.hasPoints {
                layers.append(
                    Layer(
                        curve.name, .points(x: curve.x, y: curve.y, PointStyle(colour, size: 0.6))))
            }
        }
        let frame = Layout(width: width, height: height).frame(
            left: 70, right: 20, bottom: 52, top: 34)
        return Figure(
            name: name, width: width, height: height,
            panels: [Panel("curves", frame: frame, x: x, y: y, layers: layers + marks)])
    }
}
