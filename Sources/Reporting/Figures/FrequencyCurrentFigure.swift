extension Figure {
    /// Firing frequency over the injected current, with the rheobase where there is one.
    /// - Parameters:
    ///   - amplitudes: currents of the steps in nA, ascending.
    ///   - frequencies: spikes over the duration of each step in Hz.
    public static func frequencyCurrent(
        amplitudes: [Double], frequencies: [Double], rheobase: Double? = nil,
        name: String = "frequency-current", width: Int = 560, height: Int = 400
    ) -> Figure {
        let marks = rheobase.map {
            [
                Layer(
                    "rheobase", isInLegend: true,
                    .verticalLine($0, LineStyle(Palette.maximum, width: 1.1, dash: .dashed)))
            ]
        }
        let highest = frequencies.filter(\.isFinite).max() ?? 0
        return lines(
            name: name, x: Axis("Current", unit: "nA"),
            y: Axis(
                "Frequency", unit: "Hz", range: 0...(highest > 0 ? 1.08 * highest : 1),
                hasGrid: true),
            curves: [
                Curve(
                    "frequency", x: amplitudes, y: frequencies, colour: Palette.observed,
                    hasPoints: true)
            ], marks: marks ?? [], width: width, height: height)
    }
}
