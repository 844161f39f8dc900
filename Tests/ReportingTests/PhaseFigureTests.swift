import Reporting
import Testing

@Suite struct PhaseFigureTests {
    /// The voltages and slopes of all curves.
    private static func points(of figure: Figure) -> [(x: Double, y: Double)] {
        figure.panels.flatMap(\.layers).flatMap { layer -> [(x: Double, y: Double)] in
            guard case .line(let x, let y, _) = layer.mark else { return [] }
            return Array(zip(x, y)).map { (x: $0, y: $1) }
        }
    }

    /// A parabola in time has the slope 2·√V; a central difference of it is exact. Noise with a period
    /// of four samples is no slope over a multiple of them, and one of 6 mV/ms over two.
    @Test func aTraceWithoutSpikesIsOneSmoothCurve() {
        let interval = 0.05
        let values = (0..<80_000).map { sample -> Double in
            let time = Double(sample) * interval
            return time * time * 1e-6 + (sample % 4 < 2 ? 0.3 : -0.3)
        }
        let figure = Figure.phasePlot(
            SampledTrace("v", unit: "mV", intervalMilliseconds: interval, values: values))
        let points = Self.points(of: figure)
        #expect(points.count <= 4_000 && points.count > 100)
        for (voltage, slope) in points.dropFirst().dropLast() {
            let time = (max(0, voltage - 0.3) * 1e6).squareRoot()
            #expect(abs(slope - 2e-6 * time) < 1e-9, "\(voltage) mV")
        }
    }

    /// Samples around a spike are not averaged: 80 mV within a millisecond.
    @Test func theLoopOfASpikeKeepsItsSlope() {
        let values = (0..<80_000).map { sample -> Double in
            max(0, 80 - abs(Double(sample) - 40_000) * 80 * 0.05)
        }
        let figure = Figure.phasePlot(
            SampledTrace("v", unit: "mV", intervalMilliseconds: 0.05, values: values),
            spikes: [2_000])
        let slopes = Self.points(of: figure).map(\.y)
        #expect(abs((slopes.max() ?? 0) - 80) < 1e-9 && abs((slopes.min() ?? 0) + 80) < 1e-9)
    }
}
