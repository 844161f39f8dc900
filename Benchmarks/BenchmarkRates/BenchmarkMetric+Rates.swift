public import Benchmark

/// What the benchmarks report: work per second of one run, and ratios of two runs that took turns.
///
/// The tool's own `throughput` is not used: it counts runs per second in whole numbers, so a run of
/// 0.7 s reads as 1 and one of 2.5 s as 0.
extension BenchmarkMetric {
    /// Multiplications and additions of a matrix product per second.
    public static let operationsPerSecond = rate("operations/s")
    /// Instances advanced by one time step, per second.
    public static let neuronStepsPerSecond = rate("neuron-steps/s")
    /// Traces summarised per second.
    public static let tracesPerSecond = rate("traces/s")
    /// Random numbers or posterior samples per second.
    public static let samplesPerSecond = rate("samples/s")
    /// Rows whose density was evaluated, per second.
    public static let densitiesPerSecond = rate("densities/s")

    /// Nanoseconds of one call that proposes a batch of trials.
    public static let suggestionNanoseconds = duration("suggestion, ns")

    /// How many times as fast the first of two is, in percent: 250 means two and a half times.
    public static let speedRatioPercent = rate("speed ratio, %")

    /// Microseconds of one training epoch with its validation.
    public static let epochMicroseconds = duration("epoch, µs")
    /// Microseconds of the matrix products of an epoch without anything else.
    public static let matrixProductMicroseconds = duration("matrix products of an epoch, µs")
    /// The time of an epoch over that of its matrix products, in percent; 100 cannot be beaten.
    public static let epochOverProductsPercent = duration("epoch over its matrix products, %")

    private static func rate(_ name: String) -> BenchmarkMetric {
        .custom(name, polarity: .prefersLarger, useScalingFactor: false)
    }

    private static func duration(_ name: String) -> BenchmarkMetric {
        .custom(name, polarity: .prefersSmaller, useScalingFactor: false)
    }
}
