/// The limits and ticks that a panel's axes really have, once its layers are known.
struct PanelScale {
    /// The limits.
    let x, y: ClosedRange<Double>
    /// The ticks with their texts.
    let xTicks, yTicks: [Axis.Tick]
    /// Whether the texts of the ticks are shown.
    let showsXTexts, showsYTexts: Bool

    init(_ panel: Panel) {
        var (xValues, yValues) = ([Double](), [Double]())
        for layer in panel.layers {
            switch layer.mark {
            case .line(let x, let y, _), .points(let x, let y, _), .polygon(let x, let y, _):
                xValues += x
                yValues += y
            case .band(let x, let lower, let upper, _):
                xValues += x
                yValues += lower + upper
            case .bars(let centres, let heights, let width, _):
                xValues += centres.map { $0 - width / 2 } + centres.map { $0 + width / 2 }
                yValues += heights + [0]
            case .segments(let segments, _):
                xValues += segments.map(\.x) + segments.map(\.endX)
                yValues += segments.map(\.y) + segments.map(\.endY)
            case .verticalLine(let value, _): xValues.append(value)
            case .horizontalLine(let value, _): yValues.append(value)
            case .text(_, .data(let x, let y), _, _, _):
                xValues.append(x)
                yValues.append(y)
            case .text: break
            }
        }
        x =
            panel.x.range
            ?? Self.limits(of: xValues, isLogarithmic: panel.x.isLogarithmic, margin: 0.02)
        y =
            panel.y.range
            ?? Self.limits(of: yValues, isLogarithmic: panel.y.isLogarithmic, margin: 0.06)
        (xTicks, showsXTexts) = Self.ticks(panel.x, x)
        (yTicks, showsYTexts) = Self.ticks(panel.y, y)
    }

    /// The range of the data, widened so that curves do not touch the frame.
    private static func limits(of values: [Double], isLogarithmic: Bool, margin: Double)
        -> ClosedRange<Double>
    {
        let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
        guard let lowest = usable.min(), let highest = usable.max() else {
            return isLogarithmic ? 1...10 : 0...1
        }
        if isLogarithmic {
            return lowest == highest ? lowest / 2...highest * 2 : lowest / 1.2...highest * 1.2
        }
        if lowest == highest {
            let half = lowest == 0 ? 1 : abs(lowest) / 10
            return lowest - half...highest + half
        }
        let width = highest - lowest
        return lowest - margin * width...highest + margin * width
    }

    private static func ticks(_ axis: Axis, _ range: ClosedRange<Double>) -> ([Axis.Tick], Bool) {
        func rounded(_ count: Int) -> [Axis.Tick] {
            guard !axis.isLogarithmic else {
                return RoundTicks.powersOfTen(in: range, count: count).map {
                    Axis.Tick($0, NumberText.power(of: $0))
                }
            }
            return RoundTicks.labelled(RoundTicks.values(in: range, count: count))
        }
        switch axis.ticks {
        case .automatic(let count): return (rounded(count), true)
        case .unlabelled(let count): return (rounded(count), false)
        case .inner(let count):
            let margin = 0.1 * (range.upperBound - range.lowerBound)
            let inside = range.lowerBound + margin...range.upperBound - margin
            let ticks = RoundTicks.values(in: inside, count: count)
            return (RoundTicks.labelled(ticks), true)
        case .fixed(let ticks): return (ticks.filter { range.contains($0.value) }, true)
        case .none: return ([], false)
        }
    }
}
