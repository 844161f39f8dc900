/// Texts inside a gnuplot script.
///
/// Every text becomes a literal in single quotes, where gnuplot neither substitutes back quotes nor
/// interprets backslashes; the only special character there is the quote itself, which becomes a
/// typographic one. Doubling it was rejected: gnuplot 5.4 takes a doubled quote at the beginning of
/// a literal for an empty one. Control characters (a line break would end the command) become spaces.
enum GnuplotText {
    /// A literal for a tick, whose text gnuplot reads as a number format.
    static func tickLiteral(_ text: String) -> String {
        quoted(escapedForEnhancedMode(text).replacing("%", with: "%%"))
    }

    /// A literal in which plain identifiers such as `g_Na` are set with a lowered index.
    static func typesetLiteral(_ text: String) -> String { quoted(typeset(text)) }

    /// A name and, in parentheses on the same or the next line, its unit.
    static func label(_ name: String, unit: String?, breaksBeforeUnit: Bool) -> String {
        guard let unit = UnitText.readable(unit), !unit.isEmpty else { return typesetLiteral(name) }
        let parenthesised = quoted("(" + escapedForEnhancedMode(unit) + ")")
        // The only text in double quotes is this constant line break.
        let separator = breaksBeforeUnit ? "\"\\n\"" : "' '"
        return "\(typesetLiteral(name)).\(separator).\(parenthesised)"
    }

    /// Identifiers of letters and digits with one underscore get a lowered index, names of Greek
    /// letters become the letters; everything else is shown character by character.
    private static func typeset(_ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        return words.map { word -> String in
            let parts = word.split(separator: "_", omittingEmptySubsequences: false)
            let isIdentifier =
                !parts.contains { $0.isEmpty }
                && word.unicodeScalars.allSatisfy {
                    $0.isASCII
                        && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_")
                }
            guard isIdentifier, parts.count <= 2, let symbol = parts.first else {
                return escapedForEnhancedMode(String(word))
            }
            let name = greekLetters[String(symbol)] ?? String(symbol)
            // A long second part is a word of a name such as `spike_count`, not an index.
            guard parts.count == 2 else { return name }
            guard symbol.count <= 2 || greekLetters[String(symbol)] != nil else {
                return escapedForEnhancedMode(String(word))
            }
            return "\(name)_{\(greekLetters[String(parts[1])] ?? String(parts[1]))}"
        }.joined(separator: " ")
    }

    private static func escapedForEnhancedMode(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "^", "_", "@", "&", "~", "{", "}", "\\":
                result += "\\"
                result.unicodeScalars.append(scalar)
            case _
            where scalar.properties.generalCategory == .control
                || scalar.properties.generalCategory == .lineSeparator
                || scalar.properties.generalCategory == .paragraphSeparator:
                result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "’") + "'"
    }

    private static let greekLetters: [String: String] = [
        "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε",
        "theta": "θ", "lambda": "λ", "mu": "μ", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ",
        "xi": "ξ", "eta": "η", "omega": "ω", "Omega": "Ω",
    ]
}
