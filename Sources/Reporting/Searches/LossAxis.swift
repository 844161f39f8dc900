import Foundation

/// How losses are shown: with equal factors of equal length where they span more than one power of
/// ten, otherwise evenly, without the worst ones where those would flatten the rest.
struct LossAxis {
    let isLogarithmic: Bool
    /// The limits.
    let range: ClosedRange<Double>
    /// Whether losses above the limits exist.
    let leavesOutWorst: Bool

    init(_ losses: [Double]) {
        let sorted = losses.filter(\.isFinite).sorted()
        guard let lowest = sorted.first, let highest = sorted.last else {
            (isLogarithmic, range, leavesOutWorst) = (false, 0...1, false)
            return
        }
        if lowest > 0, highest / lowest > 10 {
            (isLogarithmic, range, leavesOutWorst) = (true, lowest / 1.3...highest * 1.3, false)
            return
        }
        isLogarithmic = false
        let usual = sorted[sorted.count * 9 / 10]
        leavesOutWorst = usual > lowest && highest - lowest > 2.5 * (usual - lowest)
        let top = leavesOutWorst ? lowest + 1.35 * (usual - lowest) : highest
        let width = top > lowest ? top - lowest : max(abs(lowest), 1) * 0.1
        range = lowest - 0.06 * width...top + 0.06 * width
    }

    /// Where a loss stands between the limits, 0 to 1; losses above stand at 1.
    func position(of loss: Double) -> Double {
        let share =
            isLogarithmic
            ? log(loss / range.lowerBound) / log(range.upperBound / range.lowerBound)
            : (loss - range.lowerBound) / (range.upperBound - range.lowerBound)
        return min(max(share, 0), 1)
    }

    /// The loss at a place between the limits.
    func loss(at position: Double) -> Double {
        isLogarithmic
            ? range.lowerBound * pow(range.upperBound / range.lowerBound, position)
            : range.lowerBound + position * (range.upperBound - range.lowerBound)
    }

    /// An axis over the limits.
    func axis(_ label: String, hasGrid: Bool = true) -> Axis {
        Axis(
            label, range: range,
            ticks: isLogarithmic
                ? LogarithmicTicks.axisTicks(in: range, count: 6) : .automatic(count: 6),
            isLogarithmic: isLogarithmic, hasGrid: hasGrid)
    }
}

/// Ticks of logarithmic axes that may be shorter than a power of ten.
enum LogarithmicTicks {
    /// Powers of ten, with 2 and 5 times them where there are fewer than three.
    static func axisTicks(in range: ClosedRange<Double>, count: Int) -> Axis.Ticks {
        let powers = RoundTicks.powersOfTen(in: range, count: count)
        guard powers.count < 3 else { return .automatic(count: count) }
        let first = Int(log10(range.lowerBound).rounded(.down))
        let last = Int(log10(range.upperBound).rounded(.up))
        let values = (first...last).flatMap { exponent in
            [1, 2, 5].map { Double($0) * pow(10, Double(exponent)) }
        }.filter(range.contains)
        return .fixed(
            values.map { Axis.Tick($0, NumberText.short($0, significantDigits: 2)) })
    }
}
