/// The global indices of simulated instances, which address their noise.
///
/// An instance has the same noise wherever it is simulated under its index: alone, in another
/// order, in another part of a larger set.
public enum GlobalIndices: Sendable, Hashable {
    /// `first`, `first + 1`, …, one for each row of parameters.
    case consecutive(from: Int)
    /// One index for each row of parameters, none negative.
    case listed([Int])

    /// Traps where there are not as many indices as instances, or negative ones.
    func check(count: Int) {
        switch self {
        case .consecutive(let first):
            precondition(first >= 0, "the first instance has the index \(first)")
        case .listed(let indices):
            precondition(
                indices.count == count, "\(indices.count) indices for \(count) instances")
            if let negative = indices.first(where: { $0 < 0 }) {
                preconditionFailure("an instance has the index \(negative)")
            }
        }
    }

    /// The indices of some rows.
    func addresses(of rows: Range<Int>, laneCount: Int) -> NoiseSource.Indices {
        switch self {
        case .consecutive(let first):
            .consecutive(first: UInt64(first + rows.lowerBound))
        case .listed(let indices):
            // Surplus lanes are copies of the last instance.
            .listed(
                (0..<laneCount).map {
                    UInt64(indices[min(rows.lowerBound + $0, rows.upperBound - 1)])
                })
        }
    }
}
