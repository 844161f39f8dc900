import Reporting
import Testing

@Suite struct TraceDecimationTests {
    private static func trace(_ values: [Double]) -> SampledTrace {
        SampledTrace(
            "trace", unit: "mV", startMilliseconds: 5, intervalMilliseconds: 0.02, values: values)
    }

    @Test func everySpikeKeepsItsHeightAndTime() {
        var numbers = TestNumbers(seed: 11)
        var values = (0..<72_500).map { _ in -70 + numbers.next() }
        let spikes = [17, 20_011, 20_950, 44_444, 72_499]
        for (index, spike) in spikes.enumerated() { values[spike] = 30 + Double(index) }
        values[60_000] = -120
        let (x, y) = TraceDecimation.points(of: Self.trace(values), pieces: 1500)
        #expect(x.count <= 3000)
        #expect(zip(x, x.dropFirst()).allSatisfy { $0 < $1 })
        for (index, spike) in spikes.enumerated() {
            let position = y.firstIndex(of: 30 + Double(index))
            #expect(position != nil, "spike at sample \(spike) is lost")
            #expect(position.map { x[$0] } == 5 + Double(spike) * 0.02)
        }
        #expect(y.min() == -120)
    }

    /// The lowest and the highest value of every piece, found one by one.
    @Test(arguments: [7, 100, 333])
    func everyPieceKeepsItsExtremes(pieces: Int) {
        var numbers = TestNumbers(seed: 5)
        let values = (0..<1000).map { _ in numbers.next() }
        let y = Set(TraceDecimation.points(of: Self.trace(values), pieces: pieces).y)
        for piece in 0..<pieces {
            let part = values[piece * 1000 / pieces..<(piece + 1) * 1000 / pieces]
            #expect(y.contains(part.min()!))
            #expect(y.contains(part.max()!))
        }
    }

    @Test func shortTracesStayWhole() {
        let (x, y) = TraceDecimation.points(of: Self.trace([3, 1, 2]), pieces: 2)
        #expect(x == [5, 5.02, 5.04])
        #expect(y == [3, 1, 2])
    }

    @Test func gapsStayVisible() {
        var values = (0..<1000).map { Double($0) }
        values[500] = .nan
        let (_, y) = TraceDecimation.points(of: Self.trace(values), pieces: 50)
        #expect(y.contains { $0.isNaN })
        #expect(y.contains(999))
    }

    @Test func windowsIncludeBothEnds() {
        let part = TraceDecimation.window(Self.trace((0..<100).map(Double.init)), 5.1...5.2)
        #expect(part.values == [5, 6, 7, 8, 9, 10])
        #expect(abs(part.startMilliseconds - 5.1) < 1e-12)
        #expect(TraceDecimation.window(Self.trace([1, 2]), 90...95).values.isEmpty)
    }
}
