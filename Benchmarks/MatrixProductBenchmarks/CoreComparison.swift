import Benchmark
import BenchmarkRates
import NeuroSBI

/// Registers the ratio of the selected core's speed to the fallback's.
///
/// Both take turns within every run, so that a machine that drifts or is shared slows both: of the
/// figures of this target the ratio is the one that can be compared between machines and days.
func registerComparison<Scalar: BLASScalar>(size: Int, selected: String, precision: Scalar.Type) {
    Benchmark(
        "matrix product, selected core over \(fallbackCore)",
        configuration: .rates(
            [.speedRatioPercent], in: .count,
            tags: ["precision": precisionName(precision), "size": "\(size)"], core: selected),
        closure: { (benchmark: Benchmark, product: SquareProduct<Scalar>) in
            let slow = time(product, on: fallbackCore)
            let fast = time(product, on: selected)
            benchmark.measurement(.speedRatioPercent, Int((100 * (slow / fast)).rounded()))
        },
        setup: { SquareProduct<Scalar>(size: size) })
}

/// The time of a product on a core, after one that warms up its kernels.
private func time<Scalar: BLASScalar>(_ product: SquareProduct<Scalar>, on core: String) -> Duration
{
    _ = BLASConfiguration.switchCore(to: core)
    product.multiply()
    return ContinuousClock().measure { product.multiply() }
}
