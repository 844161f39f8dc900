import RealModule

/// The weights and rates of CMA-ES for a dimension and a population (Hansen 2016, table 1).
struct CovarianceStrategy: Sendable {
    /// Weights of the samples from best to worst; those of the parents add up to 1, the others are
    /// negative.
    let weights: [Double]
    /// The number of samples with a positive weight, µ.
    let parents: Int
    /// µ_eff.
    let effectiveParents: Double
    /// c_σ and d_σ.
    let stepRate: Double
    let stepDamping: Double
    /// c_c, c_1 and c_µ.
    let shapeRate: Double
    let rankOneRate: Double
    let rankManyRate: Double
    /// E‖N(0, I)‖.
    let expectedLength: Double

    init(dimension: Int, population: Int) {
        precondition(population > 1, "a population of \(population), expected at least 2")
        let n = Double(dimension)
        let raw = (0..<population).map {
            Double.log(Double(population + 1) / 2) - Double.log(Double($0 + 1))
        }
        let parents = Swift.max(1, population / 2)
        let positive = raw[..<parents]
        let negative = raw[parents...].map { Swift.min(0, $0) }
        let positiveSum = positive.reduce(0, +)
        let effective = positiveSum * positiveSum / positive.reduce(0) { $0 + $1 * $1 }

        stepRate = (effective + 2) / (n + effective + 5)
        stepDamping =
            1 + 2 * Swift.max(0, ((effective - 1) / (n + 1)).squareRoot() - 1) + stepRate
        shapeRate = (4 + effective / n) / (n + 4 + 2 * effective / n)
        rankOneRate = 2 / ((n + 1.3) * (n + 1.3) + effective)
        rankManyRate = Swift.min(
            1 - rankOneRate,
            2 * (0.25 + effective + 1 / effective - 2) / ((n + 2) * (n + 2) + effective))
        expectedLength = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))

        let negativeSum = -negative.reduce(0, +)
        let negativeSquares = negative.reduce(0) { $0 + $1 * $1 }
        let negativeEffective =
            negativeSquares > 0 ? negativeSum * negativeSum / negativeSquares : 0
        // The three limits keep C positive definite (tutorial, equations 49 to 51).
        let share = Swift.min(
            1 + rankOneRate / rankManyRate, 1 + 2 * negativeEffective / (effective + 2),
            (1 - rankOneRate - rankManyRate) / (n * rankManyRate))
        weights =
            positive.map { $0 / positiveSum }
            + negative.map { negativeSum > 0 ? Swift.max(0, share) * $0 / negativeSum : 0 }
        self.parents = parents
        effectiveParents = effective
    }
}
