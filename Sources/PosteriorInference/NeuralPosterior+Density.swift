public import LinearAlgebra
import Probability

extension NeuralPosterior {
    /// The log posterior density over θ at every row, normalised; −∞ outside of the prior.
    ///
    /// log q(z | x) + log |det ∂z/∂θ|. A bijection carries a normalised density to a normalised
    /// one, so nothing is estimated. Exactly on an end of the support the density is that of the
    /// closest representable position beside it.
    /// - Parameter parameters: θ `[n × parameters]`.
    public func logDensity(
        _ parameters: Matrix<Double>, observation: [Double]
    ) throws(PosteriorError) -> [Double] {
        try check(parameters: parameters)
        return logDensity(parameters, in: try mixture(observation: observation))
    }

    /// The log density of every pair of rows of parameters and observations.
    ///
    /// - Parameters:
    ///   - parameters: θ `[pairs × parameters]`.
    ///   - observations: `[pairs × statistics]`.
    public func logDensity(
        _ parameters: Matrix<Double>, observations: Matrix<Double>
    ) throws(PosteriorError) -> [Double] {
        try check(parameters: parameters)
        guard parameters.rows == observations.rows else {
            throw .shape(
                what: "rows of observations", found: "\(observations.rows)",
                expected: "\(parameters.rows), one for each row of parameters")
        }
        let mixtures = try mixtures(observations: observations)
        return mixtures.indices.map { row in
            logDensity(parameters.selectingRows([row]), in: mixtures[row])[0]
        }
    }

    func logDensity(_ parameters: Matrix<Double>, in mixture: GaussianMixture) -> [Double] {
        let isInside = prior.containsRows(parameters)
        let inside = isInside.indices.filter { isInside[$0] }
        var result = [Double](repeating: -.infinity, count: parameters.rows)
        guard !inside.isEmpty else { return result }
        let theta = parameters.selectingRows(inside)
        let z = prior.toUnconstrained(theta)
        let densities = mixture.logDensity(z)
        let determinants = prior.logAbsDeterminant(at: theta, unconstrained: z)
        for (position, row) in inside.enumerated() {
            result[row] = densities[position] + determinants[position]
        }
        return result
    }
}
