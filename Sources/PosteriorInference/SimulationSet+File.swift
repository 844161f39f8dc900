import Foundation
import HDF5Storage
import LinearAlgebra
import Probability

/// Files of simulations: HDF5 with the datasets `parameters`, `statistics`, `is_valid`, `index`,
/// the lists of names, the prior, and texts of provenance.
extension SimulationSet {
    /// The version of the format that is written; later ones are refused.
    public static let formatVersion = 1
    static let formatName = "NeuroSBI simulation set"

    /// Writes the set as one file, which appears under its name only when it is complete.
    public func write(to path: String) throws(SimulationSetError) {
        do throws(HDF5Error) {
            let file = try HDF5File(creating: path)
            let root = try file.root
            try root.setAttribute("format", to: Self.formatName)
            try root.setAttribute("format_version", to: Self.formatVersion)
            // As text, because a seed may use the 64th bit.
            try root.setAttribute("seed", to: "\(seed)")
            try root.write(
                parameters.elements, shape: [count, parameters.columns], to: "parameters")
            try writeStatistics(to: root)
            try root.write(isValid.map { UInt8($0 ? 1 : 0) }, to: "is_valid")
            try root.write(indices, to: "index")
            try root.write(parameterNames, to: "parameter_names")
            try root.write(statisticNames, to: "statistic_names")
            if let prior { try root.write(StoredText.encode(prior), to: "prior") }
            try root.write(metadata, to: "metadata")
            try file.commit()
        } catch {
            throw .storage(error)
        }
    }

    /// Writes statistics in single precision where it holds every one of them exactly, as it does
    /// for the samples of traces: half the size, and the same numbers when read.
    private func writeStatistics(to root: HDF5Group) throws(HDF5Error) {
        let shape = [count, statistics.columns]
        let isExact = statistics.elements.allSatisfy { $0.isNaN || Double(Float($0)) == $0 }
        if isExact {
            try root.write(statistics.elements.map { Float($0) }, shape: shape, to: "statistics")
        } else {
            try root.write(statistics.elements, shape: shape, to: "statistics")
        }
    }

    /// Reads a file, or a folder of shards, as one set.
    public static func read(_ path: String) throws(SimulationSetError) -> SimulationSet {
        try read([path])
    }

    /// Reads files and folders of shards and puts their rows together, in the order of the paths.
    ///
    /// - Throws: where names, seed or prior differ, or a simulation occurs twice. Sets of different
    ///   seeds may be put together by giving their rows different global indices.
    public static func read(_ paths: [String]) throws(SimulationSetError) -> SimulationSet {
        var files: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                isFolder.boolValue
            {
                let shards = try SimulationShards.files(in: path)
                guard !shards.isEmpty else { throw .empty(path: path) }
                files += shards
            } else {
                files.append(path)
            }
        }
        var sets: [SimulationSet] = []
        for file in files {
            let set = try readFile(file)
            if let first = sets.first { try set.checkBelongsTo(first, file: file) }
            sets.append(set)
        }
        guard let first = sets.first else { throw .empty(path: nil) }
        if sets.count == 1 { return first }
        var seen: Set<Int> = []
        for (set, file) in zip(sets, files) {
            if let index = set.indices.first(where: { !seen.insert($0).inserted }) {
                throw .repeatedIndex(index, file: file)
            }
        }
        return try SimulationSet(
            parameterNames: first.parameterNames, statisticNames: first.statisticNames,
            parameters: Matrix(
                rows: seen.count, columns: first.parameters.columns,
                elements: sets.flatMap(\.parameters.elements)),
            statistics: Matrix(
                rows: seen.count, columns: first.statistics.columns,
                elements: sets.flatMap(\.statistics.elements)),
            isValid: sets.flatMap(\.isValid), indices: sets.flatMap(\.indices), seed: first.seed,
            prior: first.prior, metadata: first.metadata)
    }

    private func checkBelongsTo(_ first: SimulationSet, file: String) throws(SimulationSetError) {
        func check<Value: Equatable>(_ what: String, _ found: Value, _ expected: Value)
            throws(SimulationSetError)
        {
            guard found == expected else {
                throw .inconsistent(
                    file: file, what: what, found: "\(found)", expected: "\(expected)")
            }
        }
        try check("list of parameters", parameterNames, first.parameterNames)
        try check("list of statistics", statisticNames, first.statisticNames)
        try check("seed", seed, first.seed)
        guard prior == first.prior else {
            func text(_ prior: JointPrior?) -> String {
                prior.map { $0.description.replacing("\n", with: ", ") } ?? "not stated"
            }
            throw .inconsistent(
                file: file, what: "prior", found: text(prior), expected: text(first.prior))
        }
    }

    private static func readFile(_ path: String) throws(SimulationSetError) -> SimulationSet {
        do {
            let root = try openRoot(path)
            let names = try root.dataset("parameter_names").readStrings()
            let statisticNames = try root.dataset("statistic_names").readStrings()
            let indices = try root.read("index", as: Int.self)
            let count = indices.count
            let parameters = try root.dataset("parameters").read(
                as: Double.self, shape: [count, names.count])
            let statistics = try root.dataset("statistics").read(
                as: Double.self, shape: [count, statisticNames.count])
            let isValid = try root.dataset("is_valid").read(as: UInt8.self, shape: [count])
            let seedText = try root.stringAttribute("seed")
            guard let seed = UInt64(seedText) else {
                throw SimulationSetError.damaged(
                    file: path, part: "seed", reason: "found \"\(seedText)\", expected a number")
            }
            return try SimulationSet(
                parameterNames: names, statisticNames: statisticNames,
                parameters: Matrix(rows: count, columns: names.count, elements: parameters),
                statistics: Matrix(
                    rows: count, columns: statisticNames.count, elements: statistics),
                isValid: isValid.map { $0 != 0 }, indices: indices, seed: seed,
                prior: try readPrior(root, path: path), metadata: try root.readTexts("metadata"))
        } catch let error as SimulationSetError {
            // What a constructor finds wrong is here the fault of the file.
            if case .shape = error {
                throw .damaged(file: path, part: "set of simulations", reason: "\(error)")
            }
            if case .repeatedIndex(let index, nil) = error {
                throw .repeatedIndex(index, file: path)
            }
            throw error
        } catch let error as HDF5Error {
            throw .storage(error)
        } catch {
            throw .damaged(file: path, part: "set of simulations", reason: "\(error)")
        }
    }

    private static func readPrior(_ root: HDF5Group, path: String) throws -> JointPrior? {
        guard try root.contains("prior") else { return nil }
        let text = try root.readString("prior")
        do {
            return try StoredText.decode(JointPrior.self, from: text)
        } catch {
            throw SimulationSetError.damaged(file: path, part: "prior", reason: "\(error)")
        }
    }

    /// Opens a file and checks that it is a set of simulations of a version that can be read.
    static func openRoot(_ path: String) throws -> HDF5Group {
        let root = try HDF5File(reading: path).root
        let format = try root.hasAttribute("format") ? root.stringAttribute("format") : nil
        guard format == formatName else {
            throw SimulationSetError.notASimulationSet(
                file: path, found: format.map { "\"\($0)\"" } ?? "an HDF5 file of other content")
        }
        let version = try root.integerAttribute("format_version")
        guard (1...formatVersion).contains(version) else {
            throw SimulationSetError.newerVersion(
                file: path, found: version, supported: formatVersion)
        }
        return root
    }
}
