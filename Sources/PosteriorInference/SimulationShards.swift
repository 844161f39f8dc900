import Foundation
import HDF5Storage
public import Probability

/// A folder of simulations that is filled shard by shard and can be resumed after interruption.
///
/// `manifest.json` states what the simulations are; every shard is a file of its own that appears
/// only when it is complete, so whatever moment a run is killed at, the folder stays readable.
/// Several processes may write different ranges of indices at once.
///
/// ```swift
/// let shards = try SimulationShards(folder: "set", manifest: manifest)
/// for range in try shards.missingRanges(in: 0..<100_000, shardSize: 10_000) {
///     try shards.write(simulate(range))
/// }
/// let set = try SimulationSet.read("set")
/// ```
public struct SimulationShards: Sendable {
    /// What the simulations of a folder have in common.
    public struct Manifest: Equatable, Sendable, Codable {
        public var parameterNames: [String]
        public var statisticNames: [String]
        public var seed: UInt64
        public var prior: JointPrior?
        /// Everything that decides the simulations, such as model equations and time step.
        public var metadata: [String: String]

        public init(
            parameterNames: [String], statisticNames: [String], seed: UInt64,
            prior: JointPrior? = nil, metadata: [String: String] = [:]
        ) {
            self.parameterNames = parameterNames
            self.statisticNames = statisticNames
            self.seed = seed
            self.prior = prior
            self.metadata = metadata
        }
    }

    /// Simulations in a shard: a few seconds of work, so that little is lost by a stop.
    public static let usualSize = 8_192

    /// The folder's path.
    public let folder: String
    /// What its simulations have in common.
    public let manifest: Manifest

    private struct StoredManifest: Codable {
        var format: String
        var version: Int
        var content: Manifest
    }

    /// Creates the folder, or resumes one whose manifest is the same.
    public init(folder: String, manifest: Manifest) throws(SimulationSetError) {
        self.folder = folder
        self.manifest = manifest
        let path = Self.manifestPath(folder)
        if FileManager.default.fileExists(atPath: path) {
            try Self.readManifest(path).check(against: manifest, file: path)
            return
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            let stored = StoredManifest(
                format: SimulationSet.formatName, version: SimulationSet.formatVersion,
                content: manifest)
            try AtomicFile.write(StoredText.encode(stored) + "\n", to: path)
        } catch let error as FileWritingError {
            throw .writing(error)
        } catch {
            throw .damaged(
                file: folder, part: "folder", reason: "it cannot be created: \(error)")
        }
    }

    /// Opens a folder that is there.
    public init(folder: String) throws(SimulationSetError) {
        self.folder = folder
        guard Self.exists(in: folder) else { throw .empty(path: folder) }
        manifest = try Self.readManifest(Self.manifestPath(folder))
    }

    /// Whether a folder holds a set of shards, be it without a shard yet.
    public static func exists(in folder: String) -> Bool {
        FileManager.default.fileExists(atPath: manifestPath(folder))
    }

    /// Forgets what the simulations are, so that others may begin in the folder, where there are
    /// none yet.
    /// - Returns: whether there were none.
    public func removeManifestIfEmpty() throws(SimulationSetError) -> Bool {
        guard try Self.files(in: folder).isEmpty else { return false }
        do {
            try FileManager.default.removeItem(atPath: Self.manifestPath(folder))
        } catch {
            throw .damaged(
                file: Self.manifestPath(folder), part: "manifest",
                reason: "it cannot be removed: \(error.localizedDescription)")
        }
        return true
    }

    /// The global indices that are simulated already.
    public func completedRanges() throws(SimulationSetError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for file in try Self.files(in: folder) {
            do {
                let root = try SimulationSet.openRoot(file)
                let indices = try root.read("index", as: Int.self)
                ranges += IndexRanges.merged(indices.map { $0..<$0 + 1 })
            } catch let error as SimulationSetError {
                throw error
            } catch let error as HDF5Error {
                throw .storage(error)
            } catch {
                throw .damaged(file: file, part: "shard", reason: "\(error)")
            }
        }
        return IndexRanges.merged(ranges)
    }

    /// The indices of `whole` still to be simulated, in pieces of at most `shardSize`.
    public func missingRanges(
        in whole: Range<Int>, shardSize: Int
    ) throws(SimulationSetError) -> [Range<Int>] {
        IndexRanges.missing(from: try completedRanges(), in: whole, piecesOf: shardSize)
    }

    /// The simulations of a range of global indices that are there, in the order of the indices.
    public func simulations(in range: Range<Int>) throws(SimulationSetError) -> SimulationSet {
        let set = try SimulationSet.read(folder)
        let rows = set.indices.indices.filter { range.contains(set.indices[$0]) }
            .sorted { set.indices[$0] < set.indices[$1] }
        return set.selectingRows(rows)
    }

    /// Adds a shard, named after its first and last global index.
    public func write(_ set: SimulationSet) throws(SimulationSetError) {
        let found = Manifest(
            parameterNames: set.parameterNames, statisticNames: set.statisticNames,
            seed: set.seed, prior: set.prior, metadata: manifest.metadata)
        guard let first = set.indices.min(), let last = set.indices.max() else {
            throw .empty(path: nil)
        }
        let path = "\(folder)/shard-\(Self.padded(first))-\(Self.padded(last)).h5"
        try manifest.check(against: found, file: path)
        try set.write(to: path)
    }

    /// Paths of the complete shards of a folder, in the order of their names.
    static func files(in folder: String) throws(SimulationSetError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasPrefix("shard-") && $0.hasSuffix(".h5") }
                .sorted().map { "\(folder)/\($0)" }
        } catch {
            throw .damaged(
                file: folder, part: "folder",
                reason: "it cannot be listed: \(error.localizedDescription)")
        }
    }

    /// Twelve digits, so that the order of names is that of indices.
    private static func padded(_ index: Int) -> String {
        let digits = "\(index)"
        return String(repeating: "0", count: Swift.max(0, 12 - digits.count)) + digits
    }

    private static func manifestPath(_ folder: String) -> String { "\(folder)/manifest.json" }

    private static func readManifest(_ path: String) throws(SimulationSetError) -> Manifest {
        let stored: StoredManifest
        do {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            stored = try StoredText.decode(StoredManifest.self, from: text)
        } catch {
            throw .damaged(file: path, part: "manifest", reason: "\(error)")
        }
        guard stored.format == SimulationSet.formatName else {
            throw .notASimulationSet(file: path, found: "\"\(stored.format)\"")
        }
        guard (1...SimulationSet.formatVersion).contains(stored.version) else {
            throw .newerVersion(
                file: path, found: stored.version, supported: SimulationSet.formatVersion)
        }
        return stored.content
    }
}
