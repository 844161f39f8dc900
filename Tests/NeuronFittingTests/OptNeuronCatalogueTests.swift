import NeuroSBI
import Testing

/// Models of the catalogue as what is tuned and as the target.
@Suite struct OptNeuronCatalogueTests {
    private static let models = ModelCatalogue.families.filter {
        ["Izhikevich 2003", "Izhikevich 2007", "Hodgkin-Huxley", "Rates and random spikes"]
            .contains($0.title)
    }.flatMap { $0.models.map(\.name) }

    /// One parameter within 20 % of its value, the target the model itself: the loss of the truth is
    /// rounding for a model without noise, and the best of 20 evaluations is finite for all.
    @Test(arguments: models)
    func everyModelIsTunedTowardsItself(name: String) async throws {
        let model = try ModelCatalogue.model(named: name)
        let shown = try #require(ModelCatalogue.demonstration(of: name))
        var values = Dictionary(
            uniqueKeysWithValues: model.parameters.map { ($0.name, $0.value ?? 0) })
        values.merge(shown.values) { $1 }
        let tuned = try #require(
            model.parameters.map(\.name).first { (values[$0] ?? 0) != 0 }, "\(name)")
        let value = try #require(values[tuned])
        let bounds = [0.8 * value, 1.2 * value].sorted()

        let duration = min(shown.duration, 100)
        let experiment = Experiment(
            timeStep: shown.timeStep, duration: duration,
            input: shown.step == nil ? nil : model.inputs.first,
            stimulus: shown.step.map { step in
                Stimulus(
                    .step(
                        start: step.start, stop: step.stop, amplitude: step.amplitude))
            } ?? Stimulus())
        var settings = OptNeuronSettings(timeStep: shown.timeStep, recorded: [shown.shown])
        settings.stop = StopRules(evaluations: 20)
        settings.batchSize = 10
        settings.backend = .interpreter
        settings.warmStart = [WarmStart([tuned: value])]
        // A model of its own values, so that they need not be bounds.
        var own = model
        let isParameter = Set(model.parameters.map(\.name))
        try own.override(
            parameters: shown.values.filter { isParameter.contains($0.key) }
                .map { ($0.key, $0.value) },
            initial: shown.values.filter { !isParameter.contains($0.key) }
                .mapValues { "\($0)" })
        let fit = try await OptNeuron(
            experiment: experiment, loss: .rootMeanSquare(of: shown.shown),
            bounds: [tuned: .range(bounds[0], bounds[1])], model: own,
            target: .model(own, parameters: [tuned: value]), settings: settings)
        let result = try await fit.run()
        #expect(result.loss.isFinite)
        #expect(result.failedCount < result.history.count)
        if model.whiteNoises.isEmpty && model.draws.isEmpty {
            // The target has the number as a constant and the tuned model as a value of each
            // instance: folding rounds differently, some ulps of numbers below 1,000 in each of
            // at most 4,000 steps, and spikes multiply them.
            #expect(
                try #require(result.history[0].loss) < 1e-9, "\(name), \(tuned) = \(value)")
        }
    }
}
