/// Sets of global indices, held as ranges.
public enum IndexRanges {
    /// The same indices as ascending ranges with gaps between them.
    public static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] =
                    last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// The indices of `whole` that are in none of `completed`, in pieces of at most `size`.
    public static func missing(
        from completed: [Range<Int>], in whole: Range<Int>, piecesOf size: Int
    ) -> [Range<Int>] {
        precondition(size > 0, "pieces of \(size)")
        var gaps: [Range<Int>] = []
        var next = whole.lowerBound
        for range in merged(completed) {
            let clamped = range.clamped(to: whole)
            guard !clamped.isEmpty else { continue }
            if next < clamped.lowerBound { gaps.append(next..<clamped.lowerBound) }
            next = clamped.upperBound
        }
        if next < whole.upperBound { gaps.append(next..<whole.upperBound) }
        return gaps.flatMap { gap in
            stride(from: gap.lowerBound, to: gap.upperBound, by: size).map {
                $0..<Swift.min($0 + size, gap.upperBound)
            }
        }
    }
}
