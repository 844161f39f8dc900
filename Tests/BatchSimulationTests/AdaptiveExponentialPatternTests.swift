import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Testing

/// One of the eight firing patterns of Naud et al. (2008).
struct AdaptiveExponentialPattern: Sendable, CustomTestStringConvertible {
    let name: String
    /// The step current from t = 0, pA.
    let current: Double
    let constants: [String: Double]
    /// The samples at which a direct loop finds spikes.
    let steps: [Int]

    var testDescription: String { name }
}

@Suite struct AdaptiveExponentialPatternTests {
    private func steps(_ pattern: AdaptiveExponentialPattern) async throws -> [Int] {
        let run = try await BatchSimulator<Double>(
            model: ModelCatalogue.model(named: "adaptiveExponential"),
            experiment: Experiment(
                timeStep: AdaptiveExponentialPattern.timeStep,
                duration: AdaptiveExponentialPattern.duration, input: "I",
                stimulus: Stimulus(.constant(pattern.current))),
            integrator: .euler, variedParameters: [], constants: pattern.constants
        ).collectOne()
        #expect(run.isValid == [true])
        return run.spikes[0].map { Int(($0 / AdaptiveExponentialPattern.timeStep).rounded()) }
    }

    @Test(arguments: AdaptiveExponentialPattern.all)
    func patternIsThatOfTheEquations(pattern: AdaptiveExponentialPattern) async throws {
        let steps = try await steps(pattern)
        // Irregular spiking is chaotic: rounding moves spikes in the end, but not the first ones.
        let isChaotic = pattern.name == "irregular spiking"
        let count = isChaotic ? 10 : pattern.steps.count
        #expect(Array(steps.prefix(count)) == Array(pattern.steps.prefix(count)))
        #expect(isChaotic || steps.count == count)
    }

    /// What the names say, from the intervals between the spikes.
    @Test func intervalsAreWhatTheNamesSay() async throws {
        var intervals: [String: [Int]] = [:]
        for pattern in AdaptiveExponentialPattern.all {
            let steps = try await steps(pattern)
            intervals[pattern.name] = zip(steps.dropFirst(), steps).map { $0 - $1 }
        }
        let tonic = try #require(intervals["tonic spiking"])
        // All alike but for the rounding to whole steps, once w has settled (tau_w is 30 ms).
        #expect(tonic.dropFirst(14).allSatisfy { abs($0 - tonic[14]) <= 1 })
        let adapting = try #require(intervals["adaptation"])
        #expect(zip(adapting, adapting.dropFirst()).allSatisfy { $0 <= $1 + 1 })
        let accelerating = try #require(intervals["delayed accelerating"])
        #expect(zip(accelerating, accelerating.dropFirst()).allSatisfy { $0 + 1 >= $1 })
        let initial = try #require(intervals["initial burst"])
        let last = try #require(initial.last)
        #expect(initial[0] * 3 < last)
        let bursting = try #require(intervals["regular bursting"])
        let (longest, shortest) = (try #require(bursting.max()), try #require(bursting.min()))
        #expect(longest > 5 * shortest)
        // Nothing after the first 100 of 400 ms.
        let transient = try #require(
            AdaptiveExponentialPattern.all.first { $0.name == "transient spiking" })
        let early = try await steps(transient)
        #expect(early.allSatisfy { $0 < 10_000 })
    }
}
