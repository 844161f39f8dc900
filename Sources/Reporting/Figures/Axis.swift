/// One axis of a panel.
public struct Axis: Hashable, Sendable {
    /// A mark on an axis with its text.
    public struct Tick: Hashable, Sendable {
        /// Where the tick stands.
        public var value: Double
        /// What stands beside it.
        public var text: String

        /// Creates a tick.
        public init(_ value: Double, _ text: String) {
            self.value = value
            self.text = text
        }
    }

    /// Which ticks an axis has.
    public enum Ticks: Hashable, Sendable {
        /// Round numbers, about as many as given.
        case automatic(count: Int)
        /// Round numbers, of which only those are kept that stand away from both ends, so that
        /// texts of neighbouring panels cannot meet.
        case inner(count: Int)
        /// The same ticks as `automatic` without their texts: another panel carries these.
        case unlabelled(count: Int)
        /// Exactly these.
        case fixed([Tick])
        /// None.
        case none
    }

    /// What the axis measures; empty for no label.
    public var label: String
    /// The unit of the values, shown in parentheses.
    public var unit: String?
    /// The limits; nil takes those of the data, widened a little.
    public var range: ClosedRange<Double>?
    /// The ticks.
    public var ticks: Ticks
    /// Whether equal factors have equal lengths; limits must be positive then.
    public var isLogarithmic: Bool
    /// Whether pale lines through the ticks cross the panel.
    public var hasGrid: Bool
    /// Whether the label breaks between its name and the unit.
    public var breaksBeforeUnit: Bool

    /// Creates an axis.
    public init(
        _ label: String = "", unit: String? = nil, range: ClosedRange<Double>? = nil,
        ticks: Ticks = .automatic(count: 7), isLogarithmic: Bool = false, hasGrid: Bool = false,
        breaksBeforeUnit: Bool = false
    ) {
        self.label = label
        self.unit = unit
        self.range = range
        self.ticks = ticks
        self.isLogarithmic = isLogarithmic
        self.hasGrid = hasGrid
        self.breaksBeforeUnit = breaksBeforeUnit
    }
}
