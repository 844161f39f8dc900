/// What can go wrong in a decomposition for numerical reasons; wrong shapes trap instead.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
    /// The leading minor of this order is not positive definite.
    case notPositiveDefinite(order: Int)
    /// The diagonal entry at this index of a triangular matrix is zero.
    case singular(index: Int)
    /// The iteration of the named LAPACK routine did not converge.
    case noConvergence(routine: String)
    /// An entry is NaN or infinite where a finite number is needed.
    case notFinite

    public var description: String {
        switch self {
        case .notPositiveDefinite(let order):
            "matrix is not positive definite: the leading minor of order \(order) is not positive"
        case .singular(let index):
            "triangular matrix is singular: its diagonal entry \(index) is zero"
        case .noConvergence(let routine): "LAPACK's \(routine) did not converge"
        case .notFinite: "matrix has an entry that is not finite"
        }
    }
}
