extension Figure {
    /// Histograms of the ranks of true parameters among posterior samples.
    ///
    /// With a right posterior each bar lies inside of the grey band with probability 99 per cent.
    public static func rankHistograms(
        _ ranks: CalibrationRanks, bins: Int = 20, name: String = "ranks"
    ) -> Figure {
        let count = ranks.ranks.count
        let columns = min(max(count, 1), 4)
        let rows = max((count + columns - 1) / columns, 1)
        let (width, height) = (90 + 190 * columns, 70 + 165 * rows)
        let layout = Layout(width: width, height: height)
        let frames = layout.grid(
            of: layout.frame(left: 66, right: 20, bottom: 54, top: 32), rows: rows,
            columns: columns,
            gapX: 22, gapY: 50)
        // Bins of whole ranks only; unequal numbers of ranks per bin would look like miscalibration.
        let possible = ranks.sampleCount + 1
        let binCount =
            (1...max(min(bins, possible), 1)).last { possible % $0 == 0 && $0 > 4 }
            ?? min(bins, possible)
        let highest =
            ranks.ranks.map { histogram($0, bins: binCount, possible: possible).max() ?? 0 }
            .max() ?? 0
        let panels = ranks.ranks.enumerated().map { index, parameterRanks in
            let heights = histogram(parameterRanks, bins: binCount, possible: possible)
            let trials = parameterRanks.count
            let bands = (0..<binCount).map { bin in
                BinomialInterval.central(
                    trials: trials,
                    probability: Double(ranksIn(bin, of: binCount, possible)) / Double(possible),
                    mass: 0.99)
            }
            let bandTop = Double(bands.map(\.upperBound).max() ?? 0)
            let centres = (0..<binCount).map { (Double($0) + 0.5) / Double(binCount) }
            let (column, row) = (index % columns, index / columns)
            let edges = [0.0] + centres + [1.0]
            let padded = [bands[0]] + bands + [bands[binCount - 1]]
            return Panel(
                ranks.parameterNames[index], showsName: true, frame: frames[row][column],
                x: Axis(
                    row == rows - 1 || index + columns >= count ? "Normalised rank" : "",
                    range: 0...1,
                    ticks: .fixed([Axis.Tick(0, "0"), Axis.Tick(0.5, "0.5"), Axis.Tick(1, "1")])),
                y: Axis(
                    column == 0 ? "Count" : "",
                    range: 0...max(1.15 * max(Double(highest), bandTop), 1),
                    ticks: column == 0 ? .automatic(count: 5) : .unlabelled(count: 5)),
                layers: [
                    Layer(
                        "99 % band of uniform ranks",
                        .band(
                            x: edges, lower: padded.map { Double($0.lowerBound) },
                            upper: padded.map { Double($0.upperBound) },
                            Palette.prior.lightened(by: 0.6))),
                    Layer(
                        "ranks",
                        .bars(
                            centres: centres, heights: heights.map(Double.init),
                            width: 0.86 / Double(binCount), Palette.posterior.opacity(0.75))),
                    Layer(
                        "expected",
                        .horizontalLine(
                            Double(trials) / Double(binCount),
                            LineStyle(Palette.observed, width: 0.8, dash: .dashed))),
                ], textSize: 11.5)
        }
        return Figure(name: name, width: width, height: height, panels: panels)
    }

    /// How often central credible intervals hold the true parameter, against their mass.
    ///
    /// A right posterior follows the diagonal; above it the intervals are too wide, below it too
    /// narrow. The grey band holds 99 per cent of what chance alone gives at each mass.
    public static func coverage(
        _ ranks: CalibrationRanks, name: String = "coverage", width: Int = 520, height: Int = 480
    ) -> Figure {
        let masses = (0...50).map { Double($0) / 50 }
        let trials = ranks.ranks.map(\.count).max() ?? 0
        let bands = masses.map {
            BinomialInterval.central(trials: trials, probability: $0, mass: 0.99)
        }
        let scale = Double(max(trials, 1))
        var layers = [
            Layer(
                "99 % band", isInLegend: true,
                .band(
                    x: masses, lower: bands.map { Double($0.lowerBound) / scale },
                    upper: bands.map { Double($0.upperBound) / scale },
                    Palette.prior.lightened(by: 0.6))),
            Layer(
                "ideal",
                .line(
                    x: [0, 1], y: [0, 1], LineStyle(Palette.observed, width: 0.8, dash: .dashed))),
        ]
        for (index, parameterRanks) in ranks.ranks.enumerated() {
            layers.append(
                Layer(
                    ranks.parameterNames[index],
                    .line(
                        x: masses,
                        y: centralCoverage(parameterRanks, of: ranks.sampleCount, masses),
                        LineStyle(Palette.curve(index), width: 1.4))))
        }
        // The names stand beside the curves' panel: eight of them above it would not fit.
        for (index, name) in ranks.parameterNames.enumerated() {
            layers.append(
                Layer(
                    name,
                    .text(
                        name, .panel(x: 1.03, y: 0.96 - 0.06 * Double(index)), .left,
                        Palette.curve(index), size: 13)))
        }
        return Figure(
            name: name, width: width, height: height,
            panels: [
                Panel(
                    "coverage",
                    frame: Layout(width: width, height: height).frame(
                        left: 66, right: 90, bottom: 54, top: 34),
                    x: Axis("Mass of the credible interval", range: 0...1, hasGrid: true),
                    y: Axis("Share that holds the true value", range: 0...1, hasGrid: true),
                    layers: layers)
            ])
    }

    private static func ranksIn(_ bin: Int, of bins: Int, _ possible: Int) -> Int {
        ((bin + 1) * possible + bins - 1) / bins - (bin * possible + bins - 1) / bins
    }

    private static func histogram(_ ranks: [Int], bins: Int, possible: Int) -> [Int] {
        var heights = [Int](repeating: 0, count: bins)
        for rank in ranks { heights[rank * bins / possible] += 1 }
        return heights
    }

    /// The share of ranks in the central interval of each mass.
    private static func centralCoverage(_ ranks: [Int], of sampleCount: Int, _ masses: [Double])
        -> [Double]
    {
        // Half a rank puts the possible ranks in the middle of equal pieces of 0…1.
        let distances = ranks.map {
            abs(2 * (Double($0) + 0.5) / Double(sampleCount + 1) - 1)
        }
        return masses.map { mass in
            Double(distances.count { $0 <= mass }) / Double(max(ranks.count, 1))
        }
    }
}
