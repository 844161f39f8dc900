import LinearAlgebra
import Probability
import RandomStreams
import RealModule

/// A part of the prior that is drawn from without asking any density: a box of z, and in it an
/// ellipsoid.
///
/// Along each axis of the box w goes from 0 to 1 in proportion to the mass of N(0, 1), so that the
/// prior inside of the box is uniform on the unit cube of w. An ellipsoid of w is then drawn from
/// uniformly, and what sticks out of the cube is thrown away, or the other way round: whatever holds
/// less.
struct PriorEnclosure: Sendable {
    private let axes: [BoxAxis]
    /// Nil where the box does as well.
    private let ellipsoid: EnclosingEllipsoid?
    /// Whether w is drawn in the ellipsoid, and not in the cube.
    private let drawsInEllipsoid: Bool
    /// Draws of which one block of candidates consists.
    private let blockDraws: Int
    /// The share of draws that become candidates.
    let drawAcceptance: Double

    /// Candidates of one block, about: enough for the networks' matrix products, and few against
    /// the simulations of a round.
    static let blockCandidates = 2_048
    /// How far box and ellipsoid reach beyond the outermost of finitely many samples, which fall
    /// short of the region's own extremes: shares of the box's width and of the ellipsoid's radius.
    /// In eight dimensions 5 % more radius are half as much volume again.
    private static let margins = (box: 0.1, ellipsoid: 0.05)

    /// Encloses points of unconstrained coordinates `[n × dimension]`, at least one.
    init(_ points: Matrix<Double>) {
        let axes = (0..<points.columns).map { axis in
            let values = points.column(axis)
            let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
            let margin = Self.margins.box * (greatest - least)
            return BoxAxis(least - margin...greatest + margin)
        }
        self.axes = axes
        let positions = Matrix(rows: points.rows, columns: points.columns) {
            axes[$1].position(points[$0, $1])
        }
        let all = EnclosingEllipsoid(positions, margin: Self.margins.ellipsoid)
        let inCube = all.map { $0.logVolume < 0 } ?? false
        let share = Self.share(of: all, inEllipsoid: inCube, dimension: axes.count)
        // Next to nothing in common cannot be, as both enclose the points; it would be rounding.
        ellipsoid = share > 1e-3 ? all : nil
        drawsInEllipsoid = inCube && share > 1e-3
        drawAcceptance = share > 1e-3 ? share : 1
        blockDraws = Int((Double(Self.blockCandidates) / drawAcceptance).rounded(.up))
    }

    /// Whether each row of unconstrained coordinates lies inside.
    func contains(_ z: Matrix<Double>) -> [Bool] {
        var position = [Double](repeating: 0, count: axes.count)
        return (0..<z.rows).map { row in
            for (axis, value) in z.row(row).enumerated() {
                position[axis] = axes[axis].position(value)
                guard position[axis] >= 0 && position[axis] <= 1 else { return false }
            }
            return ellipsoid?.contains(position) ?? true
        }
    }

    /// Draws from the prior inside, as unconstrained coordinates: as many as a block happens to
    /// hold. Draw i of all blocks uses the random numbers of address i.
    func candidates(ofBlock block: Int, _ stream: RandomStream) -> Matrix<Double> {
        let positions = Self.positions(
            block * blockDraws, count: blockDraws, dimension: axes.count, stream,
            in: ellipsoid, drawsInEllipsoid: drawsInEllipsoid)
        return Matrix(rows: positions.rows, columns: axes.count) {
            axes[$1].coordinate(positions[$0, $1])
        }
    }

    /// The share of draws that lie in both, from the ellipsoid or from the cube.
    private static func share(
        of ellipsoid: EnclosingEllipsoid?, inEllipsoid: Bool, dimension: Int
    ) -> Double {
        let count = 50_000
        let kept = positions(
            0, count: count, dimension: dimension,
            RandomStream(seed: 0, purpose: .truncatedPrior), in: ellipsoid,
            drawsInEllipsoid: inEllipsoid)
        return Double(kept.rows) / Double(count)
    }

    /// Draws of w that lie in the cube and in the ellipsoid, in order.
    private static func positions(
        _ first: Int, count: Int, dimension: Int, _ stream: RandomStream,
        in ellipsoid: EnclosingEllipsoid?, drawsInEllipsoid: Bool
    ) -> Matrix<Double> {
        let address = UInt64(first)
        let numbers = (0..<dimension).map { axis in
            drawsInEllipsoid
                ? stream.normals(count: count, firstIndex: address, slot: UInt32(axis))
                : stream.uniforms(count: count, firstIndex: address, slot: UInt32(axis))
        }
        let radii =
            drawsInEllipsoid
            ? stream.uniforms(count: count, firstIndex: address, slot: UInt32(dimension)) : []
        var kept: [Double] = []
        var draw = [Double](repeating: 0, count: dimension)
        for row in 0..<count {
            for axis in 0..<dimension { draw[axis] = numbers[axis][row] }
            if drawsInEllipsoid, let ellipsoid {
                draw = ellipsoid.point(direction: draw, share: radii[row])
                guard draw.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { continue }
            } else if let ellipsoid {
                guard ellipsoid.contains(draw) else { continue }
            }
            kept += draw
        }
        return Matrix(rows: kept.count / dimension, columns: dimension, elements: kept)
    }
}

/// One axis of a box of unconstrained coordinates.
private struct BoxAxis: Sendable {
    /// Whether the range lies above zero, where the upper tail is used: there the cumulative is too
    /// close to one.
    private let isUpper: Bool
    private let start: Double
    private let width: Double

    init(_ range: ClosedRange<Double>) {
        isUpper = range.lowerBound > 0
        start = StandardNormal.cumulative(isUpper ? -range.upperBound : range.lowerBound)
        width =
            StandardNormal.cumulative(isUpper ? -range.lowerBound : range.upperBound) - start
    }

    /// The share of the axis's mass on one side of z.
    func position(_ z: Double) -> Double {
        (StandardNormal.cumulative(isUpper ? -z : z) - start) / width
    }

    /// Its inverse.
    func coordinate(_ position: Double) -> Double {
        let value = StandardNormal.quantile(start + width * position)
        return isUpper ? -value : value
    }
}

extension EnclosingEllipsoid {
    /// A uniform point inside, of a normal vector and a uniform number: the share of the volume that
    /// is nearer to the centre.
    func point(direction: [Double], share: Double) -> [Double] {
        let size = centre.count
        let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let radius = Double.pow(share, 1 / Double(size)) / length
        var point = centre
        for row in 0..<size {
            for column in 0...row {
                point[row] += factor.elements[row * size + column] * direction[column] * radius
            }
        }
        return point
    }
}

extension StreamPurpose {
    static let truncatedPrior = StreamPurpose("truncated prior")
}
