/// A trace at regular times.
public struct SampledTrace: Hashable, Sendable {
    /// What the trace shows, such as a file with its sweep.
    public var name: String
    /// The unit of the values.
    public var unit: String
    /// The time of the first value, milliseconds.
    public var startMilliseconds: Double
    /// The time between two values, milliseconds.
    public var intervalMilliseconds: Double
    /// The values.
    public var values: [Double]

    /// Creates a trace; the interval must be positive.
    public init(
        _ name: String, unit: String, startMilliseconds: Double = 0, intervalMilliseconds: Double,
        values: [Double]
    ) {
        precondition(
            intervalMilliseconds > 0, "sampling interval \(intervalMilliseconds) ms of '\(name)'")
        self.name = name
        self.unit = unit
        self.startMilliseconds = startMilliseconds
        self.intervalMilliseconds = intervalMilliseconds
        self.values = values
    }

    /// The times of the first and the last value, milliseconds.
    public var span: ClosedRange<Double> {
        let end = startMilliseconds + intervalMilliseconds * Double(max(values.count - 1, 0))
        return startMilliseconds...end
    }
}

/// One fitted parameter with what the prior allowed and the posterior found.
public struct FittedParameter: Hashable, Sendable {
    /// The name in the model.
    public var name: String
    /// The unit, where the model states one.
    public var unit: String?
    /// The range of the prior; for an unbounded prior the range that holds nearly all of it.
    public var priorRange: ClosedRange<Double>
    /// The prior in words, such as `uniform`.
    public var priorDescription: String
    /// Where the posterior density is largest.
    public var maximum: Double
    /// The central interval of the posterior that holds `credibleMass` of it.
    public var credibleInterval: ClosedRange<Double>
    /// The true value, when the observation was simulated.
    public var trueValue: Double?

    /// Creates a parameter.
    public init(
        _ name: String, unit: String? = nil, priorRange: ClosedRange<Double>,
        priorDescription: String = "", maximum: Double, credibleInterval: ClosedRange<Double>,
        trueValue: Double? = nil
    ) {
        self.name = name
        self.unit = unit
        self.priorRange = priorRange
        self.priorDescription = priorDescription
        self.maximum = maximum
        self.credibleInterval = credibleInterval
        self.trueValue = trueValue
    }
}

/// A simulation with parameters of the posterior.
public struct PredictedTrace: Hashable, Sendable {
    /// Where the parameters come from, such as `maximum` or `sample 3`.
    public var name: String
    /// Whether the parameters are those of the maximum.
    public var isMaximum: Bool
    /// The membrane potential, with the times of the recording.
    public var trace: SampledTrace
    /// The times of the spikes, milliseconds.
    public var spikes: [Double]

    /// Creates a predicted trace.
    public init(
        _ name: String, isMaximum: Bool = false, trace: SampledTrace, spikes: [Double] = []
    ) {
        self.name = name
        self.isMaximum = isMaximum
        self.trace = trace
        self.spikes = spikes
    }
}

/// The losses of one training, epoch by epoch.
public struct TrainingCurve: Hashable, Sendable {
    /// The mean negative log density over the training share, per epoch.
    public var trainingLoss: [Double]
    /// The same over the validation share.
    public var validationLoss: [Double]
    /// The epoch, from 0, whose weights were kept.
    public var bestEpoch: Int
    /// Why the training ended, such as `no improvement for 20 epochs`.
    public var stopReason: String

    /// Creates a curve; both losses have one value per epoch.
    public init(
        trainingLoss: [Double], validationLoss: [Double], bestEpoch: Int, stopReason: String = ""
    ) {
        precondition(
            trainingLoss.count == validationLoss.count,
            "\(trainingLoss.count) training losses, \(validationLoss.count) validation losses")
        precondition(
            trainingLoss.isEmpty || trainingLoss.indices.contains(bestEpoch),
            "best epoch \(bestEpoch) of \(trainingLoss.count)")
        self.trainingLoss = trainingLoss
        self.validationLoss = validationLoss
        self.bestEpoch = bestEpoch
        self.stopReason = stopReason
    }
}

/// One summary statistic: observed, predicted by the posterior, and expected before the data.
public struct PredictedStatistic: Hashable, Sendable {
    /// The name of the statistic.
    public var name: String
    /// Its unit.
    public var unit: String?
    /// The value in the recording; nil where it does not exist, such as a spike width without spikes.
    public var observed: Double?
    /// The median over simulations of the posterior; nil where it exists in none of them.
    public var predictedMedian: Double?
    /// The central interval that holds `predictiveMass` of these simulations.
    public var predictedInterval: ClosedRange<Double>?
    /// The median over simulations of the prior.
    public var priorMedian: Double?
    /// The central interval that holds `predictiveMass` of the simulations of the prior.
    public var priorInterval: ClosedRange<Double>?

    /// Creates a row of the table of statistics.
    public init(
        _ name: String, unit: String? = nil, observed: Double?, predictedMedian: Double?,
        predictedInterval: ClosedRange<Double>?, priorMedian: Double? = nil,
        priorInterval: ClosedRange<Double>? = nil
    ) {
        self.name = name
        self.unit = unit
        self.observed = observed
        self.predictedMedian = predictedMedian
        self.predictedInterval = predictedInterval
        self.priorMedian = priorMedian
        self.priorInterval = priorInterval
    }

    /// Whether the observed value lies inside the predicted interval; nil where one is missing.
    public var isInside: Bool? {
        guard let observed, let predictedInterval, observed.isFinite else { return nil }
        return predictedInterval.contains(observed)
    }
}

/// How many simulations a fit used.
public struct SimulationCount: Hashable, Sendable {
    /// All simulations.
    public var total: Int
    /// Those with a value that is not finite; they are excluded from training.
    public var invalid: Int
    /// Those of the others in which some statistic does not exist; a mean takes its place.
    public var incomplete: Int

    /// Creates a count.
    public init(total: Int, invalid: Int, incomplete: Int = 0) {
        precondition(
            0 <= invalid && 0 <= incomplete && invalid + incomplete <= total,
            "\(invalid) invalid, \(incomplete) incomplete of \(total) simulations")
        self.total = total
        self.invalid = invalid
        self.incomplete = incomplete
    }
}

/// Whether an observation lies inside the distribution of the simulations.
public struct DistributionVerdict: Hashable, Sendable {
    /// Whether the posterior network has seen anything like the observation.
    public var isInside: Bool
    /// The statistics by which the observation stands out.
    public var offendingStatistics: [String]
    /// The test in words and numbers.
    public var explanation: String

    /// Creates a verdict.
    public init(isInside: Bool, offendingStatistics: [String] = [], explanation: String = "") {
        self.isInside = isInside
        self.offendingStatistics = offendingStatistics
        self.explanation = explanation
    }
}

/// What the statistics told about the parameters of simulations that were not trained on.
public struct HeldOutInformation: Hashable, Sendable {
    /// The mean over the simulations of log posterior less log prior density of the true parameters,
    /// nats.
    public var gain: Double
    /// Its standard error.
    public var standardError: Double
    public var simulations: Int

    /// Creates a finding.
    public init(gain: Double, standardError: Double, simulations: Int) {
        self.gain = gain
        self.standardError = standardError
        self.simulations = simulations
    }
}

/// Ranks of true parameters among posterior samples, from simulation-based calibration.
///
/// Talts, Betancourt, Simpson, Vehtari and Gelman (2018), arXiv:1804.06788: with a right posterior
/// the ranks are uniform on 0…`sampleCount`.
public struct CalibrationRanks: Hashable, Sendable {
    /// The names of the parameters.
    public var parameterNames: [String]
    /// The ranks, `ranks[parameter][simulation]`, each in 0…`sampleCount`.
    public var ranks: [[Int]]
    /// How many posterior samples each rank was found among.
    public var sampleCount: Int
    /// The p value of a test of uniformity for each parameter; empty when there was none.
    public var pValues: [Double]

    /// Creates ranks.
    public init(parameterNames: [String], ranks: [[Int]], sampleCount: Int, pValues: [Double] = [])
    {
        precondition(
            parameterNames.count == ranks.count,
            "\(parameterNames.count) names for the ranks of \(ranks.count) parameters")
        precondition(
            pValues.isEmpty || pValues.count == ranks.count,
            "\(pValues.count) p values for \(ranks.count) parameters")
        for (name, parameterRanks) in zip(parameterNames, ranks) {
            precondition(
                parameterRanks.allSatisfy { (0...sampleCount).contains($0) },
                "a rank of '\(name)' lies outside of 0…\(sampleCount)")
        }
        self.parameterNames = parameterNames
        self.ranks = ranks
        self.sampleCount = sampleCount
        self.pValues = pValues
    }
}

/// A named value that is shown as it is.
public struct Setting: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The value as text.
    public var value: String

    /// Creates a setting.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The wall time of one stage of a fit.
public struct StageTiming: Hashable, Sendable {
    /// The stage, such as `simulation`.
    public var stage: String
    /// The wall time.
    public var seconds: Double
    /// What was done in it, such as `20,000 simulations, 2 threads`.
    public var detail: String

    /// Creates a timing.
    public init(_ stage: String, seconds: Double, detail: String = "") {
        self.stage = stage
        self.seconds = seconds
        self.detail = detail
    }
}
