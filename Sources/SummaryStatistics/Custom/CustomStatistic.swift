/// A statistic of one's own: a closure over one trace.
///
/// ```swift
/// // How much the spikes have lost in height at the end of the train.
/// let fading = CustomStatistic("fading", unit: "mV") { trace in
///     guard let first = trace.spikes.first, let last = trace.spikes.last, first != last else {
///         return nil
///     }
///     return trace.voltage[first.peak] - trace.voltage[last.peak]
/// }
/// // The mean voltage of each third of the stimulus.
/// let thirds = CustomStatistic("third", unit: "mV", count: 3) { trace in
///     let stimulus = trace.samples(from: trace.stimulusStart, upTo: trace.stimulusEnd)
///     return (0..<3).map { part in
///         let samples = stimulus.dropFirst(part * stimulus.count / 3).prefix(stimulus.count / 3)
///         return samples.reduce(0) { $0 + trace.voltage[$1] } / Double(samples.count)
///     }
/// }
/// let set = try StatisticSet([StatisticSpecification("spike_count")], custom: [fading, thirds])
/// print(set.names)  // spike_count, fading, third[1], third[2], third[3]
/// ```
/// It is computed of simulated and of recorded traces alike: set `FitConfiguration.statistics`, and
/// a fit uses it. The closure runs in several tasks at a time, so it must not depend on anything
/// that changes; where its value depends on the trace alone, results do not depend on threads or
/// tiles. A value that is nil, NaN or infinite does not exist: what then happens is the same as for
/// the statistics of the catalogue.
///
/// Not for streams: a trace is kept until its statistics are made. A file cannot hold a closure: a
/// posterior keeps the names, and samples for a recording must be asked for in a program that makes
/// the statistics again.
public struct CustomStatistic: Sendable {
    /// Name of the statistic, or what the names of its values begin with.
    public let name: String
    /// Unit of the values: `mV`, `ms`, `Hz`, …, `1` for a pure number.
    public let unit: String
    /// Nil for a single value; else the number of values.
    public let count: Int?
    /// How the spikes of ``TraceView/spikes`` are found.
    public let settings: FeatureSettings
    private let body: @Sendable (TraceView) -> [Double?]

    /// A single value.
    ///
    /// - Parameters:
    ///   - settings: how spikes are found; always on the samples as they are (`native`).
    ///   - value: nil where the statistic does not exist.
    public init(
        _ name: String, unit: String = "1", settings: FeatureSettings = FeatureSettings(),
        value: @escaping @Sendable (TraceView) -> Double?
    ) {
        self.init(name, unit, nil, settings) { [value($0)] }
    }

    /// Several values, called `name[1]`, `name[2]`, …
    ///
    /// - Parameters:
    ///   - count: how many, at least 1.
    ///   - settings: how spikes are found; always on the samples as they are (`native`).
    ///   - values: as many as `count`; nil where one does not exist.
    public init(
        _ name: String, unit: String = "1", count: Int,
        settings: FeatureSettings = FeatureSettings(),
        values: @escaping @Sendable (TraceView) -> [Double?]
    ) {
        precondition(count >= 1, "statistic \(name) of \(count) values, expected at least one")
        self.init(name, unit, count, settings, values)
    }

    private init(
        _ name: String, _ unit: String, _ count: Int?, _ settings: FeatureSettings,
        _ body: @escaping @Sendable (TraceView) -> [Double?]
    ) {
        self.name = name
        self.unit = unit
        self.count = count
        self.settings = FeatureSettings(
            spikeThreshold: settings.spikeThreshold,
            derivativeThreshold: settings.derivativeThreshold,
            downDerivativeThreshold: settings.downDerivativeThreshold)
        self.body = body
    }

    /// The columns that the statistic has in a table.
    var columns: [StatisticColumn] {
        (0..<(count ?? 1)).map { position in
            StatisticColumn(
                name: count == nil ? name : "\(name)[\(position + 1)]", unit: unit,
                computation: .custom(self, position: position))
        }
    }

    /// The values on one trace.
    func values(of trace: TraceView) -> [Double?] {
        let values = body(trace)
        precondition(
            values.count == count ?? 1,
            "statistic \(name) gave \(values.count) values, expected \(count ?? 1)")
        return values
    }

    /// Whether everything but the closures, which cannot be compared, is the same.
    static func haveEqualNames(_ left: [CustomStatistic], _ right: [CustomStatistic]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy {
                $0.name == $1.name && $0.unit == $1.unit && $0.count == $1.count
                    && $0.settings == $1.settings
            }
    }
}
