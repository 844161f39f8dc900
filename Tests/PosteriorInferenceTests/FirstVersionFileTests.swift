import Foundation
import HDF5Storage
import LinearAlgebra
import PosteriorInference
import Testing

/// Files of the first version of the format hold mixtures without a kind, straight in the group of
/// their member, whose descriptions know neither heads nor bounds.
@Suite struct FirstVersionFileTests {
    /// Puts what the present version wrote into the form of the first.
    private static func rewrite(_ old: HDF5Group, to path: String) throws {
        let file = try HDF5File(creating: path)
        let root = try file.root
        try root.setAttribute("format", to: "NeuroSBI posterior")
        try root.setAttribute("format_version", to: 1)
        try root.setAttribute("seed", to: old.stringAttribute("seed"))
        for name in ["prior", "prior_text", "simulation_counts"] {
            try root.write(old.readString(name), to: name)
        }
        for name in [
            "parameter_names", "statistic_names", "provenance/names", "provenance/texts",
        ] {
            try root.write(old.dataset(name).readStrings(), to: name)
        }
        let group = try root.createGroup("members")
        try group.setAttribute("count", to: 1)
        try group.write(old.read("members/0/0/weights", as: Float.self), to: "0/weights")
        var description = try old.readString("members/0/0/description")
        for addition in [
            #""isBounded":false,"#, #""head":"mixture","#, #""respectsBounds":true,"#,
        ] {
            try #require(description.contains(addition))
            description = description.replacingOccurrences(of: addition, with: "")
        }
        try group.write(description, to: "0/description")
        try root.write(
            old.read("simulated_statistics/simulations", as: Int.self)[0],
            to: "simulated_statistics/simulations")
        for name in [
            "means", "standard_deviations", "whitening", "statistic_quantiles",
            "distance_quantiles",
        ] {
            let dataset = try old.dataset("simulated_statistics/\(name)")
            try root.write(
                dataset.read(as: Double.self), shape: dataset.shape,
                to: "simulated_statistics/\(name)")
        }
        try file.commit()
    }

    @Test func aPosteriorOfTheFirstVersionIsReadBitByBit() async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        let folder = try TemporaryFolder()
        try posterior.write(to: folder("present.h5"))
        try Self.rewrite(HDF5File(reading: folder("present.h5")).root, to: folder("first.h5"))
        let back = try NeuralPosterior.read(folder("first.h5"))
        #expect(back == posterior)
        let observation = problem.simulate(count: 1, seed: 91).statistics.elements
        #expect(
            try back.sample(observation: observation, count: 100, seed: 1)
                == posterior.sample(observation: observation, count: 100, seed: 1))
    }
}
