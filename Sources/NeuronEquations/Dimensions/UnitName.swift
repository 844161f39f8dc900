import NameSuggestions

/// The names of units: words and symbols of the SI with their prefixes, as Brian2 and people
/// write them.
enum UnitName {
    /// A unit before any prefix.
    private struct Entry {
        /// Written in full; a plural s may follow, and every prefix may precede.
        var words: [String]
        /// Short forms, which prefixes precede too.
        var symbols: [String]
        var unit: PhysicalUnit
        var takesPrefixes = true
    }

    /// What a name means, or nil where it means nothing.
    static func unit(_ name: String) -> PhysicalUnit? {
        units[name.contains { "µμ".contains($0) } ? micro(name) : name]
    }

    /// The closest name to one that means nothing.
    static func nearest(to name: String) -> String? {
        NearestName.of(micro(name), in: Array(constants.keys) + baseSymbols)
    }

    /// The units that may stand in equations as constants, without declaration: words with or
    /// without prefix, customary symbols of at least two letters with a prefix from f to G, and
    /// squares and cubes such as `cm2`.
    ///
    /// Single letters are names of gates and currents far more often than units, and `Es`, `as` or
    /// `kT` are rather misspelt parameters than exaseconds and kiloteslas.
    static func constant(_ name: String) -> PhysicalUnit? {
        if let unit = constants[name] { return unit }
        guard let digit = name.last, digit == "2" || digit == "3" else { return nil }
        return constants[String(name.dropLast())]?.raised(to: digit == "2" ? 2 : 3)
    }

    /// µ (micro sign) and μ (Greek letter) are written u.
    private static func micro(_ name: String) -> String {
        String(name.map { "µμ".contains($0) ? "u" : $0 })
    }

    // MARK: Table

    private static let prefixes: [(symbol: String, word: String, decimal: Int)] = [
        ("q", "quecto", -30), ("r", "ronto", -27), ("y", "yocto", -24), ("z", "zepto", -21),
        ("a", "atto", -18), ("f", "femto", -15), ("p", "pico", -12), ("n", "nano", -9),
        ("u", "micro", -6), ("m", "milli", -3), ("c", "centi", -2), ("d", "deci", -1),
        ("da", "deca", 1), ("h", "hecto", 2), ("k", "kilo", 3), ("M", "mega", 6),
        ("G", "giga", 9), ("T", "tera", 12), ("P", "peta", 15), ("E", "exa", 18),
        ("Z", "zetta", 21), ("Y", "yotta", 24), ("R", "ronna", 27), ("Q", "quetta", 30),
    ]

    private static let constantPrefixes: Set = ["f", "p", "n", "u", "m", "c", "k", "M", "G"]

    private static let constantSymbols: Set = [
        "m", "g", "s", "A", "mol", "Hz", "Pa", "J", "C", "V", "F", "ohm", "S", "M",
    ]

    private static let baseSymbols = entries.flatMap(\.symbols)

    private static let entries: [Entry] = {
        typealias D = PhysicalDimension
        let force = D([.mass: 1, .length: 1, .time: -2])
        let energy = force * .length
        let power = energy / .time
        let flux = D.voltage * .time
        let gram = PhysicalUnit(D([.mass: 1]), decimal: -3)
        let litre = PhysicalUnit(D([.length: 3]), decimal: -3)
        let molar = PhysicalUnit(D.concentration, decimal: 3)
        func entry(_ words: [String], _ symbols: [String], _ dimension: D) -> Entry {
            Entry(words: words, symbols: symbols, unit: PhysicalUnit(dimension))
        }
        func time(_ word: String, _ seconds: Double) -> Entry {
            Entry(
                words: [word], symbols: [],
                unit: PhysicalUnit(D.time, multiplier: seconds), takesPrefixes: false)
        }
        return [
            entry(["metre", "meter"], ["m"], .length),
            Entry(words: ["gram", "gramme"], symbols: ["g"], unit: gram),
            entry(["second", "sec"], ["s"], .time),
            entry(["ampere", "amp"], ["A"], .current),
            entry(["kelvin"], ["K"], D([.temperature: 1])),
            entry(["mole", "mol"], ["mol"], D([.amount: 1])),
            entry(["candela", "candle"], ["cd"], D([.luminousIntensity: 1])),
            entry(["radian", "rad"], ["rad"], .none),
            entry(["steradian"], ["sr"], .none),
            entry(["hertz"], ["Hz"], .frequency),
            entry(["newton"], ["N"], force),
            entry(["pascal"], ["Pa"], force / .area),
            entry(["joule"], ["J"], energy),
            entry(["watt"], ["W"], power),
            entry(["coulomb"], ["C"], .charge),
            entry(["volt"], ["V"], .voltage),
            entry(["farad"], ["F"], .capacitance),
            entry(["ohm"], ["ohm", "Ohm", "Ω", "Ω"], .resistance),
            entry(["siemens"], ["S"], .conductance),
            entry(["weber"], ["Wb"], flux),
            entry(["tesla"], ["T"], flux / .area),
            entry(["henry"], ["H"], flux / .current),
            entry(["lumen"], ["lm"], D([.luminousIntensity: 1])),
            entry(["lux"], ["lx"], D([.luminousIntensity: 1, .length: -2])),
            entry(["becquerel"], ["Bq"], .frequency),
            entry(["gray"], ["Gy"], energy / D([.mass: 1])),
            entry(["sievert"], ["Sv"], energy / D([.mass: 1])),
            entry(["katal"], ["kat"], D([.amount: 1, .time: -1])),
            Entry(words: ["litre", "liter"], symbols: ["l", "L"], unit: litre),
            Entry(words: ["molar"], symbols: ["M"], unit: molar),
            time("minute", 60), time("hour", 3_600), time("day", 86_400),
        ]
    }()

    private static let (units, constants): ([String: PhysicalUnit], [String: PhysicalUnit]) = {
        var units: [String: PhysicalUnit] = [:]
        var constants: [String: PhysicalUnit] = [:]
        // Of two readings the earlier entry's wins, and no prefix wins over one: `cd` is the
        // candela and `mol` the mole.
        func add(_ name: String, _ unit: PhysicalUnit, isConstant: Bool) {
            if units[name] == nil { units[name] = unit }
            if isConstant, constants[name] == nil { constants[name] = units[name] }
        }
        func addWords(_ word: String, _ unit: PhysicalUnit) {
            add(word, unit, isConstant: true)
            if !word.hasSuffix("s") { add(word + "s", unit, isConstant: true) }
        }
        for entry in entries {
            for word in entry.words { addWords(word, entry.unit) }
            for symbol in entry.symbols {
                add(
                    symbol, entry.unit,
                    isConstant: constantSymbols.contains(symbol) && symbol.count > 1)
            }
        }
        for entry in entries where entry.takesPrefixes {
            for prefix in prefixes {
                guard
                    let scaled = entry.unit.multiplied(
                        by: PhysicalUnit(.none, decimal: RationalExponent(prefix.decimal, over: 1)))
                else { continue }
                for word in entry.words {
                    addWords(prefix.word + word, scaled)
                    addWords(prefix.symbol + word, scaled)
                }
                for symbol in entry.symbols {
                    add(
                        prefix.symbol + symbol, scaled,
                        isConstant: constantPrefixes.contains(prefix.symbol)
                            && constantSymbols.contains(symbol))
                }
            }
        }
        return (units, constants)
    }()
}
