import NeuronEquations

/// What the user gives for the names of a model: columns, constants and the stimulated input.
struct GivenValues {
    let varied: [String]
    let constants: [String: Double]
    let stimulatedInput: String?
    let stimulusIsPerInstance: Bool

    init(_ demand: SimulationDemand) {
        varied = demand.variedParameters
        constants = demand.constants
        stimulatedInput = demand.stimulatedInput
        stimulusIsPerInstance = demand.stimulusIsPerInstance
    }

    /// Finds names that do not exist, are given twice, or are missing.
    func check(against model: NeuronModel, _ demand: SimulationDemand) throws(SimulationError) {
        let states = model.stateVariables.map(\.name)
        let settable = model.parameters.map(\.name) + model.inputs + states
        var seen: Set<String> = []
        for name in varied {
            guard settable.contains(name) else {
                throw .unknownName(name, role: "a varied parameter", known: settable)
            }
            guard seen.insert(name).inserted else { throw .givenTwice(name) }
        }
        for name in constants.keys.sorted() {
            guard settable.contains(name) else {
                throw .unknownName(name, role: "a constant", known: settable)
            }
            guard seen.insert(name).inserted else { throw .givenTwice(name) }
        }
        if let stimulatedInput {
            guard model.inputs.contains(stimulatedInput) else {
                throw .unknownName(
                    stimulatedInput, role: "the input of the stimulus", known: model.inputs)
            }
            guard seen.insert(stimulatedInput).inserted else { throw .givenTwice(stimulatedInput) }
        }
        let recordable = states + model.subexpressions.map(\.name) + model.inputs
        for item in demand.recorded {
            guard recordable.contains(item.variable) else {
                throw .unknownName(item.variable, role: "a recorded variable", known: recordable)
            }
            guard item.every >= 1 else {
                throw .recordingInterval(item.variable, every: item.every)
            }
        }
        if case .holds(let condition) = demand.stop {
            let known = recordable + model.parameters.map(\.name) + ["t", "dt"]
            if let name = condition.names.sorted().first(where: { !known.contains($0) }) {
                throw .unknownName(name, role: "part of a stop condition", known: known)
            }
        }
    }

    /// The value of a name that is given as a column or a constant.
    func value(_ name: String, in graph: inout ValueGraph) -> ValueID? {
        if let column = varied.firstIndex(of: name) { return graph.insert(.parameter(column)) }
        return constants[name].map { graph.number($0) }
    }

    /// Parameters, inputs and time at the sample before or after a step; no state variables.
    func scope(
        of model: NeuronModel, after: Bool, timeStep: Double, in graph: inout ValueGraph
    ) throws(SimulationError) -> Scope {
        var values: [String: ValueID] = [:]
        for parameter in model.parameters {
            if let given = value(parameter.name, in: &graph) {
                values[parameter.name] = given
            } else if let standard = parameter.value {
                values[parameter.name] = graph.number(standard)
            } else {
                throw .parameterWithoutValue(parameter.name)
            }
        }
        for input in model.inputs {
            if input == stimulatedInput {
                values[input] = graph.insert(
                    stimulusIsPerInstance
                        ? .instanceStimulus(after: after) : .stimulus(after: after))
            } else if let given = value(input, in: &graph) {
                values[input] = given
            } else {
                throw .inputNotFed(input)
            }
        }
        values["dt"] = graph.number(timeStep)
        values["t"] = graph.insert(.time(after: after))
        let definitions = model.subexpressions.map { ($0.name, $0.expression) }
        return Scope(
            values: values,
            definitions: Dictionary(definitions) { _, last in last }, place: "an equation")
    }
}

extension Experiment {
    /// Finds impossible times and intervals, and a stimulus that feeds nothing.
    func check(against model: NeuronModel) throws(SimulationError) {
        guard timeStep > 0, timeStep.isFinite else { throw .timeStep(timeStep) }
        guard duration >= 0, duration / timeStep <= 0x1p31 else { throw .duration(duration) }
        for item in recorded where item.every < 1 {
            throw .recordingInterval(item.variable, every: item.every)
        }
        if input == nil, !stimulus.components.isEmpty {
            throw .stimulusWithoutInput(inputs: model.inputs)
        }
    }
}
