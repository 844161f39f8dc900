import LinearAlgebra
import SummaryStatistics
import Testing

/// The spike count by downstrokes against the published algorithm, written step by step.
struct DownstrokeSpikeCountTests {
    @Test(arguments: 1...40)
    func countsEqualThePublishedProcedure(_ seed: Int) throws {
        // A noisy oscillation through the threshold, with plateaus where neighbours are equal.
        var state = UInt64(seed)
        let trace = (0..<4000).map { sample in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Double(state >> 40) / Double(1 << 24) - 0.5
            let phase = Double(sample % (150 + 10 * (seed % 7))) / 150
            return ((-60 + 100 * phase * (1.2 - phase) + Double(seed % 5) * noise) * 4).rounded()
                / 4
        }
        let batch = TraceBatch(
            voltage: Matrix(rows: trace.count, columns: 1, elements: trace), samplingInterval: 0.1,
            stimulusStart: 30, stimulusEnd: 350)
        let set = try StatisticSet([
            StatisticSpecification("spike_count_downstroke", options: ["threshold": -40])
        ])
        let expected = procedure(trace, threshold: -40)
        #expect(set.evaluate(batch).row(0) == [Double(expected)], "seed \(seed)")
    }

    /// Clamp, clear what falls, and count what still falls (times in samples of 0.1 ms).
    private func procedure(_ trace: [Double], threshold: Double) -> Int {
        var clamped = trace.map { max($0, threshold) }
        let falls = clamped.indices.dropLast().filter { clamped[$0 + 1] < clamped[$0] }
        for sample in falls { clamped[sample] = threshold }
        let marks = clamped.indices.dropLast().filter {
            clamped[$0 + 1] < clamped[$0] && $0 > 300 && $0 < 3500
        }
        guard !marks.isEmpty else { return 0 }
        return 1 + zip(marks.dropFirst(), marks).count { $0 - $1 > 5 }
    }
}
