import LinearAlgebra

extension GaussianMixture {
    /// The mixture of several mixtures: all their components, each at its own share of the whole.
    ///
    /// - Parameters:
    ///   - mixtures: of one dimension, at least one.
    ///   - logShares: the logarithms of the shares, up to a common constant.
    public init(mixing mixtures: [GaussianMixture], logShares: [Double]) {
        precondition(
            !mixtures.isEmpty && mixtures.count == logShares.count,
            "\(mixtures.count) mixtures, \(logShares.count) shares")
        precondition(
            mixtures.allSatisfy { $0.dimension == mixtures[0].dimension },
            "mixtures of the dimensions \(mixtures.map(\.dimension)), expected equal ones")
        self.init(
            logWeights: zip(mixtures, logShares).flatMap { mixture, share in
                mixture.logWeights.map { $0 + share }
            },
            means: Matrix(
                rows: mixtures.reduce(0) { $0 + $1.componentCount },
                columns: mixtures[0].dimension, elements: mixtures.flatMap(\.means.elements)),
            precisionFactors: mixtures.flatMap(\.precisionFactors))
    }
}
