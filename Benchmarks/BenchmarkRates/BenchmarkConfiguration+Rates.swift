public import Benchmark
import NeuroSBI

extension Benchmark.Configuration {
    /// The settings of a benchmark that reports rates or ratios.
    ///
    /// The name of the BLAS core becomes part of the benchmark's name, so a figure never stands
    /// without it, and figures of two cores are never compared by mistake.
    /// - Parameters:
    ///   - metrics: what is reported.
    ///   - units: the power of ten in which it is printed; whole numbers are printed, so take one
    ///     that leaves at least three digits.
    ///   - tags: the settings that tell apart benchmarks of one name.
    ///   - core: the BLAS core; nil takes the one that the library selected.
    ///   - warmupIterations: runs before the measured ones.
    ///   - maximumRuns: measured runs, if they take less than `maximumDuration`.
    public static func rates(
        _ metrics: [BenchmarkMetric], in units: BenchmarkUnits, tags: [String: String],
        core: String? = nil, warmupIterations: Int = 1, maximumRuns: Int = 1_000,
        maximumDuration: Duration = .seconds(3)
    ) -> Benchmark.Configuration {
        Benchmark.Configuration(
            metrics: metrics,
            tags: tags.merging(["core": core ?? BLASConfiguration.coreName]) { $1 },
            units: Dictionary(uniqueKeysWithValues: metrics.map { ($0, units) }),
            warmupIterations: warmupIterations, maxDuration: maximumDuration,
            maxIterations: maximumRuns)
    }
}
