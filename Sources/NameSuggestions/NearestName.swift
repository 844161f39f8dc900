/// Finds the name that a misspelt one was probably meant to be.
///
/// The distance is the least number of insertions, deletions, replacements and exchanges of
/// neighbours (optimal string alignment), letter case counting half of a replacement.
public enum NearestName {
    /// Names longer than this are not compared; the effort is quadratic in the length.
    private static let maximumLength = 64

    /// The closest of `candidates`; nil when none is close enough to be meant.
    ///
    /// Of equally close ones the first in alphabetical order.
    public static func of(_ name: String, in candidates: some Sequence<String>) -> String? {
        guard name.utf8.count <= maximumLength else { return nil }
        // In half edits: about every third letter may be wrong, and one always may, except that
        // of a single letter only the case may.
        let limit = name.utf8.count == 1 ? 1 : max(2, 2 * (name.utf8.count / 3))
        var best: (distance: Int, name: String)?
        for candidate in candidates where candidate.utf8.count <= maximumLength {
            // Every letter too many or too few is an edit.
            guard 2 * abs(candidate.utf8.count - name.utf8.count) <= limit else { continue }
            let distance = distance(Array(name.utf8), Array(candidate.utf8))
            guard distance <= limit else { continue }
            if best.map({ (distance, candidate) < $0 }) ?? true { best = (distance, candidate) }
        }
        return best?.name
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = (0...b.count).map { 2 * $0 }
        for (i, x) in a.enumerated() {
            var row = [2 * (i + 1)]
            for (j, y) in b.enumerated() {
                let cost = x == y ? 0 : lowercase(x) == lowercase(y) ? 1 : 2
                var value = min(previous[j] + cost, previous[j + 1] + 2, row[j] + 2)
                if i > 0, j > 0, x == b[j - 1], a[i - 1] == y {
                    value = min(value, beforePrevious[j - 1] + 2)
                }
                row.append(value)
            }
            (beforePrevious, previous) = (previous, row)
        }
        return previous[b.count]
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
