/// Units as a reader wants to see them, from the plain text in which programs write them.
public enum UnitText {
    /// `mS/cm**2` becomes `mS/cm²`, `uA` becomes `µA`, `ms**0.5` becomes `√ms`; the unit `1` of a
    /// pure number becomes nothing, and nil stays nil.
    public static func readable(_ unit: String?) -> String? {
        guard let unit else { return nil }
        if unit == "1" { return "" }
        // Split at products and quotients, keeping the signs; a power belongs to its factor.
        var factors = [(sign: String, text: String)]()
        var rest = unit.replacing("**", with: "^")[...]
        var sign = ""
        while let end = rest.firstIndex(where: { "*/·".contains($0) }) {
            factors.append((sign, String(rest[..<end])))
            sign = rest[end] == "/" ? "/" : "·"
            rest = rest[rest.index(after: end)...]
        }
        factors.append((sign, String(rest)))
        return factors.map { $0.sign + readableFactor($0.text) }.joined()
    }

    private static func readableFactor(_ text: String) -> String {
        let parts = text.split(separator: "^", maxSplits: 1).map(String.init)
        guard var name = parts.first else { return text }
        // The letter u before a unit stands for micro; no unit of these names begins with u.
        if name.count > 1, name.first == "u" { name = "µ" + name.dropFirst() }
        guard parts.count == 2 else { return name }
        let power = parts[1].trimmingPrefix("(").replacing(")", with: "")
        if power == "0.5" || power == "1/2" { return "√" + name }
        return Int(power).map { name + NumberText.superscript($0) } ?? text
    }
}
