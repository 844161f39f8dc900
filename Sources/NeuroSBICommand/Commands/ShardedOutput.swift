import Foundation
import NeuroSBI

/// Where drawn simulations go: a folder of shards, or one file that is put together at the end.
struct ShardedOutput {
    /// Simulations in a shard: a few seconds of work, so that little is lost by a stop.
    static let shardSize = 8_192

    private let path: String
    private let isFile: Bool
    private let shards: SimulationShards

    init(path: String, plan: SimulationPlan, isResuming: Bool) throws {
        self.path = path
        isFile = path.hasSuffix(".h5")
        let folder = isFile ? path + ".parts" : path
        let configuration = plan.configuration
        if !isResuming, FileManager.default.fileExists(atPath: folder) {
            throw UnusableInput(
                "\(folder) is there from an earlier run; go on with it by --resume, or remove it")
        }
        shards = try SimulationShards(
            folder: folder,
            manifest: .init(
                parameterNames: configuration.prior.names,
                statisticNames: plan.statisticNames, seed: configuration.seed,
                prior: configuration.prior, metadata: plan.provenance))
    }

    func missingRanges(in range: Range<Int>) throws -> [Range<Int>] {
        try shards.missingRanges(in: range, shardSize: Self.shardSize)
    }

    func write(_ set: SimulationSet) throws {
        try shards.write(set)
    }

    /// Reads the simulations of a range; a file output is written and its shards are removed.
    func finish(_ range: Range<Int>) throws -> SimulationSet {
        let set = try SimulationSet.read(shards.folder)
        let rows = set.indices.indices.filter { range.contains(set.indices[$0]) }
            .sorted { set.indices[$0] < set.indices[$1] }
        let finished = set.selectingRows(rows)
        if isFile {
            try finished.write(to: path)
            try FileManager.default.removeItem(atPath: shards.folder)
        }
        return finished
    }
}
