import Foundation
import NeuronEquations
import Testing

@Suite struct ParsingTimeTests {
    /// The mark is 2 ms on an idle machine, which half of it meets; tests run beside others, so that
    /// the bound tells only what has gone wrong, such as time in proportion to a square.
    ///
    /// Measured is the processor time of this thread, and one of many runs is enough.
    @Test(arguments: ModelCatalogue.models)
    func modelsAreCheckedInNoNoticeableTime(model: NeuronModel) throws {
        let (equations, spike) = (model.equationText, model.spikeCondition?.description)
        let (reset, refractory) = (model.resetText, model.refractoryText)
        let (initial, form) = (model.initialTexts, model.form)
        let derived = form == .annarchy ? model.subexpressions : []
        let expressions = Dictionary(
            uniqueKeysWithValues: derived.map { ($0.name, $0.expression.description) })
        var best = Double.infinity
        for _ in 0..<200 where best > 10e-3 {
            let start = Self.processorSeconds
            _ = try NeuronModel(
                equations: equations, spike: spike, reset: reset, refractory: refractory,
                parameters: model.parameters, derived: expressions, initial: initial,
                inputs: model.inputs, form: form)
            best = min(best, Self.processorSeconds - start)
        }
        #expect(best <= 10e-3, "\(model.name): \(best) s")
    }

    /// What this thread has used so far.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
