extension Figure {
    /// Firing frequency over the injected current, with the rheobase where there is one.
    /// - Parameters:
    ///   - amplitudes: currents of the steps in nA, ascending.
    ///   - frequencies: spikes over the duration of each step in Hz.
    public static func frequencyCurrent(
        amplitudes: [Double], frequencies: [Double], rheobase: Double? = nil,
        name: String = "frequency-current", width: Int = 560, height: Int = 400
    ) -> Figure {
        let highest = frequencies.filter(\.isFinite).max() ?? 0
        let range = 0...(highest > 0 ? 1.08 * highest : 1)
        // A curve, and behind the others: the rheobase is the current of one of the points, which a
        // mark would cover.
        let background = rheobase.map { rheobase in
            [
                Layer(
                    "rheobase", isInLegend: true,
                    .line(
                        x: [rheobase, rheobase], y: [range.lowerBound, range.upperBound],
                        LineStyle(Palette.maximum, width: 1.1, dash: .dashed)))
            ]
        }
        return lines(
            name: name, x: Axis("Current", unit: "nA"),
            y: Axis(
                "Frequency", unit: "Hz", range: range, hasGrid: true),
            curves: [
                Curve(
                    "frequency", x: amplitudes, y: frequencies, colour: Palette.observed,
                    hasPoints: true)
            ], background: background ?? [], width: width, height: height)
    }
}
