import NeuronEquations

/// What happens between two samples, in the order that ``NeuronModel`` describes.
extension CompiledModel {
    /// The name of the mask of refractory instances among the equations that a method advances; no
    /// model can have it.
    private static let refractoryName = "is refractory"

    mutating func writeStep(
        _ model: NeuronModel, _ integrator: Integrator, _ before: Scope
    ) throws(SimulationError) {
        var scope = withDraws(withSlots(before), model)
        let (elapsed, isRefractory) = try writeRefractoriness(model, scope)
        if let isRefractory {
            scope.values["not_refractory"] = graph.unary(.not, isRefractory)
            scope.values[Self.refractoryName] = isRefractory
        }
        for update in model.updates {
            switch update {
            case .integration(let names):
                try integrate(names, of: model, integrator, &scope)
            case .assignment(let assignment):
                try assign(assignment, of: model, &scope)
            }
        }
        advanced = stateNames.map { scope.value($0) }
        // White noise belongs to equations.
        scope.noises = [:]
        if let elapsed { advanced.append(elapsed) }
        if let isRefractory { advanced.append(isRefractory) }
        try writeSpikes(model, scope, isRefractory)
    }

    /// The scope with what is drawn in a step.
    private mutating func withDraws(_ scope: Scope, _ model: NeuronModel) -> Scope {
        var scope = scope
        for (slot, name) in model.whiteNoises.enumerated() {
            let scale = graph.number(1 / timeStep.squareRoot())
            scope.noises[name] = graph.binary(.multiply, scale, graph.insert(.normal(slot)))
        }
        scope.draws = model.draws.map { draw in
            let slot = model.whiteNoises.count + draw.slot
            return switch draw.kind {
            case .uniform: graph.insert(.uniform(slot))
            case .normal: graph.insert(.normal(slot))
            }
        }
        return scope
    }

    /// The steps since the last spike and the mask of refractory instances at the beginning of the
    /// step, each where its slot is there.
    private mutating func writeRefractoriness(
        _ model: NeuronModel, _ scope: Scope
    ) throws(SimulationError) -> (elapsed: ValueID?, isRefractory: ValueID?) {
        let elapsed = elapsedSlot.map {
            graph.binary(.add, graph.insert(.state($0)), graph.number(1))
        }
        guard let refractorySlot, let refractoriness = model.refractoriness else {
            return (elapsed, nil)
        }
        var scope = scope
        scope.place = "the refractory period"
        scope.noises = [:]
        let value = try graph.lower(refractoriness, in: scope)
        guard let elapsed, !refractoriness.isCondition else {
            let isRefractory = graph.insert(.state(refractorySlot))
            return (elapsed, graph.binary(.and, isRefractory, value))
        }
        // A thousandth of a step absorbs the rounding of times, as in Brian2.
        let ratio = graph.binary(.multiply, value, graph.number(1 / timeStep))
        let steps = graph.unary(.floor, graph.binary(.add, ratio, graph.number(0.001)))
        return (elapsed, graph.binary(.less, elapsed, steps))
    }

    // MARK: Updates

    private mutating func integrate(
        _ names: [String], of model: NeuronModel, _ integrator: Integrator, _ scope: inout Scope
    ) throws(SimulationError) {
        var advanced: [String: ValueID] = [:]
        // Variables with the same method form a system; the others stand still for it.
        for method in [nil] + NeuronModel.Method.allCases.map(Optional.some) {
            let members = names.filter { name in
                model.stateVariables.contains { $0.name == name && $0.method == method }
            }
            if members.isEmpty { continue }
            let scheme = method?.integrator ?? integrator
            let system = EquationSystem(
                model, of: members,
                refractoryFlag: refractorySlot == nil ? nil : Self.refractoryName)
            var start = scope
            start.place = "a derivative under \(scheme.name)"
            if !scheme.scheme.acceptsNoise { start.noises = [:] }
            let values = try scheme.scheme.advance(system, from: start, in: &graph)
            for (name, value) in zip(members, values) { advanced[name] = value }
            if scheme == .exponentialEuler || scheme == .exponentialEulerStaggered {
                variablesAdvancedByEuler += system.equations
                    .filter { ExponentialEuler.linearParts(of: $0, in: system) == nil }.map(\.name)
            }
        }
        for name in names {
            scope.values[name] = advanced[name]
            try clamp(name, of: model, &scope)
        }
    }

    private mutating func assign(
        _ assignment: NeuronModel.Assignment, of model: NeuronModel, _ scope: inout Scope
    ) throws(SimulationError) {
        scope.place = "the statement of '\(assignment.name)'"
        var value = try graph.lower(assignment.expression, in: scope)
        let isHeld = model.stateVariables.contains {
            $0.name == assignment.name && $0.isHeldWhileRefractory
        }
        if isHeld, let isRefractory = scope.values[Self.refractoryName] {
            value = graph.select(isRefractory, scope.value(assignment.name), value)
        }
        scope.values[assignment.name] = value
        try clamp(assignment.name, of: model, &scope)
    }

    private mutating func clamp(
        _ name: String, of model: NeuronModel, _ scope: inout Scope
    ) throws(SimulationError) {
        guard let variable = model.stateVariables.first(where: { $0.name == name }) else { return }
        scope.place = "a bound of '\(name)'"
        if let minimum = variable.minimum {
            let bound = try graph.lower(minimum, in: scope)
            scope.values[name] = graph.binary(.maximum, scope.value(name), bound)
        }
        if let maximum = variable.maximum {
            let bound = try graph.lower(maximum, in: scope)
            scope.values[name] = graph.binary(.minimum, scope.value(name), bound)
        }
    }

    // MARK: Spikes

    private mutating func writeSpikes(
        _ model: NeuronModel, _ end: Scope, _ isRefractory: ValueID?
    ) throws(SimulationError) {
        guard maskSlot != nil, let condition = model.spikeCondition else { return }
        var end = end
        end.place = "the spike condition"
        let holds = try graph.lower(condition, in: end)
        var spike = holds
        if let previousSlot {
            spike = graph.binary(.greater, holds, graph.insert(.state(previousSlot)))
            advanced.append(holds)
        }
        if let isRefractory {
            spike = graph.binary(.and, spike, graph.unary(.not, isRefractory))
        }
        advanced.append(spike)
    }

    mutating func writeReset(
        _ model: NeuronModel, _ before: Scope
    ) throws(SimulationError) {
        guard let maskSlot else { return }
        let mask = graph.insert(.state(maskSlot))
        var scope = withDraws(withSlots(before), model)
        scope.noises = [:]
        scope.place = "the reset"
        scope.values["lastspike"] = scope.value("t")
        if refractorySlot != nil { scope.values["not_refractory"] = graph.number(0) }
        // The statements see each other's results as if every instance had spiked; the selection
        // at the end throws away what belongs to the others.
        for statement in model.reset {
            scope.values[statement.name] = try graph.lower(statement.expression, in: scope)
        }
        var changes = stateNames.enumerated().map { ($0.offset, scope.value($0.element)) }
        if let elapsedSlot { changes.append((elapsedSlot, graph.number(0))) }
        if let refractorySlot { changes.append((refractorySlot, graph.number(1))) }
        for (slot, changed) in changes {
            let old = graph.insert(.state(slot))
            let value = graph.select(mask, changed, old)
            if value != old { reset.append((slot, value)) }
        }
    }
}

extension NeuronModel.Method {
    /// The method of a simulation that does the same.
    fileprivate var integrator: Integrator {
        switch self {
        case .explicit: .euler
        case .exponential: .exponentialEuler
        case .midpoint: .rungeKutta2
        case .rk4: .rungeKutta4
        }
    }
}
