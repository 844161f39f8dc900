import Foundation

/// Central intervals of binomial counts, for bands around what chance alone would give.
enum BinomialInterval {
    /// The smallest and the largest count that a central interval of the given mass holds.
    ///
    /// Sums the probabilities term by term from 0; exact to rounding for the counts of a histogram.
    static func central(trials: Int, probability: Double, mass: Double) -> ClosedRange<Int> {
        precondition(trials >= 0, "\(trials) trials")
        guard probability > 0 else { return 0...0 }
        guard probability < 1 else { return trials...trials }
        let tail = (1 - mass) / 2
        var cumulative = 0.0
        var lower: Int?
        for count in 0...trials {
            cumulative += exp(logProbability(count, trials: trials, probability))
            if lower == nil, cumulative > tail { lower = count }
            if cumulative >= 1 - tail { return (lower ?? count)...count }
        }
        return (lower ?? trials)...trials
    }

    private static func logProbability(_ count: Int, trials: Int, _ probability: Double) -> Double {
        logFactorial(trials) - logFactorial(count) - logFactorial(trials - count)
            + Double(count) * log(probability) + Double(trials - count) * log1p(-probability)
    }

    /// log(n!) through the logarithm of the gamma function. Stirling's series (Abramowitz and Stegun
    /// 1964, 6.1.41) is used from 10 on, because C's `lgamma` writes a global variable.
    private static func logFactorial(_ number: Int) -> Double {
        guard number >= 10 else { return log((1...max(number, 1)).reduce(1.0) { $0 * Double($1) }) }
        let z = Double(number) + 1
        return (z - 0.5) * log(z) - z + 0.5 * log(2 * Double.pi) + 1 / (12 * z)
            - 1 / (360 * z * z * z) + 1 / (1260 * z * z * z * z * z)
    }
}
