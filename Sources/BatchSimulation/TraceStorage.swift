import LinearAlgebra

/// The reducer that keeps everything: whole traces, `[samples × lanes]` each.
struct TraceStorage<Scalar: SimulationScalar>: TraceReducer {
    /// How many samples each recording has.
    let sampleCounts: [Int]
    var traces: [Matrix<Scalar>]

    init(_ program: BlockProgram, stepCount: Int) {
        sampleCounts = program.recordings.map { stepCount / $0.every + 1 }
        traces = sampleCounts.map { _ in Matrix(rows: 0, columns: 0) }
    }

    mutating func begin(instanceCount: Int, laneCount: Int) {
        for index in traces.indices where traces[index].columns != laneCount {
            // The old storage goes before the new one comes.
            traces[index] = Matrix(rows: 0, columns: 0)
            traces[index] = Matrix(rows: sampleCounts[index], columns: laneCount)
        }
    }

    mutating func reduce(
        recording: Int, samples: Range<Int>, values: UnsafeBufferPointer<Scalar>
    ) {
        let start = samples.lowerBound * traces[recording].columns
        traces[recording].elements.withUnsafeMutableBufferPointer { trace in
            _ = UnsafeMutableBufferPointer(rebasing: trace[start..<start + values.count])
                .update(fromContentsOf: values)
        }
    }

    /// Overwrites with NaN what an instance left behind after it had broken down.
    mutating func erase(lane: Int, fromStep step: Int, of program: BlockProgram) {
        for (index, recording) in program.recordings.enumerated() {
            let first = (step + recording.every - 1) / recording.every
            for sample in first..<max(first, traces[index].rows) {
                traces[index][sample, lane] = .nan
            }
        }
    }
}
