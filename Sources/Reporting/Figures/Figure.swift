/// A rectangle in shares of a figure, measured from the lower left corner.
public struct Frame: Hashable, Sendable {
    /// The edges, each between 0 and 1.
    public var left, right, bottom, top: Double

    /// Creates a frame.
    public init(left: Double, right: Double, bottom: Double, top: Double) {
        precondition(
            0 <= left && left < right && right <= 1 && 0 <= bottom && bottom < top && top <= 1,
            "frame \(left)…\(right) × \(bottom)…\(top) is not inside of 0…1")
        (self.left, self.right, self.bottom, self.top) = (left, right, bottom, top)
    }
}

/// One plot of a figure: two axes and the layers between them.
public struct Panel: Hashable, Sendable {
    /// Which sides of the panel carry a line.
    public enum Border: Hashable, Sendable { case axes, box, bottom, none }

    /// What the panel shows; the data file uses it, the figure only when `showsName` says so.
    public var name: String
    /// Whether the name stands above the panel.
    public var showsName: Bool
    /// The area between the axes; labels and ticks stand outside of it.
    public var frame: Frame
    /// The horizontal and the vertical axis.
    public var x, y: Axis
    /// What is drawn.
    public var layers: [Layer]
    /// Which sides carry a line.
    public var border: Border
    /// The height of the letters of tick texts in points of the figure; labels are one larger.
    public var textSize: Double
    /// The background; nil leaves it white.
    public var background: Colour?

    /// Creates a panel.
    public init(
        _ name: String, showsName: Bool = false, frame: Frame, x: Axis, y: Axis, layers: [Layer],
        border: Border = .axes, textSize: Double = 12.5, background: Colour? = nil
    ) {
        self.name = name
        self.showsName = showsName
        self.frame = frame
        self.x = x
        self.y = y
        self.layers = layers
        self.border = border
        self.textSize = textSize
        self.background = background
    }
}

/// A figure as plain data: panels with axes and layers, independent of the program that draws it.
///
/// ```swift
/// let x = (0...100).map { Double($0) / 10 }
/// let figure = Figure.lines(
///     name: "decay", x: Axis("Time", unit: "ms"), y: Axis("Voltage", unit: "mV"),
///     curves: [Curve("membrane", x: x, y: x.map { -70 + 10 / (1 + $0) })])
/// let files = try await FigureWriter().write(figure, to: "figures")
/// ```
public struct Figure: Hashable, Sendable {
    /// The stem of the file names: letters, digits, `-` and `_`.
    public let name: String
    /// The size in points; images have twice as many pixels.
    public var width, height: Int
    /// The plots.
    public var panels: [Panel]

    /// Creates a figure.
    public init(name: String, width: Int = 760, height: Int = 420, panels: [Panel]) {
        precondition(
            !name.isEmpty
                && name.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                        || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F
                },
            "figure name '\(name)' holds other characters than letters, digits, - and _")
        precondition(width > 0 && height > 0, "figure of \(width) × \(height) points")
        self.name = name
        self.width = width
        self.height = height
        self.panels = panels
    }
}
