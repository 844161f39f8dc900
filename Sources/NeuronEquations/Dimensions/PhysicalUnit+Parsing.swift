extension PhysicalUnit {
    /// Reads the text of a unit.
    ///
    /// Names are words (`volt`, `siemens`, `metre`), symbols (`V`, `S`, `m`), each with any prefix
    /// of the SI (`mvolt`, `millivolt`, `mV`, `uA`, `µA`, `Mohm`, `MΩ`), and `1`. They are combined
    /// with `*` (or `·`), `/`, brackets and powers: `cm**2`, `cm^2`, `cm2`, `cm²`, `ms**-1`,
    /// `ms**0.5`, `nS**(1/2)`. As in equations, `a/b*c` is `(a/b)*c`. A unit given a number of its
    /// own (`10 mV`) is refused.
    /// - Throws: what was found where, what was expected, and the nearest name.
    public init(_ text: String) throws(UnitError) {
        var parser = try UnitParser(text)
        self = try parser.wholeUnit()
    }

    /// Finds a unit that may stand in an equation as a constant, such as `mV` in `10*mV`; nil where
    /// the name means none.
    ///
    /// These are words, customary symbols of two letters and more, and squares and cubes of both
    /// (`cm2`). A model's own names come first: who calls a parameter `nS` means that.
    public init?(named name: String) {
        guard let unit = UnitName.constant(name) else { return nil }
        self = unit
    }
}

/// What is wrong with the text of a unit.
public struct UnitError: Error, Hashable, CustomStringConvertible {
    public enum Problem: Hashable, Sendable {
        case unknownName(String, nearest: String?)
        case unexpected(found: String, expected: String)
        /// A power, prefix or factor beyond any quantity.
        case outOfRange
        case tooLong(limit: Int)
        case tooDeep(limit: Int)
    }

    public let problem: Problem
    public let text: String
    /// From 1, in characters.
    public let column: Int

    public var description: String { "unit \"\(text)\", column \(column): \(problem)" }
}

extension UnitError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownName(let name, let nearest):
            "there is no unit \"\(name)\"" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
        case .unexpected(let found, let expected): "found \(found), expected \(expected)"
        case .outOfRange: "the power or size of this unit is out of range"
        case .tooLong(let limit): "longer than \(limit) characters"
        case .tooDeep(let limit): "more than \(limit) brackets inside each other"
        }
    }
}

/// A recursive-descent parser of units; the texts are short, so it works on their characters.
struct UnitParser {
    static let maximumLength = 200
    static let maximumNesting = 20

    private let text: String
    private let characters: [Character]
    private var position = 0
    private var nesting = 0

    init(_ text: String) throws(UnitError) {
        self.text = String(text.prefix(Self.maximumLength))
        characters = Array(text.prefix(Self.maximumLength + 1))
        if characters.count > Self.maximumLength {
            throw error(.tooLong(limit: Self.maximumLength), at: Self.maximumLength)
        }
    }

    mutating func wholeUnit() throws(UnitError) -> PhysicalUnit {
        let unit = try product()
        guard position == characters.count else {
            throw unexpected("*, / or the end of the unit")
        }
        return unit
    }

    // MARK: Grammar

    private mutating func product() throws(UnitError) -> PhysicalUnit {
        var unit = try power()
        while true {
            skipBlanks()
            let sign: RationalExponent
            let start = position
            if skip("*") || skip("·") || skip("⋅") {
                sign = 1
            } else if skip("/") {
                sign = -1
            } else {
                return unit
            }
            guard let product = unit.multiplied(by: try power(), power: sign) else {
                throw error(.outOfRange, at: start)
            }
            unit = product
        }
    }

    private mutating func power() throws(UnitError) -> PhysicalUnit {
        let start = position
        let base = try atom()
        guard let exponent = try exponent() else { return base }
        guard let power = PhysicalUnit.one.multiplied(by: base, power: exponent) else {
            throw error(.outOfRange, at: start)
        }
        return power
    }

    private mutating func atom() throws(UnitError) -> PhysicalUnit {
        skipBlanks()
        let start = position
        if skip("(") {
            guard nesting < Self.maximumNesting else {
                throw error(.tooDeep(limit: Self.maximumNesting), at: start)
            }
            nesting += 1
            let unit = try product()
            nesting -= 1
            skipBlanks()
            guard skip(")") else { throw unexpected("*, / or \")\"") }
            return unit
        }
        if current == "1" {
            position += 1
            guard !Lexer.isDigit(current), current != "." else {
                position = start
                throw unexpected("a unit such as mV")
            }
            return .one
        }
        while let character = current, Self.isLetter(character) { position += 1 }
        guard position > start else { throw unexpected("a unit such as mV") }
        let name = String(characters[start..<position])
        guard let unit = UnitName.unit(name) else {
            throw error(.unknownName(name, nearest: UnitName.nearest(to: name)), at: start)
        }
        return unit
    }

    /// `**2`, `^-1`, `**0.5`, `**(1/2)`, or digits right behind the name, raised or not.
    private mutating func exponent() throws(UnitError) -> RationalExponent? {
        if Lexer.isDigit(current) { return try signedNumber() }
        if let raised = raisedNumber() { return try checked(raised) }
        let start = position
        skipBlanks()
        guard skip("^") || skip("**") else {
            position = start
            return nil
        }
        skipBlanks()
        guard skip("(") else { return try signedNumber() }
        skipBlanks()
        var exponent = try signedNumber()
        skipBlanks()
        if skip("/") {
            skipBlanks()
            let divisor = try signedNumber()
            guard let inverse = divisor.inverse, let ratio = exponent.multiplied(by: inverse)
            else { throw error(.outOfRange, at: start) }
            exponent = ratio
            skipBlanks()
        }
        guard skip(")") else { throw unexpected("\")\"") }
        return exponent
    }

    private mutating func signedNumber() throws(UnitError) -> RationalExponent {
        let start = position
        if !skip("-") { _ = skip("+") }
        let digits = position
        while Lexer.isDigit(current) || current == "." { position += 1 }
        guard position > digits else { throw unexpected("an exponent such as 2") }
        let text = String(characters[start..<position])
        guard let value = Double(text).flatMap({ RationalExponent($0) }) else {
            throw error(.outOfRange, at: start)
        }
        return value
    }

    /// The number of superscripts such as ⁻²; nil where there are none.
    private mutating func raisedNumber() -> Double? {
        let start = position
        var text = ""
        while let character = current, let plain = Self.superscripts[character] {
            text.append(plain)
            position += 1
        }
        return start == position ? nil : Double(text) ?? .nan
    }

    private func checked(_ value: Double) throws(UnitError) -> RationalExponent {
        guard let exponent = RationalExponent(value) else {
            throw error(.outOfRange, at: position - 1)
        }
        return exponent
    }

    // MARK: Characters

    private static let superscripts: [Character: Character] = [
        "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
        "⁸": "8", "⁹": "9", "⁻": "-",
    ]

    private static func isLetter(_ character: Character) -> Bool {
        Lexer.startsName(character) || "µμΩΩ".contains(character)
    }

    private var current: Character? {
        position < characters.count ? characters[position] : nil
    }

    private mutating func skipBlanks() {
        while current?.isWhitespace == true { position += 1 }
    }

    private mutating func skip(_ symbol: String) -> Bool {
        let end = position + symbol.count
        guard end <= characters.count, characters[position..<end].elementsEqual(symbol) else {
            return false
        }
        // The first half of ** is no product.
        if symbol == "*", end < characters.count, characters[end] == "*" { return false }
        position = end
        return true
    }

    private func unexpected(_ expected: String) -> UnitError {
        let found = current.map { "\"\($0)\"" } ?? "the end of the unit"
        return error(.unexpected(found: found, expected: expected), at: position)
    }

    private func error(_ problem: UnitError.Problem, at offset: Int) -> UnitError {
        UnitError(problem: problem, text: text, column: offset + 1)
    }
}
