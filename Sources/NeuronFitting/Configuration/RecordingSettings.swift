public import Recordings

/// How a measured recording is prepared before it is compared with simulations: key `recording`.
public struct RecordingSettings: Sendable {
    /// A mean voltage that sweeps are moved to.
    public struct Baseline: Sendable, Equatable {
        /// Millivolts, after the junction potential was added.
        public var voltage: Double
        /// Milliseconds on the sweep's own axis, before the stimulus.
        public var window: ClosedRange<Double>

        /// Creates a baseline.
        public init(voltage: Double, window: ClosedRange<Double>) {
            self.voltage = voltage
            self.window = window
        }
    }

    /// The sweep to take: a number, or a name; nil takes the only one that is left.
    public var sweep: String?
    /// Stimulus and amplitude of the sweeps that come into question.
    public var selection = SweepSelection.all
    /// Megaohms that the amplifier's bridge left uncompensated; 0 leaves the voltage.
    public var seriesResistance: Double = 0
    /// Millivolts to add to the recorded voltage; 0 leaves it.
    public var junctionPotential: Double = 0
    /// The mean voltage to move the sweep to; nil leaves it.
    public var baseline: Baseline?
    /// How a sweep gets the time step of the protocol where it has another one; nil refuses it.
    public var resampling: Resampling?
    /// Square centimetres; nil keeps absolute currents.
    public var membraneArea: Double?
    /// Milliseconds to keep; nil keeps all.
    public var window: ClosedRange<Double>?
    /// The state variable that starts at the recording's first sample.
    public var initialVariable: String?

    /// Takes recordings as they are.
    public init() {}

    /// Corrects the voltage, resamples, cuts to the window and divides by the membrane area.
    ///
    /// The voltage is corrected for series resistance, junction potential and baseline in this
    /// order; what was done stands in the history of the result.
    /// - Parameter timeStep: milliseconds from sample to sample of the simulations; nil where there
    ///   are none.
    public func prepare(
        _ recording: Recording, timeStep: Double? = nil
    ) throws(RecordingError) -> Recording {
        let resamples = timeStep.map { resampling != nil && !recording.isSampled(every: $0) }
        // Corrections of single samples commute with the cut, which leaves fewer to correct; means
        // and filters see what lies beyond the window.
        let cutsFirst = baseline == nil && resamples != true
        var prepared = recording
        var cut: String?
        if cutsFirst, let window {
            prepared = try prepared.cropped(to: window)
            cut = prepared.history.removeLast()
        }
        if seriesResistance != 0 {
            prepared = try prepared.correctingSeriesResistance(seriesResistance)
        }
        if junctionPotential != 0 {
            prepared = prepared.correctingJunctionPotential(junctionPotential)
        }
        if let baseline {
            prepared = try prepared.withBaseline(baseline.voltage, over: baseline.window)
        }
        if resamples == true, let resampling, let timeStep {
            prepared = try prepared.resampled(to: timeStep, by: resampling)
        }
        if let cut {
            prepared.history.append(cut)
        } else if let window {
            prepared = try prepared.cropped(to: window)
        }
        if let membraneArea {
            prepared = try prepared.withCurrentDensity(membraneArea: membraneArea)
        }
        return prepared
    }
}

extension Recording {
    /// Whether samples of the sweep and of a simulation fall together.
    ///
    /// Half a sample over the whole trace is the most that rounding of a stored rate explains.
    func isSampled(every timeStep: Double) -> Bool {
        abs(samplingInterval - timeStep) * Double(sampleCount) <= 0.5 * timeStep
    }
}
