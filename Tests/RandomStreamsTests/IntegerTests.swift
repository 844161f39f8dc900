import RandomStreams
import Testing

@Suite struct IntegerTests {
    let stream = RandomStream(seed: 5, purpose: .shuffle)

    /// Pearson's statistic of counts that should be equal, less its mean, in standard deviations.
    private func excess(_ counts: [Int]) -> Double {
        let expected = Double(counts.reduce(0, +)) / Double(counts.count)
        let statistic = counts.reduce(0.0) {
            $0 + (Double($1) - expected) * (Double($1) - expected)
        }
        let freedom = Double(counts.count - 1)
        return (statistic / expected - freedom) / (2 * freedom).squareRoot()
    }

    @Test(arguments: [2, 3, 6, 10, 97, 1_000])
    func integersAreEquallyFrequent(bound: Int) {
        var counts = [Int](repeating: 0, count: bound)
        for i in 0..<100_000 { counts[stream.integer(below: bound, index: UInt64(i))] += 1 }
        // χ² has a longer tail than the normal: with one degree of freedom 6 standard deviations
        // above the mean is z = 3.1, p = 0.002; the seed is fixed.
        #expect(excess(counts) < 6)
    }

    /// 2⁶⁴ words are 8/3 of this bound: without rejection the results 0 and 1 modulo 3 would come
    /// from three words each, the result 2 from two.
    @Test func largeBoundsAreUnbiased() {
        let bound = 3 << 61
        var counts = [0, 0, 0]
        for i in 0..<30_000 {
            let value = stream.integer(below: bound, index: UInt64(i))
            #expect(value >= 0 && value < bound)
            counts[value % 3] += 1
        }
        #expect(excess(counts) < 6)
        #expect(stream.integer(below: 1, index: 0) == 0)
    }

    @Test func aPermutationHoldsEveryElementOnce() {
        for count in [0, 1, 2, 17, 1_000] {
            #expect(stream.permutation(count: count, index: 3).sorted() == Array(0..<count))
        }
        #expect(stream.permutation(count: 50, index: 3) == stream.permutation(count: 50, index: 3))
        #expect(stream.permutation(count: 50, index: 3) != stream.permutation(count: 50, index: 4))
        #expect(
            stream.permutation(count: 50, index: 3)
                != stream.permutation(count: 50, index: 3, step: 1))
    }

    @Test func all24OrdersOfFourAreEquallyFrequent() {
        var counts: [[Int]: Int] = [:]
        for i in 0..<48_000 {
            counts[stream.permutation(count: 4, index: UInt64(i)), default: 0] += 1
        }
        #expect(counts.count == 24)
        #expect(excess(Array(counts.values)) < 5)
    }

    @Test func everyElementReachesEveryPlaceEquallyOften() {
        let size = 30
        var counts = [Int](repeating: 0, count: size * size)
        for i in 0..<20_000 {
            for (place, element) in stream.permutation(count: size, index: UInt64(i)).enumerated() {
                counts[place * size + element] += 1
            }
        }
        #expect(excess(counts) < 5)
    }

    @Test func shufflingIsTheSamePermutation() {
        var letters = Array("abcdefghij")
        let order = stream.permutation(count: letters.count, index: 8)
        let original = letters
        stream.shuffle(&letters, index: 8)
        #expect(letters == order.map { original[$0] })
    }
}
