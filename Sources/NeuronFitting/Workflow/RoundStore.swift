import Foundation
import LinearAlgebra
public import PosteriorInference
import Probability

/// A folder in which a fit keeps the simulations of its rounds while it runs, so that one that was
/// stopped goes on with them.
///
/// Each round is a resumable set of shards (`SimulationShards`). What is trained is not kept: it
/// follows from the simulations and the seed, to the bit.
///
/// ```swift
/// let store = RoundStore(folder: "report/simulations.parts")
/// let result = try await workflow.run(keeping: store)   // again after an interruption
/// try store.remove()
/// ```
public struct RoundStore: Sendable {
    /// The folder's path; it is made where it is missing.
    public let folder: String
    /// Simulations in a shard. It changes no result, only how much an interruption costs.
    public let shardSize: Int

    public init(folder: String, shardSize: Int = SimulationShards.usualSize) {
        precondition(shardSize > 0, "shards of \(shardSize) simulations")
        self.folder = folder
        self.shardSize = shardSize
    }

    /// Removes the folder with everything in it, where it is there.
    public func remove() throws {
        guard FileManager.default.fileExists(atPath: folder) else { return }
        try FileManager.default.removeItem(atPath: folder)
    }

    func folder(ofRound number: Int) -> String { "\(folder)/round-\(number)" }
}

/// The draws of one round, to be simulated in one go or shard by shard.
struct RoundDraws: Sendable {
    let number: Int
    /// `[simulations × parameters]`.
    let parameters: Matrix<Double>
    /// What the parameters have inside of the proposal, up to a constant.
    let prior: JointPrior

    /// The global index of the first row.
    var firstIndex: Int {
        number == 1 ? InstanceIndices.training : InstanceIndices.round(number)
    }

    var indices: Range<Int> { firstIndex..<firstIndex + parameters.rows }
}

extension FitWorkflow {
    /// Simulates all draws of a round; with a store only those that it does not have.
    func simulations(
        of draws: RoundDraws, _ store: RoundStore?,
        _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> SimulationSet {
        let first = draws.firstIndex
        @Sendable func simulate(_ indices: Range<Int>) async throws -> SimulationSet {
            let rows = draws.parameters.selectingRows(
                indices.lowerBound - first..<indices.upperBound - first)
            return try plan.simulationSet(
                parameters: rows,
                statistics: try await plan.statistics(
                    of: rows, firstInstance: indices.lowerBound
                ) { progress(.advanced($0)) },
                firstIndex: indices.lowerBound, prior: draws.prior)
        }
        guard let store else { return try await simulate(draws.indices) }
        let shards = try shards(of: draws, in: store)
        let missing = try shards.missingRanges(in: draws.indices, shardSize: store.shardSize)
        let found = draws.indices.count - missing.reduce(0) { $0 + $1.count }
        if found > 0 { progress(.resumed(found)) }
        for part in missing {
            try Task.checkCancellation()
            try shards.write(try await simulate(part))
        }
        try Task.checkCancellation()
        return try shards.simulations(in: draws.indices)
    }

    /// Throws, before anything is simulated, where a store is of a fit with other settings.
    func check(_ store: RoundStore) throws {
        for number in 1...configuration.roundCount {
            let folder = store.folder(ofRound: number)
            guard SimulationShards.exists(in: folder) else { continue }
            let found = try SimulationShards(folder: folder)
            // Stopped before a first shard was complete: there is nothing to be mixed with.
            if try found.removeManifestIfEmpty() { continue }
            // What a later round was drawn from is not known before the one before is trained.
            _ = try shards(
                ofRound: number,
                prior: number == 1 ? configuration.prior : found.manifest.prior, in: store)
        }
    }

    private func shards(
        ofRound number: Int, prior: JointPrior?, in store: RoundStore
    ) throws -> SimulationShards {
        do throws(SimulationSetError) {
            return try SimulationShards(
                folder: store.folder(ofRound: number),
                manifest: manifest(ofRound: number, prior: prior))
        } catch {
            guard case .inconsistent = error else { throw error }
            throw FitError.otherSimulations(folder: store.folder, reason: error.description)
        }
    }

    /// The shards of a round; throws where those that are there are of other parameters.
    private func shards(
        of draws: RoundDraws, in store: RoundStore
    ) throws -> SimulationShards {
        let shards = try shards(ofRound: draws.number, prior: draws.prior, in: store)
        guard try !shards.completedRanges().isEmpty else { return shards }
        // The prior does not say what a region was, nor that two machines round in the same way.
        let found = try shards.simulations(in: draws.indices)
        for (row, index) in found.indices.enumerated() {
            let drawn = draws.parameters.row(index - draws.firstIndex)
            guard found.parameters.row(row).elementsEqual(drawn) else {
                throw FitError.otherSimulations(
                    folder: store.folder,
                    reason: "\(shards.folder): simulation \(index) has the parameters "
                        + "\(Array(found.parameters.row(row))), expected \(Array(drawn))")
            }
        }
        return shards
    }

    /// Everything that decides the simulations of a round; of a later one also what decides the
    /// training before it.
    private func manifest(ofRound number: Int, prior: JointPrior?) -> SimulationShards.Manifest {
        var metadata = plan.provenance
        // Stands for the recording, whose stimulus and initial values may be simulated.
        metadata["observed"] = observed.map { "\($0)" }.joined(separator: " ")
        if number > 1 {
            metadata["round"] = "\(number)"
            metadata["truncation"] = configuration.truncation.rawValue
            metadata["simulations"] = "\(configuration.simulationCount)"
            metadata["training"] = "\(configuration.training)"
        }
        return SimulationShards.Manifest(
            parameterNames: configuration.prior.names, statisticNames: plan.statisticNames,
            seed: configuration.seed, prior: prior, metadata: metadata)
    }
}
