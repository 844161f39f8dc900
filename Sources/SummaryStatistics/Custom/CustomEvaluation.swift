import LinearAlgebra

/// Computes statistics of one's own, a tile of traces at a time.
struct CustomEvaluation {
    /// The statistics with the columns of their first values, by what they share.
    private let statistics: [FeatureSettings: [(statistic: CustomStatistic, column: Int)]]
    private let frame: TraceFrame
    /// The samples of one trace; written again for the next one.
    private var voltage: [Double]

    /// Nil where no column is one's own.
    init?(_ columns: [StatisticColumn], _ frame: TraceFrame) {
        var statistics: [FeatureSettings: [(statistic: CustomStatistic, column: Int)]] = [:]
        for (column, statistic) in columns.enumerated() {
            guard case .custom(let custom, position: 0) = statistic.computation else { continue }
            statistics[custom.settings, default: []].append((custom, column))
        }
        guard !statistics.isEmpty else { return nil }
        self.statistics = statistics
        self.frame = frame
        voltage = [Double](repeating: 0, count: frame.sampleCount)
    }

    /// Fills in the statistics of the traces of a tile.
    /// - Parameters:
    ///   - firstInstance: the instance of the first lane.
    ///   - tile: `[samples × lanes]`, as the accumulator of `gathering` took it in.
    mutating func fill<Scalar: BLASScalar>(
        _ values: inout Matrix<Double>, firstInstance: Int, tile: [Scalar],
        _ gathering: StatisticGathering<Scalar>, facts: InstanceFacts
    ) {
        let laneCount = gathering.accumulator.laneCount
        for lane in 0..<laneCount where gathering.accumulator.isComplete(lane: lane) {
            let instance = firstInstance + lane
            for sample in 0..<frame.sampleCount {
                voltage[sample] = Double(tile[sample * laneCount + lane])
            }
            for (settings, statistics) in statistics {
                let view = TraceView(
                    voltage, frame, gathering.summary(ofLane: lane, settings, facts[instance]),
                    settings)
                for (statistic, column) in statistics {
                    for (position, value) in statistic.values(of: view).enumerated() {
                        values[instance, column + position] = value ?? .nan
                    }
                }
            }
        }
    }
}
