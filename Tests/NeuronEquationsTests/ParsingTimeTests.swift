import NeuronEquations
import Testing

@Suite struct ParsingTimeTests {
    /// Parsing and checking a model takes a small part of 2 ms, the time that nobody notices.
    @Test func modelsAreCheckedWithinTwoMilliseconds() throws {
        for model in ModelCatalogue.models {
            let (equations, spike) = (model.equationText, model.spikeCondition?.description)
            let (reset, refractory) = (model.resetText, model.refractoryText)
            let (initial, form) = (model.initialTexts, model.form)
            let derived = form == .annarchy ? model.subexpressions : []
            let expressions = Dictionary(
                uniqueKeysWithValues: derived.map { ($0.name, $0.expression.description) })
            // The best of some runs: other tests and other users take the processor now and then.
            var best = Duration.seconds(1)
            for _ in 0..<20 {
                let clock = ContinuousClock()
                let time = try clock.measure {
                    _ = try NeuronModel(
                        equations: equations, spike: spike, reset: reset, refractory: refractory,
                        parameters: model.parameters, derived: expressions, initial: initial,
                        inputs: model.inputs, form: form)
                }
                best = min(best, time)
            }
            #expect(best < .milliseconds(2), "\(model.name): \(best)")
        }
    }
}
