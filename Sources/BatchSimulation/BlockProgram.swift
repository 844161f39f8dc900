/// A compiled model as register instructions.
///
/// Registers `0 ..< slotCount` are the slots of ``CompiledModel``, then follow the varied
/// parameters and the streams, then what lives as long as the instance, then temporaries that
/// segments share. Numbers that depend on the length of a run or on its stimulus are not part of
/// it: they come in at run time.
struct BlockProgram: Sendable {
    /// A recorded value: run the instructions, then read the register.
    struct Recording: Sendable {
        var instructions: [Instruction]
        var register: Int
        var every: Int
    }

    /// A scalar slot that changes from step to step.
    struct StepScalar: Sendable {
        var slot: Int
        var value: ValueID
    }

    /// A register that is filled anew for every step.
    struct Stream: Sendable {
        var source: StreamSource
        var register: Int
    }

    let model: CompiledModel
    private(set) var prologue: [Instruction] = []
    private(set) var step: [Instruction] = []
    private(set) var reset: [Instruction] = []
    private(set) var recordings: [Recording] = []
    /// Computes whether the stop condition holds, where there is one.
    private(set) var stopCheck: Recording?
    private(set) var registerCount = 0
    /// What has to be filled in for every step.
    private(set) var streams: [Stream] = []
    /// The value of each scalar slot; those of ``stepScalars`` are overwritten at every step.
    private(set) var scalars: [Double] = []
    private(set) var stepScalars: [StepScalar] = []
    /// The graph that the values of ``stepScalars`` are part of.
    let stepGraph: ValueGraph

    /// Registers from here on are temporaries of a segment.
    private(set) var firstTemporaryRegister = 0

    var firstParameterRegister: Int { model.slotCount }

    /// The streams of random numbers.
    var drawStreams: [Stream] { streams.filter { !$0.source.isStimulus } }

    /// The streams of instances' own stimuli.
    var stimulusStreams: [Stream] { streams.filter(\.source.isStimulus) }

    /// Whether instances have stimuli of their own.
    var readsInstanceStimuli: Bool { streams.contains(where: \.source.isStimulus) }

    /// What the time loop executes: the step, the reset and the recordings.
    var instructionsOfTimeLoop: [Instruction] {
        step + reset + recordings.flatMap(\.instructions)
    }

    init(_ model: CompiledModel) {
        self.model = model
        var registers = RegisterFile(model)

        let slots = model.advanced.enumerated().map {
            SegmentResult(value: $0.element, register: $0.offset)
        }
        let variableCount = model.stateNames.count
        step = registers.segment(
            Array(slots.prefix(variableCount)), then: Array(slots.dropFirst(variableCount)),
            fusingFor: model.advancedWithoutStop)
        reset = registers.segment(
            model.reset.map { SegmentResult(value: $0.value, register: $0.slot) })
        for index in model.activeRecordings {
            let (value, item) = (model.recordedValues[index], model.recorded[index])
            if case .state(let slot) = model.graph[value] {
                recordings.append(
                    Recording(instructions: [], register: slot, every: item.every))
            } else {
                let register = registers.recordingRegister()
                recordings.append(
                    Recording(
                        instructions: registers.segment([
                            SegmentResult(value: value, register: register)
                        ]),
                        register: register, every: item.every))
            }
        }
        if let value = model.stopValue {
            let register = registers.recordingRegister()
            let result = SegmentResult(value: value, register: register)
            stopCheck = Recording(
                instructions: registers.segment([result]), register: register, every: 1)
        }
        prologue = registers.prologue(
            model.initial.enumerated().map {
                SegmentResult(value: $0.element, register: $0.offset)
            })

        registerCount = registers.registerCount
        streams = registers.usedStreams.map { source in
            let position = source.position(drawCount: model.drawCount)
            return Stream(
                source: source, register: model.slotCount + model.variedCount + position)
        }.sorted { $0.register < $1.register }
        let base = registers.residentCount
        firstTemporaryRegister = base
        prologue = prologue.map { $0.movingTemporaries(to: base) }
        step = step.map { $0.movingTemporaries(to: base) }
        reset = reset.map { $0.movingTemporaries(to: base) }
        for index in recordings.indices {
            recordings[index].instructions = recordings[index].instructions.map {
                $0.movingTemporaries(to: base)
            }
        }

        if let check = stopCheck {
            stopCheck?.instructions = check.instructions.map { $0.movingTemporaries(to: base) }
        }

        scalars = registers.scalarValues.map { registers.graph.constant($0) ?? 0 }
        for (slot, value) in registers.scalarValues.enumerated()
        where registers.graph.constant(value) == nil {
            stepScalars.append(StepScalar(slot: slot, value: value))
        }
        stepGraph = registers.graph
    }
}

extension Instruction {
    /// Gives temporaries, which are numbered from ``RegisterFile/firstTemporary``, their place
    /// behind the resident registers.
    fileprivate func movingTemporaries(to base: Int) -> Instruction {
        func moved(_ register: Int32) -> Int32 {
            register < RegisterFile.firstTemporary
                ? register : register - RegisterFile.firstTemporary + Int32(base)
        }
        let isScalar = opcode.scalarOperands
        var copy = self
        copy.result = moved(result)
        if !isScalar.a { copy.a = moved(a) }
        if isScalar.b == false { copy.b = moved(b) }
        if isScalar.c == false { copy.c = moved(c) }
        return copy
    }
}
