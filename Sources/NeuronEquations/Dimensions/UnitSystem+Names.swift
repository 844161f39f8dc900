extension UnitSystem {
    /// Texts of units in the order of preference; the first with the dimension and the factor 1 is
    /// taken. Plain letters, so that they can be typed.
    private static let customary: [(text: String, unit: PhysicalUnit)] = {
        let texts = [
            "1", "ms", "1/ms", "ms**0.5", "ms**-0.5", "mV", "mV/ms", "mV*ms**0.5", "mV/ms**0.5",
            "1/mV", "1/(mV*ms)", "nA", "pA", "nA/ms", "pA/ms", "nA*ms**0.5", "pA*ms**0.5", "uS",
            "nS", "uS/ms", "nS/ms", "uS/mV", "nS/mV", "Mohm", "Gohm", "nF", "pF", "pC", "fC",
            "uA/cm**2", "uA/cm**2/ms", "uA/cm**2*ms**0.5", "mS/cm**2", "mS/cm**2/ms", "uF/cm**2",
            "kohm*cm**2", "nC/cm**2", "mM", "mM/ms", "1/mM", "1/(mM*ms)", "K",
        ]
        return texts.compactMap { text in
            (try? PhysicalUnit(text)).map { (text, $0) }
        }
    }()

    /// The text of this set's unit of a dimension, such as `mV` or `nA`; parsing it gives a unit
    /// with the factor 1.
    public func unitText(of dimension: PhysicalDimension) -> String {
        let known = Self.customary.first {
            $0.unit.dimension == dimension && $0.unit.factor(in: self) == 1
        }
        return known?.text ?? composed(dimension)
    }

    /// Any dimension as a product of powers of the units that make the set.
    ///
    /// Of the base quantities only the voltage has mass; a length is left over by voltages and
    /// concentrations and belongs to current densities.
    private func composed(_ dimension: PhysicalDimension) -> String {
        var rest = dimension
        var factors: [(text: String, exponent: RationalExponent)] = []
        func take(_ text: String, _ exponent: RationalExponent?) -> Bool {
            guard let exponent, let unit = try? PhysicalUnit(text),
                let left = rest.multiplied(by: unit.dimension, power: -exponent)
            else { return false }
            rest = left
            if exponent != 0 { factors.append((text, exponent)) }
            return true
        }
        guard take("mV", rest[.mass]), take("mM", rest[.amount]),
            take("uA/cm**2", rest[.length].multiplied(by: RationalExponent(-1, over: 2))),
            take(rawValue, rest[.current]), take("ms", rest[.time]), take("K", rest[.temperature]),
            take("cd", rest[.luminousIntensity])
        else { return "\(dimension)" }
        let above = factors.filter { $0.exponent.numerator > 0 }.map(Self.power)
        let below = factors.filter { $0.exponent.numerator < 0 }.map {
            "/" + Self.power($0.text, -$0.exponent)
        }
        return (above.isEmpty ? "1" : above.joined(separator: "*")) + below.joined()
    }

    private static func power(_ text: String, _ exponent: RationalExponent) -> String {
        let isSimple = text.allSatisfy(\.isLetter)
        let base = isSimple ? text : "(\(text))"
        if exponent == 1 { return base }
        return exponent.denominator == 1 ? "\(base)**\(exponent)" : "\(base)**(\(exponent))"
    }
}

extension PhysicalDimension: CustomStringConvertible {
    /// A product of powers of the SI's base units, such as `m**2*kg*s**-3*A**-1` for the volt.
    public var description: String {
        let symbols = ["m", "kg", "s", "A", "K", "mol", "cd"]
        let factors = zip(Base.allCases, symbols).compactMap { base, symbol -> String? in
            let exponent = self[base]
            if exponent == 0 { return nil }
            if exponent == 1 { return symbol }
            return exponent.denominator == 1
                ? "\(symbol)**\(exponent)" : "\(symbol)**(\(exponent))"
        }
        return factors.isEmpty ? "1" : factors.joined(separator: "*")
    }
}
