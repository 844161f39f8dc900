import LinearAlgebra

/// Computes the columns of a statistic set on one batch, sharing what they have in common.
struct StatisticEvaluation<Scalar: BLASScalar> {
    let columns: [StatisticColumn]
    let batch: TraceBatch<Scalar>

    func table() -> StatisticTable {
        let instances = batch.instanceCount
        var values = Matrix<Double>(rows: instances, columns: columns.count, repeating: .nan)
        guard instances > 0 else { return StatisticTable(values: values) }
        fillMoments(&values)
        fillDownstrokeCounts(&values)
        let finite = finiteInstances(of: batch.voltage, instances: instances)
        fillFeatures(&values, instances: finite)
        for instance in 0..<instances where !finite[instance] {
            for column in columns.indices { values[instance, column] = .nan }
        }
        return StatisticTable(values: values)
    }

    private func fillMoments(_ values: inout Matrix<Double>) {
        var moments: [Range<Int>: [CentralMoments]] = [:]
        for (column, statistic) in columns.enumerated() {
            guard case .moment(let moment, let window) = statistic.computation else { continue }
            let samples = window.samples(of: batch)
            let found =
                moments[samples]
                ?? windowMoments(
                    of: batch.voltage, window: samples, instances: batch.instanceCount)
            moments[samples] = found
            for (instance, instanceMoments) in found.enumerated() where instanceMoments.count > 0 {
                values[instance, column] = moment.value(instanceMoments)
            }
        }
    }

    private func fillDownstrokeCounts(_ values: inout Matrix<Double>) {
        for (column, statistic) in columns.enumerated() {
            guard case .downstrokeCount(let counting) = statistic.computation else { continue }
            let counts = counting.counts(
                in: batch.voltage,
                window: batch.clock.samples(
                    strictlyBetween: batch.stimulusStart, and: batch.stimulusEnd),
                instances: batch.instanceCount, samplingInterval: batch.samplingInterval)
            for (instance, count) in counts.enumerated() {
                values[instance, column] = Double(count)
            }
        }
    }

    private func fillFeatures(_ values: inout Matrix<Double>, instances finite: [Bool]) {
        var columnsBySettings: [FeatureSettings: [Int]] = [:]
        for (column, statistic) in columns.enumerated() {
            guard case .feature(_, let settings, _) = statistic.computation else { continue }
            columnsBySettings[settings, default: []].append(column)
        }
        guard let mode = columnsBySettings.keys.first?.mode else { return }
        let axis = FeatureAxis(batch, mode: mode)
        // Eight lanes at a time: a row of them is one cache line.
        for firstLane in stride(from: 0, to: batch.instanceCount, by: 8) {
            let lanes = firstLane..<min(firstLane + 8, batch.instanceCount)
            for (instance, samples) in zip(lanes, traces(lanes)) where finite[instance] {
                for (settings, featureColumns) in columnsBySettings {
                    let trace = FeatureTrace(
                        samples: samples, axis: axis, settings: settings,
                        stimulusAmplitude: batch.stimulusAmplitude,
                        spikeTimes: batch.spikeTimes?[instance])
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
        guard case .feature(let feature, _, let position) = computation,
            let list = feature.compute(trace)
        else { return nil }
        guard let position else { return mean(list) }
        return list.indices.contains(position) ? list[position] : nil
    }
}
