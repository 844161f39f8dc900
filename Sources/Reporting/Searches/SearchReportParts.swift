import Foundation

/// One searched parameter with what it was allowed to be.
public struct SearchedParameter: Hashable, Sendable {
    /// What the values of a parameter are, and how an axis shows them.
    public enum Scale: Hashable, Sendable {
        /// Numbers between two bounds.
        case linear(ClosedRange<Double>)
        /// Numbers above zero, equal factors of which have equal lengths.
        case logarithmic(ClosedRange<Double>)
        /// One of these; its value is the index.
        case options([String])
    }

    /// The name in the model.
    public var name: String
    /// The unit, where the model states one.
    public var unit: String?
    /// What it may be; for unbounded priors the range that holds nearly all of it.
    public var scale: Scale
    /// The true value, when the observation was simulated.
    public var trueValue: Double?
    /// Its share in what decides the loss; nil where it is not known.
    public var importance: Double?

    /// Creates a parameter.
    public init(
        _ name: String, unit: String? = nil, scale: Scale, trueValue: Double? = nil,
        importance: Double? = nil
    ) {
        switch scale {
        case .logarithmic(let range):
            precondition(
                range.lowerBound > 0, "'\(name)' is logarithmic from \(range.lowerBound)")
        case .options(let options):
            precondition(!options.isEmpty, "'\(name)' has no options")
        case .linear: break
        }
        self.name = name
        self.unit = unit
        self.scale = scale
        self.trueValue = trueValue
        self.importance = importance
    }

    /// Whether the values are numbers.
    var isNumeric: Bool { if case .options = scale { false } else { true } }

    /// The limits of an axis, never of no width.
    var range: ClosedRange<Double> {
        switch scale {
        case .linear(let range):
            range.lowerBound < range.upperBound
                ? range : range.lowerBound - 0.5...range.upperBound + 0.5
        case .logarithmic(let range):
            range.lowerBound < range.upperBound
                ? range : range.lowerBound / 2...range.upperBound * 2
        case .options(let options): -0.5...Double(options.count) - 0.5
        }
    }

    /// Where a value stands between the limits, 0 to 1; not a number for a value that is none.
    func position(of value: Double) -> Double {
        let range = range
        if case .logarithmic = scale {
            return log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
        }
        return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }

    /// The value at a place between the limits.
    func value(at position: Double) -> Double {
        let range = range
        if case .logarithmic = scale {
            return range.lowerBound * pow(range.upperBound / range.lowerBound, position)
        }
        return range.lowerBound + position * (range.upperBound - range.lowerBound)
    }

    /// A value as a reader wants to see it; a dash where the parameter does not exist.
    func text(of value: Double, significantDigits: Int = 4) -> String {
        guard value.isFinite else { return "–" }
        if case .options(let options) = scale { return options[Int(value)] }
        return NumberText.short(value, significantDigits: significantDigits)
    }

    /// An axis over the whole range.
    func axis(tickCount: Int, isLabelled: Bool = true) -> Axis {
        let label = isLabelled ? name : ""
        let unit = isLabelled ? unit : nil
        switch scale {
        case .linear:
            return Axis(label, unit: unit, range: range, ticks: .automatic(count: tickCount))
        case .logarithmic:
            return Axis(
                label, unit: unit, range: range,
                ticks: LogarithmicTicks.axisTicks(in: range, count: tickCount),
                isLogarithmic: true)
        case .options(let options):
            let ticks = options.enumerated().map { Axis.Tick(Double($0), $1) }
            return Axis(label, unit: unit, range: range, ticks: .fixed(ticks))
        }
    }
}

/// One parameter set with what came of it.
public struct SearchEvaluation: Hashable, Sendable {
    /// In the order of asking, from 0.
    public var number: Int
    /// The loss; nil for one that has failed.
    public var loss: Double?
    /// A value for every parameter: of a choice the index of the option; not a number where the
    /// parameter does not exist.
    public var values: [Double]

    /// Creates an evaluation; a loss that is not finite is one that has failed.
    public init(_ number: Int, loss: Double?, values: [Double]) {
        self.number = number
        self.loss = loss.flatMap { $0.isFinite ? $0 : nil }
        self.values = values
    }
}
