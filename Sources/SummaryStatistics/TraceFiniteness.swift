import LinearAlgebra

/// Whether every sample of each instance is finite.
///
/// x − x is 0 for a finite x and NaN otherwise, and a NaN never leaves a sum: the sum of the
/// differences tells, with no branch per sample.
/// - Complexity: O(samples · lanes).
func finiteInstances<Scalar: BLASScalar>(of voltage: Matrix<Scalar>, instances: Int) -> [Bool] {
    let lanes = voltage.columns
    var differences = [Scalar](repeating: 0, count: instances)
    voltage.elements.withUnsafeBufferPointer { samples in
        differences.withUnsafeMutableBufferPointer { differences in
            for row in 0..<voltage.rows {
                let first = row * lanes
                for lane in 0..<instances {
                    let sample = samples[first + lane]
                    differences[lane] += sample - sample
                }
            }
        }
    }
    return differences.map { $0 == 0 }
}
