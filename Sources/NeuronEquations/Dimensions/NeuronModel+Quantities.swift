extension NeuronModel {
    /// The unit that the numbers of a name are in, as text; nil where nothing says what it is.
    ///
    /// ```swift
    /// let neuron = try ModelCatalogue.model(named: "izhikevich2007")
    /// neuron.unitText(of: "I")  // "pA"
    /// ```
    public func unitText(of name: String) -> String? {
        dimensions[name].map { unitSystem.unitText(of: $0) }
    }

    /// What is wrong with giving a name a value of some dimension; nil where it fits, or where
    /// nothing says what the name is.
    public func mismatch(
        _ dimension: PhysicalDimension, of name: String
    ) -> DimensionProblem? {
        guard let expected = dimensions[name], expected != dimension else { return nil }
        let isPerArea = expected == dimension * .area || expected == dimension / .area
        return .value(
            of: "\"\(name)\"", found: unitSystem.unitText(of: dimension),
            expected: unitSystem.unitText(of: expected), because: nil,
            hint: isPerArea ? .membraneArea : nil)
    }
}

extension PhysicalUnit {
    public static let millisecond = PhysicalUnit(.time, decimal: -3)
    public static let millivolt = PhysicalUnit(.voltage, decimal: -3)
    public static let nanoampere = PhysicalUnit(.current, decimal: -9)
    public static let megaohm = PhysicalUnit(.resistance, decimal: 6)
    public static let squareCentimetre = PhysicalUnit(.area, decimal: -4)
    public static let microamperePerSquareCentimetre = PhysicalUnit(
        PhysicalDimension.current / .area, decimal: -2)
}
