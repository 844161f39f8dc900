import Foundation

/// Round numbers for the ticks of an axis: 1, 2, 2.5 or 5 times a power of ten.
enum RoundTicks {
    /// Ticks inside of a range: about `count` of them, two at least.
    static func values(in range: ClosedRange<Double>, count: Int) -> [Double] {
        let width = range.upperBound - range.lowerBound
        guard width > 0, width.isFinite else { return [range.lowerBound] }
        // A step of less than half the width always has two multiples inside; a few more pieces
        // than wished for are enough.
        for pieces in count...(count + 4) {
            let step = self.step(width: width, count: pieces)
            // A thousandth of a step absorbs the rounding of limits that are ticks themselves.
            let first = (range.lowerBound / step - 0.001).rounded(.up)
            let last = (range.upperBound / step + 0.001).rounded(.down)
            if first < last {
                return stride(from: first, through: last, by: 1).map { $0 == 0 ? 0 : $0 * step }
            }
        }
        return []
    }

    /// The smallest round step that cuts a width into fewer than `count` pieces.
    static func step(width: Double, count: Int) -> Double {
        let pieces = Double(max(count - 1, 1))
        let rough = width / pieces
        let power = pow(10, log10(rough).rounded(.down))
        let candidates = [1, 2, 2.5, 5, 10].map { $0 * power }
        return candidates.first { width / $0 <= pieces + 1e-9 } ?? 10 * power
    }

    /// Powers of ten inside of a range of positive numbers, thinned to about `count`.
    static func powersOfTen(in range: ClosedRange<Double>, count: Int) -> [Double] {
        guard range.lowerBound > 0 else { return [] }
        let first = Int((log10(range.lowerBound) - 1e-9).rounded(.up))
        let last = Int((log10(range.upperBound) + 1e-9).rounded(.down))
        guard first <= last else { return [] }
        let step = max(1, (last - first + count - 1) / max(count, 1))
        return stride(from: first, through: last, by: step).map { pow(10, Double($0)) }
    }

    /// Ticks with texts that have the same number of decimals.
    static func labelled(_ values: [Double]) -> [Axis.Tick] {
        guard values.count > 1 else {
            return values.map { Axis.Tick($0, NumberText.short($0, significantDigits: 3)) }
        }
        let step = abs(values[1] - values[0])
        let largest = values.map(abs).max() ?? 0
        if largest >= 1e6 || largest < 1e-3 {
            return values.map { Axis.Tick($0, NumberText.short($0, significantDigits: 3)) }
        }
        let decimals = (0...12).first { decimals in
            let scaled = step * pow(10, Double(decimals))
            return abs(scaled - scaled.rounded()) < 1e-6 * scaled
        }
        return values.map { Axis.Tick($0, NumberText.fixed($0, decimals: decimals ?? 12)) }
    }
}
