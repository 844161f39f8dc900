import RealModule

/// Quantile functions, through which one uniform number becomes one of another distribution.
///
/// Priorities: the right distribution up to rounding for every parameter, then a bounded number of
/// operations; speed comes last. Parameters without a distribution give NaN.
enum Quantile {
    /// The number that a gamma distribution of scale 1 stays below with probability p.
    ///
    /// Halley's method on P(shape, x) = p from the starting points of Numerical Recipes (Press et
    /// al. 2007, section 6.2.1): Wilson and Hilferty (1931) for shapes above 1, the series near 0
    /// below.
    static func gamma(_ p: Double, shape a: Double) -> Double {
        guard a > 0, a.isFinite, p >= 0, p <= 1 else { return .nan }
        if p == 0 { return 0 }
        if p == 1 { return .infinity }
        var x = gammaStart(p, a)
        let logGamma = Double.logGamma(a)
        for _ in 0..<40 {
            guard x > 0 else { return 0 }
            // P'(x) = x^(a−1)·e^(−x)/Γ(a); its logarithmic derivative is (a − 1)/x − 1.
            let density = Double.exp((a - 1) * .log(x) - x - logGamma)
            guard density > 0 else { return x }
            let newton = gammaExcess(a, x, p, logGamma) / density
            let halley = newton / (1 - 0.5 * Swift.min(1, newton * ((a - 1) / x - 1)))
            let next = x - halley
            let last = x
            x = next <= 0 ? 0.5 * last : next
            if Swift.abs(x - last) <= 1e-15 * x { break }
        }
        return x
    }

    private static func gammaStart(_ p: Double, _ a: Double) -> Double {
        if a > 1 {
            // Abramowitz and Stegun (1964), 26.2.22, for the normal quantile.
            let tail = p < 0.5 ? p : 1 - p
            let t = (-2 * Double.log(tail)).squareRoot()
            var z = (2.30753 + t * 0.27061) / (1 + t * (0.99229 + t * 0.04481)) - t
            if p >= 0.5 { z = -z }
            let root = 1 - 1 / (9 * a) + z / (3 * a.squareRoot())
            return Swift.max(1e-3, a * root * root * root)
        }
        let t = 1 - a * (0.253 + a * 0.12)
        return p < t ? .pow(p / t, 1 / a) : 1 - .log(1 - (p - t) / (1 - t))
    }

    /// P(a, x) − p, from whichever tail is the smaller one.
    private static func gammaExcess(
        _ a: Double, _ x: Double, _ p: Double, _ logGamma: Double
    ) -> Double {
        let scale = Double.exp(a * .log(x) - x - logGamma)
        if x < a + 1 {
            // The series Σ xⁿ/(a(a + 1)…(a + n)).
            var term = 1 / a
            var sum = term
            var n = a
            for _ in 0..<100_000 {
                n += 1
                term *= x / n
                sum += term
                if term <= sum * 1e-17 { break }
            }
            return sum * scale - p
        }
        // Lentz's continued fraction of Q(a, x).
        var b = x + 1 - a
        var c = Double.greatestFiniteMagnitude
        var d = 1 / b
        var fraction = d
        for i in 1..<100_000 {
            let factor = -Double(i) * (Double(i) - a)
            b += 2
            d = factor * d + b
            if Swift.abs(d) < 1e-300 { d = 1e-300 }
            c = b + factor / c
            if Swift.abs(c) < 1e-300 { c = 1e-300 }
            d = 1 / d
            fraction *= d * c
            if Swift.abs(d * c - 1) <= 1e-16 { break }
        }
        return (1 - p) - fraction * scale
    }

    /// The smallest number of successes that is not exceeded with probability p at least.
    ///
    /// Probabilities are summed upwards from 12 standard deviations below the mean, below which
    /// there is less than 1e-17 (Hoeffding 1963), so at most about 24 standard deviations of terms.
    /// The trials are cut off to an integer.
    static func binomial(_ p: Double, trials: Double, probability: Double) -> Double {
        guard trials >= 0, trials < 0x1p53, probability >= 0, probability <= 1, p >= 0, p <= 1
        else { return .nan }
        let n = trials.rounded(.towardZero)
        if probability == 0 || n == 0 { return 0 }
        if probability == 1 { return n }
        if probability > 0.5 { return n - binomial(1 - p, trials: n, probability: 1 - probability) }
        let q = 1 - probability
        let lowest = n * probability - 12 * (n * probability * q).squareRoot()
        var k = Swift.max(0, lowest.rounded(.down))
        var logMass = n * Double.log(onePlus: -probability)
        if k > 0 {
            logMass =
                Double.logGamma(n + 1) - .logGamma(k + 1) - .logGamma(n - k + 1)
                + k * .log(probability) + (n - k) * .log(onePlus: -probability)
        }
        var mass = Double.exp(logMass)
        var sum = mass
        while sum < p, k < n, mass > 0 {
            mass *= (n - k) / (k + 1) * (probability / q)
            k += 1
            sum += mass
        }
        return k
    }
}
