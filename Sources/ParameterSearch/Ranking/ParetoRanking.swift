/// Ranks points of several losses by domination.
///
/// A point dominates another when it is nowhere larger and somewhere smaller.
package enum ParetoRanking {
    /// The non-dominated rank of every point: 0 for those that nothing dominates, 1 for those that
    /// only rank 0 dominates, and so on.
    ///
    /// - Complexity: O(n²·objectives); with one objective O(n·log n).
    package static func ranks(of points: [[Double]]) -> [Int] {
        // Sorted by the losses in turn, a point can only be dominated by those before it.
        let order = points.indices.sorted { points[$0].lexicographicallyPrecedes(points[$1]) }
        var ranks = [Int](repeating: 0, count: points.count)
        var fronts: [[Int]] = []
        for index in order {
            // Front k holds a dominating point if any later front does, so a binary search works.
            let rank = fronts.firstPosition { front in
                !front.reversed().contains { dominates(points[$0], points[index]) }
            }
            if rank == fronts.count { fronts.append([]) }
            fronts[rank].append(index)
            ranks[index] = rank
        }
        return ranks
    }

    /// Positions from best to worst: by rank, inside a rank by the hypervolume that a point alone
    /// contributes to it, equals by position.
    package static func order(of points: [[Double]]) -> [Int] {
        guard let objectives = points.first?.count else { return [] }
        if objectives == 1 {
            return points.indices.sorted { (points[$0][0], $0) < (points[$1][0], $1) }
        }
        let ranks = ranks(of: points)
        let reference = reference(of: points)
        var result: [Int] = []
        for members in Dictionary(grouping: points.indices, by: { ranks[$0] })
            .sorted(by: { $0.key < $1.key }).map(\.value)
        {
            let contributions = Hypervolume.contributions(
                of: members.map { points[$0] }, reference: reference)
            result += zip(members, contributions).sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
        }
        return result
    }

    static func dominates(_ a: [Double], _ b: [Double]) -> Bool {
        var isSmaller = false
        for (x, y) in zip(a, b) {
            if x > y { return false }
            if x < y { isSmaller = true }
        }
        return isSmaller
    }

    /// A tenth of the range beyond the largest losses, so that extreme points contribute too.
    private static func reference(of points: [[Double]]) -> [Double] {
        points[0].indices.map { objective in
            let values = points.map { $0[objective] }
            let (least, largest) = (values.min() ?? 0, values.max() ?? 0)
            return largest + (largest > least ? 0.1 * (largest - least) : 1)
        }
    }
}
