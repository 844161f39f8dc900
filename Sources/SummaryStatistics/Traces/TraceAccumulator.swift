import LinearAlgebra

/// What is gathered from traces while their samples come by.
///
/// Each quantity is there once, however many statistics need it.
struct TraceAccumulator<Scalar: BLASScalar>: Sendable {
    let sampleCount: Int
    private(set) var moments: [WindowMoments] = []
    private(set) var extremes: [WindowExtremes<Scalar>] = []
    private(set) var downstrokes: [DownstrokeSpikeCounter<Scalar>] = []
    private(set) var spikes: [SpikePeaks<Scalar>] = []
    private var finiteness: TraceFiniteness<Scalar>
    /// Whether samples that no moment covers are looked at for what is not finite.
    private let checksFiniteness: Bool
    /// Lanes of the samples that are taken in.
    private(set) var laneCount = 0
    /// The number of samples taken in.
    private var received = 0

    /// - Parameter checksFiniteness: false of traces that are known to be finite.
    init(sampleCount: Int, checksFiniteness: Bool = true) {
        self.sampleCount = sampleCount
        self.checksFiniteness = checksFiniteness
        finiteness = TraceFiniteness(
            sampleCount: sampleCount, except: checksFiniteness ? [] : [0..<sampleCount])
    }

    // MARK: What to gather; each gives the place of the quantity

    mutating func addMoments(_ window: Range<Int>, order: Int) -> Int {
        if let place = moments.firstIndex(where: { $0.window == window }) {
            moments[place].raise(toOrder: order)
            return place
        }
        moments.append(WindowMoments(window: window, order: order))
        if checksFiniteness {
            finiteness = TraceFiniteness(sampleCount: sampleCount, except: moments.map(\.window))
        }
        return moments.count - 1
    }

    mutating func addExtremes(_ window: Range<Int>) -> Int {
        if let place = extremes.firstIndex(where: { $0.window == window }) { return place }
        extremes.append(WindowExtremes(window: window))
        return extremes.count - 1
    }

    mutating func addDownstrokes(_ definition: DownstrokeSpikeCount, _ frame: TraceFrame) -> Int {
        if let place = downstrokes.firstIndex(where: { $0.definition == definition }) {
            return place
        }
        downstrokes.append(DownstrokeSpikeCounter(definition, frame: frame))
        return downstrokes.count - 1
    }

    mutating func addSpikes(threshold: Double) -> Int {
        if let place = spikes.firstIndex(where: { $0.threshold == threshold }) { return place }
        spikes.append(SpikePeaks(threshold: threshold))
        return spikes.count - 1
    }

    // MARK: Gathering

    /// Forgets the traces before.
    mutating func begin(laneCount: Int) {
        self.laneCount = laneCount
        received = 0
        finiteness.begin(laneCount: laneCount)
        for place in moments.indices { moments[place].begin(laneCount: laneCount) }
        for place in extremes.indices { extremes[place].begin(laneCount: laneCount) }
        for place in downstrokes.indices { downstrokes[place].begin(laneCount: laneCount) }
        for place in spikes.indices { spikes[place].begin(laneCount: laneCount) }
    }

    /// Takes in samples, a few runs at a time, so that each is read from memory once.
    mutating func append(samples: Range<Int>, values: UnsafeBufferPointer<Scalar>) {
        precondition(
            samples.lowerBound == received && samples.upperBound <= sampleCount,
            "samples \(samples) after \(received) of \(sampleCount)")
        precondition(
            values.count == samples.count * laneCount,
            "\(values.count) values for \(samples.count) samples of \(laneCount) lanes")
        guard laneCount > 0, let base = values.baseAddress else {
            received = samples.upperBound
            return
        }
        while received < samples.upperBound {
            let runs = TraceRun.together(laneCount: laneCount)
            let end = min(
                TraceRun.end(after: received) + (runs - 1) * TraceRun.length, samples.upperBound)
            let piece = TracePiece(
                samples: received..<end, laneCount: laneCount,
                values: base + (received - samples.lowerBound) * laneCount)
            finiteness.append(piece)
            for place in moments.indices { moments[place].append(piece) }
            for place in extremes.indices { extremes[place].append(piece) }
            for place in downstrokes.indices { downstrokes[place].append(piece) }
            for place in spikes.indices { spikes[place].append(piece) }
            received = end
        }
    }

    /// Whether a lane's trace came to its end and was finite.
    func isComplete(lane: Int) -> Bool {
        received == sampleCount && finiteness.isFinite(lane: lane)
            && moments.allSatisfy { $0.mean(ofLane: lane)?.isFinite ?? true }
    }
}
