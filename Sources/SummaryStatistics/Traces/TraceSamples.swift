/// One lane of some traces side by side, in order of time, without a copy.
///
/// Searches look at few samples of a trace, so reading them where they are costs less than putting
/// all of them in a row first.
struct TraceSamples: RandomAccessCollection, Sendable {
    /// `[samples × lanes]`.
    private let tile: [Double]
    private let lane: Int
    private let laneCount: Int
    let endIndex: Int
    var startIndex: Int { 0 }

    /// A lane of a tile `[samples × lanes]`.
    init(_ lane: Int, of tile: [Double], laneCount: Int) {
        precondition(
            lane >= 0 && lane < laneCount && tile.count % laneCount == 0,
            "lane \(lane) of \(laneCount) in \(tile.count) numbers")
        self.tile = tile
        self.lane = lane
        self.laneCount = laneCount
        endIndex = tile.count / laneCount
    }

    /// A trace on its own.
    init(_ trace: [Double]) { self.init(0, of: trace, laneCount: 1) }

    subscript(sample: Int) -> Double { tile[sample * laneCount + lane] }
}
