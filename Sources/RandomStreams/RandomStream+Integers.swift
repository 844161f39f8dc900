/// Integers without bias, and what is made of them.
extension RandomStream {
    /// An integer in 0 ..< `bound`, each exactly as probable as another.
    ///
    /// Lemire 2019 ("Fast random integer generation in an interval", algorithm 5): the high half of
    /// a 64-bit word times the bound, with the few words rejected that would make some results
    /// more frequent. A rejected word is followed by the other half of the block, then by the
    /// blocks of further keys.
    public func integer(
        below bound: Int, index: UInt64, step: UInt32 = 0, slot: UInt32 = 0
    ) -> Int {
        integer(below: bound, index: index, step: step, slot: slot, kind: .integer)
    }

    /// A random order of 0 ..< `count`, each order exactly as probable as another.
    ///
    /// Fisher and Yates 1938 in the form of Durstenfeld 1964, position k drawn at slot k.
    /// - Complexity: O(`count`), one Philox block each.
    public func permutation(count: Int, index: UInt64, step: UInt32 = 0) -> [Int] {
        precondition(count >= 0, "a permutation of \(count) elements")
        var order = Array(0..<count)
        shuffle(&order, index: index, step: step)
        return order
    }

    /// Brings an array into the order `permutation(count:index:step:)` of its elements.
    @inlinable
    public func shuffle<Element>(_ elements: inout [Element], index: UInt64, step: UInt32 = 0) {
        let partners = partners(count: elements.count, index: index, step: step)
        for position in partners.indices.dropFirst().reversed() {
            elements.swapAt(position, Int(partners[position]))
        }
    }

    /// What every position of a shuffle changes places with: for k an integer in 0 ... k.
    @usableFromInline
    func partners(count: Int, index: UInt64, step: UInt32) -> [UInt32] {
        precondition(
            count <= Int(UInt32.max),
            "\(count) elements to shuffle, at most \(UInt32.max) are possible")
        return (0..<count).map {
            UInt32(
                integer(
                    below: $0 + 1, index: index, step: step, slot: UInt32($0), kind: .permutation))
        }
    }

    private func integer(
        below bound: Int, index: UInt64, step: UInt32, slot: UInt32, kind: NumberKind
    ) -> Int {
        precondition(bound > 0, "an integer below \(bound)")
        let width = UInt64(bound)
        var key = key(of: kind)
        while true {
            let block = PhiloxBlock(blockNumber: index, step: step, slot: slot, key: key)
            if let result = unbiased(block.firstHalf, below: width) { return result }
            if let result = unbiased(block.secondHalf, below: width) { return result }
            // Far from the keys of other kinds, which are multiples of another odd number apart.
            key = key &+ 0xD1B5_4A32_D192_ED03
        }
    }

    /// The integer that a word gives, nil when the word must be rejected.
    private func unbiased(_ word: UInt64, below width: UInt64) -> Int? {
        let product = word.multipliedFullWidth(by: width)
        if product.low < width, product.low < (0 &- width) % width { return nil }
        return Int(product.high)
    }
}
