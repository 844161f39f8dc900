import Foundation
import HDF5Storage
import LinearAlgebra
import PosteriorInference
import Probability
import Testing

@Suite struct SimulationSetTests {
    static func prior() throws -> JointPrior {
        try JointPrior([
            .marginal("a", .uniform(Uniform(lower: 0, upper: 1))),
            .marginal("b", .logUniform(LogUniform(lower: 0.1, upper: 10))),
        ])
    }

    static func set(_ range: Range<Int>, seed: UInt64 = 7) throws -> SimulationSet {
        let prior = try prior()
        let parameters = prior.sample(count: range.count, seed: seed, firstIndex: range.lowerBound)
        return try SimulationSet(
            parameterNames: prior.names, statisticNames: ["sum", "product", "first"],
            parameters: parameters,
            statistics: Matrix(rows: range.count, columns: 3) { row, column in
                let index = range.lowerBound + row
                if column == 2 && index % 10 == 3 { return .nan }
                if column == 1 && index % 10 == 7 { return .infinity }
                let (a, b) = (parameters[row, 0], parameters[row, 1])
                return [a + b, a * b, a][column]
            },
            isValid: range.map { $0 % 10 != 5 }, firstIndex: range.lowerBound, seed: seed,
            prior: prior, metadata: ["model": "x = a + b", "line\nbreak": "σ ≥ 0"])
    }

    @Test func invalidAndIncompleteRowsAreCounted() throws {
        let set = try Self.set(0..<100)
        #expect(set.usableRows.count == 80 && set.invalidCount == 20)
        #expect(set.invalidFraction == 0.2)
        #expect(set.usableRows.prefix(8) == [0, 1, 2, 3, 4, 6, 8, 9])
        #expect(set.completeRows.prefix(7) == [0, 1, 2, 4, 6, 8, 9])
        #expect(set.completedRanges == [0..<100])
    }

    @Test func fileReturnsEveryBit() throws {
        let folder = try TemporaryFolder()
        let set = try Self.set(20..<50, seed: .max)
        try set.write(to: folder("set.h5"))
        let back = try SimulationSet.read(folder("set.h5"))
        #expect(back.parameters == set.parameters && back.isValid == set.isValid)
        // NaN differs from itself, so bits are compared.
        #expect(
            back.statistics.elements.map(\.bitPattern) == set.statistics.elements.map(\.bitPattern))
        #expect(back.indices == Array(20..<50) && back.seed == .max && back.prior == set.prior)
        #expect(back.metadata == set.metadata && back.statisticNames == set.statisticNames)
        #expect(try folder.names == ["set.h5"])
    }

    @Test func filesAreReadAsOneSet() throws {
        let folder = try TemporaryFolder()
        try Self.set(0..<30).write(to: folder("first.h5"))
        try Self.set(30..<70).write(to: folder("second.h5"))
        let together = try SimulationSet.read([folder("first.h5"), folder("second.h5")])
        #expect(together.parameters == (try Self.set(0..<70)).parameters)
        #expect(together.completedRanges == [0..<70])
    }

    @Test func aKilledRunResumes() throws {
        let folder = try TemporaryFolder()
        let whole = try Self.set(0..<100)
        let manifest = SimulationShards.Manifest(
            parameterNames: whole.parameterNames, statisticNames: whole.statisticNames,
            seed: whole.seed, prior: whole.prior, metadata: whole.metadata)
        let path = folder("set")
        let first = try SimulationShards(folder: path, manifest: manifest)
        #expect(try first.completedRanges() == [])
        try first.write(Self.set(0..<20))
        try first.write(Self.set(60..<75))
        // What a killed writer leaves behind.
        try Data([1, 2]).write(
            to: URL(fileURLWithPath: path + "/.shard-000000000020-000000000039.h5.partial"))

        let resumed = try SimulationShards(folder: path, manifest: manifest)
        #expect(try resumed.completedRanges() == [0..<20, 60..<75])
        let missing = try resumed.missingRanges(in: 0..<100, shardSize: 30)
        #expect(missing == [20..<50, 50..<60, 75..<100])
        for range in missing { try resumed.write(Self.set(range)) }
        #expect(try resumed.missingRanges(in: 0..<100, shardSize: 30).isEmpty)

        let set = try SimulationSet.read(path)
        #expect(set.indices.sorted() == Array(0..<100))
        // Names of shards sort by index, so the rows come back in order.
        #expect(set.parameters == whole.parameters && set.isValid == whole.isValid)
        #expect(try SimulationShards(folder: path).manifest == manifest)
    }

    @Test func aFolderOfOtherSimulationsIsNotResumed() throws {
        let folder = try TemporaryFolder()
        let set = try Self.set(0..<10)
        var manifest = SimulationShards.Manifest(
            parameterNames: set.parameterNames, statisticNames: set.statisticNames, seed: 7,
            prior: set.prior, metadata: ["dt": "0.01"])
        _ = try SimulationShards(folder: folder("set"), manifest: manifest)
        manifest.metadata["dt"] = "0.02"
        let error = #expect(throws: SimulationSetError.self) {
            try SimulationShards(folder: folder("set"), manifest: manifest)
        }
        guard case .inconsistent(_, "the dt in its metadata", "\"0.01\"", "\"0.02\"") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        manifest.metadata["dt"] = "0.01"
        let shards = try SimulationShards(folder: folder("set"), manifest: manifest)
        #expect(throws: SimulationSetError.self) { try shards.write(Self.set(0..<10, seed: 8)) }
        // A folder without simulations may be begun afresh, one with them not.
        #expect(try shards.removeManifestIfEmpty())
        #expect(!SimulationShards.exists(in: folder("set")))
        manifest.metadata["dt"] = "0.02"
        let fresh = try SimulationShards(folder: folder("set"), manifest: manifest)
        try fresh.write(Self.set(0..<10))
        #expect(try !fresh.removeManifestIfEmpty())
        #expect(SimulationShards.exists(in: folder("set")))
    }

    @Test func setsThatDoNotBelongTogetherAreNamed() throws {
        let folder = try TemporaryFolder()
        try Self.set(0..<10).write(to: folder("a.h5"))
        try Self.set(5..<15).write(to: folder("b.h5"))
        try Self.set(10..<20, seed: 8).write(to: folder("c.h5"))
        #expect(throws: SimulationSetError.repeatedIndex(5, file: folder("b.h5"))) {
            try SimulationSet.read([folder("a.h5"), folder("b.h5")])
        }
        #expect(
            throws: SimulationSetError.inconsistent(
                file: folder("c.h5"), what: "seed", found: "8", expected: "7")
        ) { try SimulationSet.read([folder("a.h5"), folder("c.h5")]) }
        let other = try SimulationSet(
            parameterNames: ["a", "z"], statisticNames: ["sum", "product", "first"],
            parameters: Matrix(rows: 1, columns: 2), statistics: Matrix(rows: 1, columns: 3),
            firstIndex: 10, seed: 7)
        try other.write(to: folder("d.h5"))
        #expect(
            throws: SimulationSetError.inconsistent(
                file: folder("d.h5"), what: "list of parameters", found: "[\"a\", \"z\"]",
                expected: "[\"a\", \"b\"]")
        ) { try SimulationSet.read([folder("a.h5"), folder("d.h5")]) }
    }

    @Test func tablesThatDoNotFitAreNamed() throws {
        #expect(
            throws: SimulationSetError.shape(
                what: "rows of statistics", found: "3", expected: "2")
        ) {
            try SimulationSet(
                parameterNames: ["a"], statisticNames: ["x"],
                parameters: Matrix(rows: 2, columns: 1), statistics: Matrix(rows: 3, columns: 1))
        }
        #expect(throws: SimulationSetError.self) {
            try SimulationSet(
                parameterNames: ["a", "a"], statisticNames: ["x"],
                parameters: Matrix(rows: 2, columns: 2), statistics: Matrix(rows: 2, columns: 1))
        }
    }

    @Test func missingForeignNewerAndDamagedFilesAreTypedErrors() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: SimulationSetError.self) {
            try SimulationSet.read(folder("none.h5"))
        }
        #expect(missing?.isMissingFile == true)
        try Data("no HDF5".utf8).write(to: URL(fileURLWithPath: folder("text.h5")))
        #expect(throws: SimulationSetError.storage(.notHDF5(file: folder("text.h5")))) {
            try SimulationSet.read(folder("text.h5"))
        }
        let foreign = try HDF5File(creating: folder("foreign.h5"))
        try foreign.root.write([1.0], to: "data")
        try foreign.commit()
        #expect(
            throws: SimulationSetError.notASimulationSet(
                file: folder("foreign.h5"), found: "an HDF5 file of other content")
        ) { try SimulationSet.read(folder("foreign.h5")) }
        let newer = try HDF5File(creating: folder("newer.h5"))
        try newer.root.setAttribute("format", to: "NeuroSBI simulation set")
        try newer.root.setAttribute("format_version", to: 99)
        try newer.commit()
        #expect(
            throws: SimulationSetError.newerVersion(
                file: folder("newer.h5"), found: 99, supported: 1)
        ) { try SimulationSet.read(folder("newer.h5")) }
        try Self.set(0..<200).write(to: folder("set.h5"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder("set.h5")))
        for length in stride(from: 100, to: bytes.count, by: bytes.count / 7) {
            try bytes.prefix(length).write(to: URL(fileURLWithPath: folder("cut.h5")))
            #expect(throws: SimulationSetError.self) { try SimulationSet.read(folder("cut.h5")) }
        }
        #expect(throws: SimulationSetError.empty(path: folder.path)) {
            try FileManager.default.removeItem(atPath: folder("set.h5"))
            _ = try SimulationSet.read(folder.path)
        }
    }
}
