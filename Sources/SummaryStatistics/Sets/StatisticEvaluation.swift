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
        let width = FeatureEvaluation.tileWidth(sampleCount: batch.sampleCount)
        var tiles = [[Scalar]](repeating: [], count: Self.tilesOfPanel)
        for panel in stride(from: 0, to: instances, by: width * tiles.count) {
            copy(from: panel, to: &tiles, width: width)
            for (number, tile) in tiles.enumerated() {
                let first = panel + number * width
                guard first < instances else { break }
                gathering.accumulator.begin(laneCount: min(width, instances - first))
                tile.withUnsafeBufferPointer {
                    gathering.accumulator.append(samples: 0..<batch.sampleCount, values: $0)
                }
                let summaries = gathering.fill(
                    &values, firstInstance: first, facts: batch.facts)
                features?.fill(
                    &values, firstInstance: first, tile: tile, gathering, known: summaries,
                    facts: batch.facts)
                custom?.fill(
                    &values, firstInstance: first, tile: tile, gathering, facts: batch.facts)
            }
        }
        return StatisticTable(values: values)
    }

    /// Tiles that are copied together: a row of a wide batch lies on a page of its own, which is
    /// looked up once for all of them.
    private static var tilesOfPanel: Int { 4 }
    /// Rows that are copied to one tile after the other, few enough that their pages stay known.
    private static var rowsOfCopy: Int { 32 }

    /// Copies lanes of the batch to tiles `[samples × lanes]`; tiles past the last lane stay.
    private func copy(from first: Int, to tiles: inout [[Scalar]], width: Int) {
        let (columns, rows) = (batch.voltage.columns, batch.sampleCount)
        let lanes = tiles.indices.map { number in
            let begin = first + number * width
            return begin..<max(begin, min(begin + width, batch.instanceCount))
        }
        for (number, lanes) in lanes.enumerated() where tiles[number].count != rows * lanes.count {
            tiles[number] = [Scalar](repeating: 0, count: rows * lanes.count)
        }
        batch.voltage.elements.withUnsafeBufferPointer { samples in
            guard let from = samples.baseAddress else { return }
            for begin in stride(from: 0, to: rows, by: Self.rowsOfCopy) {
                for (number, lanes) in lanes.enumerated() where !lanes.isEmpty {
                    tiles[number].withUnsafeMutableBufferPointer { tile in
                        guard let to = tile.baseAddress else { return }
                        for row in begin..<min(begin + Self.rowsOfCopy, rows) {
                            (to + row * lanes.count).update(
                                from: from + row * columns + lanes.lowerBound, count: lanes.count)
                        }
                    }
                }
            }
        }
    }
}
