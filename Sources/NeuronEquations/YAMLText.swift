/// Scalars of YAML that mean the text they hold.
enum YAMLText {
    /// The text as it stands where YAML reads it as that text, otherwise in quotes.
    static func plain(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "_ ./*^²³-+()".unicodeScalars.contains(scalar)
        }
        // These are booleans or nothing in YAML 1.1; `y` and `n` are names of many models.
        let words: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", ""]
        guard isPlain, !words.contains(text.lowercased()),
            let first = text.unicodeScalars.first,
            first.properties.isAlphabetic || ("0"..."9").contains(first)
                || "_-".unicodeScalars
                    .contains(first),
            !text.hasPrefix("- ")
        else { return quoted(text) }
        return text
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where character.isNewline: result += "\\n"
            default: result.append(character)
            }
        }
        return result + "\""
    }
}
