import Benchmark
import BenchmarkRates
import NeuroSBI

/// Random numbers by address, in blocks that fit into the second cache.
let benchmarks: @Sendable () -> Void = {
    registerNormals(of: Float.self) { $0.fillNormal($1, firstIndex: $2) }
    registerNormals(of: Double.self) { $0.fillNormal($1, firstIndex: $2) }
}

/// Registers normal numbers of consecutive indices, a block of 16,384 sixty-four times.
private func registerNormals<Scalar: BLASScalar>(
    of precision: Scalar.Type,
    fill: @escaping (RandomStream, UnsafeMutableBufferPointer<Scalar>, UInt64) -> Void
) {
    let (count, blocks) = (16_384, 64)
    Benchmark(
        "random normals",
        configuration: .rates(
            [.samplesPerSecond], in: .kilo,
            tags: ["block": "\(count)", "precision": precisionName(precision)])
    ) { benchmark in
        let stream = RandomStream(seed: 1, purpose: .simulationNoise)
        var numbers = [Scalar](repeating: 0, count: count)
        numbers.withUnsafeMutableBufferPointer { buffer in
            benchmark.measureRate(.samplesPerSecond, of: count * blocks) {
                for block in 0..<blocks {
                    fill(stream, buffer, UInt64(block * count))
                }
            }
        }
        blackHole(numbers)
    }
}
