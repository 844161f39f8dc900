import NeuronEquations

/// The messages of a model's mistakes, each "part, line, column: problem".
func mistakes(
    _ equations: String, spike: String? = nil, reset: String? = nil,
    refractory: String? = nil, parameters: [NeuronModel.Parameter] = [],
    derived: [String: String] = [:], initial: [String: String] = [:], inputs: [String] = []
) -> [String] {
    do throws(EquationErrors) {
        _ = try NeuronModel(
            equations: equations, spike: spike, reset: reset, refractory: refractory,
            parameters: parameters, derived: derived, initial: initial, inputs: inputs)
        return []
    } catch {
        return error.errors.map { mistake in
            let first = mistake.description.split(separator: "\n").first.map(String.init)
            return first ?? ""
        }
    }
}
