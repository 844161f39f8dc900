import Testing

/// Mean and variance of a sample with their standard errors.
struct SampleMoments {
    var mean: (value: Double, error: Double)
    var variance: (value: Double, error: Double)

    init(mean: Double, variance: Double, fourth: Double, count: Double) {
        self.mean = (mean, (variance / count).squareRoot())
        self.variance = (
            variance, (max(0, fourth - variance * variance) / count).squareRoot()
        )
    }

    /// What theory says, without an error.
    init(exactMean mean: Double, variance: Double) {
        self.mean = (mean, 0)
        self.variance = (variance, 0)
    }

    init(_ values: [Double]) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.map { ($0 - mean) * ($0 - mean) }
        self.init(
            mean: mean, variance: squares.reduce(0, +) / count,
            fourth: squares.reduce(0) { $0 + $1 * $1 } / count, count: count)
    }

    /// Expects both within four standard errors; what has no chance in it differs by rounding only.
    func expectEqual(_ expected: SampleMoments, _ what: String) {
        for (name, found, expected) in [
            ("mean", mean, expected.mean), ("variance", variance, expected.variance),
        ] {
            let error = (found.error * found.error + expected.error * expected.error).squareRoot()
            #expect(
                abs(found.value - expected.value)
                    <= 4 * error + 1e-9 * max(1, abs(expected.value)),
                "\(name) of \(what): \(found), expected \(expected)")
        }
    }
}
