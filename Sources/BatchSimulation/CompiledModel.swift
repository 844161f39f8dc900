package import NeuronEquations

/// A model, what is wanted of it, and a method as one value graph: what every backend executes.
///
/// What survives from step to step are slots: the state variables in order of declaration, then,
/// where needed, the remaining refractory steps, the spike condition at the previous sample, the
/// mask of the instances that spiked in this step, the mask of those that stand still, and the
/// number of steps that they have taken in this segment. A value `state(i)` is slot i.
///
/// One step from sample k to k + 1 is: all slots take their ``advanced`` values at once; where the
/// mask holds, the ``reset`` values replace them, all at once. Time and stimulus "before" are those
/// of sample k, "after" those of sample k + 1; initial values count as after.
package struct CompiledModel: Sendable {
    package internal(set) var graph = ValueGraph()
    package let stateNames: [String]
    package let timeStep: Double
    package let variedCount: Int
    package let noiseCount: Int
    /// How many registers are filled anew for every step, at the most.
    package let streamCount: Int
    package let recorded: [Experiment.Recorded]
    /// The positions of those among them that are made now.
    package let activeRecordings: [Int]
    package let recordsSpikes: Bool

    /// Slot of the refractory steps that remain.
    package private(set) var counterSlot: Int?
    /// Slot of the spike condition at the previous sample.
    package private(set) var previousSlot: Int?
    /// Slot of the spike mask.
    package private(set) var maskSlot: Int?
    /// Slot of the mask of instances that stand still because of the stop condition.
    package private(set) var frozenSlot: Int?
    /// Slot of the steps that were taken before standing still.
    package private(set) var stepsTakenSlot: Int?
    package private(set) var slotCount: Int

    /// The initial value of each slot.
    package private(set) var initial: [ValueID] = []
    /// Each slot after the step and before the reset.
    package internal(set) var advanced: [ValueID] = []
    /// The slots that change in the reset, with their values for all instances.
    package private(set) var reset: [(slot: Int, value: ValueID)] = []
    /// The recorded values, of the slots after the reset.
    package private(set) var recordedValues: [ValueID] = []
    /// What ``advanced`` would be without the stop condition; nil where there is none.
    package internal(set) var advancedWithoutStop: [ValueID]?
    /// Whether the stop condition holds for the slots after the reset.
    package internal(set) var stopValue: ValueID?
    /// State variables that exponential Euler cannot split and forward Euler advances.
    package private(set) var variablesAdvancedByEuler: [String] = []

    private static let counterName = "refractory steps"

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
        noiseCount = model.whiteNoises.count
        streamCount = noiseCount + (demand.stimulusIsPerInstance ? 2 : 0)
        recorded = demand.recorded
        activeRecordings = demand.activeRecordings ?? Array(demand.recorded.indices)
        recordsSpikes = demand.recordsSpikes && model.spikeCondition != nil
        slotCount = model.stateVariables.count

        let names = GivenValues(demand)
        try names.check(against: model, demand)

        let isSpiking = model.spikeCondition != nil && (recordsSpikes || !model.reset.isEmpty)
        if isSpiking, model.refractoriness != nil { counterSlot = addSlot() }
        if isSpiking, model.reset.isEmpty { previousSlot = addSlot() }
        if isSpiking { maskSlot = addSlot() }
        if demand.stop != nil {
            frozenSlot = addSlot()
            stepsTakenSlot = addSlot()
        }

        let before = try names.scope(of: model, after: false, timeStep: timeStep, in: &graph)
        let after = try names.scope(of: model, after: true, timeStep: timeStep, in: &graph)
        try writeInitialValues(model, names, after)
        try writeStep(model, integrator, before, after)
        try writeReset(model, after)

        var scope = withStates(after)
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

    private mutating func addSlot() -> Int {
        slotCount += 1
        return slotCount - 1
    }

    mutating func withStates(_ scope: Scope) -> Scope {
        var scope = scope
        for (slot, name) in stateNames.enumerated() {
            scope.values[name] = graph.insert(.state(slot))
        }
        return scope
    }

    private mutating func writeInitialValues(
        _ model: NeuronModel, _ names: GivenValues, _ after: Scope
    ) throws(SimulationError) {
        var scope = after
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
        if counterSlot != nil { initial.append(graph.number(0)) }
        if previousSlot != nil, let condition = model.spikeCondition {
            scope.place = "the spike condition"
            initial.append(try graph.lower(condition, in: scope))
        }
        for slot in [maskSlot, frozenSlot, stepsTakenSlot] where slot != nil {
            initial.append(graph.number(0))
        }
    }

    private mutating func writeStep(
        _ model: NeuronModel, _ integrator: Integrator, _ before: Scope, _ after: Scope
    ) throws(SimulationError) {
        let system = EquationSystem(
            model, refractoryCounter: counterSlot == nil ? nil : Self.counterName)
        var scope = withStates(before)
        let counter = counterSlot.map { graph.insert(.state($0)) }
        scope.values[Self.counterName] = counter
        scope.place = "a derivative under \(integrator.name)"
        if integrator.scheme.acceptsNoise {
            for (index, name) in model.whiteNoises.enumerated() {
                let scale = graph.number(1 / timeStep.squareRoot())
                scope.noises[name] = graph.binary(
                    .multiply, scale, graph.insert(.normal(index)))
            }
        }
        advanced = try integrator.scheme.advance(system, from: scope, in: &graph)
        if integrator == .exponentialEuler || integrator == .exponentialEulerStaggered {
            variablesAdvancedByEuler = system.equations
                .filter { ExponentialEuler.linearParts(of: $0, in: system) == nil }.map(\.name)
        }

        guard maskSlot != nil, let spikeCondition = model.spikeCondition else { return }
        var end = after
        for (name, value) in zip(stateNames, advanced) { end.values[name] = value }
        end.place = "the spike condition"
        let holds = try graph.lower(spikeCondition, in: end)
        var spike = holds
        if let previousSlot {
            // A spike is an upward crossing: the condition holds now and did not hold before.
            spike = graph.binary(.greater, holds, graph.insert(.state(previousSlot)))
        }
        let zero = graph.number(0)
        if let counter {
            spike = graph.binary(.and, spike, graph.binary(.lessOrEqual, counter, zero))
            let fewer = graph.binary(.subtract, counter, graph.number(1))
            advanced.append(graph.binary(.maximum, fewer, zero))
        }
        if previousSlot != nil { advanced.append(holds) }
        advanced.append(spike)
    }

    private mutating func writeReset(
        _ model: NeuronModel, _ after: Scope
    ) throws(SimulationError) {
        guard let maskSlot else { return }
        let mask = graph.insert(.state(maskSlot))
        var scope = withStates(after)
        scope.place = "the reset"
        // The statements see each other's results as if every instance had spiked; the selection
        // at the end throws away what belongs to the others.
        for statement in model.reset {
            scope.values[statement.name] = try graph.lower(statement.expression, in: scope)
        }
        for (slot, name) in stateNames.enumerated() {
            let old = graph.insert(.state(slot))
            let value = graph.select(mask, scope.value(name), old)
            if value != old { reset.append((slot, value)) }
        }
        if let counterSlot, let refractoriness = model.refractoriness {
            scope.place = "the refractory period"
            let period = try graph.lower(refractoriness, in: scope)
            let steps = graph.unary(
                .round, graph.binary(.multiply, period, graph.number(1 / timeStep)))
            let old = graph.insert(.state(counterSlot))
            reset.append((counterSlot, graph.select(mask, steps, old)))
        }
    }
}
