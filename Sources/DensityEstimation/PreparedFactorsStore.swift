import Synchronization

/// The factors of a density made ready to run, when they are first needed and once for all
/// observations.
///
/// They follow from the density and nothing else: copies of it share them, and comparisons pass over
/// them.
final class PreparedFactorsStore: Sendable, Equatable {
    private let single = Mutex<PreparedFactors<Float>?>(nil)
    private let double = Mutex<PreparedFactors<Double>?>(nil)

    /// The factors in single precision of the density that this belongs to.
    func single(of density: AutoregressiveEstimator) -> PreparedFactors<Float> {
        single.withLock { Self.prepared(&$0, density) }
    }

    /// The factors in double precision of the density that this belongs to.
    func double(of density: AutoregressiveEstimator) -> PreparedFactors<Double> {
        double.withLock { Self.prepared(&$0, density) }
    }

    private static func prepared<Scalar>(
        _ stored: inout PreparedFactors<Scalar>?, _ density: AutoregressiveEstimator
    ) -> PreparedFactors<Scalar> {
        if let stored { return stored }
        let factors = PreparedFactors<Scalar>(density)
        stored = factors
        return factors
    }

    static func == (left: PreparedFactorsStore, right: PreparedFactorsStore) -> Bool { true }
}
