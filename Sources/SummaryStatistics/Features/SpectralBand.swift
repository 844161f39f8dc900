/// The share of a signal's variance that oscillates within a band of frequencies.
struct SpectralBand: Sendable, Equatable {
    /// Hz; frequencies from the first up to, without it, the second.
    let low: Double
    let high: Double

    /// The variance within the band, in the square of the signal's unit.
    ///
    /// The periodogram of the deviations from the mean, without a taper: the bands from 0 Hz up to
    /// beyond half of the sampling rate add up to the variance of the samples (Parseval's theorem).
    /// - Parameter interval: milliseconds between samples.
    /// - Returns: nil of fewer than two samples.
    func power(of samples: [Double], interval: Double) -> Double? {
        guard samples.count >= 2, let mean = mean(samples) else { return nil }
        let spectrum = FourierTransform.powers(of: samples.map { $0 - mean })
        let count = samples.count
        // The frequency of term k, in Hz.
        let resolution = 1000 / (Double(count) * interval)
        var sum = 0.0
        for index in 1...count / 2 {
            let frequency = Double(index) * resolution
            guard frequency >= low && frequency < high else { continue }
            // All terms but that of half of the sampling rate stand for two of equal power.
            sum += (2 * index == count ? 1 : 2) * spectrum[index]
        }
        return sum / (Double(count) * Double(count))
    }
}

extension Feature {
    /// The variance of the voltage during the stimulus within a band.
    static func spectralPower(_ band: SpectralBand) -> Feature {
        .number(
            "spectral_power", unit: "mV²",
            "variance of the voltage from \(band.low) to \(band.high) Hz during the stimulus"
        ) { trace in
            let axis = trace.axis
            let samples = axis.atStart..<max(axis.atStart, axis.atEnd)
            return band.power(of: Array(trace.voltage[samples]), interval: axis.interval)
        }
    }
}
