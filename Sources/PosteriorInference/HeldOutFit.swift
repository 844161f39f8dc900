import RealModule

/// Numbers that are fitted to the likelihood of simulations which were not trained on.
package enum HeldOutFit {
    /// With fewer simulations what is fitted would be uncertain by more than it usually changes: with 50
    /// held out it gains 0.13 to 0.21 nats on three of five problems and loses on none, with 20 or 30 it
    /// gains 0.3 where a regression is right and loses 0.1 and more on SLCP and Gaussian mixture.
    static let fewestSimulations = 40
    /// More would only cost time: a width is known to 2 % then.
    static let mostSimulations = 2_000

    /// The shares of densities in their mixture, by expectation maximisation.
    ///
    /// The likelihood is concave in the shares. One pseudo-observation of each keeps shares away
    /// from zero that a few simulations do not decide.
    /// - Parameter logDensities: of every density, `[densities][simulations]`.
    package static func shares(_ logDensities: [[Double]]) -> [Double] {
        let count = logDensities.count
        guard count > 1 else { return [1] }
        let rows = logDensities[0].count
        let largest = (0..<rows).map { row in
            logDensities.reduce(-Double.infinity) { max($0, $1[row]) }
        }
        let densities = logDensities.map { values in
            zip(values, largest).map { $1.isFinite ? Double.exp($0 - $1) : 1 }
        }
        var shares = [Double](repeating: 1 / Double(count), count: count)
        for _ in 0..<200 {
            var totals = [Double](repeating: 1, count: count)
            for row in 0..<rows {
                var sum = 0.0
                for index in 0..<count { sum += shares[index] * densities[index][row] }
                for index in 0..<count {
                    totals[index] += shares[index] * densities[index][row] / sum
                }
            }
            let next = totals.map { $0 / Double(rows + count) }
            let change = zip(next, shares).reduce(0) { max($0, abs($1.0 - $1.1)) }
            shares = next
            if change < 1e-4 { break }
        }
        return shares
    }

    /// The nats, over all simulations, by which a density has to be more likely than a simpler one to
    /// take its place.
    static let evidence = 2.0
    /// The same for networks whose training the simulations stopped, and whose widths they chose: that
    /// alone gains 1.6 nats on the average and up to 5.8 where the regression is right (Gaussian linear,
    /// 1,000 and 10,000 simulations).
    static let evidenceOfFitted = 6.0

    /// The place of the minimum of a function of one minimum, by golden section, to `precision`.
    static func minimiser(
        from lower: Double, to upper: Double, precision: Double, _ function: (Double) -> Double
    ) -> Double {
        let ratio = 0.618_033_988_75
        var (low, high) = (lower, upper)
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (atLeft, atRight) = (function(left), function(right))
        while high - low > precision {
            if atLeft < atRight {
                (high, right, atRight) = (right, left, atLeft)
                left = high - ratio * (high - low)
                atLeft = function(left)
            } else {
                (low, left, atLeft) = (left, right, atRight)
                right = low + ratio * (high - low)
                atRight = function(right)
            }
        }
        return 0.5 * (low + high)
    }
}
