import BatchSimulation
import Testing

@Suite struct ThroughputTests {
    @Test(arguments: ThroughputProblem.allCases)
    func everyProblemRuns(problem: ThroughputProblem) async throws {
        let result = try await ThroughputMeasurement.measure(
            problem, in: Float.self, instances: 100, duration: 2, threads: 2, records: true)
        #expect(result.neuronStepsPerSecond > 0)
        #expect(result.precision == "single" && result.threads == 2 && result.instances == 100)
    }
}
