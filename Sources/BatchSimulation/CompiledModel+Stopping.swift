extension CompiledModel {
    /// Lets the instances for which the stop condition holds keep their slots.
    ///
    /// The condition is looked at before a step, so that it sees the state after the resets, and
    /// may hold from the beginning on. The values of the others are the same as without it.
    mutating func writeStop(
        _ stop: StopCondition, _ before: Scope, _ after: Scope
    ) throws(SimulationError) {
        guard let frozenSlot, let stepsTakenSlot else { return }
        advancedWithoutStop = advanced
        var isFrozen = graph.insert(.state(frozenSlot))
        var willBeFrozen = isFrozen
        switch stop {
        case .holds(let condition):
            var scope = withSlots(before)
            scope.place = "the stop condition"
            isFrozen = graph.binary(.or, isFrozen, try graph.lower(condition, in: scope))
            willBeFrozen = isFrozen
            scope = withSlots(after)
            scope.place = "the stop condition"
            stopValue = try graph.lower(condition, in: scope)
        case .spike:
            if let maskSlot { willBeFrozen = graph.binary(.or, isFrozen, advanced[maskSlot]) }
        }
        for slot in advanced.indices {
            if slot == maskSlot {
                let moves = graph.unary(.not, isFrozen)
                advanced[slot] = graph.binary(.and, advanced[slot], moves)
            } else {
                advanced[slot] = graph.select(
                    isFrozen, graph.insert(.state(slot)), advanced[slot])
            }
        }
        advanced.append(willBeFrozen)
        let taken = graph.insert(.state(stepsTakenSlot))
        let (zero, one) = (graph.number(0), graph.number(1))
        advanced.append(graph.binary(.add, taken, graph.select(isFrozen, zero, one)))
    }
}
