import LinearAlgebra

/// Computes the columns of a statistic set on one batch, sharing what they have in common.
struct StatisticEvaluation<Scalar: BLASScalar> {
    let columns: [StatisticColumn]
    let batch: TraceBatch<Scalar>

    func table() -> StatisticTable {
        let instances = batch.instanceCount
        var values = Matrix<Double>(rows: instances, columns: columns.count, repeating: .nan)
        var gathering = StatisticGathering<Scalar>(columns, frame: batch.frame)
        var features = FeatureEvaluation(columns, batch.frame)
        var custom = CustomEvaluation(columns, batch.frame)
        guard features != nil || custom != nil else {
            gathering.accumulator.begin(laneCount: batch.voltage.columns)
            batch.voltage.elements.withUnsafeBufferPointer {
                gathering.accumulator.append(samples: 0..<batch.sampleCount, values: $0)
            }
            gathering.fill(&values, facts: batch.facts)
            return StatisticTable(values: values)
        }
        // A tile at a time, so that what is gathered and every trace come from cache.
        var rows: [Scalar] = []
        let width = FeatureEvaluation.tileWidth(sampleCount: batch.sampleCount)
        for first in stride(from: 0, to: instances, by: width) {
            let lanes = first..<min(first + width, instances)
            copy(lanes, to: &rows)
            gathering.accumulator.begin(laneCount: lanes.count)
            rows.withUnsafeBufferPointer {
                gathering.accumulator.append(samples: 0..<batch.sampleCount, values: $0)
            }
            let summaries = gathering.fill(
                &values, firstInstance: first, facts: batch.facts)
            features?.fill(
                &values, firstInstance: first, tile: rows, gathering, known: summaries,
                facts: batch.facts)
            custom?.fill(
                &values, firstInstance: first, tile: rows, gathering, facts: batch.facts)
        }
        return StatisticTable(values: values)
    }

    /// Copies some lanes of the batch, `[samples × lanes]`.
    private func copy(_ lanes: Range<Int>, to rows: inout [Scalar]) {
        let (columns, count) = (batch.voltage.columns, lanes.count)
        if rows.count != batch.sampleCount * count {
            rows = [Scalar](repeating: 0, count: batch.sampleCount * count)
        }
        rows.withUnsafeMutableBufferPointer { rows in
            batch.voltage.elements.withUnsafeBufferPointer { samples in
                guard let to = rows.baseAddress, let from = samples.baseAddress else { return }
                for row in 0..<batch.sampleCount {
                    (to + row * count).update(
                        from: from + row * columns + lanes.lowerBound, count: count)
                }
            }
        }
    }
}
