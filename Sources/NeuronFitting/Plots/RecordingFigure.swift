public import BatchSimulation
public import Reporting

extension Figure {
    /// What was recorded of some instances in one chunk, a plot below the other.
    ///
    /// - Parameters:
    ///   - results: one for each instance; all have the same recordings.
    ///   - chunk: counted from 0.
    ///   - name: the stem of the files.
    /// - Throws: ``OptNeuronError/missingResult(of:in:reason:)`` where nothing was recorded of what
    ///   is to be shown, or there is no result.
    public static func recordings(
        _ results: [ExperimentResults], chunk: Int = 0, plots: [RecordingPlot],
        name: String = "recordings", width: Int = 860
    ) throws -> Figure {
        precondition(!plots.isEmpty, "a figure without a plot")
        let panels = plots.flatMap(\.panels)
        let content = try RecordingPanels(results, chunk: chunk)
        let (rowHeight, margin) = (190.0, 58.0)
        let height = Double(panels.count) * (rowHeight + margin)
        return Figure(
            name: name, width: width, height: Int(height),
            panels: try panels.enumerated().map { row, plot in
                // From the lower left corner; the first plot stands at the top.
                let bottom = height - Double(row) * (rowHeight + margin) - rowHeight
                let frame = Frame(
                    left: 74 / Double(width), right: 1 - 20 / Double(width),
                    bottom: (bottom - 12) / height, top: (bottom + rowHeight - 24) / height)
                return try content.panel(plot, frame)
            })
    }
}

/// The panels that show one chunk of some instances.
struct RecordingPanels {
    private let chunks: [InstanceChunk]
    private let position: Int
    private let span: ClosedRange<Double>

    init(_ results: [ExperimentResults], chunk position: Int) throws(OptNeuronError) {
        var chunks: [InstanceChunk] = []
        for result in results {
            guard result.chunks.indices.contains(position) else {
                throw .missingResult(
                    of: "figure", in: "the results",
                    reason: "there is no chunk \(position), found \(result.chunks.count) counted "
                        + "from 0")
            }
            chunks.append(result.chunks[position])
        }
        guard let duration = chunks.map(\.duration).max() else {
            throw .missingResult(
                of: "figure", in: "the results", reason: "found none, expected at least one")
        }
        self.chunks = chunks
        self.position = position
        span = 0...max(duration, .leastNormalMagnitude)
    }

    func panel(_ plot: RecordingPlot, _ frame: Frame) throws(OptNeuronError) -> Panel {
        let time = Axis("Time", unit: "ms", range: span, ticks: .automatic(count: 10))
        switch plot {
        case .line(let variable):
            return Panel(
                variable, frame: frame, x: time, y: Axis(variable, hasGrid: true),
                layers: try lines(variable))
        case .meanLine(let variable):
            return Panel(
                "mean \(variable)", frame: frame, x: time,
                y: Axis("mean \(variable)", hasGrid: true), layers: try meanLine(variable))
        case .matrix(let variable):
            return Panel(
                "\(variable), all instances", frame: frame, x: time,
                y: rows("Instance"), layers: try matrix(variable, frame), border: .box)
        case .raster:
            try checkSpikes()
            return Panel(
                "spikes", frame: frame, x: time, y: rows("Instance"), layers: raster,
                border: .bottom)
        case .meanRate(let bin), .hybrid(let bin):
            try checkSpikes()
            let rate = meanRate(bin: bin)
            return Panel(
                "mean rate", frame: frame, x: time,
                y: Axis("Mean rate", unit: "Hz", hasGrid: true),
                layers: [
                    Layer(
                        "mean rate",
                        .bars(
                            centres: rate.centres, heights: rate.values, width: bin,
                            Palette.posterior))
                ])
        case .interspike(let bin):
            try checkSpikes()
            let counts = intervals(bin: bin)
            return Panel(
                "interspike intervals", frame: frame,
                x: Axis("Interspike interval", unit: "ms"), y: Axis("Count", hasGrid: true),
                layers: [
                    Layer(
                        "interspike intervals",
                        .bars(
                            centres: counts.centres, heights: counts.values, width: bin,
                            Palette.posterior))
                ])
        }
    }

    private func checkSpikes() throws(OptNeuronError) {
        guard chunks.contains(where: \.recordsSpikes) else {
            throw .missingResult(
                of: "figure", in: "chunk \(position)", reason: "spikes are not recorded")
        }
    }

    private func rows(_ label: String) -> Axis {
        let ticks = chunks.count <= 12 ? Array(1...chunks.count) : [1, chunks.count]
        return Axis(
            label, range: 0.3...Double(chunks.count) + 0.7,
            ticks: .fixed(ticks.map { Axis.Tick(height(of: $0 - 1), "\($0 - 1)") }))
    }

    /// The height of an instance's row; the first stands at the top.
    private func height(of instance: Int) -> Double { Double(chunks.count - instance) }

    // MARK: Variables

    private func periods(
        _ variable: String, _ instance: Int
    ) throws(OptNeuronError) -> [InstancePeriod] {
        do {
            return try chunks[instance].periods(of: variable)
        } catch {
            throw .missingResult(of: "figure", in: "chunk \(position)", reason: "\(error)")
        }
    }

    /// One line for each period, thinned for drawing.
    private func lines(_ variable: String) throws(OptNeuronError) -> [Layer] {
        var layers: [Layer] = []
        for instance in chunks.indices {
            for (number, period) in try periods(variable, instance).enumerated() {
                let curve = Curve(
                    SampledTrace(
                        "instance \(instance)", unit: "", startMilliseconds: period.startTime,
                        intervalMilliseconds: period.interval, values: Array(period.samples)))
                layers.append(
                    Layer(
                        curve.name, isInLegend: number == 0 && (2...8).contains(chunks.count),
                        .line(
                            x: curve.x, y: curve.y, LineStyle(Palette.curve(instance), width: 1))))
            }
        }
        return layers
    }

    private func meanLine(_ variable: String) throws(OptNeuronError) -> [Layer] {
        var layers: [Layer] = []
        var all: [[InstancePeriod]] = []
        for instance in chunks.indices { all.append(try periods(variable, instance)) }
        for number in 0..<(all.map(\.count).min() ?? 0) {
            let parts = all.map { $0[number] }
            let count = parts.map(\.samples.count).min() ?? 0
            let times = (0..<count).map { parts[0].time(ofSample: $0) }
            let columns = (0..<count).map { sample in
                parts.map { $0.samples[sample] }.filter(\.isFinite)
            }
            layers.append(
                Layer(
                    "range of \(variable)",
                    .band(
                        x: times, lower: columns.map { $0.min() ?? .nan },
                        upper: columns.map { $0.max() ?? .nan },
                        Palette.posterior.lightened(by: 0.75))))
            layers.append(
                Layer(
                    "mean \(variable)",
                    .line(
                        x: times,
                        y: columns.map { $0.isEmpty ? .nan : $0.reduce(0, +) / Double($0.count) },
                        LineStyle(Palette.posterior))))
        }
        return layers
    }

    /// Thick pieces of lines in a few shades: one layer for each shade, however many cells there are.
    private func matrix(
        _ variable: String, _ frame: Frame
    ) throws(OptNeuronError) -> [Layer] {
        let (shades, bins) = (16, 240)
        let width = (span.upperBound - span.lowerBound) / Double(bins)
        var cells: [[Double]] = []
        for instance in chunks.indices {
            var (sums, counts) = (
                [Double](repeating: 0, count: bins), [Int](repeating: 0, count: bins)
            )
            for period in try periods(variable, instance) {
                for (sample, value) in period.samples.enumerated() where value.isFinite {
                    let bin = Int((period.time(ofSample: sample) - span.lowerBound) / width)
                    guard (0..<bins).contains(bin) else { continue }
                    sums[bin] += value
                    counts[bin] += 1
                }
            }
            cells.append(zip(sums, counts).map { $1 == 0 ? .nan : $0 / Double($1) })
        }
        let finite = cells.joined().filter(\.isFinite)
        guard let lowest = finite.min(), let highest = finite.max() else { return [] }
        var segments = [[Segment]](repeating: [], count: shades)
        for (instance, row) in cells.enumerated() {
            for (bin, value) in row.enumerated() where value.isFinite {
                let share = highest > lowest ? (value - lowest) / (highest - lowest) : 0.5
                let start = span.lowerBound + Double(bin) * width
                segments[min(shades - 1, Int(share * Double(shades)))].append(
                    Segment(
                        x: start, y: height(of: instance), endX: start + width,
                        endY: height(of: instance)))
            }
        }
        let thickness = 166 / Double(chunks.count)
        return segments.enumerated().map { shade, segments in
            let share = (Double(shade) + 0.5) / Double(shades)
            let value = lowest + share * (highest - lowest)
            return Layer(
                "\(variable) about \(value)",
                .segments(
                    segments,
                    LineStyle(
                        Palette.observed.lightened(by: 0.95 * (1 - share)), width: thickness)))
        }
    }

    // MARK: Spikes

    private var raster: [Layer] {
        chunks.enumerated().map { instance, chunk in
            Layer(
                "instance \(instance)",
                .segments(
                    chunk.spikes.map {
                        Segment(
                            x: $0, y: height(of: instance) - 0.38, endX: $0,
                            endY: height(of: instance) + 0.38)
                    }, LineStyle(Palette.observed, width: 1.1)))
        }
    }

    /// Spikes of all instances in a bin, for one instance and second; the last bin may be shorter.
    func meanRate(bin: Double) -> (centres: [Double], values: [Double]) {
        precondition(bin > 0, "bins of \(bin) ms")
        let count = max(1, Int((span.upperBound / bin - 1e-9).rounded(.up)))
        var spikes = [Int](repeating: 0, count: count)
        for time in chunks.flatMap(\.spikes) { spikes[min(count - 1, Int(time / bin))] += 1 }
        let centres = (0..<count).map { (Double($0) + 0.5) * bin }
        return (
            centres,
            spikes.enumerated().map { index, number in
                let length = min(bin, span.upperBound - Double(index) * bin)
                return 1_000 * Double(number) / (length * Double(chunks.count))
            }
        )
    }

    /// How many intervals between neighbouring spikes of one instance lie in each bin from 0 on.
    func intervals(bin: Double) -> (centres: [Double], values: [Double]) {
        precondition(bin > 0, "bins of \(bin) ms")
        let intervals = chunks.flatMap { chunk in
            zip(chunk.spikes.dropFirst(), chunk.spikes).map { $0 - $1 }
        }
        let count = Int((intervals.max() ?? 0) / bin) + 1
        var counts = [Double](repeating: 0, count: count)
        for interval in intervals { counts[Int(interval / bin)] += 1 }
        return ((0..<count).map { (Double($0) + 0.5) * bin }, counts)
    }
}
