/// How far the instances came until a condition held.
public struct StoppedRun: Sendable, Equatable {
    /// The time that each instance ran, ms.
    public let elapsed: [Double]
    /// Whether the condition holds for each instance.
    public let isMet: [Bool]
}

extension Population {
    /// Simulates a time in ms.
    public mutating func simulate(_ duration: Double) throws {
        let end = try plan(duration)
        _ = try advance(to: end, stop: nil)
        clock = end
    }

    /// Simulates until a condition holds, for each instance by itself.
    ///
    /// Where the condition holds, an instance stands still; its samples and spikes end there. The
    /// clock of all instances goes on by the longest time, whatever the condition, so that what
    /// comes after does not depend on the others: an instance waits.
    /// - Parameter longest: the time in ms after which the others stop too, at most 2²⁴ steps.
    public mutating func simulate(
        until condition: StopCondition, atMost longest: Double
    ) throws -> StoppedRun {
        let start = clock
        let end = try plan(longest)
        // Steps are counted by the model itself, exactly up to here in single precision.
        guard end - start <= 1 << 24 else { throw SimulationError.duration(longest) }
        let run = try advance(to: end, stop: condition)
        guard let active, let frozenSlot = active.entry.program.model.frozenSlot,
            let stepsTakenSlot = active.entry.program.model.stepsTakenSlot
        else { return StoppedRun(elapsed: [], isMet: []) }
        let frozen = active.register(frozenSlot)
        var taken = active.register(stepsTakenSlot).prefix(count).map { Int($0) }
        var isMet = frozen.prefix(count).map { $0 != 0 }
        if let check = active.entry.program.stopCheck, run == end - start {
            // Whether it holds at the last sample, which no step has looked at.
            let inputs = inputs(active, end..<end)
            active.entry.run.load(
                sample: end, inputs, stimulus?.lanes, in: &active.box.workspace)
            let holds = active.entry.run.interpreter.evaluate(check, active.box.workspace)
            for lane in 0..<count where holds[lane] != 0 { isMet[lane] = true }
        }
        // What broke down ends where that was found, whenever the others stopped.
        for (lane, step) in active.box.workspace.deadSteps.prefix(count).enumerated()
        where step != .max {
            taken[lane] = max(0, Int(step) - offset - 1 - start)
            isMet[lane] = false
        }
        clock = end
        monitors.closePeriods(lastSamples: taken.map { start + $0 })
        return StoppedRun(elapsed: taken.map { Double($0) * basis.timeStep }, isMet: isMet)
    }

    /// The step with which a segment ends.
    private mutating func plan(_ duration: Double) throws -> Int {
        if let failure { throw failure }
        let planned = plannedTime + duration
        let steps = (planned / basis.timeStep).rounded()
        guard duration >= 0, steps + Double(offset) <= 0x1p31 else {
            throw SimulationError.duration(duration)
        }
        plannedTime = planned
        return max(clock, Int(steps))
    }

    /// Runs the steps until `end`; returns how many were run.
    private mutating func advance(to end: Int, stop: StopCondition?) throws -> Int {
        try prepare(stop: stop)
        guard let active else { return 0 }
        if stop != nil {
            let model = active.entry.program.model
            for slot in [model.frozenSlot, model.stepsTakenSlot] {
                if let slot { active.register(slot).update(repeating: 0) }
            }
        }
        if end > clock || isInitial { recordBeginnings(active) }
        let steps = clock..<end
        let executor = active.entry.selection.executor(instances: count, steps: steps.count).0
        // A table of all steps would be long where the segment is.
        let blockSize = active.entry.program.stepScalars.isEmpty ? max(1, steps.count) : 4_096
        var step = steps.lowerBound
        while step < steps.upperBound {
            let block = step..<min(step + blockSize, steps.upperBound)
            let run = active.entry.run.advance(
                block, inputs(active, block), stimulus?.lanes, by: executor,
                in: &active.box.workspace, reducing: &monitors)
            step += run
            if run < block.count { break }
        }
        if stop == nil { monitors.fillUp(until: end, laneCount: laneCount) }
        monitors.record(active.box.workspace.spikes, until: end)
        active.box.workspace.spikes.removeAll(keepingCapacity: true)
        if end > steps.lowerBound { isInitial = false }
        return step - steps.lowerBound
    }

    /// Records the state with which recordings begin.
    private mutating func recordBeginnings(_ active: ActiveProgram<Scalar>) {
        let beginnings = monitors.openPeriods(at: clock, storage: basis)
        guard !beginnings.isEmpty else { return }
        active.entry.run.load(
            sample: clock, inputs(active, clock..<clock), stimulus?.lanes,
            in: &active.box.workspace)
        for recording in beginnings {
            active.entry.run.interpreter.append(
                recording: recording, in: &active.box.workspace)
        }
        active.entry.run.handOver(from: clock, in: &active.box.workspace, to: &monitors)
    }
}
