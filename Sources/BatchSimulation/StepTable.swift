/// The scalars that change from step to step, ready for the time loop: `[steps + 1 × scalars]`.
///
/// Row 0 is used before the first step, row k + 1 in the step from sample k to sample k + 1.
struct StepTable<Scalar: SimulationScalar>: Sendable {
    /// The scalar slot of each column.
    let slots: [Int]
    private let values: [Scalar]

    init(_ program: BlockProgram) {
        slots = program.stepScalars.map(\.slot)
        var values: [Scalar] = []
        values.reserveCapacity(slots.count * (program.model.stepCount + 1))
        if !slots.isEmpty {
            for row in 0...program.model.stepCount {
                for scalar in program.stepScalars { values.append(Scalar(scalar.values[row])) }
            }
        }
        self.values = values
    }

    /// Copies the scalars of a step into their slots; of step −1, those before the first step.
    @inline(__always)
    func load(step: Int, into scalars: UnsafeMutablePointer<Scalar>) {
        let row = (step + 1) * slots.count
        for (column, slot) in slots.enumerated() { scalars[slot] = values[row + column] }
    }

    /// Lends the rows of steps `step`, `step + 1`, …
    func withRows<Result>(
        from step: Int, _ body: (UnsafePointer<Scalar>?) -> Result
    ) -> Result {
        values.withUnsafeBufferPointer { values in
            body(values.baseAddress.map { $0 + (step + 1) * slots.count })
        }
    }
}
