import NeuronEquations

/// The values that all instances share but that change from step to step: functions of time and
/// stimulus, computed for many steps before any instance runs them.
struct StepSchedule {
    private let graph: ValueGraph
    private let timeStep: Double
    private let steps: Range<Int>
    private let stimulus: SampledStimulus

    /// - Parameters:
    ///   - steps: from −1, which has no sample before it, so that only what is "after" has meaning
    ///     there.
    ///   - stimulus: at the samples of those steps.
    init(_ program: BlockProgram, steps: Range<Int>, stimulus: SampledStimulus) {
        graph = program.stepGraph
        timeStep = program.model.timeStep
        self.steps = steps
        self.stimulus = stimulus
    }

    /// The values at the steps.
    /// - Complexity: O(steps × operations).
    func values(of ids: [ValueID]) -> [[Double]] {
        var known: [ValueID: [Double]] = [:]
        return ids.map { values(of: $0, &known) }
    }

    private func values(of id: ValueID, _ known: inout [ValueID: [Double]]) -> [Double] {
        if let values = known[id] { return values }
        let result: [Double]
        switch graph[id] {
        case .constant(let bits):
            result = steps.map { _ in Double(bitPattern: bits) }
        case .time(let after):
            result = steps.map { Double(after ? $0 + 1 : $0) * timeStep }
        case .stimulus(let after):
            result = steps.map { stimulus[max(0, after ? $0 + 1 : $0)] }
        case .unary(let operation, let x):
            result = values(of: x, &known).map { operation($0) }
        case .binary(let operation, let x, let y):
            result = zip(values(of: x, &known), values(of: y, &known)).map { operation($0, $1) }
        case .binomialQuantile(let x, let y, let z):
            let distribution = zip(values(of: y, &known), values(of: z, &known))
            result = zip(values(of: x, &known), distribution).map {
                MathFunction.binomialQuantile([$0, $1.0, $1.1])
            }
        case .select(let mask, let x, let y):
            let branches = zip(values(of: x, &known), values(of: y, &known))
            result = zip(values(of: mask, &known), branches).map { $0 != 0 ? $1.0 : $1.1 }
        case .parameter, .state, .normal, .uniform, .instanceStimulus:
            preconditionFailure("a value of single instances in the schedule of all")
        }
        known[id] = result
        return result
    }
}

/// A stimulus at some neighbouring samples.
struct SampledStimulus: Sendable {
    private let firstSample: Int
    private let values: [Double]

    /// - Parameter steps: the steps that are to be run; their samples are from the one before the
    ///   first step to the one after the last.
    init(_ stimulus: Stimulus, timeStep: Double, steps: Range<Int>) {
        firstSample = max(0, steps.lowerBound)
        values = stimulus.samples(
            timeStep: timeStep, firstSample..<max(firstSample, steps.upperBound) + 1)
    }

    subscript(sample: Int) -> Double { values[sample - firstSample] }
}
