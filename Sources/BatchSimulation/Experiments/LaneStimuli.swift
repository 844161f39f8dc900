import LinearAlgebra

/// The stimuli of the lanes of one tile.
///
/// Speed first: a simple model takes less time for a step than eight bytes take from memory. Where
/// no stimulus changes within a chunk of steps, as nearly everywhere with steps of current, the
/// chunk has one row of numbers, which stays in the first cache.
enum LaneStimuli: Sendable {
    /// One for each lane.
    case functions([Stimulus])
    /// A shape times one number for each lane, plus a stimulus that all lanes share.
    case scaled(Stimulus, by: [Double], plus: Stimulus)
    /// `[samples × rows]`, and the rows of the lanes; surplus lanes are copies of the last.
    case samples(Matrix<Double>, Range<Int>)

    /// Writes the stimuli at some samples into the workspace.
    /// - Returns: the sample until which, exclusively, the workspace has what it needs.
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    func fill<Scalar: SimulationScalar>(
        _ samples: Range<Int>, timeStep: Double, in workspace: inout TileWorkspace<Scalar>
    ) -> Int {
        let rows = StimulusRows(
            values: workspace.stimuli, laneCount: workspace.laneCount, count: samples.count)
        workspace.firstStimulusSample = samples.lowerBound
        workspace.stimulusStride = 0
        if let end = fillFirst(rows, samples, timeStep: timeStep) { return end }
        workspace.stimulusStride = workspace.laneCount
        switch self {
        case .functions(let stimuli):
            rows.fill { column, lane in
                stimuli[lane].fill(column, timeStep: timeStep, samples)
            }
        case .scaled(let shape, let factors, let shared):
            rows.fill(factors) { own, common in
                shape.fill(own, timeStep: timeStep, samples)
                shared.fill(common, timeStep: timeStep, samples)
            }
        case .samples(let matrix, let lanes):
            rows.fill(from: matrix, firstSample: samples.lowerBound, lanes)
        }
        return samples.upperBound
    }

    /// Fills the first row only, where all of them are the same.
    /// - Returns: the sample until which it holds; nil where rows differ.
    @inline(__always)
    private func fillFirst<Scalar: SimulationScalar>(
        _ rows: StimulusRows<Scalar>, _ samples: Range<Int>, timeStep: Double
    ) -> Int? {
        switch self {
        case .functions(let stimuli):
            var end = Int.max
            for (lane, stimulus) in stimuli.enumerated() {
                guard
                    let held = stimulus.heldValue(timeStep: timeStep, from: samples.lowerBound),
                    held.end >= samples.upperBound
                else { return nil }
                rows.values[lane] = Scalar(held.value)
                end = min(end, held.end)
            }
            return end
        case .scaled(let shape, let factors, let shared):
            guard let own = shape.heldValue(timeStep: timeStep, from: samples.lowerBound),
                let common = shared.heldValue(timeStep: timeStep, from: samples.lowerBound)
            else { return nil }
            let end = min(own.end, common.end)
            guard end >= samples.upperBound else { return nil }
            rows.fill(row: 0, factors, own: own.value, common: common.value)
            return end
        case .samples:
            return nil
        }
    }
}

/// The memory for the stimuli of some samples, `[samples × lanes]`.
private struct StimulusRows<Scalar: SimulationScalar> {
    let values: UnsafeMutablePointer<Scalar>
    let laneCount: Int
    let count: Int

    /// Fills lane after lane.
    @inline(__always)
    func fill(_ sample: (_ column: UnsafeMutableBufferPointer<Double>, _ lane: Int) -> Void) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { column in
            column.initialize(repeating: 0)
            for lane in 0..<laneCount {
                sample(column, lane)
                for index in 0..<count {
                    values[index * laneCount + lane] = Scalar(column[index])
                }
            }
        }
    }

    /// Fills all rows with common + factor · own.
    @inline(__always)
    func fill(
        _ factors: [Double],
        _ sample: (
            _ own: UnsafeMutableBufferPointer<Double>, _ common: UnsafeMutableBufferPointer<Double>
        ) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { columns in
            columns.initialize(repeating: 0)
            let own = UnsafeMutableBufferPointer(rebasing: columns[..<count])
            let common = UnsafeMutableBufferPointer(rebasing: columns[count...])
            sample(own, common)
            for index in 0..<count {
                if index > 0, own[index].isSame(as: own[index - 1]),
                    common[index].isSame(as: common[index - 1])
                {
                    let row = values + index * laneCount
                    row.update(from: row - laneCount, count: laneCount)
                } else {
                    fill(row: index, factors, own: own[index], common: common[index])
                }
            }
        }
    }

    /// Fills one row with common + factor · own, in double precision.
    @inline(__always)
    func fill(row: Int, _ factors: [Double], own: Double, common: Double) {
        let row = values + row * laneCount
        factors.withUnsafeBufferPointer { factors in
            for lane in 0..<laneCount { row[lane] = Scalar(common + factors[lane] * own) }
        }
    }

    /// Fills in rows of a matrix of samples.
    @inline(__always)
    func fill(from matrix: Matrix<Double>, firstSample: Int, _ lanes: Range<Int>) {
        matrix.elements.withUnsafeBufferPointer { elements in
            for index in 0..<count {
                let start = (firstSample + index) * matrix.columns
                let row = values + index * laneCount
                for lane in 0..<lanes.count {
                    row[lane] = Scalar(elements[start + lanes.lowerBound + lane])
                }
                for lane in lanes.count..<laneCount { row[lane] = row[lanes.count - 1] }
            }
        }
    }
}

extension Double {
    /// Whether every bit agrees: the sign of a zero and what kind of NaN it is.
    fileprivate func isSame(as other: Double) -> Bool { bitPattern == other.bitPattern }
}
