import LinearAlgebra
import RealModule

extension GaussianMixture {
    /// The mixture of several mixtures of one dimension with equal shares: all their components.
    public init(averaging mixtures: [GaussianMixture]) {
        precondition(!mixtures.isEmpty, "average of no mixtures")
        precondition(
            mixtures.allSatisfy { $0.dimension == mixtures[0].dimension },
            "mixtures of the dimensions \(mixtures.map(\.dimension)), expected equal ones")
        self.init(
            logWeights: mixtures.flatMap(\.logWeights),
            means: Matrix(
                rows: mixtures.reduce(0) { $0 + $1.componentCount },
                columns: mixtures[0].dimension, elements: mixtures.flatMap(\.means.elements)),
            precisionFactors: mixtures.flatMap(\.precisionFactors))
    }
}
