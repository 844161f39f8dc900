import NameSuggestions
import Probability

extension ConfigurationNode {
    /// Reads a prior such as `{uniform: [0, 1]}`.
    ///
    /// - Parameters:
    ///   - name: what it is a prior of.
    ///   - numbers: notes the numbers with units, to be compared with the model.
    func prior(
        of name: String?, _ numbers: inout ModelNumbers
    ) throws(ConfigurationError) -> Marginal {
        let form = "a prior such as {uniform: [0, 1]}"
        let entries = try entries(form)
        guard entries.count == 1, let (kind, values) = entries.first else {
            throw error("found \(entries.count) keys, expected \(form)")
        }
        guard kind != "choice" else {
            throw error("choice is for searches; a posterior needs a continuous prior")
        }
        guard Marginal.names.contains(kind) else {
            throw error(
                "unknown prior \"\(kind)\", expected one of "
                    + Marginal.names.joined(separator: ", ")
                    + suggestion(NearestName.of(kind, in: Marginal.names)))
        }
        var arguments: [Double] = []
        for (place, value) in try values.list("a list of numbers").enumerated() {
            // Mean and deviation of a logarithm have no unit; the bounds behind them have.
            let isOfLogarithm = kind.hasSuffix("lognormal") && place < 2
            arguments.append(
                isOfLogarithm ? try value.number() : try numbers.read(value, of: name))
        }
        do {
            return try Marginal(name: kind, arguments: arguments)
        } catch {
            throw values.error(error.description)
        }
    }
}
