import Benchmark
import BenchmarkRates
import NeuroSBI

/// A product of two square matrices into storage that is there already.
final class SquareProduct<Scalar: BLASScalar> {
    /// Multiplications and additions of one product.
    let operationCount: Int
    private let left: Matrix<Scalar>
    private let right: Matrix<Scalar>
    private var result: Matrix<Scalar>

    init(size: Int) {
        operationCount = 2 * size * size * size
        left = Matrix(rows: size, columns: size) { Scalar($0 % 7) - Scalar($1 % 5) }
        right = left.transposed()
        result = Matrix(rows: size, columns: size)
    }

    func multiply() {
        result.accumulateProduct(of: left, right, keeping: 0)
    }
}

/// Registers the rate of a product `[size × size]` by `[size × size]` on one core of OpenBLAS.
func registerProduct<Scalar: BLASScalar>(size: Int, core: String, precision: Scalar.Type) {
    Benchmark(
        "matrix product",
        configuration: .rates(
            [.operationsPerSecond], in: .mega,
            tags: ["precision": precisionName(precision), "size": "\(size)"], core: core),
        closure: { (benchmark: Benchmark, product: SquareProduct<Scalar>) in
            benchmark.measureRate(.operationsPerSecond, of: product.operationCount) {
                product.multiply()
            }
        },
        setup: {
            if BLASConfiguration.coreName != core { _ = BLASConfiguration.switchCore(to: core) }
            return SquareProduct<Scalar>(size: size)
        })
}
