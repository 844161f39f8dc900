import LinearAlgebra
import RealModule

/// A multivariate normal given that each of its standardised coordinates lies in a range.
///
/// The standardised coordinates w = L⁻¹(θ − mean), with the Cholesky factor L of the covariance, are
/// independent. Cut off in them, the distribution stays a product, so that density, normalisation and
/// bijection are exact; what is left is a parallelepiped of θ. Given ranges of the parameters
/// themselves it would be none: the share of a box is known by estimates only, and there is no
/// bijection in closed form.
public struct ConfinedMultivariateNormal: Equatable, Sendable {
    /// The distribution before anything was cut off.
    public let normal: MultivariateNormal
    /// What each standardised coordinate lies in, in the order of the names; ends may be infinite.
    public let ranges: [ClosedRange<Double>]
    /// The distributions of the standardised coordinates.
    let axes: [Marginal]
    /// The largest standardised coordinates that are drawn, without their signs: the ends, and where
    /// there is none what Φ has numbers for.
    let reach: [Double]
    /// How far rounding may take the standardised coordinates of θ from those it was made of.
    private let rounding: [Double]

    /// Takes a range for every name.
    /// - Throws: where a range holds nothing that can be represented.
    public init(
        _ normal: MultivariateNormal, ranges: [ClosedRange<Double>]
    ) throws(PriorError) {
        precondition(
            ranges.count == normal.names.count,
            "\(ranges.count) ranges, expected \(normal.names.count) for \(normal.names)")
        self.normal = normal
        self.ranges = ranges
        var axes: [Marginal] = []
        for range in ranges { axes.append(try Marginal.standardNormal.confined(to: range)) }
        self.axes = axes
        reach = ranges.map { range in
            let ends = [range.lowerBound, range.upperBound]
            let finite = ends.filter(\.isFinite).map { abs($0) }.max() ?? 0
            return ends.allSatisfy(\.isFinite) ? finite : finite + 39
        }
        rounding = Self.rounding(normal, reach)
    }

    /// The normal distribution of one parameter, cut off where the parameter ends: between the ends
    /// the parameter has none of the distributions here.
    func marginal(at index: Int) -> Marginal {
        let whole = Marginal.normal(normal.marginal(at: index))
        guard let cut = try? whole.confined(to: support(at: index)) else {
            preconditionFailure("\(normal.names[index]) has nothing inside of \(ranges)")
        }
        return cut
    }

    /// The smallest range that holds everything of one parameter.
    private func support(at index: Int) -> ClosedRange<Double> {
        var (lower, upper) = (normal.mean[index], normal.mean[index])
        for axis in 0...index where normal.factor.lower[index, axis] != 0 {
            let ends = [ranges[axis].lowerBound, ranges[axis].upperBound]
                .map { normal.factor.lower[index, axis] * $0 }
            lower += min(ends[0], ends[1])
            upper += max(ends[0], ends[1])
        }
        // θ was rounded in sums of so many terms.
        let slack =
            Double(index + 2) * .ulpOfOne
            * max(lower.isFinite ? abs(lower) : 0, upper.isFinite ? abs(upper) : 0)
        return lower - slack...upper + slack
    }

    /// Standardised coordinates with what rounding took beyond an end put back onto it, and NaN for
    /// what lies outside.
    func clamped(_ coordinate: Double, axis: Int) -> Double {
        let range = ranges[axis]
        let value = min(max(coordinate, range.lowerBound), range.upperBound)
        return abs(value - coordinate) <= rounding[axis] ? value : .nan
    }

    /// A bound of the error of L⁻¹(θ − mean) for θ = mean + L·w rounded: each of the sums of n terms
    /// has n + 1 roundings of at most half an ulp of their absolute sum (Higham 2002, section 3.1), in
    /// forming θ and in solving for w.
    private static func rounding(
        _ normal: MultivariateNormal, _ reach: [Double]
    ) -> [Double] {
        let size = reach.count
        let lower = normal.factor.lower
        var inverse = Matrix<Double>.identity(size)
        inverse.solveTriangular(lower, .lower)
        let scale = (0..<size).map { row in
            (0...row).reduce(abs(normal.mean[row])) { $0 + abs(lower[row, $1]) * reach[$1] }
        }
        return (0..<size).map { row in
            2 * Double(size + 1) * .ulpOfOne
                * (0...row).reduce(0) { $0 + abs(inverse[row, $1]) * scale[$1] }
        }
    }
}

extension ConfinedMultivariateNormal: CustomStringConvertible {
    public var description: String {
        let ranges = ranges.map { "\($0.lowerBound) to \($0.upperBound)" }
        return "\(normal) with standardised coordinates in \(ranges.joined(separator: ", "))"
    }
}

extension ConfinedMultivariateNormal: Codable {
    private enum CodingKeys: String, CodingKey { case normal, axes }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let normal = try container.decode(MultivariateNormal.self, forKey: .normal)
        let axes = try container.decode([Marginal].self, forKey: .axes)
        guard axes.count == normal.names.count else {
            throw PriorError.rangeCount(found: axes.count, names: normal.names.count)
        }
        try self.init(normal, ranges: axes.map(\.support))
        guard let other = zip(axes, self.axes).first(where: { $0 != $1 }) else { return }
        throw PriorError.malformedText("\(other.0)", expected: "\(other.1)")
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(normal, forKey: .normal)
        // As texts, because JSON has no infinite numbers.
        try container.encode(axes, forKey: .axes)
    }
}
