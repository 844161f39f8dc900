/// A number with an optional unit behind it, as configurations have it: `100 Mohm`, `-70`.
///
/// ```swift
/// let resistance = try MeasuredNumber(parsing: "0.1 Gohm")
/// resistance?.coherent()  // 100, in MΩ
/// ```
public struct MeasuredNumber: Hashable, Sendable {
    public var number: Double
    /// Nil for a bare number, which is in the unit of whatever set it is used with.
    public var unit: PhysicalUnit?

    public init(_ number: Double, _ unit: PhysicalUnit? = nil) {
        self.number = number
        self.unit = unit
    }

    /// Reads a number and the unit behind it.
    /// - Returns: nil where the text is anything else, such as an expression or a name.
    /// - Throws: what is wrong with the unit.
    public init?(parsing text: String) throws(UnitError) {
        guard let parts = NeuronModel.Parameter("value", measured: text),
            let number = parts.value
        else { return nil }
        self.number = number
        if let text = parts.unit { unit = try PhysicalUnit(text) }
    }

    /// The number in the unit of a coherent set.
    public func coherent(in system: UnitSystem = .nanoampere) -> Double {
        unit?.coherent(number, in: system) ?? number
    }
}
