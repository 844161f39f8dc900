import LinearAlgebra
import RealModule

/// Sums of exponentials by their logarithms, over whole rows with vector instructions.
enum LogSumExp {
    /// log Σ exp of every row, `[rows]`; the matrix is used up as working memory.
    ///
    /// `Matrix.rowLogSumExp` is rejected here: it takes one exponential at a time.
    static func rows(_ matrix: inout Matrix<Double>) -> [Double] {
        let (rows, columns) = (matrix.rows, matrix.columns)
        return matrix.elements.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return [] }
            return (0..<rows).map { row in
                let entries = UnsafeMutableBufferPointer(
                    start: base + row * columns, count: columns)
                let largest = maximum(entries)
                guard largest.isFinite else { return largest }
                // Below e^−700 a term adds nothing, and subnormal results would be slow.
                for index in entries.indices {
                    entries[index] = Swift.max(entries[index] - largest, -700)
                }
                Double._vector(.exp, entries.baseAddress!, entries.baseAddress!, columns)
                return largest + Double.log(sum(entries))
            }
        }
    }

    private static func maximum(_ entries: UnsafeMutableBufferPointer<Double>) -> Double {
        var lanes = SIMD8<Double>(repeating: -.infinity)
        let whole = entries.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
            let next = UnsafeRawPointer(entries.baseAddress! + start)
                .loadUnaligned(as: SIMD8<Double>.self)
            lanes.replace(with: next, where: next .> lanes)
        }
        var largest = lanes.max()
        for index in whole..<entries.count { largest = Swift.max(largest, entries[index]) }
        return largest
    }

    private static func sum(_ entries: UnsafeMutableBufferPointer<Double>) -> Double {
        var lanes = SIMD8<Double>.zero
        let whole = entries.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
            lanes += UnsafeRawPointer(entries.baseAddress! + start)
                .loadUnaligned(as: SIMD8<Double>.self)
        }
        var sum = lanes.sum()
        for index in whole..<entries.count { sum += entries[index] }
        return sum
    }
}
