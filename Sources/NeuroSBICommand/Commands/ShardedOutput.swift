import Foundation
import NeuroSBI

/// Where drawn simulations go: a folder of shards, or one file that is put together at the end.
struct ShardedOutput {
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
        try shards.missingRanges(in: range, shardSize: SimulationShards.usualSize)
    }

    func write(_ set: SimulationSet) throws {
        try shards.write(set)
    }

    /// Reads the simulations of a range; a file output is written and its shards are removed.
    func finish(_ range: Range<Int>) throws -> SimulationSet {
        let finished = try shards.simulations(in: range)
        if isFile {
            try finished.write(to: path)
            try FileManager.default.removeItem(atPath: shards.folder)
        }
        return finished
    }
}
