import Foundation
import HDF5Storage
import LinearAlgebra
import PosteriorInference
import Testing

@Suite struct PersistenceTests {
    @Test func fileReturnsThePosteriorBitByBit() async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        let folder = try TemporaryFolder()
        try posterior.write(to: folder("posterior.h5"))
        #expect(try folder.names == ["posterior.h5"])
        let back = try NeuralPosterior.read(folder("posterior.h5"))
        #expect(back == posterior)
        #expect(back.provenance == ["model": "x = A·θ + noise"])
        let observation = problem.simulate(count: 1, seed: 90).statistics.elements
        let samples = try posterior.sample(observation: observation, count: 100, seed: 1)
        let again = try back.sample(observation: observation, count: 100, seed: 1)
        #expect(again.elements.map(\.bitPattern) == samples.elements.map(\.bitPattern))
        #expect(
            try back.logDensity(samples, observation: observation)
                == posterior.logDensity(samples, observation: observation))
        #expect(back.distributionCheck(observation) == posterior.distributionCheck(observation))
    }

    @Test func foreignNewerAndDamagedFilesAreTypedErrors() async throws {
        let (_, posterior) = try await Trained.linearGaussian()
        let folder = try TemporaryFolder()
        #expect(throws: PosteriorError.storage(.noSuchFile(file: folder("none.h5")))) {
            try NeuralPosterior.read(folder("none.h5"))
        }
        try Data("text".utf8).write(to: URL(fileURLWithPath: folder("text.h5")))
        #expect(throws: PosteriorError.storage(.notHDF5(file: folder("text.h5")))) {
            try NeuralPosterior.read(folder("text.h5"))
        }
        try SimulationSetTests.set(0..<10).write(to: folder("set.h5"))
        #expect(
            throws: PosteriorError.notAPosterior(
                file: folder("set.h5"), found: "\"NeuroSBI simulation set\"")
        ) { try NeuralPosterior.read(folder("set.h5")) }
        let newer = try HDF5File(creating: folder("newer.h5"))
        try newer.root.setAttribute("format", to: "NeuroSBI posterior")
        try newer.root.setAttribute("format_version", to: NeuralPosterior.formatVersion + 1)
        try newer.commit()
        #expect(
            throws: PosteriorError.newerVersion(
                file: folder("newer.h5"), found: NeuralPosterior.formatVersion + 1,
                supported: NeuralPosterior.formatVersion)
        ) { try NeuralPosterior.read(folder("newer.h5")) }

        try posterior.write(to: folder("posterior.h5"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder("posterior.h5")))
        for length in stride(from: 100, to: bytes.count, by: bytes.count / 11) {
            try bytes.prefix(length).write(to: URL(fileURLWithPath: folder("cut.h5")))
            #expect(throws: PosteriorError.self) { try NeuralPosterior.read(folder("cut.h5")) }
        }
        // A byte anywhere may be harmless or an error of ours, but never anything else.
        for position in stride(from: 0, to: bytes.count, by: 997) {
            var damaged = bytes
            damaged[position] ^= 0x55
            try damaged.write(to: URL(fileURLWithPath: folder("damaged.h5")))
            do throws(PosteriorError) {
                _ = try NeuralPosterior.read(folder("damaged.h5"))
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    @Test func samplesFileHoldsTablesOnAxes() throws {
        let folder = try TemporaryFolder()
        let samples = Matrix<Double>(rows: 5, columns: 2) { Double($0 * 2 + $1) }
        try PosteriorSamplesFile.write(
            samples, names: ["g_Na", "g_K"], to: folder("samples.nc"),
            observation: [("rate", 12.5)], attributes: ["created_at": "2024-01-01T00:00:00"])
        let group = try HDF5File(reading: folder("samples.nc")).root.group("posterior")
        #expect(try group.dataset("g_K").shape == [1, 5])
        #expect(try group.read("g_K", as: Double.self) == [1, 3, 5, 7, 9])
        #expect(try group.read("draw", as: Int.self) == [0, 1, 2, 3, 4])
        #expect(try group.dataset("chain").stringAttribute("CLASS") == "DIMENSION_SCALE")
        #expect(try group.stringAttribute("created_at") == "2024-01-01T00:00:00")
    }
}
