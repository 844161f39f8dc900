import NeuronEquations
import Synchronization

/// A stimulus and the input that it feeds.
struct FedStimulus {
    var input: String
    var shared: Stimulus
    /// Where each lane has its own.
    var lanes: LaneStimuli?
}

/// The program that a population runs at the moment, and its storage.
struct ActiveProgram<Scalar: SimulationScalar> {
    let demand: SimulationDemand
    let entry: ProgramStore<Scalar>.Entry
    let box: PopulationMemory<Scalar>.Box

    /// The slots that every program of the model has.
    var commonSlotCount: Int { entry.program.model.frozenSlot ?? entry.program.model.slotCount }

    /// The lanes of a register.
    func register(_ index: Int) -> UnsafeMutableBufferPointer<Scalar> {
        UnsafeMutableBufferPointer(
            start: box.workspace.registers + index * box.workspace.stride,
            count: box.workspace.laneCount)
    }
}

/// A state to go back to.
struct StoredState<Scalar: SimulationScalar> {
    /// `[slots][lanes]`.
    var slots: [[Scalar]]
    var settings: [String: [Scalar]]
    var stimulus: FedStimulus?
}

// MARK: - Storing and resetting

extension Population {
    /// Keeps the state, parameters and stimulus as what ``reset(parameters:)`` goes back to.
    public mutating func storeState() throws {
        try prepare()
        guard let active else { return }
        stored = StoredState(
            slots: (0..<active.commonSlotCount).map { Array(active.register($0)) },
            settings: settings, stimulus: stimulus)
    }

    /// Sets the time to 0 and the state to the stored one, or else to the initial one.
    ///
    /// The recordings go on in another chunk. The noise does not repeat itself.
    /// - Parameter parameters: whether parameters, inputs and stimulus go back too; else they stay
    ///   as they are, and the initial state is that of the parameters as they are.
    public mutating func reset(parameters: Bool = true) {
        searchState()
        finishChunk()
        offset += clock
        clock = 0
        plannedTime = 0
        if parameters {
            settings = stored?.settings ?? declared
            stimulus = stored?.stimulus
            needsProgram = true
        }
        if let stored, let active {
            for (slot, values) in stored.slots.enumerated() {
                _ = active.register(slot).update(fromContentsOf: values)
            }
            isInitial = false
            needsRefresh = true
        } else {
            overrides = [:]
            isInitial = true
            isInitialised = false
        }
    }

    /// Marks the instances whose state is not finite, before the state is overwritten.
    func searchState() {
        guard !isInitial, let active else { return }
        active.entry.run.checkState(step: offset + clock, in: &active.box.workspace)
    }

    // MARK: Setting

    /// The lanes of the instances' values; surplus lanes are copies of the last instance.
    func lanes(_ values: [Double]) -> [Scalar] {
        (0..<laneCount).map { Scalar(values[min($0, values.count - 1)]) }
    }

    mutating func setState(_ slot: Int, _ values: [Scalar]) throws {
        if isInitial {
            overrides[slot] = values
            isInitialised = false
            return
        }
        try prepare()
        searchState()
        _ = active?.register(slot).update(fromContentsOf: values)
    }

    func stateLanes(_ slot: Int) -> UnsafeMutableBufferPointer<Scalar> {
        guard let active else {
            preconditionFailure("a population was asked for its state before it was prepared")
        }
        return active.register(slot)
    }

    /// Makes a name a register. Where steps were taken with it as a constant, they are done again.
    mutating func register(_ name: String) {
        guard !basis.demand.variedParameters.contains(name), setNames.insert(name).inserted else {
            return
        }
        basis.setNames.withLock { _ = $0.insert(name) }
        needsProgram = true
        if clock + offset > 0 { failure = failure ?? PopulationRestart() }
    }

    mutating func feed(_ fed: FedStimulus) throws {
        if let failure { throw failure }
        let inputs = basis.model.inputs
        guard inputs.contains(fed.input) else {
            throw SimulationError.unknownName(
                fed.input, role: "the input of the stimulus", known: inputs)
        }
        if let other = stimulus?.input, other != fed.input {
            throw SimulationError.secondStimulus(fed.input, first: other)
        }
        stimulus = fed
        needsProgram = true
        if isInitial { isInitialised = false }
    }
}

// MARK: - The program at work

extension Population {
    /// Chooses the program for what is set and recorded, and brings the state into it.
    mutating func prepare(stop: StopCondition? = nil) throws {
        if let failure { throw failure }
        if needsProgram || active?.demand.stop != stop { try choose(stop) }
        guard let active else { return }
        if isInitial, !isInitialised {
            try writeParameters(active)
            let inputs = inputs(active, 0..<0)
            active.entry.run.initialise(inputs, stimulus?.lanes, in: &active.box.workspace)
            for (slot, values) in overrides {
                _ = active.register(slot).update(fromContentsOf: values)
            }
            active.entry.run.checkState(step: offset, in: &active.box.workspace)
            isInitialised = true
            needsRefresh = false
        } else if needsRefresh {
            try writeParameters(active)
            active.entry.run.refresh(in: &active.box.workspace)
            needsRefresh = false
        }
    }

    private mutating func choose(_ stop: StopCondition?) throws {
        var demand = basis.demand
        let extra = setNames.subtracting(demand.variedParameters).sorted()
        demand.variedParameters += extra
        if let stimulus {
            demand.variedParameters.removeAll { $0 == stimulus.input }
            demand.constants[stimulus.input] = nil
            demand.stimulatedInput = stimulus.input
            demand.stimulusIsPerInstance = stimulus.lanes != nil
        }
        for name in extra { demand.constants[name] = nil }
        demand.activeRecordings = monitors.activeRecordings
        demand.stop = stop
        needsProgram = false
        if let active, active.demand == demand { return }
        let entry = try basis.programs.entry(demand)
        let next = ActiveProgram(
            demand: demand, entry: entry, box: memory.box(for: demand, entry.program))
        next.box.workspace.begin(instanceCount: count)
        for (index, recording) in entry.program.recordings.enumerated() {
            next.box.workspace.recordings[index].phase = monitors.phase(every: recording.every)
        }
        if let old = active {
            next.box.workspace.takeOver(from: old.box.workspace, slots: next.commonSlotCount)
        }
        try writeParameters(next)
        needsRefresh = true
        active = next
    }

    /// Writes the parameters into the registers.
    private func writeParameters(_ program: ActiveProgram<Scalar>) throws {
        for (column, name) in program.demand.variedParameters.enumerated() {
            let register = program.register(
                program.entry.program.firstParameterRegister + column)
            if let values = settings[name] {
                _ = register.update(fromContentsOf: values)
            } else {
                register.update(repeating: Scalar(try basis.standardValue(name)))
            }
        }
    }

    /// What comes in from outside in some steps.
    func inputs(_ program: ActiveProgram<Scalar>, _ steps: Range<Int>) -> StepInputs<Scalar> {
        StepInputs(
            table: StepTable(
                program.entry.program, steps: steps, stimulus: stimulus?.shared ?? Stimulus()),
            noise: NoiseSource(stream: basis.noise, indices: noiseIndices, stepOffset: offset))
    }
}

extension TileWorkspace {
    /// Goes on with the state of another program of the same model.
    mutating func takeOver(from other: borrowing TileWorkspace<Scalar>, slots: Int) {
        for slot in 0..<slots {
            (registers + slot * stride).update(
                from: other.registers + slot * other.stride, count: laneCount)
        }
        isPoisoned.update(from: other.isPoisoned, count: laneCount)
        deadSteps = other.deadSteps
    }
}
