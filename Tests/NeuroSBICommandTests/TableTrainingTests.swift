import Foundation
import NeuroSBI
import Testing

/// Flags of training and densities, on tables made elsewhere.
@Suite struct TableTrainingTests {
    /// Trains on x = θ + noise; the noise comes from an arithmetic scramble, not from our generators.
    private static func train(_ tool: Neurosbi, _ further: String...) async throws
        -> Neurosbi.Outcome
    {
        var (theta, x): ([[Double]], [[Double]]) = ([], [])
        for row in 0..<400 {
            let value = -1 + (Double(row * 37 % 400) + 0.5) / 200
            theta.append([value])
            x.append([value + 0.1 * sin(Double(row * row % 977))])
        }
        try TableFixture.write(theta, to: tool.path("t.npy"))
        try TableFixture.write(x, to: tool.path("x.npy"))
        let prior = try tool.write("parameters: {a: {uniform: [-1, 1]}}", to: "prior.yaml")
        return try await tool.run(
            [
                "train", "--parameters", tool.path("t.npy"), "--statistics", tool.path("x.npy"),
                "--prior", prior, "--output", tool.path("p.h5"), "--epochs", "5", "--quiet",
                "--estimator", "mdn", "--hidden", "8", "--components", "2",
            ] + further)
    }

    @Test func networksTakeTheirNonlinearitiesInTurn() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let trained = try await Self.train(tool, "--ensemble", "3", "--activation", "tanh,silu")
        #expect(trained.exitCode == 0, "\(trained.messages)")
        let networks = try NeuralPosterior.read(tool.path("p.h5")).members.flatMap(\.networks)
        #expect(networks.map(\.settings.activations) == [[.tanh], [.silu], [.tanh]])
        for text in ["sigmoid", "tanh,", "relu silu"] {
            let refused = try await Self.train(tool, "--activation", text)
            #expect(refused.exitCode == 64)
            #expect(refused.messages.contains("relu, tanh, silu"), "\(refused.messages)")
        }
    }

    /// The noise is the sum of twelve scrambled uniform numbers, which is normal to the eye.
    @Test func parametersOfARegressionAreNamed() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let count = 1_500
        var (theta, x): ([[Double]], [[Double]]) = ([], [])
        for row in 0..<count {
            func scrambled(_ number: Int) -> Double {
                let product =
                    Double(row + 1) * (0.618_033_988_75 + 0.1 * Double(number).squareRoot())
                return product - product.rounded(.down)
            }
            let noise = (1...12).reduce(-6.0) { $0 + scrambled($1) }
            theta.append([-1 + (Double(row * 37 % count) + 0.5) / 750])
            x.append([theta[row][0] + 0.1 * noise])
        }
        try TableFixture.write(theta, to: tool.path("t.npy"))
        try TableFixture.write(x, to: tool.path("x.npy"))
        let command = [
            "train", "--parameters", tool.path("t.npy"), "--statistics", tool.path("x.npy"),
            "--prior", try tool.write("parameters: {a: {uniform: [-1, 1]}}", to: "prior.yaml"),
            "--output", tool.path("p.h5"), "--epochs", "40", "--hidden", "10", "--components", "2",
            "--ensemble", "2",
        ]
        let told = try await tool.run(command + ["--json"])
        #expect(told.exitCode == 0, "\(told.messages)")
        #expect(try told.json()["linearParameters"] as? [String] == ["a"])
        let said = try await tool.run(command)
        let text = said.output + said.messages
        #expect(text.contains("A linear regression does as well as any network for: a"), "\(text)")
    }

    /// x = θ + noise with θ in −1…1, of which the prior's log density is −log 2.
    @Test func checksComeWithTheTrainingAndWithOtherTables() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let trained = try await Self.train(tool, "--json")
        #expect(trained.exitCode == 0, "\(trained.messages)")
        let checks = try #require(try trained.json()["checks"] as? [String: Any])
        // A tenth of 400, and what was not looked at is left out.
        #expect(checks["simulations"] as? Int == 40 && checks["ranks"] == nil)
        let prior = try #require(checks["priorLogDensity"] as? Double)
        #expect(abs(prior + log(2)) < 1e-12)
        #expect((checks["pValues"] as? [String: Double])?.keys.sorted() == ["a"])
        #expect(checks["passes"] as? Bool != nil && checks["coverage"] != nil)

        func diagnose(_ further: String...) async throws -> Neurosbi.Outcome {
            try await tool.run(["diagnose", tool.path("p.h5"), "--samples", "50"] + further)
        }
        let tables = ["--parameters", tool.path("t.npy"), "--statistics", tool.path("x.npy")]
        let found = try await diagnose(tables[0], tables[1], tables[2], tables[3], "--json")
        #expect(found.exitCode == 0, "\(found.messages)")
        let other = try found.json()
        #expect(other["simulations"] as? Int == 400 && other["samples"] as? Int == 50)
        #expect((other["ranks"] as? [String: [Int]])?["a"]?.count == 400)
        let said = try await diagnose(tables[0], tables[1], tables[2], tables[3])
        #expect(said.output.contains("nats"), "\(said.output)")
        #expect(said.output.contains("holds the truth"))

        for wrong in [[], [tables[0], tables[1]], tables + ["--simulations", "s.h5"]] {
            let refused = try await tool.run(["diagnose", tool.path("p.h5")] + wrong)
            #expect(refused.exitCode == 64)
            #expect(refused.messages.contains("expected either --simulations"))
        }
        let none = try await tool.run(
            ["diagnose", tool.path("p.h5"), "--count", "0"] + tables)
        #expect(none.exitCode == 64 && none.messages.contains("--count is 0"))
        try TableFixture.write([[0.1]], to: tool.path("short.npy"))
        let unequal = try await diagnose(tables[0], tables[1], tables[2], tool.path("short.npy"))
        #expect(unequal.exitCode == 65)
        #expect(unequal.messages.contains("found 1 rows, expected 400"), "\(unequal.messages)")
    }

    @Test func pairsAreTheDiagonalOfAllDensities() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let trained = try await Self.train(tool, "--ensemble", "1")
        #expect(trained.exitCode == 0, "\(trained.messages)")
        try TableFixture.write([[0.1], [-0.4], [1.5]], to: tool.path("theta.npy"))
        try TableFixture.write([[0.2], [-0.3], [0.9]], to: tool.path("o.npy"))
        func density(_ output: String, _ theta: String, _ further: String...) async throws
            -> Neurosbi.Outcome
        {
            try await tool.run(
                [
                    "logdensity", tool.path("p.h5"), "--observation", tool.path("o.npy"),
                    "--parameters", tool.path(theta), "--output", tool.path(output), "--json",
                ] + further)
        }
        let all = try await density("all.npy", "theta.npy")
        #expect(all.exitCode == 0, "\(all.messages)")
        let pairs = try await density("pairs.npy", "theta.npy", "--pairs")
        #expect(pairs.exitCode == 0, "\(pairs.messages)")
        #expect(try pairs.json()["pairs"] as? Bool == true)
        #expect(try pairs.json()["outsidePrior"] as? Int == 1)
        let (table, column) = (
            try TableFixture.read(tool.path("all.npy")),
            try NPYFile.readMatrix(tool.path("pairs.npy"), vectorsAs: .column)
        )
        #expect(table.rows == 3 && table.columns == 3)
        #expect(column.rows == 3 && column.columns == 1)
        for row in 0..<2 {
            // The same network on one row or on three: single precision.
            #expect(abs(column[row, 0] - table[row, row]) < 1e-4)
            #expect(column[row, 0] != table[row, 1 - row])
        }
        #expect(column[2, 0] == -.infinity)

        try TableFixture.write([[0.1], [-0.4]], to: tool.path("short.npy"))
        let unequal = try await density("none.npy", "short.npy", "--pairs")
        #expect(unequal.exitCode == 65)
        #expect(unequal.messages.contains("found 2 rows, expected 3"), "\(unequal.messages)")
        #expect(!FileManager.default.fileExists(atPath: tool.path("none.npy")))
    }
}
