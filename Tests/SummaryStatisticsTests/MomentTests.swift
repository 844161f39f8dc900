import LinearAlgebra
import SummaryStatistics
import Testing

/// The moments against closed forms and against plain two-pass sums.
struct MomentTests {
    @Test
    func momentsEqualTwoPassSums() throws {
        // A jump of 20 mV within the first run, then a ripple of 0.01 mV.
        let trace = (0..<5000).map { (sample: Int) -> Double in
            let ripple = 0.01 * Double((sample * 7919) % 101) / 101
            return (sample > 108 ? -50 : -70) + ripple
        }
        let batch = TraceBatch(
            voltage: Matrix(rows: trace.count, columns: 1, elements: trace), samplingInterval: 0.1,
            stimulusStart: 10.5, stimulusEnd: 450)
        let set = try StatisticSet(
            ["mean_voltage", "voltage_variance", "voltage_skewness", "voltage_kurtosis"].map {
                StatisticSpecification($0)
            })
        let window = trace[106..<4500]
        let count = Double(window.count)
        let mean = window.reduce(0, +) / count
        func central(_ power: Int) -> Double {
            let powers = window.map { value -> Double in
                let deviation = value - mean
                return power == 2
                    ? deviation * deviation
                    : power == 3
                        ? deviation * deviation * deviation
                        : deviation * deviation * deviation * deviation
            }
            return powers.reduce(0, +) / count
        }
        let variance = central(2)
        let expected = [
            mean, variance, central(3) / (variance * variance.squareRoot()),
            central(4) / (variance * variance),
        ]
        for (found, value) in zip(set.evaluate(batch).values.elements, expected) {
            // Both are sums of 4394 terms in double precision, rounded by 1e-16 each.
            #expect(abs(found - value) < 1e-11 * abs(value))
        }
    }

    @Test
    func aSmallRippleOnALargeOffsetKeepsItsMoments() throws {
        // The same ripple around 0 and 50 mV away, after a first sample 20 mV off: moments shifted
        // about the first sample would have lost every digit of the kurtosis.
        let ripple = (0..<3000).map { Double(($0 * 7919) % 101) / 10_100 }
        let offset = ripple.map { $0 - 50 }
        let voltage = Matrix([ripple, offset]).transposed()
        let batch = TraceBatch(
            voltage: voltage, samplingInterval: 1, stimulusStart: -1, stimulusEnd: 3000)
        let set = try StatisticSet(
            ["voltage_variance", "voltage_skewness", "voltage_kurtosis"].map {
                StatisticSpecification($0)
            })
        let table = set.evaluate(batch)
        for statistic in 0..<3 {
            let (near, far) = (table.values[0, statistic], table.values[1, statistic])
            // Voltages near 50 mV carry 7e-15 mV, against a ripple of 0.003 mV: 2e-12.
            // Skewness and kurtosis are pure numbers of order one.
            #expect(abs(near - far) < 1e-10 * (statistic == 0 ? near : 1))
        }
    }

    @Test
    func momentsOfARampHaveTheirClosedForm() throws {
        // Uniformly spaced values: variance (n² − 1)/12·h², kurtosis 3/5·(3n² − 7)/(n² − 1).
        let count = 1001.0
        let trace = (0..<1001).map { 0.5 * Double($0) }
        let batch = TraceBatch(
            voltage: Matrix(rows: 1001, columns: 1, elements: trace), samplingInterval: 1,
            stimulusStart: -1, stimulusEnd: 1001)
        let set = try StatisticSet(
            ["voltage_variance", "voltage_skewness", "voltage_kurtosis"].map {
                StatisticSpecification($0)
            })
        let found = set.evaluate(batch).values.elements
        let variance = (count * count - 1) / 12 * 0.25
        #expect(abs(found[0] / variance - 1) < 1e-13)
        #expect(abs(found[1]) < 1e-12)
        let kurtosis = 0.6 * (3 * count * count - 7) / (count * count - 1)
        #expect(abs(found[2] / kurtosis - 1) < 1e-13)
    }

    @Test
    func aConstantVoltageHasNoSkewness() throws {
        let batch = TraceBatch(
            voltage: Matrix<Double>(rows: 300, columns: 1, repeating: -65), samplingInterval: 1,
            stimulusStart: 100, stimulusEnd: 200)
        let table = try StatisticSet([StatisticSpecification("goncalves2020")]).evaluate(batch)
        #expect(table.row(0) == [0, -65, 0, -65, 0, nil, nil])
    }

    @Test
    func windowsFollowTheirOptions() throws {
        // V = time, so a mean is the centre of its window.
        let batch = TraceBatch(
            voltage: Matrix<Double>(rows: 1001, columns: 1) { row, _ in Double(row) * 0.1 },
            samplingInterval: 0.1, stimulusStart: 20, stimulusEnd: 80)
        let set = try StatisticSet([
            StatisticSpecification("mean_voltage"),
            StatisticSpecification("mean_voltage", options: ["start": 10, "end": 30]),
            StatisticSpecification("resting_mean"),
            StatisticSpecification("resting_sd", options: ["fraction": 0.5]),
        ])
        let found = set.evaluate(batch).values.elements
        // Open (20, 80): centre 50. [10, 30): samples 10 to 29.9. [0, 20): 0 to 19.9.
        #expect(abs(found[0] - 50) < 1e-12)
        #expect(abs(found[1] - 19.95) < 1e-12)
        #expect(abs(found[2] - 9.95) < 1e-12)
        // 100 samples spaced by 0.1: standard deviation 0.1·√((100² − 1)/12).
        #expect(abs(found[3] - 0.1 * (9999.0 / 12).squareRoot()) < 1e-12)
    }

    @Test
    func batchesWithoutInstancesOrRestAreAnswered() throws {
        let set = try StatisticSet([StatisticSpecification("goncalves2020")])
        let empty = TraceBatch(
            voltage: Matrix<Double>(rows: 10, columns: 4), instanceCount: 0, samplingInterval: 1,
            stimulusStart: 2, stimulusEnd: 8)
        #expect(set.evaluate(empty).values.rows == 0)
        let restless = TraceBatch(
            voltage: Matrix<Double>(rows: 10, columns: 1) { row, _ in Double(row) },
            samplingInterval: 1, stimulusStart: 0, stimulusEnd: 8)
        let row = set.evaluate(restless).row(0)
        #expect(row[1] == nil && row[2] == nil && row[3] != nil)
    }
}
