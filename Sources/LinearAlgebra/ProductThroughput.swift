/// Floating-point operations per second of a square matrix product on this machine.
public struct ProductThroughput: Sendable {
    /// Rows and columns of the factors.
    public let size: Int
    /// The OpenBLAS core that ran.
    public let coreName: String
    /// Threads of the BLAS call.
    public let threads: Int
    /// Multiplications and additions per second of every repetition, in order.
    public let operationsPerSecond: [Double]

    /// The middle one of the repetitions.
    public var median: Double { operationsPerSecond.sorted()[operationsPerSecond.count / 2] }

    /// Times products of two `[size × size]` matrices; one more product goes before as a warm-up.
    public static func measure<Scalar: BLASScalar>(
        size: Int, repetitions: Int = 7, precision: Scalar.Type
    ) -> ProductThroughput {
        precondition(size > 0 && repetitions > 0, "size \(size), repetitions \(repetitions)")
        let left = Matrix<Scalar>(rows: size, columns: size) { Scalar($0 % 7) - Scalar($1 % 5) }
        var result = Matrix<Scalar>(rows: size, columns: size)
        let clock = ContinuousClock()
        let operations = 2 * Double(size) * Double(size) * Double(size)
        var rates: [Double] = []
        for repetition in 0...repetitions {
            let elapsed = clock.measure { result.accumulateProduct(of: left, left, keeping: 0) }
            if repetition > 0 { rates.append(operations / (elapsed / .seconds(1))) }
        }
        return ProductThroughput(
            size: size, coreName: BLASConfiguration.coreName,
            threads: BLASConfiguration.threadCount, operationsPerSecond: rates)
    }
}
