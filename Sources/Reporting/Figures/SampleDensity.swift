import Foundation

/// Smoothed densities of samples on a bounded range, for drawing.
///
/// Samples are counted in cells and the counts blurred with a Gaussian kernel whose width follows
/// Scott's rule (Scott 1992, "Multivariate density estimation", eq. 6.42). The blur reflects at the
/// limits, so no mass leaks out of a prior's range and a posterior that is piled up at a limit keeps
/// its height there. Priority: right mass and right shape at the limits; not the finest detail.
enum SampleDensity {
    /// The density at the centres of equal cells of a range; it integrates to the share of samples
    /// inside of the range.
    static func density(of samples: [Double], in range: ClosedRange<Double>, cells: Int) -> [Double]
    {
        let width = range.upperBound - range.lowerBound
        var counts = [Double](repeating: 0, count: cells)
        for sample in samples {
            guard let cell = cell(of: sample, in: range, cells) else { continue }
            counts[cell] += 1
        }
        let bandwidth = scottBandwidth(samples, exponent: -1.0 / 5) / width * Double(cells)
        let blurred = blur(counts, stride: 1, lines: [0], length: cells, bandwidth)
        let scale = Double(cells) / (width * Double(max(samples.count, 1)))
        return blurred.map { $0 * scale }
    }

    /// The share of samples in each cell of a grid, row by row: `[yCells × xCells]`.
    static func grid(
        x: [Double], y: [Double], xRange: ClosedRange<Double>, yRange: ClosedRange<Double>,
        cells: Int
    ) -> [Double] {
        precondition(x.count == y.count, "\(x.count) values of x, \(y.count) of y")
        var counts = [Double](repeating: 0, count: cells * cells)
        for (x, y) in zip(x, y) {
            guard let column = cell(of: x, in: xRange, cells),
                let row = cell(of: y, in: yRange, cells)
            else { continue }
            counts[row * cells + column] += 1
        }
        func bandwidth(_ values: [Double], _ range: ClosedRange<Double>) -> Double {
            scottBandwidth(values, exponent: -1.0 / 6) / (range.upperBound - range.lowerBound)
                * Double(cells)
        }
        let rows = Array(0..<cells)
        counts = blur(
            counts, stride: 1, lines: rows.map { $0 * cells }, length: cells, bandwidth(x, xRange))
        counts = blur(counts, stride: cells, lines: rows, length: cells, bandwidth(y, yRange))
        let total = Double(max(x.count, 1))
        return counts.map { $0 / total }
    }

    /// The height above which the cells hold a given share of all mass: the outline of the smallest
    /// region of that mass (highest-density region).
    static func level(of grid: [Double], holding mass: Double) -> Double {
        let total = grid.reduce(0, +)
        var sum = 0.0
        for height in grid.sorted(by: >) {
            sum += height
            if sum >= mass * total { return height }
        }
        return 0
    }

    private static func cell(of value: Double, in range: ClosedRange<Double>, _ cells: Int) -> Int?
    {
        guard range.contains(value) else { return nil }
        let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        return min(Int(share * Double(cells)), cells - 1)
    }

    /// The kernel's standard deviation; the smaller of the two measures of spread keeps the modes of
    /// a posterior with several of them apart (Silverman 1986, eq. 3.30).
    private static func scottBandwidth(_ samples: [Double], exponent: Double) -> Double {
        guard samples.count > 1 else { return 0 }
        let count = Double(samples.count)
        let mean = samples.reduce(0, +) / count
        let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        let sorted = samples.sorted()
        let quartiles = sorted[samples.count * 3 / 4] - sorted[samples.count / 4]
        let spread =
            quartiles > 0 ? min(variance.squareRoot(), quartiles / 1.349) : variance.squareRoot()
        return spread * pow(count, exponent)
    }

    /// Blurs lines of a grid with a Gaussian of `bandwidth` cells; indices outside of a line are
    /// reflected into it, which keeps the sum of every line exactly.
    private static func blur(
        _ values: [Double], stride: Int, lines: [Int], length: Int, _ bandwidth: Double
    ) -> [Double] {
        // Half a cell at least hides the counting noise of the cells.
        let width = max(bandwidth, 0.5)
        let reach = Int((4 * width).rounded(.up))
        var kernel = (-reach...reach).map { exp(-0.5 * Double($0 * $0) / (width * width)) }
        let sum = kernel.reduce(0, +)
        kernel = kernel.map { $0 / sum }
        var result = [Double](repeating: 0, count: values.count)
        for start in lines {
            for position in 0..<length {
                let value = values[start + position * stride]
                guard value != 0 else { continue }
                for (offset, weight) in kernel.enumerated() {
                    let target = reflected(position + offset - reach, length)
                    result[start + target * stride] += value * weight
                }
            }
        }
        return result
    }

    private static func reflected(_ index: Int, _ length: Int) -> Int {
        let period = 2 * length
        let wrapped = ((index % period) + period) % period
        return wrapped < length ? wrapped : period - 1 - wrapped
    }
}
