import DensityEstimation
import HDF5Storage
import LinearAlgebra
import Probability

/// One HDF5 file for everything that a posterior needs in another process.
extension NeuralPosterior {
    /// The version of the format that is written; later ones are refused. Version 1 had mixtures
    /// only, whose kind was not written; versions 1 and 2 had no statistics that are missing in
    /// some simulations; versions 1 to 3 had no embeddings, one network for every factor, and no
    /// shares; versions 1 to 4 had no residual layers; versions 1 to 5 no networks without hidden
    /// layers.
    public static let formatVersion = 6
    private static let formatName = "NeuroSBI posterior"

    /// Writes the posterior; the file appears under its name only when it is complete.
    public func write(to path: String) throws(PosteriorError) {
        do throws(HDF5Error) {
            let file = try HDF5File(creating: path)
            let root = try file.root
            try root.setAttribute("format", to: Self.formatName)
            try root.setAttribute("format_version", to: Self.formatVersion)
            // As text, because a seed may use the 64th bit.
            try root.setAttribute("seed", to: "\(seed)")
            try root.write(StoredText.encode(prior), to: "prior")
            try root.write(prior.description, to: "prior_text")
            try root.write(prior.names, to: "parameter_names")
            try root.write(statisticNames, to: "statistic_names")
            try root.write(StoredText.encode(simulationCounts), to: "simulation_counts")
            let group = try root.createGroup("members")
            try group.setAttribute("count", to: members.count)
            try group.write(memberShares, to: "shares")
            for (index, member) in members.enumerated() {
                try member.write(to: group.createGroup("\(index)"))
            }
            try distributionCheck.write(to: root.createGroup("simulated_statistics"))
            try root.write(provenance, to: "provenance")
            try file.commit()
        } catch {
            throw .storage(error)
        }
    }

    /// Reads a posterior that `write(to:)` wrote; its samples are the same bit by bit.
    public static func read(_ path: String) throws(PosteriorError) -> NeuralPosterior {
        do {
            return try readFile(path)
        } catch let error as PosteriorError {
            throw error
        } catch let error as HDF5Error {
            throw .storage(error)
        } catch {
            throw .damaged(file: path, part: "posterior", reason: "\(error)")
        }
    }

    private static func readFile(_ path: String) throws -> NeuralPosterior {
        let root = try openRoot(path)
        func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
            let text = try root.readString(name)
            do {
                return try StoredText.decode(type, from: text)
            } catch {
                throw PosteriorError.damaged(file: path, part: name, reason: "\(error)")
            }
        }
        let prior = try decode(JointPrior.self, "prior")
        let statisticNames = try root.dataset("statistic_names").readStrings()
        let count = try root.group("members").integerAttribute("count")
        guard count > 0 else {
            throw PosteriorError.damaged(
                file: path, part: "members", reason: "found \(count), expected at least 1")
        }
        var members: [DensityEstimator] = []
        for index in 0..<count {
            let part = "members/\(index)"
            let member: DensityEstimator
            do {
                member = try DensityEstimator(reading: root.group(part))
            } catch let error as HDF5Error {
                throw error
            } catch {
                throw PosteriorError.damaged(file: path, part: part, reason: "\(error)")
            }
            guard
                member.parameterCount == prior.dimension,
                member.statisticCount == statisticNames.count
            else {
                throw PosteriorError.damaged(
                    file: path, part: part,
                    reason: "it is for \(member.parameterCount) parameters and "
                        + "\(member.statisticCount) statistics, the file names "
                        + "\(prior.dimension) and \(statisticNames.count)")
            }
            guard member.validationLoss.isFinite else {
                throw PosteriorError.damaged(
                    file: path, part: part,
                    reason: "validation loss \(member.validationLoss), expected a finite number")
            }
            members.append(member)
        }
        let shares = try readShares(root.group("members"), of: members, file: path)
        let seedText = try root.stringAttribute("seed")
        guard let seed = UInt64(seedText) else {
            throw PosteriorError.damaged(
                file: path, part: "seed", reason: "found \"\(seedText)\", expected a number")
        }
        return NeuralPosterior(
            prior: prior, statisticNames: statisticNames, members: members,
            memberShares: shares,
            distributionCheck: try DistributionCheck(
                reading: root.group("simulated_statistics"), names: statisticNames),
            simulationCounts: try decode(SimulationCounts.self, "simulation_counts"),
            provenance: try root.readTexts("provenance"), seed: seed)
    }

    private static func readShares(
        _ group: HDF5Group, of members: [DensityEstimator], file: String
    ) throws -> [Double] {
        guard try group.contains("shares") else {
            return Self.shares(losses: members.map(\.validationLoss))
        }
        let shares = try group.dataset("shares").read(as: Double.self, shape: [members.count])
        // Sums of shares are rounded.
        guard shares.allSatisfy({ $0 > 0 }), abs(shares.reduce(0, +) - 1) < 1e-9 else {
            throw PosteriorError.damaged(
                file: file, part: "members/shares",
                reason: "found \(shares), expected positive shares of 1")
        }
        return shares
    }

    private static func openRoot(_ path: String) throws -> HDF5Group {
        let root = try HDF5File(reading: path).root
        let format = try root.hasAttribute("format") ? root.stringAttribute("format") : nil
        guard format == formatName else {
            throw PosteriorError.notAPosterior(
                file: path, found: format.map { "\"\($0)\"" } ?? "an HDF5 file of other content")
        }
        let version = try root.integerAttribute("format_version")
        guard (1...formatVersion).contains(version) else {
            throw PosteriorError.newerVersion(
                file: path, found: version, supported: formatVersion)
        }
        return root
    }
}

extension DistributionCheck {
    fileprivate func write(to group: HDF5Group) throws(HDF5Error) {
        try group.write(simulationCount, to: "simulations")
        try group.write(means, to: "means")
        try group.write(deviations, to: "standard_deviations")
        try group.write(
            whitening.elements, shape: [whitening.rows, whitening.columns], to: "whitening")
        try group.write(
            statisticQuantiles.elements,
            shape: [statisticQuantiles.rows, statisticQuantiles.columns],
            to: "statistic_quantiles")
        try group.write(distanceQuantiles, to: "distance_quantiles")
        if missingShares.contains(where: { $0 > 0 }) {
            try group.write(missingShares, to: "missing_shares")
        }
    }

    fileprivate init(reading group: HDF5Group, names: [String]) throws(HDF5Error) {
        let size = names.count
        let counts = try group.dataset("simulations").read(as: Int.self, shape: [])
        let whitening = try group.dataset("whitening")
        let directions = try whitening.read(as: Double.self, shape: [nil, size])
        self.init(
            names: names, simulationCount: counts[0],
            missingShares: try group.contains("missing_shares")
                ? try group.dataset("missing_shares").read(as: Double.self, shape: [size])
                : [Double](repeating: 0, count: size),
            means: try group.dataset("means").read(as: Double.self, shape: [size]),
            deviations: try group.dataset("standard_deviations").read(
                as: Double.self, shape: [size]),
            whitening: Matrix(rows: whitening.shape[0], columns: size, elements: directions),
            statisticQuantiles: Matrix(
                rows: size, columns: Self.gridSize,
                elements: try group.dataset("statistic_quantiles").read(
                    as: Double.self, shape: [size, Self.gridSize])),
            distanceQuantiles: try group.dataset("distance_quantiles").read(
                as: Double.self, shape: [Self.gridSize]))
    }
}
