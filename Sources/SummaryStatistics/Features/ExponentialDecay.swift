import Foundation

/// The time constant of a decay towards a level that the data do not reach.
///
/// The unknown distance x from the last value to the level is found by golden-section search, as
/// the x for which the logarithm of the voltage above the level is nearest to a straight line; the
/// time constant is the negative inverse of that line's slope. Method and constants are those of
/// eFEL 5.7 (Blue Brain Project), Subthreshold: time_constant.
struct ExponentialDecay {
    /// ms.
    let times: [Double]
    /// mV, falling to its last value.
    let voltage: [Double]

    /// Milliseconds; NaN where some voltage lies so far below the last one that no level fits.
    /// - Parameter takesLastTrial: whether the slope of the last trial counts, as in eFEL, instead
    ///   of that of the best one.
    func timeConstant(takesLastTrial: Bool) -> Double {
        let golden = 1.618033988
        var (left, right) = (0.0, 5.0)
        var middle = (left * golden + right) / (1 + golden)
        var best = line(distance: middle)
        var last = best
        var looksRight = true
        while right - left > 0.01 {
            let trial =
                looksRight
                ? (middle * golden + right) / (1 + golden)
                : (left + golden * middle) / (1 + golden)
            last = line(distance: trial)
            if last.residual < best.residual {
                if looksRight { left = middle } else { right = middle }
                middle = trial
                best = last
            } else {
                if looksRight { right = trial } else { left = trial }
                looksRight.toggle()
            }
        }
        return -1 / (takesLastTrial ? last.slope : best.slope)
    }

    /// The straight line through the logarithms, with its squared residuals over their squared
    /// range.
    private func line(distance: Double) -> (slope: Double, residual: Double) {
        let level = (voltage.last ?? 0) - distance
        let logarithms = voltage.map { log($0 - level) }
        let count = Double(times.count)
        var sums = (x: 0.0, y: 0.0, xx: 0.0, xy: 0.0)
        for (x, y) in zip(times, logarithms) {
            sums.x += x
            sums.y += y
            sums.xx += x * x
            sums.xy += x * y
        }
        let slope =
            (count * sums.xy - sums.x * sums.y) / (count * sums.xx - sums.x * sums.x)
        let intercept = (sums.y - slope * sums.x) / count
        var squares = 0.0
        var (lowest, highest) = (Double.infinity, -Double.infinity)
        for (x, y) in zip(times, logarithms) {
            let residual = y - intercept - slope * x
            squares += residual * residual
            lowest = min(lowest, y)
            highest = max(highest, y)
        }
        let range = highest - lowest
        return (slope, squares / (range * range))
    }
}
