import Foundation
import Recordings
import Testing

/// The step of a current, found in its stretches, against the same definitions sample by sample.
@Suite struct StimulusWindowTests {
    private static func sweep(_ current: [Double]) -> Recording {
        Recording(
            source: "made", sweep: "0", samplingInterval: 0.1,
            voltage: [Double](repeating: -70, count: current.count), current: current)
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The definitions of `Recording.stimulusWindow`: samples of the step, amplitude and baseline.
    private static func step(
        of current: [Double]
    ) -> (samples: Range<Int>, amplitude: Double, baseline: Double)? {
        let edge = max(1, current.count / 50)
        let (before, after) = (Array(current.prefix(edge)), Array(current.suffix(edge)))
        let range = current.max()! - current.min()!
        let isBack = abs(median(before) - median(after)) <= 0.02 * range
        let baseline = median(isBack ? before + after : before)
        let deviations = current.map { $0 - baseline }
        let largest = deviations.map { abs($0) }.max()!
        let noise = median(zip(deviations.dropFirst(), deviations).map { abs($0 - $1) }) / 0.9539
        let threshold = max(6 * noise, 0.02 * largest)
        guard largest > threshold else { return nil }
        var runs: [[Int]] = []
        for index in deviations.indices where abs(deviations[index]) > threshold {
            let goesOn =
                runs.last?.last == index - 1
                && abs(deviations[index] - deviations[index - 1]) <= threshold
            if goesOn { runs[runs.count - 1].append(index) } else { runs.append([index]) }
        }
        guard
            let main = runs.max(by: { left, right in
                abs(left.reduce(0) { $0 + deviations[$1] })
                    < abs(right.reduce(0) { $0 + deviations[$1] })
            })
        else { return nil }
        let amplitude = median(main.map { deviations[$0] })
        let isOn = main.filter { abs(deviations[$0]) >= abs(amplitude) / 2 }
        return (isOn[0]..<isOn[isOn.count - 1] + 1, amplitude, baseline)
    }

    /// Steps, pulses and ramps at random places on a random holding current.
    private static func commands(_ generator: inout SeededGenerator) -> [Double] {
        let count = Int.random(in: 2...1_200, using: &generator)
        let holding =
            Bool.random(using: &generator) ? 0 : Double.random(in: -1...1, using: &generator)
        var current = [Double](repeating: holding, count: count)
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let start = Int.random(in: 0..<count, using: &generator)
            let stop = Int.random(in: start...count, using: &generator)
            let level = Double.random(in: -1...1, using: &generator)
            let slope = Bool.random(using: &generator) ? 0 : level / Double(count)
            for index in start..<stop { current[index] += level + slope * Double(index - start) }
        }
        return current
    }

    @Test func stretchesGiveTheStepOfTheSamples() {
        var generator = SeededGenerator(state: 11)
        var steps = 0
        for number in 0..<300 {
            var current = Self.commands(&generator)
            // A third of the currents is measured.
            if number % 3 == 2 {
                current = current.map { $0 + Double.random(in: -0.01...0.01, using: &generator) }
            }
            let found = Self.sweep(current).stimulusWindow()
            let expected = Self.step(of: current)
            #expect((found == nil) == (expected == nil), "current \(number)")
            guard let found, let expected else { continue }
            steps += 1
            #expect(found.amplitude == expected.amplitude, "current \(number)")
            #expect(found.baseline == expected.baseline, "current \(number)")
            #expect(found.start == 0.1 * Double(expected.samples.lowerBound))
            #expect(found.stop == 0.1 * Double(expected.samples.upperBound))
        }
        #expect(steps > 200)
    }

    /// Values in an order that turns the pivots of a selection out badly, and ten thousand of them.
    @Test func mediansDoNotDependOnTheOrderOfLevels() throws {
        let up = (0...2_500).map { Double(2 * $0) * 1e-4 }
        let down = (0..<2_500).reversed().map { Double(2 * $0 + 1) * 1e-4 }
        let levels = up + down
        var generator = SeededGenerator(state: 3)
        for current in [levels, levels.reversed(), levels.shuffled(using: &generator)] {
            let stretches = try #require(CurrentStretches(current))
            // 0 … 5,000 in units of 1e-4, each once but for rounding of a product.
            #expect(abs(stretches.median(over: 0..<5_001) - 0.25) < 1e-12)
        }
        #expect(CurrentStretches([0, .nan]) == nil)
        let even = try #require(CurrentStretches([1, 1, 4, 2, 2, 2]))
        #expect(even.median(over: 0..<6) == 2 && even.median(over: 0..<4) == 1.5)
        #expect(even.median(over: 0..<1, 2..<3, above: 1) == 1.5)
    }
}
