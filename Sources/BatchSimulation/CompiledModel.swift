package import NeuronEquations

/// A model, what is wanted of it, and a method as one value graph: what every backend executes.
///
/// What survives from step to step are slots: the state variables in order of declaration, then,
/// where needed, the steps since the last spike, the mask of refractory instances, the spike
/// condition at the previous sample, the mask of the instances that spiked in this step, the mask
/// of those that stand still, and the number of steps that they have taken in this segment. A value
/// `state(i)` is slot i.
///
/// One step from sample k to k + 1 is: all slots take their ``advanced`` values at once; where the
/// mask holds, the ``reset`` values replace them, all at once. Both see the time and the stimulus
/// of sample k, called "before"; those of sample k + 1, "after", belong to recorded values, and
/// initial values count as after.
package struct CompiledModel: Sendable {
    package internal(set) var graph = ValueGraph()
    package let stateNames: [String]
    package let timeStep: Double
    package let variedCount: Int
    /// How many random numbers an instance draws in a step: white noises, then the model's draws.
    package let drawCount: Int
    /// How many registers are filled anew for every step, at the most.
    package let streamCount: Int
    package let recorded: [Experiment.Recorded]
    /// The positions of those among them that are made now.
    package let activeRecordings: [Int]
    package let recordsSpikes: Bool

    /// Slot of the number of steps since the step of the last spike, 0 after that step; infinite
    /// before the first one.
    package internal(set) var elapsedSlot: Int?
    /// Slot of the mask of refractory instances.
    package internal(set) var refractorySlot: Int?
    /// Slot of the spike condition at the previous sample.
    package internal(set) var previousSlot: Int?
    /// Slot of the spike mask.
    package internal(set) var maskSlot: Int?
    /// Slot of the mask of instances that stand still because of the stop condition.
    package internal(set) var frozenSlot: Int?
    /// Slot of the steps that were taken before standing still.
    package internal(set) var stepsTakenSlot: Int?
    package internal(set) var slotCount: Int

    /// The initial value of each slot.
    package internal(set) var initial: [ValueID] = []
    /// Each slot after the step and before the reset.
    package internal(set) var advanced: [ValueID] = []
    /// The slots that change in the reset, with their values for all instances.
    package internal(set) var reset: [(slot: Int, value: ValueID)] = []
    /// The recorded values, of the slots after the reset.
    package internal(set) var recordedValues: [ValueID] = []
    /// What ``advanced`` would be without the stop condition; nil where there is none.
    package internal(set) var advancedWithoutStop: [ValueID]?
    /// Whether the stop condition holds for the slots after the reset.
    package internal(set) var stopValue: ValueID?
    /// State variables that exponential Euler cannot split and forward Euler advances.
    package internal(set) var variablesAdvancedByEuler: [String] = []

    /// Compiles what an experiment wants.
    package init(
        model: NeuronModel, experiment: Experiment, integrator: Integrator,
        variedParameters: [String], constants: [String: Double]
    ) throws(SimulationError) {
        try experiment.check(against: model)
        try self.init(
            model,
            SimulationDemand(
                experiment, integrator: integrator, variedParameters: variedParameters,
                constants: constants))
    }

    package init(_ model: NeuronModel, _ demand: SimulationDemand) throws(SimulationError) {
        let integrator = demand.integrator
        stateNames = model.stateVariables.map(\.name)
        timeStep = demand.timeStep
        variedCount = demand.variedParameters.count
        drawCount = model.whiteNoises.count + model.draws.count
        streamCount = drawCount + (demand.stimulusIsPerInstance ? 2 : 0)
        recorded = demand.recorded
        activeRecordings = demand.activeRecordings ?? Array(demand.recorded.indices)
        recordsSpikes = demand.recordsSpikes && model.spikeCondition != nil
        slotCount = model.stateVariables.count

        let names = GivenValues(demand)
        try names.check(against: model, demand)

        addSpikeSlots(for: model)
        if demand.stop != nil {
            frozenSlot = addSlot()
            stepsTakenSlot = addSlot()
        }

        let before = try names.scope(of: model, after: false, timeStep: timeStep, in: &graph)
        let after = try names.scope(of: model, after: true, timeStep: timeStep, in: &graph)
        try writeInitialValues(model, names, after)
        try writeStep(model, integrator, before)
        try writeReset(model, before)

        var scope = withSlots(after)
        for item in recorded {
            scope.place = "the recorded '\(item.variable)'"
            recordedValues.append(try graph.lower(.name(item.variable), in: scope))
        }
        // Last, so that nothing above depends on it.
        if let stop = demand.stop { try writeStop(stop, before, after) }
        shareExponentials()
    }

    /// Leaves in the graph what the results need, see
    /// ``ValueGraph/sharingExponentials(for:deciding:)``. Neither recordings nor a stop condition
    /// change the bits of the state.
    private mutating func shareExponentials() {
        let decisive = initial + (advancedWithoutStop ?? advanced) + reset.map(\.value)
        let results = decisive + recordedValues + (advancedWithoutStop == nil ? [] : advanced)
        var (shared, rest) = graph.sharingExponentials(
            for: results + [stopValue].compactMap(\.self), deciding: decisive)
        graph = shared
        func take(_ count: Int) -> [ValueID] {
            defer { rest.removeFirst(count) }
            return Array(rest.prefix(count))
        }
        initial = take(initial.count)
        let steps = take((advancedWithoutStop ?? advanced).count)
        reset = zip(reset.map(\.slot), take(reset.count)).map { ($0, $1) }
        recordedValues = take(recordedValues.count)
        if advancedWithoutStop == nil {
            advanced = steps
        } else {
            advancedWithoutStop = steps
            advanced = take(advanced.count)
        }
        stopValue = rest.first
    }

    private mutating func addSpikeSlots(for model: NeuronModel) {
        let usesLastSpike = model.uses("lastspike")
        let isSpiking =
            model.spikeCondition != nil
            && (recordsSpikes || !model.reset.isEmpty || model.refractoriness != nil
                || usesLastSpike)
        guard isSpiking else { return }
        let isForATime = model.refractoriness.map { !$0.isCondition } ?? false
        if isForATime || usesLastSpike { elapsedSlot = addSlot() }
        if model.refractoriness != nil { refractorySlot = addSlot() }
        if model.spikesAtCrossings { previousSlot = addSlot() }
        maskSlot = addSlot()
    }

    private mutating func addSlot() -> Int {
        slotCount += 1
        return slotCount - 1
    }

    /// The scope with the state variables, and what the model may ask about its spikes, as the
    /// slots hold them.
    mutating func withSlots(_ scope: Scope) -> Scope {
        var scope = scope
        for (slot, name) in stateNames.enumerated() {
            scope.values[name] = graph.insert(.state(slot))
        }
        let isRefractory = refractorySlot.map { graph.insert(.state($0)) } ?? graph.number(0)
        scope.values["not_refractory"] = graph.unary(.not, isRefractory)
        scope.values["lastspike"] = timeOfLastSpike(at: scope.value("t"))
        return scope
    }

    /// The time of the step of the last spike, from the number of steps since then, which stays
    /// right when the clock of a population is set to 0; −10⁷ ms where there was no spike, as
    /// Brian2 has it.
    private mutating func timeOfLastSpike(at time: ValueID) -> ValueID {
        let never = graph.number(-1e7)
        guard let elapsedSlot else { return never }
        let steps = graph.binary(.add, graph.insert(.state(elapsedSlot)), graph.number(1))
        let duration = graph.binary(.multiply, graph.number(timeStep), steps)
        return graph.binary(.maximum, graph.binary(.subtract, time, duration), never)
    }

    private mutating func writeInitialValues(
        _ model: NeuronModel, _ names: GivenValues, _ after: Scope
    ) throws(SimulationError) {
        var scope = after
        scope.values["not_refractory"] = graph.number(1)
        scope.values["lastspike"] = graph.number(-1e7)
        for name in model.initialOrder {
            scope.place = "the initial value of '\(name)'"
            guard let variable = model.stateVariables.first(where: { $0.name == name }) else {
                preconditionFailure("the initial order names '\(name)', which is no state variable")
            }
            if let given = names.value(name, in: &graph) {
                scope.values[name] = given
            } else {
                scope.values[name] = try graph.lower(variable.initialValue, in: scope)
            }
        }
        initial = stateNames.map { scope.value($0) }
        if elapsedSlot != nil { initial.append(graph.number(.infinity)) }
        if refractorySlot != nil { initial.append(graph.number(0)) }
        if previousSlot != nil, let condition = model.spikeCondition {
            scope.place = "the spike condition"
            initial.append(try graph.lower(condition, in: scope))
        }
        for slot in [maskSlot, frozenSlot, stepsTakenSlot] where slot != nil {
            initial.append(graph.number(0))
        }
    }
}

extension NeuronModel {
    /// Whether anything that happens in a step needs a name, directly or through subexpressions.
    func uses(_ name: String) -> Bool {
        var expressions = stateVariables.flatMap {
            [$0.derivative, $0.minimum, $0.maximum].compactMap { $0 }
        }
        for case .assignment(let assignment) in updates {
            expressions.append(assignment.expression)
        }
        expressions += reset.map(\.expression) + subexpressions.map(\.expression)
        expressions += [spikeCondition, refractoriness].compactMap { $0 }
        return expressions.contains { $0.contains(name) }
    }
}
