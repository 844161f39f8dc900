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
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    func fill<Scalar: SimulationScalar>(
        _ samples: Range<Int>, timeStep: Double, in workspace: inout TileWorkspace<Scalar>
    ) {
        let rows = StimulusRows(
            values: workspace.stimuli, laneCount: workspace.laneCount, count: samples.count)
        let isHeld: Bool
        switch self {
        case .functions(let stimuli):
            isHeld = rows.fill { column, lane in
                stimuli[lane].fill(column, timeStep: timeStep, samples)
            }
        case .scaled(let shape, let factors, let shared):
            isHeld = rows.fill(factors) { own, common in
                shape.fill(own, timeStep: timeStep, samples)
                shared.fill(common, timeStep: timeStep, samples)
            }
        case .samples(let matrix, let lanes):
            rows.fill(from: matrix, firstSample: samples.lowerBound, lanes)
            isHeld = false
        }
        workspace.firstStimulusSample = samples.lowerBound
        workspace.stimulusStride = isHeld ? 0 : workspace.laneCount
    }
}

/// The memory for the stimuli of some samples, `[samples × lanes]`.
private struct StimulusRows<Scalar: SimulationScalar> {
    let values: UnsafeMutablePointer<Scalar>
    let laneCount: Int
    let count: Int

    /// Fills lane after lane.
    /// - Returns: whether all rows would be the same, so that only the first is there.
    @inline(__always)
    func fill(
        _ sample: (_ column: UnsafeMutableBufferPointer<Double>, _ lane: Int) -> Void
    ) -> Bool {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { column in
            column.initialize(repeating: 0)
            // Rows are filled from the first lane on that changes.
            var isHeld = true
            for lane in 0..<laneCount {
                sample(column, lane)
                let changes = !column.isConstant
                if isHeld, changes {
                    repeatFirstRow(lanes: lane)
                    isHeld = false
                }
                for index in 0..<(isHeld ? 1 : count) {
                    values[index * laneCount + lane] = Scalar(column[index])
                }
            }
            return isHeld
        }
    }

    /// Copies the first lanes of the first row into the others.
    private func repeatFirstRow(lanes: Int) {
        for index in 1..<max(1, count) {
            (values + index * laneCount).update(from: values, count: lanes)
        }
    }

    /// Fills in common + factor · own, in double precision.
    /// - Returns: whether all rows would be the same, so that only the first is there.
    @inline(__always)
    func fill(
        _ factors: [Double],
        _ sample: (
            _ own: UnsafeMutableBufferPointer<Double>, _ common: UnsafeMutableBufferPointer<Double>
        ) -> Void
    ) -> Bool {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { columns in
            columns.initialize(repeating: 0)
            let own = UnsafeMutableBufferPointer(rebasing: columns[..<count])
            let common = UnsafeMutableBufferPointer(rebasing: columns[count...])
            sample(own, common)
            let isHeld = own.isConstant && common.isConstant
            factors.withUnsafeBufferPointer { factors in
                for index in 0..<(isHeld ? 1 : count) {
                    let row = values + index * laneCount
                    if index > 0, own[index].isSame(as: own[index - 1]),
                        common[index].isSame(as: common[index - 1])
                    {
                        row.update(from: row - laneCount, count: laneCount)
                        continue
                    }
                    let (own, common) = (own[index], common[index])
                    for lane in 0..<laneCount {
                        row[lane] = Scalar(common + factors[lane] * own)
                    }
                }
            }
            return isHeld
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

extension UnsafeMutableBufferPointer<Double> {
    fileprivate var isConstant: Bool {
        guard let first else { return true }
        return allSatisfy { $0.isSame(as: first) }
    }
}

extension Double {
    /// Whether every bit agrees: the sign of a zero and what kind of NaN it is.
    fileprivate func isSame(as other: Double) -> Bool { bitPattern == other.bitPattern }
}
