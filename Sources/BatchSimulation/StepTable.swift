/// The scalars that change from step to step, ready for the time loop: `[steps + 1 × scalars]`.
///
/// There is a row for each step, and one for the step before them, whose values "after" belong to
/// the sample with which the steps begin.
struct StepTable<Scalar: SimulationScalar>: Sendable {
    /// The scalar slot of each column.
    private let slots: [Int]
    private let firstRow: Int
    private let values: [Scalar]

    init(_ program: BlockProgram, steps: Range<Int>, stimulus: Stimulus) {
        slots = program.stepScalars.map(\.slot)
        firstRow = steps.lowerBound - 1
        guard !slots.isEmpty else {
            values = []
            return
        }
        let rows = firstRow..<max(steps.upperBound, steps.lowerBound)
        let columns = StepSchedule(
            program, steps: rows,
            stimulus: SampledStimulus(
                stimulus, timeStep: program.model.timeStep, steps: rows)
        ).values(of: program.stepScalars.map(\.value))
        var values: [Scalar] = []
        values.reserveCapacity(slots.count * rows.count)
        for row in 0..<rows.count {
            for column in columns { values.append(Scalar(column[row])) }
        }
        self.values = values
    }

    /// Copies the scalars of a step into their slots.
    @inline(__always)
    func load(step: Int, into scalars: UnsafeMutablePointer<Scalar>) {
        let row = (step - firstRow) * slots.count
        for (column, slot) in slots.enumerated() { scalars[slot] = values[row + column] }
    }

    /// Lends the rows of steps `step`, `step + 1`, …
    func withRows<Result>(
        from step: Int, _ body: (UnsafePointer<Scalar>?) -> Result
    ) -> Result {
        values.withUnsafeBufferPointer { values in
            body(values.baseAddress.map { $0 + (step - firstRow) * slots.count })
        }
    }
}
