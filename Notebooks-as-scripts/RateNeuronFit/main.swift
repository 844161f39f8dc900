import NeuroSBI

let notebook = Notebook.fromCommandLine(title: "Fitting a rate neuron to two recordings")

notebook.text(
    """
    A neuron's rate follows its input current as r = a·I + b. Two recordings of 1,000 ms are there, \
    in each of which the current steps up after 500 ms: to 5 in the first, to 10 in the second. \
    Which a and b made them?

    This is the first example of CompNeuroPy's `OptNeuron`. There each parameter set is simulated \
    by itself; here the experiment, written for *one* neuron, is run on **a whole batch of \
    parameter sets at once**.
    """)

let model = try notebook.code("The neuron, in ANNarchy's form") {
    try NeuronModel(
        equations: "r = a*I_app + b",
        parameters: [.init("I_app", 0), .init("a", 0), .init("b", 0)], form: .annarchy)
}

notebook.text(
    """
    ## The experiment
    A program: start the recording, step the current, reset the neuron but not its parameters, step \
    again. A reset ends a *chunk* of the results.
    """)

/// Two steps of the current, to 5 and to 10.
struct TwoSteps: NeuronExperiment {
    func run<Scalar: SimulationScalar>(
        _ population: inout Population<Scalar>
    ) throws -> ExperimentData {
        population.startRecording()
        try population.run(AttributeSequence.step(of: "I_app", from: 0, to: 5))
        population.reset(parameters: false)
        try population.run(AttributeSequence.step(of: "I_app", from: 0, to: 10))
        return [:]
    }
}

notebook.text(
    """
    ## The recordings and the loss
    The rate was 2 before the steps, and 6 and 10 after them. The loss is the sum of the root mean \
    square errors of both chunks.
    """)

let measured = notebook.code("What was recorded") {
    ExperimentResults(
        chunks: [6.0, 10].map { rate in
            InstanceChunk(
                traces: [
                    "r": [Double](repeating: 2, count: 500)
                        + [Double](repeating: rate, count: 500)
                ], interval: 1)
        })
}

let fit = try await notebook.code("The fit") {
    var settings = OptNeuronSettings(timeStep: 1, recorded: ["r"])
    settings.stop = StopRules(evaluations: notebook.isQuick ? 200 : 1_000)
    settings.batchSize = 50
    return try await OptNeuron(
        experiment: TwoSteps(),
        loss: .rootMeanSquare(of: "r", chunk: 0) + .rootMeanSquare(of: "r", chunk: 1),
        bounds: ["a": [-50, 100], "b": [-50, 150]], model: model, target: .results(measured),
        settings: settings)
}

let result = try await notebook.code("Search") {
    let result = try await fit.run()
    notebook.print(
        result.history.count, "evaluations in", NumberText.short(result.seconds), "s")
    for name in result.fitted.keys.sorted() {
        notebook.print(name, "=", NumberText.short(result.fitted[name] ?? .nan))
    }
    for loss in result.singleLosses {
        notebook.print(loss.name, NumberText.short(loss.value), separator: ": ")
    }
    notebook.conclude(
        result.loss < 0.05 ? .good : .warning,
        "The loss is \(NumberText.short(result.loss)); 0.05 would be a b that is off by 0.025.")
    return result
}

try await notebook.code("How the search went") {
    var best = Double.infinity
    let curve = result.history.map { evaluation in
        best = min(best, evaluation.loss ?? .infinity)
        return max(best, 1e-12)
    }
    try await notebook.show(
        .lines(
            name: "search", x: Axis("Evaluations"),
            y: Axis("Best loss so far", isLogarithmic: true),
            curves: [Curve("best loss", x: curve.indices.map { Double($0 + 1) }, y: curve)]),
        caption: "The smallest loss after so many evaluations.")
}

try await notebook.code("Recorded and fitted") {
    var curves: [Curve] = []
    for (name, results) in [("recorded", measured), ("fitted", result.results)] {
        let rates = try results.combinedChunks(of: "r", times: .consecutive)
        curves.append(Curve(name, x: rates.times, y: rates.values))
    }
    try await notebook.show(
        .lines(name: "rates", x: Axis("Time", unit: "ms"), y: Axis("Rate"), curves: curves),
        caption: "Both chunks, one after the other.")
}

notebook.print("Written:", try notebook.write())
