import Foundation
import HDF5Storage
import LinearAlgebra
import PosteriorInference
import Testing

/// Files of earlier versions of the format.
///
/// Those of the first hold mixtures without a kind, straight in the group of their member, whose
/// descriptions know neither heads nor bounds. Those of the first and the second know nothing of
/// statistics that are missing in some simulations, those of the first three of pools, shares and
/// several activations, those of the first four of residual layers, schedules and limited steps.
@Suite struct EarlierVersionFileTests {
    private static func removing(_ additions: [String], from text: String) throws -> String {
        try additions.reduce(text) { text, addition in
            try #require(text.contains(addition))
            return text.replacingOccurrences(of: addition, with: "")
        }
    }

    /// Puts what the present version wrote into the form of an earlier one.
    private static func rewrite(_ old: HDF5Group, version: Int, to path: String) throws {
        let file = try HDF5File(creating: path)
        let root = try file.root
        try root.setAttribute("format", to: "NeuroSBI posterior")
        try root.setAttribute("format_version", to: version)
        try root.setAttribute("seed", to: old.stringAttribute("seed"))
        for name in ["prior", "prior_text"] { try root.write(old.readString(name), to: name) }
        try root.write(
            removing(
                [
                    #""copies":0,"#, #""imputed":0,"#, #""repeatedParameters":0,"#,
                    #""trainings":[10000],"#,
                ], from: old.readString("simulation_counts")),
            to: "simulation_counts")
        for name in [
            "parameter_names", "statistic_names", "provenance/names", "provenance/texts",
        ] {
            try root.write(old.dataset(name).readStrings(), to: name)
        }
        let group = try root.createGroup("members")
        try group.setAttribute("count", to: 1)
        func description(_ place: String, without additions: [String]) throws -> String {
            try removing(additions, from: old.readString("\(place)/description"))
                .replacingOccurrences(of: #""activations":["relu"]"#, with: #""activation":"relu""#)
        }
        var additions = [
            #""indicators":[],"#, #""embedding":{"none":{}},"#, #""isResidual":false,"#,
            #""usesResidualLayers":false,"#, #""schedule":{"plateau":{}},"#,
            #""maximumSteps":\#(Int32.max),"#,
        ]
        if version == 1 {
            additions += [
                #""isBounded":false,"#, #""head":"mixture","#, #""respectsBounds":true,"#,
            ]
        } else {
            try group.createGroup("0").setAttribute("estimator", to: "mixture")
        }
        let place = version == 1 ? "0" : "0/0"
        try group.write(old.read("members/0/0/weights", as: Float.self), to: "\(place)/weights")
        try group.write(
            description("members/0/0", without: additions), to: "\(place)/description")
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

    @Test(arguments: [1, 2]) func aPosteriorOfAnEarlierVersionIsReadBitByBit(
        _ version: Int
    ) async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        let folder = try TemporaryFolder()
        try posterior.write(to: folder("present.h5"))
        let present = try HDF5File(reading: folder("present.h5")).root
        // The optional part: complete simulations do without it.
        #expect(try !present.contains("simulated_statistics/missing_shares"))
        try Self.rewrite(present, version: version, to: folder("earlier.h5"))
        let back = try NeuralPosterior.read(folder("earlier.h5"))
        #expect(back == posterior)
        let observation = problem.simulate(count: 1, seed: 91).statistics.elements
        #expect(
            try back.sample(observation: observation, count: 100, seed: 1)
                == posterior.sample(observation: observation, count: 100, seed: 1))
    }
}
