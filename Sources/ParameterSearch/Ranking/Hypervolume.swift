/// The volume between points of several losses and a reference point that is worse than all.
///
/// While, Bradstreet and Barone 2012 ("A fast way of calculating exact hypervolumes"): the volume
/// that a point adds to those after it is its box less the volume of the others clipped to it.
package enum Hypervolume {
    /// The volume that at least one point dominates.
    ///
    /// - Parameters:
    ///   - points: losses `[points][objectives]`; parts beyond the reference do not count.
    ///   - reference: `[objectives]`.
    package static func volume(of points: [[Double]], reference: [Double]) -> Double {
        let inside = points.filter { zip($0, reference).allSatisfy { $0 < $1 } }
        guard let objectives = inside.first?.count else { return 0 }
        let front = nonDominated(inside)
        if objectives == 1 { return reference[0] - front[0][0] }
        if objectives == 2 { return area(of: front, reference: reference) }
        return front.indices.reduce(0) { sum, index in
            sum + exclusive(front[index], beside: front[(index + 1)...], reference: reference)
        }
    }

    /// The volume that each point alone dominates; 0 for points equal to another.
    package static func contributions(of points: [[Double]], reference: [Double]) -> [Double] {
        points.indices.map { index in
            exclusive(
                points[index], beside: points[..<index] + points[(index + 1)...],
                reference: reference)
        }
    }

    private static func exclusive(
        _ point: [Double], beside others: ArraySlice<[Double]>, reference: [Double]
    ) -> Double {
        let box = zip(point, reference).reduce(1) { $0 * max(0, $1.1 - $1.0) }
        guard box > 0 else { return 0 }
        let clipped = others.map { other in zip(other, point).map { max($0, $1) } }
        return max(0, box - volume(of: clipped, reference: reference))
    }

    /// The points that no other dominates, each once, in lexicographic order.
    private static func nonDominated(_ points: [[Double]]) -> [[Double]] {
        var front: [[Double]] = []
        for point in points.sorted(by: { $0.lexicographicallyPrecedes($1) })
        where !front.contains(where: { $0 == point || ParetoRanking.dominates($0, point) }) {
            front.append(point)
        }
        return front
    }

    /// Rectangles from left to right under a staircase.
    private static func area(of front: [[Double]], reference: [Double]) -> Double {
        var (sum, top) = (0.0, reference[1])
        for point in front {
            sum += (reference[0] - point[0]) * (top - point[1])
            top = point[1]
        }
        return sum
    }
}
