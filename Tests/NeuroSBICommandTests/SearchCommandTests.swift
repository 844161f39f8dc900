import Foundation
import NeuroSBI
import Testing

/// `search`, `ask` and `tell` as a user runs them.
@Suite struct SearchCommandTests {
    private static let space = """
        parameters:
          x: {uniform: [-5, 5]}
          n: {integer: [1, 3]}
          kind: {choice: [plain, {value: bent, parameters: {z: {loguniform: [0.1, 10]}}}]}
          half: x/2
        """

    /// The loss of a proposal, a function of what the line says.
    private func loss(_ line: [String: Any]) throws -> Double {
        let parameters = try #require(line["parameters"] as? [String: Any])
        let x = try #require(parameters["x"] as? Double)
        return x * x + ((parameters["z"] as? Double) ?? 3)
    }

    private func lines(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    private func tells(_ asks: [[String: Any]]) throws -> String {
        try asks.map { ask in
            let trial = try #require(ask["trial"] as? Int)
            return "{\"trial\": \(trial), \"loss\": \(try loss(ask))}\n"
        }.joined()
    }

    @Test func asksAreAnsweredInProcessesOfTheirOwn() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let space = try tool.write(Self.space, to: "space.yaml")
        var asked: [[String: Any]] = []
        for round in 0..<4 {
            let ask = try await tool.run([
                "ask", tool.path("s.sqlite"), "--space", space, "--count", "6", "--seed", "3",
            ])
            #expect(ask.exitCode == 0, "\(ask.messages)")
            let asks = try lines(ask.output)
            #expect(asks.compactMap { $0["trial"] as? Int } == Array(round * 6..<round * 6 + 6))
            asked += asks
            let tell = try await tool.run(
                ["tell", tool.path("s.sqlite"), "--json"], input: tells(asks))
            #expect(tell.exitCode == 0, "\(tell.messages)")
            #expect(try tell.json()["evaluations"] as? Int == round * 6 + 6)
        }
        // The same search in one process: the same proposals to the last digit.
        let stream = try await tool.run(
            [
                "ask", tool.path("stream.sqlite"), "--space", space, "--count", "6", "--seed", "3",
                "--stream",
            ], input: try tells(Array(asked.prefix(18))))
        #expect(stream.exitCode == 0, "\(stream.messages)")
        let streamed = try lines(stream.output)
        #expect(streamed.map { $0 as NSDictionary } == asked.map { $0 as NSDictionary })
    }

    @Test func aStreamEndsAfterItsEvaluations() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let space = try tool.write("parameters: {x: {uniform: [0, 1]}}", to: "space.yaml")
        let tells = (0..<20).map {
            "{\"trial\": \($0), \"failed\": \($0 % 2 == 0)"
                + ($0 % 2 == 0 ? "}" : ", \"loss\": NaN}")
        }
        let outcome = try await tool.run(
            [
                "ask", tool.path("s.sqlite"), "--space", space, "--count", "8", "--evaluations",
                "20", "--stream",
            ], input: tells.joined(separator: "\n"))
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        #expect(try lines(outcome.output).count == 20)
        let trials = try StudyFile(opening: tool.path("s.sqlite")).trials()
        #expect(trials.count == 20 && trials.allSatisfy(\.isFailed))
    }

    /// A stream that ended with two trials untold: the next one begins with them, and one that may
    /// ask for fewer than it wants ends after those.
    @Test func whatAStreamLeftIsAskedAgain() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let space = try tool.write("parameters: {x: {uniform: [0, 1]}}", to: "space.yaml")
        func stream(_ tells: [Int]) async throws -> [Int] {
            let outcome = try await tool.run(
                [
                    "ask", tool.path("s.sqlite"), "--space", space, "--count", "4",
                    "--evaluations", "6", "--stream",
                ],
                input: tells.map { "{\"trial\": \($0), \"loss\": \($0)}\n" }.joined())
            #expect(outcome.exitCode == 0, "\(outcome.messages)")
            return try lines(outcome.output).compactMap { $0["trial"] as? Int }
        }
        #expect(try await stream([0, 1]) == [0, 1, 2, 3])
        #expect(try await stream([2, 3, 4, 5]) == [2, 3, 4, 5])
        let trials = try StudyFile(opening: tool.path("s.sqlite")).trials()
        #expect(trials.map(\.loss) == [0, 1, 2, 3, 4, 5])
    }

    @Test func wrongTellsStoreNothing() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let space = try tool.write("parameters: {x: {uniform: [0, 1]}}", to: "space.yaml")
        let study = tool.path("s.sqlite")
        _ = try await tool.run(["ask", study, "--space", space, "--count", "2"])
        for (text, words) in [
            ("{\"trial\": 0, \"loss\": 1}\n{\"trial\": 0", "line 2"),
            ("{\"trial\": 0, \"los\": 1}", "line 1"),
            ("{\"trial\": 0, \"loss\": 1}\n{\"trial\": 7, \"loss\": 1}", "no trial 7"),
        ] {
            let outcome = try await tool.run(["tell", study], input: text)
            #expect(outcome.exitCode == 65)
            #expect(outcome.messages.contains(words), "\(outcome.messages)")
            #expect(try StudyFile(opening: study).trials().allSatisfy(\.isPending))
        }
        let missing = try await tool.run(["tell", tool.path("none.sqlite")])
        #expect(missing.exitCode == 66)
        let other = try tool.write("parameters: {y: {uniform: [0, 1]}}", to: "other.yaml")
        let mixed = try await tool.run(["ask", study, "--space", other])
        #expect(mixed.exitCode == 65)
        #expect(mixed.messages.contains("another space"), "\(mixed.messages)")
    }

    @Test func theParametersOfTheTargetAreFoundAndASearchGoesOn() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(
            PassiveMembrane.configuration
                + "\nsearch: {loss: {rmse: v}, evaluations: 400, batch: 40}\n", to: "c.yaml")
        func search(_ evaluations: Int, study: String) async throws -> [String: Any] {
            let outcome = try await tool.run([
                "search", configuration, "--evaluations", "\(evaluations)", "--study",
                tool.path(study), "--json",
            ])
            #expect(outcome.exitCode == 0, "\(outcome.messages)")
            return try outcome.json()
        }
        let whole = try await search(400, study: "whole.sqlite")
        let parameters = try #require(whole["parameters"] as? [String: Double])
        // No noise and two parameters: the loss of the truth is 0, and 0.1 mV are 1 % of the step.
        #expect(try #require(whole["loss"] as? Double) < 0.1)
        #expect(abs(parameters["tau"]! - 14) < 1 && abs(parameters["R"]! - 120) < 2)
        #expect(whole["evaluations"] as? Int == 400)
        // The same command again finds everything done.
        let again = try await search(400, study: "whole.sqlite")
        #expect(again["parameters"] as? [String: Double] == parameters)
        // A search of more evaluations goes on with those that there are.
        let more = try await search(480, study: "whole.sqlite")
        let (first, second) = (whole["loss"] as? Double, more["loss"] as? Double)
        #expect(try #require(second) <= #require(first))
        let trials = try StudyFile(opening: tool.path("whole.sqlite")).trials()
        #expect(trials.count == 480 && trials.allSatisfy { !$0.isPending })
    }
}
