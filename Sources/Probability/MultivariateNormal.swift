public import LinearAlgebra

/// A normal distribution of several named parameters together.
///
/// Its bijection is affine: θ = mean + L·z with the Cholesky factor L of the covariance.
public struct MultivariateNormal: Equatable, Sendable {
    /// The parameters' names, in the order of mean and covariance.
    public let names: [String]
    public let mean: [Double]
    /// `[names × names]`, symmetric positive definite.
    public let covariance: Matrix<Double>
    /// The lower Cholesky factor of the covariance.
    public let factor: Cholesky<Double>

    /// Checks shapes, symmetry (to 1e-10 of the diagonal) and positive definiteness.
    public init(names: [String], mean: [Double], covariance: Matrix<Double>) throws(PriorError) {
        let name = "multivariatenormal"
        guard mean.count == names.count else {
            throw .meanCount(found: mean.count, names: names.count)
        }
        guard covariance.rows == names.count && covariance.columns == names.count else {
            throw .covarianceShape(
                rows: covariance.rows, columns: covariance.columns, names: names.count)
        }
        if let value = mean.first(where: { !$0.isFinite }) {
            throw .notFinite(distribution: name, argument: "mean", value: value)
        }
        if let value = covariance.elements.first(where: { !$0.isFinite }) {
            throw .notFinite(distribution: name, argument: "covariance", value: value)
        }
        for row in 0..<names.count {
            for column in 0..<row {
                let (entry, mirrored) = (covariance[row, column], covariance[column, row])
                let scale = (abs(covariance[row, row]) * abs(covariance[column, column]))
                    .squareRoot()
                // Written numbers may be rounded on one side only; more is a mistake.
                guard abs(entry - mirrored) <= 1e-10 * scale else {
                    throw .covarianceNotSymmetric(
                        row: row, column: column, entry: entry, mirrored: mirrored)
                }
            }
        }
        do {
            factor = try Cholesky(covariance)
        } catch .notPositiveDefinite(let order) {
            throw .covarianceNotPositiveDefinite(order: order)
        } catch {
            throw .covarianceNotPositiveDefinite(order: names.count)
        }
        self.names = names
        self.mean = mean
        self.covariance = covariance
    }

    /// The distribution of one of the parameters by itself.
    public func marginal(at index: Int) -> Normal {
        guard
            let normal = try? Normal(
                mean: mean[index], standardDeviation: covariance[index, index].squareRoot())
        else { preconditionFailure("a positive definite matrix has a positive diagonal") }
        return normal
    }
}

extension MultivariateNormal: CustomStringConvertible {
    public var description: String {
        let rows = (0..<covariance.rows).map { row in
            "[" + covariance.row(row).map { "\($0)" }.joined(separator: ", ") + "]"
        }
        return "multivariatenormal(names: [\(names.joined(separator: ", "))], "
            + "mean: \(mean), covariance: [\(rows.joined(separator: ", "))])"
    }
}

extension MultivariateNormal: Codable {
    private enum CodingKeys: String, CodingKey { case names, mean, covariance }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let names = try container.decode([String].self, forKey: .names)
        let entries = try container.decode([Double].self, forKey: .covariance)
        guard entries.count == names.count * names.count else {
            throw PriorError.covarianceShape(
                rows: entries.count, columns: 1, names: names.count)
        }
        try self.init(
            names: names, mean: container.decode([Double].self, forKey: .mean),
            covariance: Matrix(rows: names.count, columns: names.count, elements: entries))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(names, forKey: .names)
        try container.encode(mean, forKey: .mean)
        try container.encode(covariance.elements, forKey: .covariance)
    }
}
