import ParameterSearch
import RandomStreams
import Testing

@Suite struct rankings {
    private let stream = RandomStream(seed: 17, purpose: .search)

    private func points(_ count: Int, objectives: Int, case number: Int) -> [[Double]] {
        (0..<count).map { row in
            (0..<objectives).map {
                stream.uniform(
                    index: UInt64(row), step: UInt32(number), slot: UInt32($0))
            }
        }
    }

    /// Inclusion and exclusion over all subsets of boxes.
    private func bruteVolume(_ points: [[Double]], reference: [Double]) -> Double {
        (1..<(1 << points.count)).reduce(0) { sum, subset in
            let members = points.indices.filter { subset >> $0 & 1 == 1 }
            let corner = reference.indices.map { objective in
                members.map { points[$0][objective] }.max()!
            }
            let volume = zip(corner, reference).reduce(1) { $0 * max(0, $1.1 - $1.0) }
            return sum + (members.count % 2 == 1 ? volume : -volume)
        }
    }

    @Test(arguments: 1...4)
    func hypervolumeEqualsInclusionAndExclusion(objectives: Int) {
        for number in 0..<20 {
            let points = points(7, objectives: objectives, case: number)
            let reference = [Double](repeating: 0.9, count: objectives)
            let volume = Hypervolume.volume(of: points, reference: reference)
            let brute = bruteVolume(points, reference: reference)
            // Up to 64 terms of order one cancel in the brute sum.
            #expect(abs(volume - brute) < 1e-13, "objectives \(objectives), case \(number)")
            let contributions = Hypervolume.contributions(of: points, reference: reference)
            for (index, contribution) in contributions.enumerated() {
                var others = points
                others.remove(at: index)
                #expect(
                    abs(contribution - (brute - bruteVolume(others, reference: reference))) < 1e-13)
            }
        }
    }

    @Test func ranksEqualRepeatedPeeling() {
        for number in 0..<10 {
            // Some points twice: neither of two equal ones betters the other.
            let single = points(32, objectives: 3, case: 100 + number)
            let points = single + single.prefix(8)
            var expected = [Int](repeating: -1, count: 40)
            var rank = 0
            while expected.contains(-1) {
                let left = points.indices.filter { expected[$0] == -1 }
                for index in left
                where !left.contains(where: { other in
                    zip(points[other], points[index]).allSatisfy { $0 <= $1 }
                        && points[other] != points[index]
                }) { expected[index] = -2 - rank }
                for index in left where expected[index] < -1 { expected[index] = rank }
                rank += 1
            }
            #expect(ParetoRanking.ranks(of: points) == expected, "case \(number)")
        }
    }
}
