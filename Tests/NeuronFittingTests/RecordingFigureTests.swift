import Foundation
import NeuroSBI
import Testing

/// Plots of what an experiment recorded.
@Suite struct RecordingFigureTests {
    /// Three instances of 100 ms, with 1, 2 and 3 spikes 20 ms apart.
    private let results: [ExperimentResults] = (0..<3).map { instance in
        let level = Double(instance)
        let trace: [Double] = (0..<1_000).map { level + sin(Double($0) / 30) }
        let spikes: [Double] = (0...instance).map { 10 + 20 * Double($0) }
        return ExperimentResults(chunks: [
            InstanceChunk(traces: ["v": trace], interval: 0.1, spikes: spikes)
        ])
    }

    private func bars(_ panel: Panel) throws -> (centres: [Double], heights: [Double]) {
        guard case .bars(let centres, let heights, _, _) = try #require(panel.layers.first).mark
        else {
            Issue.record("expected bars")
            return ([], [])
        }
        return (centres, heights)
    }

    @Test func ratesAreSpikesOfAnInstanceInASecond() throws {
        let figure = try Figure.recordings(results, plots: [.meanRate(bin: 30)])
        let (centres, heights) = try bars(figure.panels[0])
        #expect(centres == [15, 45, 75, 105])
        // 3 spikes at 10, 2 at 30 and 1 at 50 ms, of three instances in 0.03 s.
        #expect(heights.count == 4 && heights.suffix(2) == [0, 0])
        #expect(heights.prefix(2).allSatisfy { abs($0 - 3 / 0.09) < 1e-9 })
        // Its integral is the number of spikes; the last bin is shorter.
        let short = try bars(
            Figure.recordings(results, plots: [.meanRate(bin: 7)]).panels[0])
        var integral = 0.0
        for (centre, height) in zip(short.centres, short.heights) {
            let length: Double = min(7, 100 - (centre - 3.5))
            integral += height * length * 3 / 1_000
        }
        #expect(abs(integral - 6) < 1e-12)
        let late = ExperimentResults(chunks: [
            InstanceChunk(
                traces: ["v": [Double](repeating: 0, count: 100)], interval: 1, spikes: [99])
        ])
        let last = try bars(Figure.recordings([late], plots: [.meanRate(bin: 7)]).panels[0])
        #expect(last.heights.suffix(1) == [500])
    }

    @Test func intervalsAreThoseWithinInstances() throws {
        let (centres, heights) = try bars(
            Figure.recordings(results, plots: [.interspike(bin: 8)]).panels[0])
        #expect(centres == [4, 12, 20] && heights == [0, 0, 3])
    }

    @Test func everyKindIsDrawn() async throws {
        let plots: [RecordingPlot] = [
            .line("v"), .meanLine("v"), .matrix("v"), .raster, .hybrid(bin: 10),
            .interspike(bin: 5),
        ]
        let figure = try Figure.recordings(results, plots: plots)
        // The hybrid is a raster with the rate below it.
        #expect(figure.panels.count == 7)
        #expect(figure.panels[0].layers.count == 3)
        let range = band(figure.panels[1])
        let mean = line(figure.panels[1])
        #expect(range.count == 1_000 && mean.count == 1_000)
        #expect(range.allSatisfy { abs($0.upper - $0.lower - 2) < 1e-12 })
        #expect(zip(range, mean).allSatisfy { abs($1 - $0.lower - 1) < 1e-12 })
        var cells = 0
        for layer in figure.panels[2].layers {
            if case .segments(let segments, _) = layer.mark { cells += segments.count }
        }
        #expect(cells == 3 * 240)
        let folder = NSTemporaryDirectory() + "RecordingFigureTests-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        do {
            let files = try await FigureWriter().write(figure, to: folder)
            #expect(FileManager.default.fileExists(atPath: files.png))
        } catch {
            // Without gnuplot there are no images.
            guard case .gnuplotMissing = error else { throw error }
        }
    }

    private func band(_ panel: Panel) -> [(lower: Double, upper: Double)] {
        for layer in panel.layers {
            if case .band(_, let lower, let upper, _) = layer.mark {
                return zip(lower, upper).map { (lower: $0, upper: $1) }
            }
        }
        return []
    }

    private func line(_ panel: Panel) -> [Double] {
        for layer in panel.layers {
            if case .line(_, let values, _) = layer.mark { return values }
        }
        return []
    }

    @Test func whatIsMissingIsNamed() {
        #expect {
            try Figure.recordings(results, plots: [.line("u")])
        } throws: { "\($0)".contains("'u'") }
        #expect {
            try Figure.recordings(results, chunk: 1, plots: [.raster])
        } throws: { "\($0)".contains("no chunk 1") }
        #expect(throws: OptNeuronError.self) { try Figure.recordings([], plots: [.raster]) }
    }
}
