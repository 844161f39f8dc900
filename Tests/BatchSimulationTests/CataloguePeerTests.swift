import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Testing

/// Models of the catalogue against the simulators that they come from, which ran their own texts.
@Suite struct CataloguePeerTests {
    private func simulator(
        _ example: PeerReferences.Case, _ duration: Double, recorded: [Experiment.Recorded],
        seed: UInt64 = 1, backend: Backend = .automatic
    ) throws -> BatchSimulator<Double> {
        let model = try ModelCatalogue.model(named: example.model)
        var stimulus = Stimulus()
        if example.step.count == 3 {
            stimulus = Stimulus(
                .step(
                    start: example.step[0], stop: example.step[1], amplitude: example.step[2]))
        }
        return try BatchSimulator<Double>(
            model: model,
            experiment: Experiment(
                timeStep: example.timeStep, duration: duration, input: model.inputs.first,
                stimulus: stimulus, recorded: recorded),
            integrator: .euler, variedParameters: [], constants: example.values, seed: seed,
            backend: backend)
    }

    private func compare(
        _ example: PeerReferences.Case, _ duration: Double, backend: Backend,
        firstSample: (String) -> Int
    ) async throws {
        let traces = try #require(example.traces)
        let every = try #require(example.every)
        let names = traces.keys.sorted()
        let run = try await simulator(
            example, duration, recorded: names.map { .init($0) }, backend: backend
        ).collectOne()
        // Peers give a spike the time at which its step begins, we the one at which it ends.
        let steps = run.spikes[0].map { Int(($0 / example.timeStep).rounded()) - 1 }
        #expect(steps == example.spikeSteps, "\(example.model)")
        for (name, trace) in zip(names, run.traces) {
            let expected = try #require(traces[name])
            let size = expected.map(\.magnitude).max() ?? 1
            for (index, value) in expected.enumerated() {
                let found = trace[0][firstSample(name) + every * index]
                // The same operations in another order: rounding (2⁻⁵³) in some ten to hundred of
                // them a step, up to 10⁴ steps, which the upstrokes of the spikes stretch by up to
                // about 10³; by ten times that where the recovery is a cubic or has a gain of 37.
                let isSteep = ["izhikevichGolomb", "izhikevich2007FsiNoisyAmpa"].contains(
                    example.model)
                #expect(
                    abs(found - value) <= (isSteep ? 1e-8 : 1e-9) * max(1, size),
                    "\(example.model): \(name) at sample \(every * index)")
            }
        }
    }

    @Test(arguments: [Backend.interpreter, .native])
    func modelsEqualThoseThatAnnarchyRuns(backend: Backend) async throws {
        let references = PeerReferences.annarchy
        for example in references.deterministic {
            // Its first sample is the state after the first step; of conductances before it, which
            // only spiking neurons have there.
            let isSpiking =
                try ModelCatalogue.model(named: example.model).spikeCondition != nil
            try await compare(example, references.duration, backend: backend) {
                isSpiking && $0.hasPrefix("g_") ? 0 : 1
            }
        }
    }

    @Test(arguments: [Backend.interpreter, .native])
    func modelsEqualThoseThatBrian2Runs(backend: Backend) async throws {
        let references = PeerReferences.brian2
        for example in references.deterministic {
            try await compare(example, references.duration, backend: backend) { _ in 0 }
        }
    }

    /// No model of CompNeuroPy or ANNarchy, and none that Brian2 can run, may be forgotten.
    @Test func everyModelIsComparedWithItsPeer() {
        let references = [PeerReferences.annarchy, .brian2]
        let compared = Set(
            references.flatMap { $0.deterministic + ($0.random ?? []) }.map(\.model))
        // Its numbers are the only thing that it does not share with izhikevich2007.
        let missing = ModelCatalogue.models.map(\.name).filter {
            !compared.contains($0) && $0 != "izhikevich2007FastSpiking"
        }
        #expect(missing.isEmpty)
    }

    // MARK: Distributions

    @Test func randomModelsHaveTheDistributionsThatAnnarchyFinds() async throws {
        let references = PeerReferences.annarchy
        let count = try #require(references.neurons)
        for example in try #require(references.random) {
            let moments = try #require(example.moments)
            let names = moments.keys.filter { $0 != "spike count" }.sorted()
            let steps = Int((references.duration / example.timeStep).rounded())
            let run = try await simulator(
                example, references.duration,
                recorded: names.map { .init($0, every: steps) }, seed: 4
            ).collect(Matrix(rows: count, columns: 0))
            var found = Dictionary(
                uniqueKeysWithValues: zip(names, run.traces).map { name, trace in
                    (name, SampleMoments(trace.compactMap(\.last)))
                })
            found["spike count"] = SampleMoments(run.spikes.map { Double($0.count) })
            for (name, expected) in moments {
                try #require(found[name]).expectEqual(
                    SampleMoments(
                        mean: expected[0], variance: expected[1], fourth: expected[2],
                        count: Double(count)),
                    "\(name), \(example.model), seed 4")
            }
        }
    }
}
