import RealModule

/// Integrals of the normal density in a tail, measured relative to the density at its inner end.
///
/// They stay meaningful where Φ itself underflows or where two values of Φ agree to all digits.
extension StandardNormal {
    /// The Mills ratio (1 − Φ(x)) / φ(x) for x ≥ 0.
    ///
    /// From 4 on Laplace's continued fraction 1/(x + 1/(x + 2/(x + 3/(x + …)))), below it the
    /// definition, whose relative error grows as x² times the unit roundoff.
    static func millsRatio(_ x: Double) -> Double {
        guard x >= 4 else {
            return (0.5 * Double.pi).squareRoot() * Double.exp(0.5 * x * x)
                * Double.erfc(x * 0.5.squareRoot())
        }
        // Terms needed for full accuracy: 35 at 4, 12 at 10, 6 at 30, 2 at 1000.
        let terms = 4 + Int(140 / x)
        var denominator = x
        for term in stride(from: terms, to: 0, by: -1) {
            denominator = x + Double(term) / denominator
        }
        return 1 / denominator
    }

    /// ∫₀ʷ exp(−x·t − t²/2) dt for x ≥ 0 and w ≥ 0, which is (Φ(x + w) − Φ(x)) / φ(x).
    static func massBeside(_ x: Double, width: Double) -> Double {
        guard width.isFinite else { return millsRatio(x) }
        let exponent = width * (x + 0.5 * width)
        if exponent > 0.5 {
            return millsRatio(x) - Double.exp(-exponent) * millsRatio(x + width)
        }
        // The difference would cancel here, the integrand is nearly a straight line:
        // eight Gauss–Legendre nodes leave an error below 1e-16.
        var sum = 0.0
        for (node, weight) in gaussLegendre {
            let left = 0.5 * width * (1 - node)
            let right = 0.5 * width * (1 + node)
            sum +=
                weight
                * (Double.exp(-left * (x + 0.5 * left)) + Double.exp(-right * (x + 0.5 * right)))
        }
        return 0.5 * width * sum
    }

    /// The positive half of the eight nodes on [−1, 1] and their weights.
    private static let gaussLegendre: [(node: Double, weight: Double)] = [
        (0.183_434_642_495_649_804_94, 0.362_683_783_378_361_982_97),
        (0.525_532_409_916_328_985_82, 0.313_706_645_877_887_287_34),
        (0.796_666_477_413_626_739_59, 0.222_381_034_453_374_470_54),
        (0.960_289_856_497_536_231_68, 0.101_228_536_290_376_259_15),
    ]
}
