/// The integral of the matrix exponential, Φ = ∫₀ʰ exp(A·s) ds, as values of a graph.
///
/// Priorities: the error stays at a few units in the last place of the largest entry; one recipe
/// for every matrix that is known before the first step, without branches on its values; range.
///
/// Scaling and doubling: with Z = A·h/2ˢ, s fixed, φ(Z) = ∫₀¹ exp(Z·s) ds is its Taylor polynomial,
/// and φ(2Z) = (2 + M)/2·φ(Z) for M = exp(Z) − 1 = Z·φ(Z), which itself doubles as M ← (2 + M)·M.
/// Working with exp(Z) − 1 in the place of exp(Z) keeps its digits while it is small, so that
/// doubling s times costs s roundings and not 2ˢ (Higham and Al-Mohy 2010, Acta Numerica 19:159,
/// sections 4 and 5, on scaling and on φ functions).
///
/// Bounds: ‖Z‖ ≤ ¼ in the best scaling of the variables. Then what the polynomial of degree 12
/// leaves out is below Σ_{k>12} k·4⁻ᵏ/(k + 1)! < 10⁻¹⁷ of any entry. That holds for
/// ‖A·h‖ ≤ 256 with s = 10; beyond it Φ is NaN, and the instance ends as invalid.
extension ValueGraph {
    private static var squarings: Int { 10 }
    private static var degree: Int { 12 }

    /// - Parameters:
    ///   - matrix: A, per ms, values that are known before the first step.
    ///   - duration: h in ms.
    /// - Complexity: O(n³) operations before the first step, none within one.
    mutating func integralOfExponential(
        _ matrix: ValueMatrix, over duration: ValueID
    ) -> ValueMatrix {
        let scale = Double(sign: .plus, exponent: -Self.squarings, significand: 1)
        let piece = binary(.multiply, duration, number(scale))
        let z = product(piece, matrix)

        // 1 + Z/2·(1 + Z/3·(1 + …)).
        var relative = sum(ValueMatrix(order: matrix.order), identityTimes: 1)
        for factor in stride(from: Self.degree + 1, through: 2, by: -1) {
            let reciprocal = number(1 / Double(factor))
            relative = sum(product(reciprocal, product(z, relative)), identityTimes: 1)
        }
        var growth = product(z, relative)
        for _ in 0..<Self.squarings {
            let doubling = sum(growth, identityTimes: 2)
            relative = product(doubling, relative)
            growth = product(doubling, growth)
        }

        let isInRange = binary(.lessOrEqual, spectralBound(z), number(0.25))
        let invalid = number(.nan)
        var result = product(piece, relative).mapped { select(isInRange, $0, invalid) }
        // What no loop of couplings leads back to has a diagonal entry of its own.
        let reach = matrix.reach()
        for index in 0..<matrix.order
        where !(0..<matrix.order).contains(where: {
            $0 != index && reach[index][$0] && reach[$0][index]
        }) {
            let exponent = matrix[index, index].map { binary(.multiply, duration, $0) }
            let growth = exponent.map { unary(.exprel, $0) } ?? number(1)
            result[index, index] = binary(.multiply, duration, growth)
        }
        return result
    }

    /// ‖|Z|¹⁶‖^(1/16) in the norm of the largest row: at least the spectral radius of |Z|, which is
    /// the norm in the best scaling of the variables (Perron), so that units do not matter much.
    private mutating func spectralBound(_ z: ValueMatrix) -> ValueID {
        var power = z.mapped { unary(.abs, $0) }
        for _ in 0..<4 { power = product(power, power) }
        var largest = number(0)
        for row in 0..<power.order {
            var sum = number(0)
            for column in 0..<power.order {
                if let entry = power[row, column] { sum = binary(.add, sum, entry) }
            }
            largest = binary(.maximum, largest, sum)
        }
        for _ in 0..<4 { largest = unary(.sqrt, largest) }
        return largest
    }
}
