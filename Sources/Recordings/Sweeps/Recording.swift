/// One sweep: the membrane potential over time and, where known, the current that was injected.
///
/// Units are fixed: milliseconds, millivolts, nanoamperes (or µA/cm² after
/// `withCurrentDensity(membraneArea:)`). What a file held before conversion stands in
/// `unitsFound`, what was done to the sweep afterwards in `history`.
public struct Recording: Sendable, Equatable {
    /// Unit of the current.
    public enum CurrentUnit: String, Sendable, Codable {
        case nanoamperes = "nA"
        case microamperesPerSquareCentimetre = "µA/cm²"
    }

    /// The file that the sweep came from, or another description of its source.
    public var source: String
    /// The name of the sweep inside its source, for example "sweep_39_response".
    public var sweep: String
    /// The number of the sweep, where the file gives one.
    public var sweepNumber: Int?
    /// The name of the electrode, where the file gives one.
    public var electrode: String?
    /// What the experimenter called the stimulus, for example "Long Square".
    public var stimulusDescription: String?
    /// Time from one sample to the next in milliseconds.
    public var samplingInterval: Double
    /// Samples per millisecond where the file states a whole number of them: sample k then lies at
    /// k / `samplesPerMillisecond`, which is k · `samplingInterval` but for the last digit.
    public var samplesPerMillisecond: Double?
    /// Time of sample 0 in milliseconds on the sweep's own axis: 0 unless the file's time column
    /// or cropping says otherwise.
    public var startTime: Double
    /// When the sweep began within its session in milliseconds, where the file says so.
    public var sessionTime: Double?
    /// Membrane potential in millivolts, one number per sample.
    public var voltage: [Double]
    /// Injected current in `currentUnit`, one number per sample of `voltage`.
    public var current: [Double]?
    /// Unit of `current`.
    public var currentUnit: CurrentUnit
    /// What was found in the file, for example "voltage: int16, volts × 3.125e-05".
    public var unitsFound: [String]
    /// The preprocessing that was applied, a line each, oldest first.
    public var history: [String]

    /// Creates a sweep from its samples.
    public init(
        source: String, sweep: String, sweepNumber: Int? = nil, electrode: String? = nil,
        stimulusDescription: String? = nil, samplingInterval: Double, startTime: Double = 0,
        sessionTime: Double? = nil, voltage: [Double], current: [Double]? = nil,
        currentUnit: CurrentUnit = .nanoamperes, unitsFound: [String] = [], history: [String] = [],
        samplesPerMillisecond: Double? = nil
    ) {
        precondition(
            samplingInterval > 0 && samplingInterval.isFinite,
            "sampling interval of \(samplingInterval) ms, expected a positive number")
        precondition(
            current == nil || current?.count == voltage.count,
            "\(current?.count ?? 0) samples of current for \(voltage.count) of voltage")
        self.source = source
        self.sweep = sweep
        self.sweepNumber = sweepNumber
        self.electrode = electrode
        self.stimulusDescription = stimulusDescription
        self.samplingInterval = samplingInterval
        self.startTime = startTime
        self.sessionTime = sessionTime
        self.voltage = voltage
        self.current = current
        self.currentUnit = currentUnit
        self.unitsFound = unitsFound
        self.history = history
        self.samplesPerMillisecond = samplesPerMillisecond
    }

    /// Number of samples.
    public var sampleCount: Int { voltage.count }

    /// Time from the first sample to the last in milliseconds.
    public var duration: Double { Double(max(0, sampleCount - 1)) * samplingInterval }

    /// Time of a sample in milliseconds.
    public func time(ofSample index: Int) -> Double {
        startTime + Double(index) * samplingInterval
    }
}
