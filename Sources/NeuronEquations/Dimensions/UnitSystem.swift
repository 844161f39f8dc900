/// A coherent set of units, in which an equation between quantities is the same equation between
/// their numbers: no factor of conversion ever stands in it.
///
/// Both sets have ms, mV, mM and µA/cm² in common, and differ in the unit of current. Everything
/// else follows from these:
///
/// | | `nanoampere` | `picoampere` |
/// |---|---|---|
/// | current | nA | pA |
/// | conductance | nA/mV = µS | nS |
/// | resistance | MΩ | GΩ |
/// | capacitance | nA·ms/mV = nF | pF |
/// | charge | pC | fC |
/// | frequency | 1/ms = kHz | the same |
/// | per membrane area | µA/cm², mS/cm², µF/cm², kΩ·cm² | the same |
/// | area | nA/(µA/cm²) = 10⁻³ cm² = 10⁵ µm² | 10⁻⁶ cm² = 100 µm² |
/// | length | the square root of it, 316 µm | 10 µm |
///
/// A set with µm as the length was rejected: current densities would have to be in nA/µm², which
/// nobody uses.
public enum UnitSystem: String, CaseIterable, Sendable {
    /// The default.
    case nanoampere = "nA"
    /// For models published in pA, nS and pF, whose bare numbers are then as published.
    case picoampere = "pA"

    /// The powers of ten of the set's units of the base quantities, measured in those of the SI.
    ///
    /// Length from area = current/(10⁻² A/m²), mass from voltage = mass·length²/(time³·current),
    /// amount from concentration = amount/length³ = 1 mol/m³.
    private func decimal(_ base: PhysicalDimension.Base) -> RationalExponent {
        switch (base, self) {
        case (.time, _): -3
        case (.current, .nanoampere): -9
        case (.current, .picoampere): -12
        case (.length, .nanoampere): RationalExponent(-7, over: 2)
        case (.length, .picoampere): -5
        case (.mass, _): -14
        case (.amount, .nanoampere): RationalExponent(-21, over: 2)
        case (.amount, .picoampere): -15
        case (.temperature, _), (.luminousIntensity, _): 0
        }
    }

    /// The power of ten of the set's unit of a dimension, measured in that of the SI; nil where it
    /// is out of range.
    func decimal(of dimension: PhysicalDimension) -> RationalExponent? {
        var sum: RationalExponent? = 0
        for base in PhysicalDimension.Base.allCases where dimension[base] != 0 {
            sum = dimension[base].multiplied(by: decimal(base)).flatMap { sum?.adding($0) }
        }
        return sum
    }
}
