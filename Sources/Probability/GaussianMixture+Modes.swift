import LinearAlgebra

extension GaussianMixture {
    /// The peak of the density that lies uphill of a point, `[dimension]`.
    ///
    /// The fixed point x ← (Σ rₖ·Pₖ)⁻¹·Σ rₖ·Pₖ·μₖ with responsibilities rₖ and precisions Pₖ, from
    /// setting the gradient to zero (Carreira-Perpiñán 2000, IEEE Trans. Pattern Anal. Mach. Intell.
    /// 22(11), section 5). It is an expectation–maximisation step, so the density never falls and
    /// there is no step size; a single Gaussian is solved in one step. Newton's method was rejected:
    /// between two components the density is not concave and it may run to a saddle.
    /// - Complexity: O(components · dimension²) a step, usually some ten steps; at most 2,000.
    public func mode(uphillOf point: [Double]) -> [Double] {
        precondition(
            point.count == dimension && point.allSatisfy(\.isFinite),
            "point \(point) for a mixture of dimension \(dimension)")
        let precisions = precisionFactors.map { $0.times($0, transposingOther: true) }
        let pulls = precisions.indices.map { precisions[$0].times(Array(means.row($0))) }
        var position = point
        for _ in 0..<2_000 {
            let shares = responsibilities(
                Matrix(rows: 1, columns: dimension, elements: position)
            ).elements
            var precision = Matrix<Double>(rows: dimension, columns: dimension)
            var pull = [Double](repeating: 0, count: dimension)
            for (component, share) in shares.enumerated() where share > 0 {
                precision = precision + share * precisions[component]
                for axis in pull.indices { pull[axis] += share * pulls[component][axis] }
            }
            // Positive definite up to rounding, which only a nearly singular component can exceed.
            guard let factor = try? Cholesky(precision) else { return position }
            let next = factor.solve(pull)
            let step = zip(next, position).map { $0 - $1 }
            let length = zip(step, precision.times(step)).reduce(0) { $0 + $1.0 * $1.1 }
            position = next
            // 1e-9 local standard deviations.
            if length < 1e-18 { break }
        }
        return position
    }
}
