import Benchmark
import NeuroSBI

/// Matrix products with the BLAS core that the library selects and with the one that Debian's
/// OpenBLAS 0.3.21 takes on a processor that it does not know.
let benchmarks: @Sendable () -> Void = {
    let selected = BLASConfiguration.coreName
    for size in [512, 1024] {
        registerProduct(size: size, core: selected, precision: Float.self)
        registerProduct(size: size, core: selected, precision: Double.self)
    }
    // Another BLAS has no cores to switch between.
    let hasFallback = BLASConfiguration.switchCore(to: fallbackCore) == fallbackCore
    _ = BLASConfiguration.switchCore(to: selected)
    guard hasFallback && selected != fallbackCore else { return }
    for size in [512, 1024] {
        registerProduct(size: size, core: fallbackCore, precision: Float.self)
        registerProduct(size: size, core: fallbackCore, precision: Double.self)
        registerComparison(size: size, selected: selected, precision: Float.self)
        registerComparison(size: size, selected: selected, precision: Double.self)
    }
}

/// SSE3 only.
let fallbackCore = "Prescott"
