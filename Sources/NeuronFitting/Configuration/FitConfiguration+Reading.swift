import BatchSimulation
import DensityEstimation
import Foundation
import NameSuggestions
import NeuronEquations
import Probability
import SummaryStatistics

extension FitConfiguration {
    static let keys = [
        "model", "parameters", "joint", "protocol", "method", "precision", "record", "statistics",
        "target", "recording", "simulations", "rounds", "truncation", "training",
        "search", "seed",
    ]

    /// Reads a configuration file (YAML).
    ///
    /// - Throws: `ConfigurationError` with line and column; an error of the file system where there
    ///   is no such file.
    public init(contentsOf path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try self.init(text: text, file: path)
    }

    /// Reads a configuration from its text.
    ///
    /// - Parameter file: the name that messages use.
    public init(text: String, file: String = "configuration") throws(ConfigurationError) {
        let root = try ConfigurationNode.parse(text, file: file)
        let section = try root.section(keys: Self.keys, "keys such as model and parameters")
        seed = try Self.readSeed(section["seed"])
        let modelNode = try section.required("model", "a name of the catalogue, or equations")
        self.text = try ModelFile.inlined(root) ?? text
        let modelSection = try ModelSection(modelNode)
        let system = modelSection.unitSystem
        let parameters = try ParameterSection(
            parameters: section["parameters"], joint: section["joint"], system: system)
        prior = try parameters.prior(section["parameters"] ?? root)
        constants = Dictionary(parameters.constants, uniquingKeysWith: { first, _ in first })

        let protocolNode = try section.required("protocol", "dt, duration and a stimulus")
        var amplitudes = ModelNumbers(system: system)
        protocolSettings = try ProtocolSettings(protocolNode, seed: seed, numbers: &amplitudes)
        model = try modelSection.model(parameters, input: protocolSettings.input)
        if let input = protocolSettings.input, !model.inputs.contains(input) {
            throw protocolNode.error(
                "the model has no input \"\(input)\"; its inputs are "
                    + (model.inputs.isEmpty ? "none" : model.inputs.joined(separator: ", ")))
        }

        try parameters.numbers.check(model)
        try amplitudes.check(model)

        integrator =
            try section["method"].map { node throws(ConfigurationError) in
                try node.choice(Integrator.allCases.map { ($0.name, $0) })
            } ?? .euler
        precision =
            try section["precision"].map { node throws(ConfigurationError) in
                try node.choice(Precision.allCases.map { ($0.rawValue, $0) })
            } ?? .double
        guard !model.stateVariables.isEmpty else {
            throw modelNode.error(
                "the model has no state variable to record; expected an equation dx/dt = … or "
                    + "x = … (constant over dt)")
        }
        recordedVariables = try Self.readRecorded(section["record"], model: model)
        let dataNode = try section.required("statistics", "a list of statistics, or traces")
        (statistics, traces) = try Self.readData(dataNode)
        if let traces {
            if let timeStep = protocolSettings.timeStep, let duration = protocolSettings.duration {
                try traces.check(timeStep: timeStep, duration: duration, dataNode)
            }
        } else {
            statistics = try Self.conditioned(statistics, on: protocolSettings, dataNode)
        }
        let surroundings = TargetSettings.Surroundings(
            fitted: prior.names, model: model, input: protocolSettings.input,
            drawsAmplitude: protocolSettings.drawnStep != nil, integrator: integrator,
            recorded: recordedVariables)
        target = try section["target"].map { node throws(ConfigurationError) in
            try TargetSettings(node, in: surroundings)
        }
        let timeStep = protocolSettings.timeStep
        recording =
            try section["recording"].map { node throws(ConfigurationError) in
                try RecordingSettings(node, timeStep: timeStep)
            } ?? RecordingSettings()
        if let initial = recording.initialVariable,
            !model.stateVariables.contains(where: { $0.name == initial })
        {
            throw section["recording"]!.error(
                "initial names \"\(initial)\", which is no state variable of the model"
                    + suggestion(NearestName.of(initial, in: model.stateVariables.map(\.name))))
        }
        simulationCount =
            try section["simulations"].map { node throws(ConfigurationError) in
                try node.integer(atLeast: 1)
            } ?? 20_000
        roundCount =
            try section["rounds"].map { node throws(ConfigurationError) in
                try node.integer(atLeast: 1)
            } ?? 1
        truncation =
            try section["truncation"].map { node throws(ConfigurationError) in
                try node.choice(RoundTruncation.allCases.map { ($0.rawValue, $0) })
            } ?? .ranges
        let trainingSection = try section["training"].map { node throws(ConfigurationError) in
            try TrainingSection(node)
        }
        training = trainingSection?.settings ?? TrainingEffort.standard.settings
        training.embedding = trainingSection?.embedding ?? (traces == nil ? .none : .traceDefault)
        // Behind a trace stands the amplitude of the current, where it is drawn.
        if traces != nil, protocolSettings.drawnStep != nil {
            training.embedding = training.embedding.withStatisticsBeside(1)
        }
        if traces == nil, case .convolutional = training.embedding {
            throw (section["training"] ?? root).error(
                "a convolutional embedding reads traces, expected statistics: traces beside it, or "
                    + "the embedding multilayer or none")
        }
        effort = trainingSection?.effort ?? .standard
        ensembleSize = trainingSection?.ensembleSize
        let results = LossTerm.Comparable(
            recorded: recordedVariables, hasSpikes: model.spikeCondition != nil)
        search =
            try section["search"].map { node throws(ConfigurationError) in
                try SearchSettings(node, results: results)
            } ?? SearchSettings()
    }

    private static func readSeed(_ node: ConfigurationNode?) throws(ConfigurationError) -> UInt64 {
        guard let node else { return 1 }
        return UInt64(try node.integer(atLeast: 0))
    }

    /// The recorded variables; without the key `v` or `V`, and where the model has neither, its
    /// first state variable.
    private static func readRecorded(
        _ node: ConfigurationNode?, model: NeuronModel
    ) throws(ConfigurationError) -> [String] {
        guard let node else {
            let names = model.stateVariables.map(\.name)
            return [names.first { $0 == "v" || $0 == "V" } ?? names[0]]
        }
        let known = model.stateVariables.map(\.name) + model.subexpressions.map(\.name)
        var names: [String] = []
        for entry in try node.list("a list of variables") {
            let name = try entry.text("a variable")
            guard known.contains(name) else {
                throw entry.error(
                    "the model has no variable \"\(name)\""
                        + suggestion(NearestName.of(name, in: known)))
            }
            names.append(name)
        }
        guard !names.isEmpty else { throw node.error(expected: "at least one variable") }
        return names
    }

    /// Adds the amplitude to what the posterior is conditioned on, where it is drawn.
    private static func conditioned(
        _ statistics: StatisticSet, on settings: ProtocolSettings, _ node: ConfigurationNode
    ) throws(ConfigurationError) -> StatisticSet {
        guard settings.drawnStep != nil else { return statistics }
        do {
            return try statistics.adding(StatisticSpecification(DrawnStep.statistic))
        } catch {
            throw node.error(error.description)
        }
    }

    static func readStatistics(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> StatisticSet {
        var specifications: [StatisticSpecification] = []
        for entry in try node.list("a list of statistics") {
            guard entry.isMapping else {
                specifications.append(
                    StatisticSpecification(try entry.text("the name of a statistic")))
                continue
            }
            // One statistic with options: {spike_count: {threshold: -10}}.
            let form = "a name, or {name: {option: number}}"
            let named = try entry.entries(form)
            guard named.count == 1, let (name, options) = named.first else {
                throw entry.error(expected: form)
            }
            var values: [String: Double] = [:]
            for (option, value) in try options.entries("options with numbers") {
                values[option] = try value.number()
            }
            specifications.append(StatisticSpecification(name, options: values))
        }
        do {
            return try StatisticSet(specifications)
        } catch {
            throw node.error(error.description)
        }
    }
}
