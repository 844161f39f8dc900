/// What is wrong with the description of a prior.
public enum PriorError: Error, Equatable, CustomStringConvertible {
    /// A number of the named distribution is NaN or infinite where a finite one is needed.
    case notFinite(distribution: String, argument: String, value: Double)
    /// The lower bound is not below the upper one.
    case boundsOutOfOrder(distribution: String, lower: Double, upper: Double)
    /// upper − lower or upper / lower overflows.
    case boundsTooWide(distribution: String, lower: Double, upper: Double)
    /// The lower bound must be above zero.
    case lowerBoundNotPositive(distribution: String, lower: Double)
    /// The standard deviation must be above zero.
    case standardDeviationNotPositive(distribution: String, value: Double)
    /// The lower bound of a distribution of positive numbers is below zero.
    case lowerBoundNegative(distribution: String, lower: Double)
    /// A truncated distribution of which nothing is cut off; `unbounded` is the one without bounds.
    case noBound(distribution: String, lower: Double, upper: Double, unbounded: String)
    /// Bounds so many standard deviations from the mean that no number is left between them.
    case noMassBetweenBounds(
        distribution: String, mean: Double, standardDeviation: Double, lower: Double,
        upper: Double)
    /// The mean has another length than the list of names.
    case meanCount(found: Int, names: Int)
    /// A confined multivariate normal has another number of ranges than of names.
    case rangeCount(found: Int, names: Int)
    /// The covariance is not `[names × names]`.
    case covarianceShape(rows: Int, columns: Int, names: Int)
    /// An entry of the covariance differs from its mirror image.
    case covarianceNotSymmetric(row: Int, column: Int, entry: Double, mirrored: Double)
    /// The leading minor of this order is not positive.
    case covarianceNotPositiveDefinite(order: Int)
    /// A name that stands for two parameters.
    case duplicateName(String)
    /// A parameter without a name.
    case emptyName
    /// A prior over no parameters.
    case noParameters
    /// Text that does not describe a distribution.
    case malformedText(String, expected: String)

    public var description: String {
        switch self {
        case .notFinite(let distribution, let argument, let value):
            "\(distribution): \(argument) is \(value), expected a finite number"
        case .boundsOutOfOrder(let distribution, let lower, let upper):
            "\(distribution): lower bound \(lower) is not below upper bound \(upper)"
        case .boundsTooWide(let distribution, let lower, let upper):
            "\(distribution): the range from \(lower) to \(upper) is too wide for double precision"
        case .lowerBoundNotPositive(let distribution, let lower):
            "\(distribution): lower bound is \(lower), expected a number above 0"
        case .standardDeviationNotPositive(let distribution, let value):
            "\(distribution): standard deviation is \(value), expected a number above 0"
        case .lowerBoundNegative(let distribution, let lower):
            "\(distribution): lower bound is \(lower), expected 0 or a number above it"
        case .noBound(let distribution, let lower, let upper, let unbounded):
            "\(distribution): bounds \(lower) and \(upper) cut nothing off; "
                + "without bounds use \(unbounded)"
        case .noMassBetweenBounds(
            let distribution, let mean, let deviation, let lower, let upper):
            "\(distribution): no probability can be represented between \(lower) and \(upper) "
                + "for mean \(mean) and standard deviation \(deviation)"
        case .meanCount(let found, let names):
            "multivariatenormal: mean has \(found) entries, expected one for each of \(names) names"
        case .rangeCount(let found, let names):
            "multivariatenormal: confined to \(found) ranges, expected one for each of \(names) "
                + "names"
        case .covarianceShape(let rows, let columns, let names):
            "multivariatenormal: covariance is [\(rows) × \(columns)], "
                + "expected [\(names) × \(names)]"
        case .covarianceNotSymmetric(let row, let column, let entry, let mirrored):
            "multivariatenormal: covariance is not symmetric: entry (\(row), \(column)) is "
                + "\(entry), entry (\(column), \(row)) is \(mirrored)"
        case .covarianceNotPositiveDefinite(let order):
            "multivariatenormal: covariance is not positive definite: its leading minor of order "
                + "\(order) is not positive"
        case .duplicateName(let name): "parameter \"\(name)\" has more than one prior"
        case .emptyName: "a parameter of the prior has an empty name"
        case .noParameters: "the prior has no parameters, expected at least one"
        case .malformedText(let text, let expected):
            "\"\(text)\" does not describe a distribution, expected \(expected)"
        }
    }
}
