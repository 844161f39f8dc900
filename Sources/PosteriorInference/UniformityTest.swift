import RealModule

/// Pearson's chi-square test that ranks 0 … sampleCount are equally frequent.
public struct UniformityTest: Equatable, Sendable {
    /// Σ (observed − expected)² / expected over the bins.
    public let statistic: Double
    /// Bins less one.
    public let degreesOfFreedom: Int
    /// The probability of a statistic at least as large for uniform ranks.
    public let pValue: Double

    /// Counts ranks in up to 20 bins, fewer where a bin would expect less than 10 ranks.
    ///
    /// A bin holds whole ranks and expects its share of them, so the number of ranks need not be a
    /// multiple of the number of bins.
    public init(ranks: [Int], sampleCount: Int) {
        precondition(
            ranks.count >= 20 && sampleCount > 0, "\(ranks.count) ranks, expected at least 20")
        let possible = sampleCount + 1
        let bins = Swift.min(20, Swift.max(2, ranks.count / 10), possible)
        var counts = [Int](repeating: 0, count: bins)
        var sizes = [Int](repeating: 0, count: bins)
        for rank in 0..<possible { sizes[rank * bins / possible] += 1 }
        for rank in ranks {
            precondition((0..<possible).contains(rank), "rank \(rank) of \(possible)")
            counts[rank * bins / possible] += 1
        }
        var statistic = 0.0
        for (count, size) in zip(counts, sizes) {
            let expected = Double(ranks.count) * Double(size) / Double(possible)
            statistic += (Double(count) - expected) * (Double(count) - expected) / expected
        }
        self.statistic = statistic
        degreesOfFreedom = bins - 1
        pValue = Self.chiSquareSurvival(statistic, degreesOfFreedom: bins - 1)
    }

    /// P(X ≥ x) for chi-square with a whole number of degrees of freedom.
    ///
    /// Closed forms by repeated partial integration (Abramowitz and Stegun 26.4.4 and 26.4.5):
    /// all terms are positive, so nothing cancels.
    public static func chiSquareSurvival(_ x: Double, degreesOfFreedom: Int) -> Double {
        precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
        guard x > 0 else { return 1 }
        let isEven = degreesOfFreedom.isMultiple(of: 2)
        // Even: e^{−x/2} Σ (x/2)^j / j!. Odd: erfc(√(x/2)) + 2φ(√x) Σ x^{j − 1/2} / (1·3·…·(2j − 1)).
        var term =
            isEven
            ? Double.exp(-x / 2) : (2 * x / Double.pi).squareRoot() * Double.exp(-x / 2)
        var sum = isEven ? 0 : Double.erfc((x / 2).squareRoot())
        for j in 0..<(degreesOfFreedom / 2) {
            sum += term
            term *= isEven ? x / Double(2 * j + 2) : x / Double(2 * j + 3)
        }
        return Swift.min(1, sum)
    }
}
