import NeuronEquations
import RealModule
import Testing

@Suite struct PhysicalUnitTests {
    /// Text, factor into ms, mV, nA, µA/cm² … The factors are powers of ten, so they are exact
    /// above 1 and correctly rounded below: equality is the right test.
    private static let factors: [(text: String, factor: Double)] = [
        ("1", 1), ("s", 1e3), ("second", 1e3), ("ms", 1), ("msecond", 1), ("millisecond", 1),
        ("us", 1e-3), ("µs", 1e-3), ("μs", 1e-3), ("microseconds", 1e-3), ("minute", 6e4),
        ("Hz", 1e-3), ("kHz", 1), ("hertz", 1e-3), ("1/ms", 1), ("ms**-1", 1), ("1/s", 1e-3),
        ("V", 1e3), ("volt", 1e3), ("volts", 1e3), ("mV", 1), ("mvolt", 1), ("millivolts", 1),
        ("uV", 1e-3), ("µV", 1e-3), ("nvolt", 1e-6), ("A", 1e9), ("amp", 1e9), ("ampere", 1e9),
        ("mA", 1e6), ("uA", 1e3), ("uamp", 1e3), ("nA", 1), ("pA", 1e-3), ("fA", 1e-6),
        ("S", 1e6), ("siemens", 1e6), ("msiemens", 1e3), ("mS", 1e3), ("uS", 1), ("nS", 1e-3),
        ("pS", 1e-6), ("ohm", 1e-6), ("Ω", 1e-6), ("kohm", 1e-3), ("Mohm", 1), ("MΩ", 1),
        ("megaohm", 1), ("Gohm", 1e3), ("F", 1e9), ("farad", 1e9), ("uF", 1e3), ("nF", 1),
        ("pF", 1e-3), ("pfarad", 1e-3), ("C", 1e12), ("pC", 1), ("nA*ms", 1), ("mV/ms", 1),
        ("volt/second", 1), ("nA/mV", 1), ("mV/nA", 1), ("nA*ms/mV", 1),
        // Per membrane area.
        ("uA/cm**2", 1), ("µA/cm²", 1), ("uA/cm^2", 1), ("uA/cm2", 1), ("uamp*cm**-2", 1),
        ("A/m**2", 1e2), ("amp*metre**-2", 1e2), ("pA/um**2", 1e2), ("mA/cm**2", 1e3),
        ("nA/cm**2", 1e-3), ("mS/cm**2", 1), ("msiemens*cm**-2", 1), ("S/cm**2", 1e3),
        ("siemens/metre**2", 0.1), ("uF/cm**2", 1), ("ufarad*cm⁻²", 1), ("kohm*cm**2", 1),
        ("ohm*cm**2", 1e-3), ("uF/cm**2*mV/ms", 1), ("cm**2", 1e3), ("um**2", 1e-5),
        ("mM", 1), ("molar", 1e3), ("M", 1e3), ("uM", 1e-3), ("mole/liter", 1e3),
        ("mol/l", 1e3), ("mole/metre**3", 1), ("mmolar", 1), ("radian", 1), ("kelvin", 1),
        ("ms**0.5/ms**(1/2)", 1), ("uA/cm**2*ms**0.5", 1), ("(mV/ms)**2/(mV/ms)^2", 1),
        ("s*s/s*V/V", 1e3), ("1/(s/V)", 1), ("1 / ms · ms", 1),
    ]

    @Test(arguments: factors.map(\.text))
    func factorIntoTheCoherentSetIsExact(text: String) throws {
        let unit = try PhysicalUnit(text)
        let factor = try #require(Self.factors.first { $0.text == text }?.factor)
        #expect(unit.factor() == factor)
        #expect(unit.coherent(1) == factor)
        #expect(unit.number(ofCoherent: factor) == 1)
    }

    /// What the other set has in its place.
    @Test(arguments: [
        ("pA", 1.0), ("nA", 1e3), ("nS", 1), ("pF", 1), ("Gohm", 1), ("fC", 1), ("mV", 1),
        ("ms", 1), ("uA/cm**2", 1), ("mS/cm**2", 1), ("uF/cm**2", 1), ("mM", 1), ("um", 0.1),
        ("um**2", 1e-2), ("cm**2", 1e6),
    ])
    func picoampereSetIsCoherentToo(text: String, factor: Double) throws {
        #expect(try PhysicalUnit(text).factor(in: .picoampere) == factor)
    }

    @Test func lengthIsTheRootOfTheCoherentArea() throws {
        // 10⁵ µm² is the unit of area, so 1 µm is 10^−2.5; the power is rounded twice.
        let factor = try PhysicalUnit("um").factor()
        #expect(abs(factor / (1e-2 / 10.0.squareRoot()) - 1) < 4 * Double.ulpOfOne)
    }

    @Test func dimensionsOfDerivedUnits() throws {
        for (text, dimension) in [
            ("V", PhysicalDimension.voltage), ("J/C", .voltage), ("W/A", .voltage),
            ("kg*m**2*s**-3*A**-1", .voltage), ("ohm", .resistance), ("1/S", .resistance),
            ("F", .capacitance), ("s/ohm", .capacitance), ("C", .charge), ("Hz", .frequency),
            ("Wb/s", .voltage), ("T*m**2/s", .voltage), ("H*A/s", .voltage), ("N*m/C", .voltage),
            ("Pa*m**3/C", .voltage), ("molar", .concentration), ("l/m", .area), ("rad", .none),
            ("kat/l*s", .concentration), ("lm/cd*sr", .none), ("Gy*kg/C", .voltage),
        ] {
            #expect(try PhysicalUnit(text).dimension == dimension, "\(text)")
        }
        #expect(try PhysicalUnit("ms**-0.5").dimension[.time] == RationalExponent(-1, over: 2))
    }

    @Test(arguments: [
        ("mVv", "there is no unit \"mVv\"; did you mean \"mV\"?", 1),
        ("sieemens", "there is no unit \"sieemens\"; did you mean \"siemens\"?", 1),
        ("nA/mv", "there is no unit \"mv\"; did you mean \"mV\"?", 4),
        ("quux_quux", "there is no unit \"quux_quux\"", 1),
        ("", "found the end of the unit, expected a unit such as mV", 1),
        ("mV ms", "found \"m\", expected *, / or the end of the unit", 4),
        ("ms-1", "found \"-\", expected *, / or the end of the unit", 3),
        ("10 mV", "found \"1\", expected a unit such as mV", 1),
        ("mV*", "found the end of the unit, expected a unit such as mV", 4),
        ("mV**x", "found \"x\", expected an exponent such as 2", 5),
        ("(mV", "found the end of the unit, expected *, / or \")\"", 4),
        ("mV)", "found \")\", expected *, / or the end of the unit", 3),
        ("mV**(1/0)", "the power or size of this unit is out of range", 3),
        ("mV**20000", "the power or size of this unit is out of range", 5),
        ("V**400", "the power or size of this unit is out of range", 1),
        ("mV**0.1234567", "the power or size of this unit is out of range", 5),
    ])
    func mistakesAreExplained(text: String, message: String, column: Int) {
        #expect {
            _ = try PhysicalUnit(text)
        } throws: { error in
            guard let error = error as? UnitError else { return false }
            return "\(error.problem)" == message && error.column == column
                && "\(error)".contains("column \(column)")
        }
    }

    @Test func longAndDeepTextsAreRefused() {
        #expect(throws: UnitError.self) {
            try PhysicalUnit(String(repeating: "mV*", count: 90) + "mV")
        }
        let nested = String(repeating: "(", count: 30) + "mV" + String(repeating: ")", count: 30)
        #expect(throws: UnitError.self) { try PhysicalUnit(nested) }
    }

    // MARK: Constants in equations

    @Test(arguments: [
        "mV", "mvolt", "volt", "ms", "second", "nA", "pA", "amp", "nS", "msiemens", "siemens",
        "uF", "farad", "Hz", "cm2", "um2", "cm", "metre", "Mohm", "ohm", "mM", "mole", "liter",
        "kelvin", "ufarad", "umetre2",
    ])
    func namesOfBrian2AreConstants(name: String) throws {
        let unit = try #require(PhysicalUnit(named: name))
        #expect(try unit == PhysicalUnit(name))
    }

    @Test(arguments: ["m", "h", "n", "s", "V", "A", "Es", "as", "kT", "u_2", "mV4", "", "1", "µA"])
    func namesOfModelsAreNoConstants(name: String) {
        #expect(PhysicalUnit(named: name) == nil)
    }

    // MARK: Laws

    private func randomUnit(_ generator: inout SplitMix64) throws -> PhysicalUnit {
        let names = ["mV", "nA", "ms", "um", "mM", "S", "pF", "kg", "cd", "K", "minute", "1"]
        var unit = PhysicalUnit.one
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let name = names.randomElement(using: &generator) ?? "1"
            let exponent = RationalExponent(
                Int.random(in: -3...3, using: &generator),
                over: Int.random(in: 1...2, using: &generator))
            unit = try unit * PhysicalUnit(name).raised(to: exponent)
        }
        return unit
    }

    /// Units without rounded multipliers form a group with exact powers; `minute` is left out of
    /// half powers by comparing dimensions and factors.
    private func expectEqual(
        _ left: PhysicalUnit, _ right: PhysicalUnit, _ comment: Comment
    ) {
        #expect(left.dimension == right.dimension, comment)
        // A few products and roots of 60 are rounded on either side, and each factor once.
        let ratio = left.factor() / right.factor()
        #expect(abs(ratio - 1) < 32 * Double.ulpOfOne, comment)
    }

    @Test func unitsFormAnAbelianGroupWithPowers() throws {
        let seed: UInt64 = 41
        var generator = SplitMix64(seed: seed)
        for trial in 0..<500 {
            let (a, b) = (try randomUnit(&generator), try randomUnit(&generator))
            let c = try randomUnit(&generator)
            let comment = Comment(rawValue: "seed \(seed), trial \(trial)")
            expectEqual(a * b, b * a, comment)
            expectEqual((a * b) * c, a * (b * c), comment)
            expectEqual(a * .one, a, comment)
            expectEqual(a / a, .one, comment)
            expectEqual(a / (b / c), a * c / b, comment)
            expectEqual((a * b).raised(to: 2), a.raised(to: 2) * b.raised(to: 2), comment)
            expectEqual(a.raised(to: 2) * a.raised(to: -3), a.raised(to: -1), comment)
            let root = RationalExponent(1, over: 2)
            expectEqual(a.raised(to: root).raised(to: 2), a, comment)
        }
    }

    @Test func conversionsRoundTrip() throws {
        let seed: UInt64 = 42
        var generator = SplitMix64(seed: seed)
        for trial in 0..<500 {
            let unit = try randomUnit(&generator)
            let value = Double.random(in: -100...100, using: &generator)
            for system in UnitSystem.allCases {
                let back = unit.number(
                    ofCoherent: unit.coherent(value, in: system), in: system)
                // Four roundings of multiplication and division, and those of a root of ten.
                #expect(
                    abs(back - value) <= 32 * Double.ulpOfOne * abs(value),
                    "seed \(seed), trial \(trial)")
            }
        }
        // Division rounds once; a product with the rounded 1e-3 would be off by a bit for many.
        for number in 1...400 {
            let value = Double(number)
            #expect(try PhysicalUnit("pA").coherent(value) == value / 1_000, "\(number)")
        }
        #expect(try PhysicalUnit("Mohm").convert(3, to: PhysicalUnit("Gohm")) == 3e-3)
        #expect(try PhysicalUnit("minute").convert(3, to: PhysicalUnit("s")) == 180)
        #expect(try PhysicalUnit("mV").convert(3, to: PhysicalUnit("ms")) == nil)
    }

    @Test func textOfACoherentUnitIsThatUnit() throws {
        let seed: UInt64 = 43
        var generator = SplitMix64(seed: seed)
        for trial in 0..<300 {
            let dimension = try randomUnit(&generator).dimension
            for system in UnitSystem.allCases {
                let text = system.unitText(of: dimension)
                let unit = try PhysicalUnit(text)
                #expect(unit.dimension == dimension, "seed \(seed), trial \(trial): \(text)")
                // Powers of ten: exact, but for half-integer powers that cancel.
                #expect(unit.factor(in: system) == 1, "seed \(seed), trial \(trial): \(text)")
            }
            #expect(try PhysicalUnit("\(dimension)").dimension == dimension)
        }
        #expect(UnitSystem.nanoampere.unitText(of: .conductance) == "uS")
        #expect(UnitSystem.picoampere.unitText(of: .conductance) == "nS")
        #expect(UnitSystem.nanoampere.unitText(of: .none) == "1")
    }

    /// The example in the documentation of `PhysicalUnit`.
    @Test func documentedExamples() throws {
        let unit = try PhysicalUnit("mS/cm**2")
        #expect(unit.dimension == PhysicalDimension.conductance / .area)
        #expect(unit.factor() == 1)
        #expect(try PhysicalUnit("pA").coherent(200) == 0.2)
        #expect(try PhysicalUnit("Mohm").number(ofCoherent: 100) == 100)
        #expect(PhysicalUnit(named: "mV")?.factor() == 1)
        #expect(PhysicalDimension.voltage / PhysicalDimension.current == .resistance)
    }

    // MARK: Hostile texts

    @Test func mutatedUnitsAreUnitsOrErrors() {
        let pieces = [
            "mV", "cm", "**", "^", "2", "-", "/", "*", "(", ")", " ", "1", "0.5", "µ", "²", "⁻",
            "é", "9999999999999999999", ".", "Ω", "\n", "\u{301}", "👩‍👩‍👧", "minute", "·", "e5",
        ]
        let seed: UInt64 = 44
        var generator = SplitMix64(seed: seed)
        var parsed = 0
        for trial in 0..<20_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0...8, using: &generator) {
                text += pieces.randomElement(using: &generator) ?? ""
            }
            do throws(UnitError) {
                let unit = try PhysicalUnit(text)
                parsed += 1
                #expect(
                    unit.factor().isFinite && unit.factor() > 0,
                    "seed \(seed), trial \(trial): \(text)")
                #expect(unit.factor(in: .picoampere) > 0)
            } catch {
                #expect(
                    error.column >= 1 && error.column <= text.count + 1,
                    "seed \(seed), trial \(trial): \(text)")
                #expect(!error.description.isEmpty)
            }
        }
        #expect(parsed > 500)
    }
}
