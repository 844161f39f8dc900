public import BatchSimulation
import LinearAlgebra
public import SummaryStatistics

/// Numbers that describe the results of an experiment to a posterior or a loss.
///
/// ```swift
/// let statistics =
///     try ExperimentStatistics.features(
///         StatisticSet([.init("spike_count"), .init("voltage_base")]), of: "v", stimulus: 100...600)
///     + .samples(of: "v", chunk: 1, every: 50)
/// ```
public struct ExperimentStatistics: Sendable {
    /// Statistics that are computed together.
    struct Group: Sendable {
        let names: [String]
        /// `[instances × names]`; NaN where a statistic does not exist.
        let evaluate: @Sendable (EvaluatedTile) throws -> Matrix<Double>
        /// How many there are is seen in results where `names` is empty.
        let prefix: String?

        init(
            names: [String], prefix: String? = nil,
            evaluate: @escaping @Sendable (EvaluatedTile) throws -> Matrix<Double>
        ) {
            self.names = names
            self.prefix = prefix
            self.evaluate = evaluate
        }
    }

    private var groups: [Group]

    /// Features of one recording.
    /// - Parameters:
    ///   - set: which features, with their options.
    ///   - variable: the recording that is taken for the membrane potential.
    ///   - chunk: counted from 0.
    ///   - period: counted from 0.
    ///   - stimulus: start and stop of what features call the stimulus, ms since the reset.
    ///   - amplitude: the current during the stimulus, where resistances are wanted.
    ///   - usesRecordedSpikes: whether counts and times are those of the spikes that were recorded,
    ///     where there are any, as models need whose reset takes the peaks away; else spikes are
    ///     found in the voltage.
    public static func features(
        _ set: StatisticSet, of variable: String, chunk: Int = 0, period: Int = 0,
        stimulus: ClosedRange<Double>, amplitude: Double? = nil, usesRecordedSpikes: Bool = true
    ) -> ExperimentStatistics {
        let names = set.names.map { chunk == 0 ? $0 : "\($0) \(chunk)" }
        return ExperimentStatistics(
            groups: [
                Group(names: names) { tile in
                    let place = "features of \(variable)"
                    let periods = try tile.periods(of: variable, chunk: chunk, for: place)
                    guard periods.indices.contains(period) else {
                        throw OptNeuronError.missingResult(
                            of: place, in: "chunk \(chunk)",
                            reason: "there is no period \(period), found \(periods.count)")
                    }
                    let spikes = try tile.chunk(chunk, of: place).spikes
                    let recorded = periods[period]
                    let batch = TraceBatch(
                        voltage: recorded.values, instanceCount: tile.count,
                        samplingInterval: recorded.interval, startTime: recorded.startTime,
                        stimulusStart: stimulus.lowerBound, stimulusEnd: stimulus.upperBound,
                        stimulusAmplitude: amplitude,
                        spikeTimes: spikes.times.isEmpty || !usesRecordedSpikes
                            ? nil : (0..<tile.count).map { Array(spikes[$0]) })
                    return set.evaluate(batch).values
                }
            ])
    }

    /// Every so many samples of a recording, over all its periods.
    public static func samples(
        of variable: String, chunk: Int = 0, every stride: Int = 1
    ) -> ExperimentStatistics {
        precondition(stride > 0, "every \(stride) samples")
        let prefix = chunk == 0 ? variable : "\(variable) \(chunk)"
        return ExperimentStatistics(
            groups: [
                Group(names: [], prefix: prefix) { tile in
                    let periods = try tile.periods(
                        of: variable, chunk: chunk, for: "samples of \(variable)")
                    let rows = periods.flatMap { period in
                        (0..<period.values.rows).map { (period, $0) }
                    }
                    let kept = Swift.stride(from: 0, to: rows.count, by: stride).map { rows[$0] }
                    var matrix = Matrix<Double>(
                        rows: tile.count, columns: kept.count, repeating: 0)
                    for (column, (period, sample)) in kept.enumerated() {
                        for instance in 0..<tile.count {
                            matrix[instance, column] = period.values[sample, instance]
                        }
                    }
                    return matrix
                }
            ])
    }

    /// Statistics of one's own, called with the results of one parameter set.
    public static func custom(
        _ names: [String], _ statistics: @escaping @Sendable (ExperimentResults) throws -> [Double]
    ) -> ExperimentStatistics {
        ExperimentStatistics(
            groups: [
                Group(names: names) { tile in
                    var elements: [Double] = []
                    for result in tile.results {
                        let values = try statistics(result)
                        guard values.count == names.count else {
                            throw OptNeuronError.valueCount(
                                of: "statistics " + names.joined(separator: ", "),
                                found: values.count, expected: names.count)
                        }
                        elements += values
                    }
                    return Matrix(rows: tile.count, columns: names.count, elements: elements)
                }
            ])
    }

    /// The statistics of both.
    public static func + (
        left: ExperimentStatistics, right: ExperimentStatistics
    ) -> ExperimentStatistics {
        ExperimentStatistics(groups: left.groups + right.groups)
    }

    /// The statistics of all instances, and their names.
    /// - Returns: `[instances × statistics]`.
    func evaluate(_ tile: EvaluatedTile) throws -> (names: [String], values: Matrix<Double>) {
        var names: [String] = []
        var parts: [Matrix<Double>] = []
        for group in groups {
            let part = try group.evaluate(tile)
            names +=
                group.prefix.map { prefix in (0..<part.columns).map { "\(prefix)[\($0)]" } }
                ?? group.names
            parts.append(part)
        }
        var values = Matrix<Double>(rows: tile.count, columns: names.count, repeating: .nan)
        for row in 0..<tile.count {
            var column = 0
            for part in parts {
                for value in part.row(row) {
                    values[row, column] = value
                    column += 1
                }
            }
        }
        return (names, values)
    }

    /// The statistics of results, NaN where one does not exist, and their names.
    public func evaluate(_ results: ExperimentResults) throws -> (names: [String], values: [Double])
    {
        let (names, values) = try evaluate(EvaluatedTile(results))
        return (names, Array(values.row(0)))
    }
}

extension Loss {
    /// The root of the mean squared difference of statistics in units of their standard deviations.
    ///
    /// - Parameters:
    ///   - deviations: one for each statistic, such as the spread over repeated sweeps of one cell.
    ///   - missing: the difference, in standard deviations, that a statistic counts as when only
    ///     one side has it, such as the width of a spike where there is none. One that neither has
    ///     counts as 0.
    public static func statistics(
        _ statistics: ExperimentStatistics, deviations: [Double], missing: Double = 10
    ) -> Loss {
        self.statistics(statistics, ofTarget: statistics, deviations, missing)
    }

    /// The same where the statistics of the target are found in another way than those of the
    /// model.
    static func statistics(
        _ statistics: ExperimentStatistics, ofTarget: ExperimentStatistics,
        _ deviations: [Double], _ missing: Double
    ) -> Loss {
        precondition(
            deviations.allSatisfy { $0 > 0 } && missing >= 0,
            "deviations \(deviations), missing \(missing): expected positive numbers")
        let name = "statistics"
        return Loss(name) { target in
            let (names, aim) = try ofTarget.evaluate(target)
            guard deviations.count == names.count else {
                throw OptNeuronError.valueCount(
                    of: name, found: deviations.count, expected: names.count)
            }
            return { tile in
                let (found, values) = try statistics.evaluate(tile)
                guard found.count == names.count else {
                    throw OptNeuronError.valueCount(
                        of: name, found: found.count, expected: names.count)
                }
                return (0..<tile.count).map { row in
                    guard tile.tile.isValid[row] else { return .nan }
                    let sum = deviations.indices.reduce(0.0) { sum, column in
                        let difference = Self.difference(
                            values[row, column], aim[column], deviation: deviations[column],
                            missing: missing)
                        return sum + difference * difference
                    }
                    return (sum / Double(deviations.count)).squareRoot()
                }
            }
        }
    }

    /// The difference of two statistics, each of which may not exist, in standard deviations.
    private static func difference(
        _ value: Double, _ aim: Double, deviation: Double, missing: Double
    ) -> Double {
        switch (value.isFinite, aim.isFinite) {
        case (true, true): (value - aim) / deviation
        case (false, false): 0
        default: missing
        }
    }
}
