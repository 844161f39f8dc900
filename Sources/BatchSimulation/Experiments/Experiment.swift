/// What is done to every instance and what is written down: time grid, stimulus, recordings.
public struct Experiment: Sendable, Hashable, Codable {
    /// A state variable or subexpression to record.
    public struct Recorded: Sendable, Hashable, Codable {
        /// The name of a state variable, a subexpression or an input.
        public var variable: String
        /// Every how many time steps a sample is kept; sample i is the value after `every`·i steps.
        public var every: Int

        public init(_ variable: String, every: Int = 1) {
            self.variable = variable
            self.every = every
        }
    }

    /// The time step in ms.
    public var timeStep: Double
    /// The length in ms; the nearest whole number of time steps is simulated.
    public var duration: Double
    /// The input of the model that the stimulus feeds; nil where the model has none.
    public var input: String?
    public var stimulus: Stimulus
    /// In the order of ``SimulatedTile/traces``.
    public var recorded: [Recorded]
    /// Whether spike times are kept. Resets happen in any case.
    public var recordsSpikes: Bool

    public init(
        timeStep: Double, duration: Double, input: String? = nil, stimulus: Stimulus = Stimulus(),
        recorded: [Recorded] = [], recordsSpikes: Bool = true
    ) {
        self.timeStep = timeStep
        self.duration = duration
        self.input = input
        self.stimulus = stimulus
        self.recorded = recorded
        self.recordsSpikes = recordsSpikes
    }

    /// How many time steps are simulated. A trace has one sample more, its first is the initial
    /// state.
    public var stepCount: Int { Int((duration / timeStep).rounded()) }

    /// How many samples a recording with a decimation has.
    public func sampleCount(every: Int = 1) -> Int { stepCount / every + 1 }
}
