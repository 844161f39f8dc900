import NeuroSBI

let notebook = Notebook.fromCommandLine(title: "Two conductances of a Hodgkin–Huxley neuron")

notebook.text(
    """
    Which conductances made this voltage trace? We write the neuron as *equations*, simulate it many \
    thousand times with parameters from a prior, describe every trace by **seven statistics**, and \
    train a network that answers the question for any trace: the posterior distribution of the \
    sodium and the potassium conductance.

    The problem is the tutorial of Gonçalves et al. (2020), eLife 9:e56261, with the kinetics of \
    Pospischil et al. (2008). Because the observation is simulated here, the true answer is known: \
    g_Na = 50 and g_K = 5 mS/cm².

    ## The model
    The catalogue has the neuron. It prints as the text that one would write by hand; `xi` is white \
    noise.
    """)

let model = try notebook.code("A model from the catalogue") {
    let model = try ModelCatalogue.model(named: "hodgkinHuxley")
    notebook.print(model.equationText)
    return model
}

notebook.text(
    """
    ## The experiment
    A current step from 10 to 110 ms, 0.5 nA into a soma of 1.54·10⁻⁴ cm². The voltage is recorded at \
    every step of 0.01 ms.
    """)

let experiment = notebook.code("Stimulus and recording") {
    Experiment(
        timeStep: 0.01, duration: 120, input: "I",
        stimulus: Stimulus(.step(start: 10, stop: 110, amplitude: 3.24806)),
        recorded: [.init("V")], recordsSpikes: true)
}

notebook.text(
    """
    ## What is believed before, and what is looked at
    The prior is uniform in both conductances. The statistics are the spike count, mean and \
    deviation of the resting voltage, and four moments of the voltage during the step.
    """)

let prior = try notebook.code("The prior") {
    try JointPrior([
        .marginal("g_Na", .uniform(Uniform(lower: 0.5, upper: 80))),
        .marginal("g_K", .uniform(Uniform(lower: 1e-4, upper: 15))),
    ])
}

let statistics = try notebook.code("The statistics") {
    let statistics = try StatisticSet([StatisticSpecification("goncalves2020")])
    for (name, unit) in zip(statistics.names, statistics.units) { notebook.print(name, "in", unit) }
    return statistics
}

notebook.text(
    """
    ## From parameters to statistics
    The simulator advances a whole tile of neurons at a time and hands its traces over as soon as \
    they are there; only their statistics are kept. A simulation is addressed by its index, so the \
    same index gives the same noise, whatever else is simulated.
    """)

let simulate = try notebook.code("A function from parameters to statistics") {
    let simulator = try BatchSimulator<Double>(
        model: model, experiment: experiment, integrator: .exponentialEulerStaggered,
        variedParameters: prior.names, seed: 1)
    return { (parameters: Matrix<Double>, firstIndex: Int) async throws -> Matrix<Double> in
        let (tables, sink) = AsyncStream<(rows: Range<Int>, table: StatisticTable)>.makeStream()
        try await simulator.run(parameters: parameters, firstInstance: firstIndex) { tile in
            let batch = TraceBatch(
                voltage: tile.traces[0], instanceCount: tile.rows.count, samplingInterval: 0.01,
                stimulusStart: 10, stimulusEnd: 110)
            sink.yield((tile.rows, statistics.evaluate(batch)))
        }
        sink.finish()
        // What does not exist or is not finite stays "not a number" and is left out later.
        var result = Matrix<Double>(
            rows: parameters.rows, columns: statistics.count, repeating: .nan)
        for await (rows, table) in tables {
            for (instance, row) in rows.enumerated() where table.isComplete(instance: instance) {
                for column in 0..<statistics.count {
                    result[row, column] = table.values[instance, column]
                }
            }
        }
        return result
    }
}

notebook.text(
    """
    ## The observation
    One simulation with the true conductances, far away from the indices of the training \
    simulations.
    """)

let truth = [50.0, 5.0]

let traces = try notebook.code("A function from parameters to traces") {
    let simulator = try BatchSimulator<Double>(
        model: model, experiment: experiment, integrator: .exponentialEulerStaggered,
        variedParameters: prior.names, seed: 1)
    return { (parameters: Matrix<Double>, firstIndex: Int) async throws -> [PredictedTrace] in
        let (found, sink) = AsyncStream<(row: Int, trace: PredictedTrace)>.makeStream()
        try await simulator.run(parameters: parameters, firstInstance: firstIndex) { tile in
            for (lane, row) in tile.rows.enumerated() {
                let trace = SampledTrace(
                    "sample \(row)", unit: "mV", intervalMilliseconds: 0.01,
                    values: tile.traces[0].column(lane))
                sink.yield(
                    (
                        row,
                        PredictedTrace(
                            "sample \(row)", trace: trace, spikes: Array(tile.spikes[lane]))
                    ))
            }
        }
        sink.finish()
        var all = [(row: Int, trace: PredictedTrace)]()
        for await one in found { all.append(one) }
        return all.sorted { $0.row < $1.row }.map(\.trace)
    }
}

let observationIndex = 10_000_000
let observation = try await notebook.code("Record once") {
    let values = Array(try await simulate(Matrix([truth]), observationIndex).row(0))
    for (name, value) in zip(statistics.names, values) {
        notebook.print(name, NumberText.short(value), separator: ": ")
    }
    return values
}

let recorded = try await notebook.code("Look at it") {
    let recorded = try await traces(Matrix([truth]), observationIndex)[0]
    let stimulus = SampledTrace(
        "current step", unit: "µA/cm²", intervalMilliseconds: 0.01,
        values: experiment.stimulus.samples(timeStep: 0.01, count: experiment.sampleCount()))
    try await notebook.show(
        .recording(recorded.trace, stimulus: stimulus, spikes: recorded.spikes),
        caption: "The observation and its stimulus.")
    return recorded
}

notebook.text(
    """
    ## Simulate
    Parameters from the prior, one simulation for each.
    """)

let simulations = try await notebook.code("Simulations from the prior") {
    let parameters = prior.sample(count: notebook.isQuick ? 300 : 10_000, seed: 1)
    let clock = ContinuousClock()
    let start = clock.now
    let set = try SimulationSet(
        parameterNames: prior.names, statisticNames: statistics.names, parameters: parameters,
        statistics: try await simulate(parameters, 0), seed: 1, prior: prior)
    notebook.print(
        NumberText.count(set.count), "simulations in",
        NumberText.short((clock.now - start) / .seconds(1), significantDigits: 3), "s,",
        NumberText.percent(set.invalidFraction), "of them invalid")
    return set
}

notebook.text(
    """
    ## Train
    A mixture-density network learns the distribution of the parameters given the statistics. One \
    network serves every observation.
    """)

let posterior = try await notebook.code("Train the posterior network") {
    var settings = TrainingSettings()
    if notebook.isQuick {
        settings.hiddenWidths = [20, 20]
        settings.components = 3
        settings.maximumEpochs = 20
    }
    return try await NeuralPosterior.train(on: simulations, settings: settings, seed: 1)
}

try await notebook.code("The training curve") {
    let history = posterior.members[0].history
    let curve = TrainingCurve(
        trainingLoss: history.map(\.trainingLoss), validationLoss: history.map(\.validationLoss),
        bestEpoch: history.lastIndex(where: \.isBest) ?? 0)
    try await notebook.show(
        .training(curve), caption: "Loss per epoch; the marked weights are kept.")
}

notebook.text(
    """
    ## The posterior
    Before a posterior is believed, one asks whether the observation looks like anything that was \
    simulated.
    """)

notebook.code("Is the observation inside the simulated distribution?") {
    let check = posterior.distributionCheck(observation)
    notebook.print(check.explanation)
    notebook.conclude(
        check.isInside ? .good : .failure,
        "The observation lies \(check.isInside ? "inside" : "outside") the simulated distribution.")
}

let samples = try await notebook.code("Sample and draw the posterior") {
    let samples = try posterior.sample(
        observation: observation, count: notebook.isQuick ? 1_000 : 10_000, seed: 1)
    let maximum = try posterior.maximum(observation: observation)
    let intervals = PosteriorSummary(samples, names: prior.names).credibleIntervals(mass: 0.9)
    let parameters = prior.names.enumerated().map { index, name in
        FittedParameter(
            name, unit: "mS/cm²", priorRange: prior.marginals[index].support,
            maximum: maximum.parameters[index], credibleInterval: intervals[index],
            trueValue: truth[index])
    }
    for parameter in parameters {
        let interval = parameter.credibleInterval
        notebook.print(
            parameter.name, "maximum", NumberText.short(parameter.maximum), "90 % interval",
            NumberText.short(interval.lowerBound), "to", NumberText.short(interval.upperBound))
    }
    try await notebook.show(
        .pairPlot(samples: samples, parameters: parameters),
        caption: "The posterior over the whole range of the prior; the truth is green.")
    try await notebook.show(
        .pairPlot(
            samples: samples, parameters: parameters, extent: .posterior, name: "posterior-zoom"),
        caption: "The same, enlarged to where the posterior is.")
    let held = parameters.count { $0.credibleInterval.contains($0.trueValue ?? .nan) }
    notebook.conclude(
        held == parameters.count ? .good : .warning,
        "The 90 % credible intervals hold \(held) of \(parameters.count) true values.")
    return samples
}

notebook.text(
    """
    ## Does it predict the observation?
    Neurons with parameters of the posterior must behave like the observed one: the predicted \
    statistics must surround the observed ones, and the traces must look alike.
    """)

try await notebook.code("Predicted statistics") {
    let count = notebook.isQuick ? 64 : 500
    let predicted = try await simulate(samples.selectingRows(0..<count), observationIndex + 1)
    func central(_ values: [Double]) -> (median: Double, interval: ClosedRange<Double>)? {
        let sorted = values.filter(\.isFinite).sorted()
        guard !sorted.isEmpty else { return nil }
        func quantile(_ share: Double) -> Double { sorted[Int(share * Double(sorted.count - 1))] }
        return (quantile(0.5), quantile(0.05)...quantile(0.95))
    }
    let rows = statistics.names.enumerated().map { column, name in
        let posteriorValues = central(predicted.column(column))
        let priorValues = central(simulations.statistics.column(column))
        return PredictedStatistic(
            name, unit: statistics.units[column], observed: observation[column],
            predictedMedian: posteriorValues?.median, predictedInterval: posteriorValues?.interval,
            priorMedian: priorValues?.median, priorInterval: priorValues?.interval)
    }
    try await notebook.show(
        .statistics(rows),
        caption: "Observed statistics within 90 % of the simulations from prior and posterior.")
    let inside = rows.count { $0.isInside == true }
    notebook.conclude(
        inside == rows.count ? .good : .warning,
        "\(inside) of \(rows.count) observed statistics lie inside their 90 % predictive intervals."
    )
}

try await notebook.code("Predicted traces") {
    let predictions = try await traces(samples.selectingRows(0..<5), observationIndex + 1)
    try await notebook.show(
        .predictions(
            recording: recorded.trace, recordedSpikes: recorded.spikes, predictions: predictions),
        caption: "Five simulations with parameters of the posterior behind the observation.")
}

notebook.text(
    """
    ## Is it calibrated?
    For held-out simulations, the true parameters must take every rank among posterior samples \
    equally often (Talts et al. 2018, arXiv:1804.06788).
    """)

try await notebook.code("Simulation-based calibration") {
    let drawn = prior.sample(
        count: notebook.isQuick ? 60 : 500, seed: 1, firstIndex: 20_000_000)
    let simulated = try await simulate(drawn, 20_000_000)
    let usable = (0..<drawn.rows).filter { simulated.row($0).allSatisfy(\.isFinite) }
    let check = try await CalibrationCheck(
        posterior, parameters: drawn.selectingRows(usable),
        statistics: simulated.selectingRows(usable), threads: 2, seed: 2)
    notebook.print(check.verdict)
    let ranks = CalibrationRanks(
        parameterNames: check.parameterNames, ranks: check.ranks, sampleCount: check.sampleCount,
        pValues: check.uniformity.map(\.pValue))
    try await notebook.show(.rankHistograms(ranks), caption: "Ranks with their 99 % band.")
    try await notebook.show(.coverage(ranks), caption: "Coverage of central credible intervals.")
    notebook.conclude(
        check.passes() ? .good : .warning,
        check.passes()
            ? "Uniform ranks are not rejected at the 1 % level."
            : "The ranks are not uniform: train on more simulations.")
}

notebook.print("Written:", try notebook.write())
