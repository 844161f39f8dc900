/// Units as numbers inside expressions, as in `10*mV`.
enum UnitConstant {
    /// The value of a unit in the coherent set ms, mV, nA, nF, µS, Mohm; nil for other names.
    static func value(of name: String) -> Double? { values[name] }

    private static let values: [String: Double] = {
        // The powers of ten of the SI's units in the coherent set.
        let bases: [(names: [String], decimal: Int)] = [
            (["second", "s"], 3), (["volt", "V"], 3), (["amp", "ampere", "A"], 9),
            (["siemens", "S"], 6), (["farad", "F"], 9), (["ohm"], -6), (["hertz", "Hz"], -3),
        ]
        let prefixes = [
            ("f", -15), ("p", -12), ("n", -9), ("u", -6), ("m", -3), ("k", 3), ("M", 6), ("G", 9),
        ]
        var values: [String: Double] = [:]
        for (names, decimal) in bases {
            for name in names {
                // The short names alone are names of many models' variables.
                if name.count > 1 { values[name] = Double("1e\(decimal)") }
                for (prefix, power) in prefixes {
                    values[prefix + name] = Double("1e\(decimal + power)")
                }
            }
        }
        return values
    }()
}
