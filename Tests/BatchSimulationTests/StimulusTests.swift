import BatchSimulation
import Testing

@Suite struct StimulusTests {
    @Test func stepIsOnFromStartUntilBeforeStop() {
        // The grid of the Hodgkin–Huxley problem: indices 1000 … 10999 of 12,001.
        let samples = Stimulus(.step(start: 10, stop: 110, amplitude: 3.24806))
            .samples(timeStep: 0.01, count: 12_001)
        #expect(samples.firstIndex { $0 != 0 } == 1_000)
        #expect(samples.lastIndex { $0 != 0 } == 10_999)
        #expect(samples.allSatisfy { $0 == 0 || $0 == 3.24806 })
    }

    /// k·timeStep and the nearest number to the decimal edge differ in the last bit for some k.
    @Test(arguments: [(1.0, 10.0), (1, 20), (1, 40), (1, 50), (1, 100), (3, 10), (7, 10), (7, 100)])
    func edgesDoNotDependOnRoundingOfTheTimes(numerator: Double, denominator: Double) {
        let timeStep = numerator / denominator
        for first in 1..<150 {
            let last = first + 40
            let samples = Stimulus(
                .step(
                    start: Double(first) * numerator / denominator,
                    stop: Double(last) * numerator / denominator, amplitude: 1)
            ).samples(timeStep: timeStep, count: 200)
            let on = samples.indices.filter { samples[$0] == 1 }
            #expect(on == Array(first..<last))
        }
    }

    @Test func componentsAddUp() {
        let stimulus = Stimulus(
            .constant(1), .ramp(start: 1, stop: 3, from: 0, to: 4),
            .sampled(values: [10, 20], interval: 1, start: 2))
        #expect(stimulus.samples(timeStep: 1, count: 6) == [1, 1, 13, 21, 1, 1])
    }

    @Test func sampledCurrentIsHeldBetweenItsSamples() {
        let stimulus = Stimulus(.sampled(values: [1, 2, 3], interval: 0.2, start: 0))
        #expect(stimulus.samples(timeStep: 0.1, count: 8) == [1, 1, 2, 2, 3, 3, 0, 0])
    }

    @Test func withoutComponentsThereIsNothing() {
        #expect(Stimulus().samples(timeStep: 0.1, count: 3) == [0, 0, 0])
    }
}
