import LinearAlgebra

/// Computes the columns of a statistic set on one batch, sharing what they have in common.
struct StatisticEvaluation<Scalar: BLASScalar> {
    let columns: [StatisticColumn]
    let batch: TraceBatch<Scalar>

    func table() -> StatisticTable {
        let instances = batch.instanceCount
        var values = Matrix<Double>(rows: instances, columns: columns.count, repeating: .nan)
        var gathering = StatisticGathering<Scalar>(columns, frame: batch.frame)
        gathering.accumulator.begin(laneCount: batch.voltage.columns)
        batch.voltage.elements.withUnsafeBufferPointer {
            gathering.accumulator.append(samples: 0..<batch.sampleCount, values: $0)
        }
        gathering.fill(&values, spikeTimes: batch.spikeTimes)
        fillFeatures(&values, gathering)
        return StatisticTable(values: values)
    }

    /// Fills in the features that need whole traces.
    private func fillFeatures(
        _ values: inout Matrix<Double>, _ gathering: StatisticGathering<Scalar>
    ) {
        var columnsBySettings: [FeatureSettings: [Int]] = [:]
        for (column, statistic) in columns.enumerated() where statistic.needsTrace {
            guard case .feature(_, let settings, _) = statistic.computation else { continue }
            columnsBySettings[settings, default: []].append(column)
        }
        guard let mode = columnsBySettings.keys.first?.mode else { return }
        let axis = FeatureAxis(batch.frame, mode: mode)
        // Eight lanes at a time: a row of them is one cache line.
        for firstLane in stride(from: 0, to: batch.instanceCount, by: 8) {
            let lanes = firstLane..<min(firstLane + 8, batch.instanceCount)
            for (instance, samples) in zip(lanes, traces(lanes))
            where gathering.accumulator.isComplete(lane: instance) {
                let voltage = axis.resampled(samples)
                for (settings, featureColumns) in columnsBySettings {
                    let spikeTimes = batch.spikeTimes?[instance]
                    let summary =
                        gathering.summary(
                            ofLane: instance, settings, declaredSpikeTimes: spikeTimes)
                        ?? TraceSummary(
                            of: voltage, axis: axis, settings: settings,
                            stimulusAmplitude: batch.stimulusAmplitude,
                            declaredSpikeTimes: spikeTimes)
                    let trace = FeatureTrace(
                        voltage: voltage, settings: settings, summary: summary)
                    for column in featureColumns {
                        values[instance, column] = columns[column].featureValue(trace) ?? .nan
                    }
                }
            }
        }
    }

    /// The traces of some lanes, each contiguous and in double precision.
    private func traces(_ lanes: Range<Int>) -> [[Double]] {
        let (rows, stride) = (batch.sampleCount, batch.voltage.columns)
        let first = lanes.lowerBound
        // Row by row, all lanes at once: every cache line of the batch is read once.
        let flat = [Double](unsafeUninitializedCapacity: rows * lanes.count) { flat, count in
            batch.voltage.elements.withUnsafeBufferPointer { samples in
                for row in 0..<rows {
                    for lane in lanes {
                        flat.initializeElement(
                            at: (lane - first) * rows + row,
                            to: Double(samples[row * stride + lane]))
                    }
                }
            }
            count = rows * lanes.count
        }
        return lanes.indices.map { Array(flat[($0 - first) * rows..<($0 - first + 1) * rows]) }
    }
}

extension StatisticColumn {
    /// The scalar a feature contributes; nil where it does not exist.
    fileprivate func featureValue(_ trace: FeatureTrace) -> Double? {
        guard case .feature(let feature, _, let position) = computation else { return nil }
        return feature.compute(trace)?.entry(position)
    }
}
