public import LinearAlgebra

/// Computes statistics of traces whose samples come in pieces, so that no trace need be kept.
///
/// ```swift
/// var accumulator = StatisticAccumulator<Float>(set, frame: frame)
/// accumulator.begin(instanceCount: 60, laneCount: 64)
/// accumulator.append(samples: 0..<1000, values: first)
/// accumulator.append(samples: 1000..<12_001, values: rest)
/// let table = accumulator.table()  // [60 × statistics]
/// ```
/// The result is bitwise that of ``StatisticSet/evaluate(_:)`` on the whole traces, however they are
/// cut: evaluation feeds the same accumulator. Sums are in double precision in either precision of
/// the samples.
public struct StatisticAccumulator<Scalar: BLASScalar>: Sendable {
    private var gathering: StatisticGathering<Scalar>
    private let sharedAmplitude: Double?
    private var instanceCount = 0

    /// Prepares for traces on a time axis; one accumulator serves one batch after the other.
    ///
    /// Traps where the set is not ``StatisticSet/isStreamable``.
    public init(_ set: StatisticSet, frame: TraceFrame) {
        precondition(
            set.isStreamable,
            "statistics that need the whole trace: \(set.namesOfWholeTraces.joined(separator: ", "))"
        )
        gathering = StatisticGathering(set.columns, frame: frame)
        sharedAmplitude = frame.stimulusAmplitude
    }

    /// Begins a batch of traces and forgets the one before.
    ///
    /// - Parameter laneCount: lanes of the samples, at least `instanceCount`; what the surplus ones
    ///   hold is ignored.
    public mutating func begin(instanceCount: Int, laneCount: Int) {
        precondition(
            instanceCount >= 0 && instanceCount <= laneCount,
            "\(instanceCount) instances in \(laneCount) lanes")
        self.instanceCount = instanceCount
        gathering.accumulator.begin(laneCount: laneCount)
    }

    /// Takes in samples.
    ///
    /// - Parameters:
    ///   - samples: their numbers, following those of the call before, from 0 on.
    ///   - values: `[samples × lanes]`, mV.
    /// - Complexity: O(samples × lanes); allocates only for spikes.
    public mutating func append(samples: Range<Int>, values: UnsafeBufferPointer<Scalar>) {
        gathering.accumulator.append(samples: samples, values: values)
    }

    /// The statistics of the traces that were taken in.
    ///
    /// Of a trace that is not finite, and of all where samples are missing at the end, none exists.
    /// - Parameters:
    ///   - spikeTimes: spike times in ms, one list per instance, of models that declare spikes
    ///     themselves; see ``TraceBatch/spikeTimes``.
    ///   - stimulusAmplitudes: one per instance, where instances differ in their stimuli.
    /// - Returns: `[instances × statistics]`.
    public func table(
        spikeTimes: [[Double]]? = nil, stimulusAmplitudes: [Double]? = nil
    ) -> StatisticTable {
        if let spikeTimes {
            precondition(
                spikeTimes.count == instanceCount,
                "spike times of \(spikeTimes.count) instances given for \(instanceCount)")
        }
        if let stimulusAmplitudes {
            precondition(
                stimulusAmplitudes.count == instanceCount,
                "currents of \(stimulusAmplitudes.count) instances given for \(instanceCount)")
        }
        var values = Matrix<Double>(
            rows: instanceCount, columns: gathering.columns.count, repeating: .nan)
        gathering.fill(
            &values,
            facts: InstanceFacts(
                spikeTimes: spikeTimes, stimulusAmplitudes: stimulusAmplitudes,
                sharedAmplitude: sharedAmplitude))
        return StatisticTable(values: values)
    }
}

/// The columns of a set with an accumulator of what they need, and where each finds it.
struct StatisticGathering<Scalar: BLASScalar>: Sendable {
    let columns: [StatisticColumn]
    var accumulator: TraceAccumulator<Scalar>
    /// The places of moments and counts in the accumulator, nil for features.
    private var places: [Int?] = []
    /// The summaries of features in native mode and of closures; those of eFEL's are not made here, as they
    /// belong to resampled traces.
    private var summaries: [FeatureSettings: SummarySource] = [:]

    init(_ columns: [StatisticColumn], frame: TraceFrame) {
        self.columns = columns
        var accumulator = TraceAccumulator<Scalar>(sampleCount: frame.sampleCount)
        var parts: [FeatureSettings: Set<SummaryPart>] = [:]
        for column in columns {
            var place: Int?
            switch column.computation {
            case .moment(let moment, let window):
                place = accumulator.addMoments(window.samples(of: frame), order: moment.order)
            case .downstrokeCount(let definition):
                place = accumulator.addDownstrokes(definition, frame)
            case .feature(let feature, let settings, _):
                if settings.mode == .native {
                    parts[settings, default: []].formUnion(feature.parts)
                }
            case .custom(let statistic, _):
                parts[statistic.settings, default: []].insert(.spikes)
            case .stimulusAmplitude:
                break
            }
            places.append(place)
        }
        if !parts.isEmpty {
            let axis = FeatureAxis(frame, mode: .native)
            for (settings, parts) in parts {
                summaries[settings] = SummarySource(
                    parts, threshold: settings.spikeThreshold, axis: axis, from: &accumulator)
            }
        }
        self.accumulator = accumulator
    }

    /// The summary of a lane, of settings in native mode that a column has.
    func summary(
        ofLane lane: Int, _ settings: FeatureSettings, _ fact: InstanceFact
    ) -> TraceSummary {
        guard let source = summaries[settings] else {
            preconditionFailure("nothing was gathered for features with \(settings)")
        }
        return source.summary(ofLane: lane, in: accumulator, fact)
    }

    /// Fills in what needs no trace, of every instance whose trace is complete.
    /// - Parameter firstInstance: the instance of the first lane.
    /// - Returns: The summaries made on the way, one table per lane.
    @discardableResult
    func fill(
        _ values: inout Matrix<Double>, firstInstance: Int = 0, facts: InstanceFacts
    ) -> [[FeatureSettings: TraceSummary]] {
        let lanes = 0..<min(accumulator.laneCount, values.rows - firstInstance)
        var summaries = [[FeatureSettings: TraceSummary]](repeating: [:], count: lanes.count)
        for lane in lanes where accumulator.isComplete(lane: lane) {
            let instance = firstInstance + lane
            let fact = facts[instance]
            var known: [FeatureSettings: TraceSummary] = [:]
            for (column, statistic) in columns.enumerated() {
                switch statistic.computation {
                case .moment(let moment, _):
                    guard let place = places[column] else { continue }
                    let moments = accumulator.moments[place].moments(ofLane: lane)
                    if moments.count > 0 { values[instance, column] = moment.value(moments) }
                case .downstrokeCount:
                    guard let place = places[column] else { continue }
                    values[instance, column] = Double(
                        accumulator.downstrokes[place].count(ofLane: lane))
                case .feature(let feature, let settings, let position):
                    guard case .summary(_, let compute) = feature.computation,
                        settings.mode == .native
                    else { continue }
                    let summary = known[settings] ?? summary(ofLane: lane, settings, fact)
                    known[settings] = summary
                    values[instance, column] =
                        compute(summary).flatMap { $0.entry(position) } ?? .nan
                case .stimulusAmplitude:
                    values[instance, column] = fact.stimulusAmplitude ?? .nan
                case .custom:
                    continue
                }
            }
            summaries[lane] = known
        }
        return summaries
    }
}

extension [Double] {
    /// The value at a position; without one the mean. Nil where it does not exist.
    func entry(_ position: Int?) -> Double? {
        guard let position else { return mean(self) }
        return indices.contains(position) ? self[position] : nil
    }
}
