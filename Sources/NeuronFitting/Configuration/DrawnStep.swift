import BatchSimulation
public import Probability
import RandomStreams

/// A step whose amplitude is another one in every simulation, and known of every recording.
///
/// A posterior that is trained on such simulations is conditioned on the amplitude, the statistic
/// `stimulus_amplitude`, and so answers sweeps of a whole family of currents. The amplitude is
/// given, not inferred: what it is drawn from says which sweeps can be asked for, and is no prior
/// belief.
public struct DrawnStep: Sendable, Equatable {
    /// The statistic that holds the amplitude.
    public static let statistic = "stimulus_amplitude"

    /// Milliseconds; the step is on for start ≤ t < stop.
    public var start: Double
    public var stop: Double
    /// What the amplitudes of simulations are drawn from, in the unit of the model's input.
    public var amplitude: Marginal

    /// Creates a step.
    public init(start: Double, stop: Double, amplitude: Marginal) {
        self.start = start
        self.stop = stop
        self.amplitude = amplitude
    }

    /// The amplitude of the simulation with a global index, a function of the seed and the index.
    func amplitude(ofInstance index: Int, seed: UInt64) -> Double {
        let stream = RandomStream(seed: seed, purpose: .stimulusAmplitude)
        return amplitude.quantile(stream.uniform(index: UInt64(index), slot: 0))
    }

    /// The step with an amplitude of 1.
    var unitStep: Stimulus { Stimulus(.step(start: start, stop: stop, amplitude: 1)) }
}

extension StreamPurpose {
    /// Amplitudes of steps that are drawn for each simulation.
    fileprivate static let stimulusAmplitude = StreamPurpose("stimulus amplitude")
}
