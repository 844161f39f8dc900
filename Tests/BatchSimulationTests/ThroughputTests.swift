import BatchSimulation
import NeuronEquations
import Testing

@Suite struct ThroughputTests {
    @Test func everyFamilyOfSpikingNeuronsHasAProblem() {
        let problems = Set(ThroughputProblem.allCases.map(\.rawValue))
        #expect(problems.isSubset(of: ModelCatalogue.models.map(\.name)))
        for family in ModelCatalogue.families.prefix(4) {
            #expect(!problems.isDisjoint(with: family.models.map(\.name)), "\(family.title)")
        }
    }

    @Test(arguments: ThroughputProblem.allCases)
    func everyProblemRuns(problem: ThroughputProblem) async throws {
        let result = try await ThroughputMeasurement.measure(
            problem, in: Float.self, instances: 100, threads: 2, records: true,
            backend: .interpreter, seconds: 0.001)
        #expect(result.neuronStepsPerSecond > 0 && result.neuronStepsPerSecond.isFinite)
        #expect(result.precision == "single" && result.threads == 2 && result.instances == 100)
        #expect(result.backend == .interpreter && result.records)
    }

    /// The numbers of a problem must make its neurons fire, or a step would do less than usual.
    @Test(arguments: ThroughputProblem.allCases)
    func everyProblemSpikes(problem: ThroughputProblem) async throws {
        let simulator = try BatchSimulator<Double>(
            model: try ModelCatalogue.model(named: problem.rawValue),
            experiment: Experiment(
                timeStep: problem.timeStep, duration: problem.standardDuration, recorded: []),
            integrator: problem.integrator, variedParameters: problem.variedParameters,
            constants: problem.constants, backend: .interpreter)
        try await simulator.run(parameters: problem.parameters(instances: 5)) { tile in
            for row in 0..<tile.rows.count { #expect(tile.spikes.count(of: row) > 0) }
        }
    }

    /// Counted by hand in the equations: 0.04v² + 5v + 140 − u + I takes none; exp once.
    @Test func elementaryFunctionsAreCounted() async throws {
        func work(_ problem: ThroughputProblem) async throws -> StepWork {
            try await ThroughputMeasurement.measure(
                problem, in: Double.self, instances: 8, backend: .interpreter, seconds: 0.001
            ).work
        }
        #expect(try await work(.izhikevich2003).elementaryFunctions == 0)
        #expect(try await work(.izhikevich2003).operations >= 8)
        #expect(try await work(.adaptiveExponential).elementaryFunctions == 1)
    }

    /// Any processor of the last twenty years multiplies and adds 10⁸ doubles per second, and the
    /// polynomial of exp alone takes more than ten of them.
    @Test func machineRatesAreInProportion() async {
        let rates = await MachineRates.measure(in: Double.self, seconds: 0.01)
        #expect(rates.fusedMultiplyAdds > 1e8)
        #expect(rates.exponentials > 1e6)
        #expect(rates.exponentials < rates.fusedMultiplyAdds / 10)
    }
}
