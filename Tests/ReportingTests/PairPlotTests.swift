import LinearAlgebra
import Reporting
import Testing

/// The densities of a pair plot are checked through what the figure draws.
@Suite struct PairPlotTests {
    private func figure(_ samples: Matrix<Double>, _ ranges: [ClosedRange<Double>]) -> Figure {
        Figure.pairPlot(
            samples: samples,
            parameters: ranges.enumerated().map {
                FittedParameter(
                    "p\($0.offset)", priorRange: $0.element, maximum: $0.element.lowerBound,
                    credibleInterval: $0.element)
            })
    }

    private func marginal(_ figure: Figure, _ name: String) -> (x: [Double], y: [Double]) {
        for layer in figure.panels.first(where: { $0.name == name })?.layers ?? [] {
            if case .line(let x, let y, _) = layer.mark { return (x, y) }
        }
        return ([], [])
    }

    private func integral(_ curve: (x: [Double], y: [Double])) -> Double {
        var sum = 0.0
        for index in 1..<curve.x.count {
            let height = (curve.y[index] + curve.y[index - 1]) / 2
            sum += (curve.x[index] - curve.x[index - 1]) * height
        }
        return sum
    }

    @Test func marginalDensitiesIntegrateToOneAndKeepTheirHeightAtTheLimits() {
        var numbers = TestNumbers(seed: 17)
        let samples = Matrix<Double>(rows: 40_000, columns: 2) { _, column in
            column == 0 ? -3 + 5 * numbers.next() : 1 - numbers.next().squareRoot()
        }
        let figure = figure(samples, [-3...2, 0...1])
        let uniform = marginal(figure, "p0")
        // Every sample is in a cell and the blur keeps sums; the trapezoids add only rounding.
        #expect(abs(integral(uniform) - 1) < 1e-9)
        // 40,000 samples and a kernel of 0.17 (a fifth of what holds 1,400 samples): the counting
        // error is about 2 %; five of these. A kernel that leaks gives one half at the limits.
        for height in uniform.y { #expect(abs(height - 0.2) < 0.1 * 0.2) }
        // The density 2 (1 − x) falls from 2 at the lower limit; reflection flattens the last
        // kernel width (0.03), which costs about 2 × 0.8 × 0.03.
        let triangle = marginal(figure, "p1")
        #expect(abs(integral(triangle) - 1) < 1e-9)
        #expect(abs(triangle.y[0] - 2) < 0.15)
        #expect(abs(triangle.y[120] - 1) < 0.1)
    }

    @Test func outlinesHoldTheMassTheyAreNamedAfter() {
        var numbers = TestNumbers(seed: 23)
        // The disc of radius 1 with density proportional to 1 − r²: mass inside r is 1 − (1 − r²)².
        var rows = [[Double]]()
        while rows.count < 60_000 {
            let (x, y) = (2 * numbers.next() - 1, 2 * numbers.next() - 1)
            if x * x + y * y < 1, numbers.next() < 1 - x * x - y * y { rows.append([x, y]) }
        }
        let figure = figure(Matrix(rows), [-1.2...1.2, -1.2...1.2])
        let panel = figure.panels.first { $0.name == "p1 against p0" }
        for (name, mass) in [("80 % region", 0.8), ("60 % region", 0.6), ("40 % region", 0.4)] {
            var area = 0.0
            for layer in panel?.layers ?? [] where layer.name == name {
                guard case .polygon(let x, let y, _) = layer.mark else { continue }
                for index in x.indices {
                    let next = (index + 1) % x.count
                    area += (x[index] * y[next] - x[next] * y[index]) / 2
                }
            }
            let expected = Double.pi * (1 - (1 - mass).squareRoot())
            // The kernel (0.06) widens the regions a little, by less than a tenth of their areas.
            #expect(abs(area - expected) < 0.1 * expected, "\(name): \(area), expected \(expected)")
        }
    }

    @Test func theEnlargedPlotShowsNearlyAllSamplesAndStaysInsideOfThePrior() {
        var numbers = TestNumbers(seed: 31)
        let samples = Matrix<Double>(rows: 4000, columns: 2) { _, column in
            column == 0 ? 40 + numbers.next() : 99 + numbers.next()
        }
        let figure = Figure.pairPlot(
            samples: samples,
            parameters: ["a", "b"].map {
                FittedParameter($0, priorRange: 0...100, maximum: 40.5, credibleInterval: 40...41)
            }, extent: .posterior)
        // A quarter of the width of 1 on both sides; the second one ends at the limit of the prior.
        let ranges = ["a", "b"].map { name in figure.panels.first { $0.name == name }?.x.range }
        for (range, expected) in zip(ranges, [39.75...41.25, 98.75...100]) {
            #expect(abs((range?.lowerBound ?? .nan) - expected.lowerBound) < 0.01)
            #expect(abs((range?.upperBound ?? .nan) - expected.upperBound) < 0.01)
        }
        #expect(abs(integral(marginal(figure, "a")) - 1) < 0.005)
    }

    @Test func correlationsOfRotatedNoiseAreExact() {
        // Columns 1 and −1 with the same noise: correlation exactly −1; a constant column has none.
        let samples = Matrix<Double>([[1, -1, 4], [2, -2, 4], [4, -4, 4]])
        let figure = figure(samples, [0...5, -5...0, 3...5])
        func coefficient(_ name: String) -> String? {
            for layer in figure.panels.first(where: { $0.name == name })?.layers ?? [] {
                if case .text(let text, _, _, _, _) = layer.mark { return text }
            }
            return nil
        }
        #expect(coefficient("correlation of p0 and p1") == "−1.00")
        #expect(coefficient("correlation of p0 and p2") == "–")
    }
}
