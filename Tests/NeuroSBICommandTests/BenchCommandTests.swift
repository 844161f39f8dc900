import Testing

@Suite struct BenchCommandTests {
    /// The filters leave one measurement, and its share is the one that its own figures give.
    @Test func simulationRatesStandBesideTheMachinesOwn() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let outcome = try await tool.run(
            "bench", "simulate", "--model", "adaptiveExponential", "--instances", "64",
            "--backend", "interpreter", "--precision", "single", "--json")
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        let results = try #require(try outcome.json()["results"] as? [[String: Any]])
        func value(_ name: String) throws -> Double {
            try #require(results.first { $0["name"] as? String == name }?["value"] as? Double)
        }
        #expect(results.count == 3)
        let simulation = try #require(
            results.first { $0["name"] as? String == "simulate adaptiveExponential" })
        #expect(simulation["backend"] as? String == "interpreter")
        #expect(simulation["instances"] as? String == "64")
        #expect(simulation["recorded"] as? String == "nothing")
        let functions = try #require(Double(simulation["elementaryFunctions"] as? String ?? ""))
        let share = try #require(Double(simulation["share"] as? String ?? ""))
        let expected =
            try value("simulate adaptiveExponential") * functions / value("exponentials")
        // The share is printed with four digits.
        #expect(abs(share - expected) <= 1e-3 * expected)
    }

    /// Every cell has a rate; what the rates are is no matter of a test.
    @Test(arguments: [("sample", 4, "samples/s"), ("search", 3, "suggestions/s")])
    func posteriorsAndSearchesHaveTheirRates(part: String, count: Int, unit: String) async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let outcome = try await tool.run("bench", part, "--threads", "2", "--json")
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        let results = try #require(try outcome.json()["results"] as? [[String: Any]])
        #expect(results.count == count)
        #expect(results.allSatisfy { $0["unit"] as? String == unit })
        #expect(results.allSatisfy { ($0["value"] as? Double ?? 0) > 0 })
    }

    @Test func unknownModelsEndWith64() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let outcome = try await tool.run("bench", "simulate", "--model", "squid")
        #expect(outcome.exitCode == 64)
        #expect(outcome.messages.contains("hodgkinHuxley"), "\(outcome.messages)")
    }
}
