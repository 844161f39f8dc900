/// A moment of the voltage within a window of time.
enum MomentStatistic: String, CaseIterable, Sendable {
    case restingMean = "resting_mean"
    case restingDeviation = "resting_sd"
    case mean = "mean_voltage"
    case variance = "voltage_variance"
    case skewness = "voltage_skewness"
    case kurtosis = "voltage_kurtosis"

    var unit: String {
        switch self {
        case .restingMean, .restingDeviation, .mean: "mV"
        case .variance: "mV^2"
        case .skewness, .kurtosis: "1"
        }
    }

    var summary: String {
        switch self {
        case .restingMean: "mean voltage before the stimulus"
        case .restingDeviation:
            "standard deviation in the last tenth of the time before the stimulus"
        case .mean: "mean voltage strictly between start and end of the stimulus"
        case .variance: "population variance strictly between start and end of the stimulus"
        case .skewness: "third central moment over the cubed standard deviation during the stimulus"
        case .kurtosis:
            "fourth central moment over the squared variance during the stimulus (normal: 3)"
        }
    }

    /// Reads the statistic off the moments of its window.
    func value(_ moments: CentralMoments) -> Double {
        switch self {
        case .restingMean, .mean: moments.mean
        case .restingDeviation: moments.variance.squareRoot()
        case .variance: moments.variance
        case .skewness: moments.skewness
        case .kurtosis: moments.kurtosis
        }
    }

    /// The highest power of deviations that the statistic needs.
    var order: Int {
        switch self {
        case .restingMean, .mean: 1
        case .restingDeviation, .variance: 2
        case .skewness, .kurtosis: 4
        }
    }

    /// Whether the statistic describes the time before the stimulus.
    var isResting: Bool { self == .restingMean || self == .restingDeviation }
}
