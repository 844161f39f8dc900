/// Count, mean and sums of powers of deviations from the mean of a set of numbers.
///
/// Two sets merge exactly (P. Pébay 2008, Sandia report SAND2008-6212, equations 1.5 and 2.1), so
/// moments are built from short runs, each centred on its own mean. Sums of raw powers are rejected:
/// a voltage that drifts by 20 mV with a noise of 0.01 mV would leave no digit of the kurtosis.
struct CentralMoments: Equatable, Sendable {
    /// Number of values.
    var count: Double = 0
    /// Arithmetic mean.
    var mean: Double = 0
    /// Sum of squared deviations.
    var second: Double = 0
    /// Sum of cubed deviations.
    var third: Double = 0
    /// Sum of fourth powers of deviations.
    var fourth: Double = 0

    /// Population variance; NaN without values.
    var variance: Double { count > 0 ? second / count : .nan }

    /// Third central moment over the cubed standard deviation; NaN without spread.
    var skewness: Double {
        let variance = variance
        return variance > 0 ? third / count / (variance * variance.squareRoot()) : .nan
    }

    /// Fourth central moment over the squared variance, 3 for a normal; NaN without spread.
    var kurtosis: Double {
        let variance = variance
        return variance > 0 ? fourth / count / (variance * variance) : .nan
    }

    /// Adds the values behind other moments.
    mutating func merge(_ other: CentralMoments) {
        guard count > 0 else {
            self = other
            return
        }
        guard other.count > 0 else { return }
        let (a, b) = (count, other.count)
        let total = a + b
        let delta = other.mean - mean
        let step = delta / total
        let cross = delta * step * a * b
        fourth +=
            other.fourth + cross * step * step * (a * a - a * b + b * b)
            + 6 * step * step * (a * a * other.second + b * b * second)
            + 4 * step * (a * other.third - b * third)
        third += other.third + cross * step * (a - b) + 3 * step * (a * other.second - b * second)
        second += other.second + cross
        mean += step * b
        count = total
    }
}
