/// Count, mean and sums of powers of deviations from the mean of a set of numbers.
///
/// Those of two sets merge exactly (P. Pébay 2008, Sandia report SAND2008-6212, equations 1.5 and
/// 2.1), so moments are built from short runs; see `WindowMoments`.
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
}
