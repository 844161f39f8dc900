import BatchSimulation
import DensityEstimation
import LinearAlgebra
import NeuronEquations
import PosteriorInference
import Probability
import RandomStreams
import Recordings
public import Reporting
import SummaryStatistics

extension FitResult {
    /// Everything a person wants to see of the fit.
    public func report() -> FitReport {
        let configuration = workflow.configuration
        let recording = workflow.observation.recording
        var report = FitReport(
            title: "\(Self.fileName(recording.source)), sweep \(recording.sweep)",
            introduction: introduction,
            recording: SampledTrace(
                "membrane potential", unit: "mV", startMilliseconds: recording.startTime,
                intervalMilliseconds: recording.samplingInterval, values: recording.voltage),
            stimulus: recording.current.map {
                SampledTrace(
                    "injected current", unit: recording.currentUnit.rawValue,
                    startMilliseconds: recording.startTime,
                    intervalMilliseconds: recording.samplingInterval, values: $0)
            },
            parameters: fittedParameters, posteriorSamples: samples)
        report.recordedSpikes = spikes(of: recording.voltage, startTime: recording.startTime)
        report.credibleMass = Self.intervalMass
        report.predictiveMass = Self.intervalMass
        report.predictions = predictedTraces
        report.zoom = zoom
        report.training = trainingCurve
        // The samples of a trace are what the figures of predictions show.
        let comparisons = workflow.plan.traceGrid == nil ? statisticComparisons : []
        report.statistics = comparisons.map { comparison in
            PredictedStatistic(
                comparison.name, unit: comparison.unit == "1" ? nil : comparison.unit,
                observed: comparison.observed.isNaN ? nil : comparison.observed,
                predictedMedian: comparison.predicted?.median,
                predictedInterval: comparison.predicted?.interval,
                priorMedian: comparison.simulated?.median,
                priorInterval: comparison.simulated?.interval)
        }
        report.simulations = SimulationCount(
            total: simulationCount, invalid: invalidCount, incomplete: incompleteCount)
        report.distribution = DistributionVerdict(
            isInside: distribution.isInside,
            offendingStatistics: distribution.offendingStatistics,
            explanation: distanceSentence)
        report.calibration = calibration.map { check in
            CalibrationRanks(
                parameterNames: check.parameterNames, ranks: check.ranks,
                sampleCount: check.sampleCount, pValues: check.uniformity.map(\.pValue))
        }
        report.information = likelihood.map {
            HeldOutInformation(
                gain: $0.gain, standardError: $0.gainError, simulations: $0.logDensities.count)
        }
        // The ranks above are those of single parameters; the verdict tests all together as well.
        if let calibration, !calibration.passes() { report.warnings.append(calibration.verdict) }
        report.warnings += regionWarnings + posterior.trainingAdvice.map(\.description)
        report.settingsText = configuration.text
        report.settings = settings
        report.seeds = [Setting("all random numbers", "\(configuration.seed)")]
        report.timings = timings.map {
            StageTiming($0.stage, seconds: $0.seconds, detail: $0.detail)
        }
        report.versions = [
            Setting("NeuroSBI", NeuroSBIVersion.current),
            Setting("BLAS core", BLASConfiguration.coreName),
        ]
        return report
    }

    private static func fileName(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The report says by itself whether the observation is inside; this adds the numbers.
    private var distanceSentence: String {
        let distance = (distribution.distance * 100).rounded() / 100
        let share = (distribution.distanceQuantile * 1000).rounded(.down) / 10
        return "Its Mahalanobis distance, \(distance), is larger than that of \(share) % of "
            + "\(posterior.distributionCheck.simulationCount) simulations."
    }

    private var introduction: String {
        let configuration = workflow.configuration
        let model = configuration.model.summary
        return "\(configuration.prior.dimension) parameters of the model"
            + (model.isEmpty ? "" : " (\(model))")
            + (workflow.plan.traceGrid.map {
                " from \($0.count) samples of the trace of one sweep."
            }
                ?? " from \(configuration.statistics.count) statistics of one sweep.")
    }

    private var fittedParameters: [FittedParameter] {
        let configuration = workflow.configuration
        let intervals = credibleIntervals
        return configuration.prior.names.enumerated().map { index, name in
            let marginal = configuration.prior.marginals[index]
            let support = marginal.support
            // An unbounded prior is shown over the range that holds 99.8 % of it.
            let lower = support.lowerBound.isFinite ? support.lowerBound : marginal.quantile(0.001)
            let upper = support.upperBound.isFinite ? support.upperBound : marginal.quantile(0.999)
            return FittedParameter(
                name,
                unit: configuration.model.parameters.first { $0.name == name }?.unit,
                priorRange: lower...upper, priorDescription: marginal.description,
                maximum: maximum.parameters[index], credibleInterval: intervals[index],
                trueValue: workflow.truth?[index])
        }
    }

    private var predictedTraces: [PredictedTrace] {
        let plan = workflow.plan
        return prediction.traces.enumerated().map { index, trace in
            PredictedTrace(
                trace.isMaximum ? "maximum" : "sample \(index)", isMaximum: trace.isMaximum,
                trace: SampledTrace(
                    trace.isMaximum ? "maximum" : "sample \(index)", unit: "mV",
                    startMilliseconds: plan.startTime,
                    intervalMilliseconds: plan.experiment.timeStep, values: trace.values),
                spikes: workflow.configuration.model.reset.isEmpty
                    ? spikes(of: trace.values, startTime: plan.startTime)
                    : trace.spikes.map { $0 + plan.startTime })
        }
    }

    /// The times of the peaks of a trace, found in the recording and in predictions alike.
    private func spikes(of voltage: [Double], startTime: Double) -> [Double] {
        let window = workflow.plan.stimulusWindow
        let batch = TraceBatch(
            voltage: Matrix(rows: voltage.count, columns: 1, elements: voltage),
            samplingInterval: workflow.plan.experiment.timeStep, startTime: startTime,
            stimulusStart: window.lowerBound, stimulusEnd: window.upperBound)
        guard let peaks = try? FeatureCatalogue.feature(named: "peak_time") else { return [] }
        guard case .list(let times) = batch.features([peaks])[0] else { return [] }
        return times
    }

    /// The first fifth of the stimulus with a little before it, where onset and spikes show.
    private var zoom: ClosedRange<Double>? {
        let window = workflow.plan.stimulusWindow
        let length = window.upperBound - window.lowerBound
        guard length > 0 else { return nil }
        let start = Swift.max(workflow.plan.startTime, window.lowerBound - 0.02 * length)
        return start...(window.lowerBound + 0.2 * length)
    }

    private var trainingCurve: TrainingCurve? {
        // One member stands for all: they differ in initial weights and validation split only.
        let first = posterior.members[0]
        let history = first.history
        guard let best = history.lastIndex(where: \.isBest) else { return nil }
        return TrainingCurve(
            trainingLoss: history.map(\.trainingLoss),
            validationLoss: history.map(\.validationLoss), bestEpoch: best,
            stopReason: history.count < first.networks[0].settings.maximumEpochs
                ? "no improvement for \(history.count - 1 - best) epochs"
                : "the largest number of epochs was reached")
    }

    private var settings: [Setting] {
        let configuration = workflow.configuration
        let plan = workflow.plan
        let network = posterior.members[0].networks[0]
        var settings = [
            Setting("integrator", configuration.integrator.name),
            Setting("precision", configuration.precision.rawValue),
            Setting("time step", "\(plan.experiment.timeStep) ms"),
            Setting("duration", "\(plan.experiment.duration) ms"),
            Setting(
                "stimulus window",
                "\(plan.stimulusWindow.lowerBound) to \(plan.stimulusWindow.upperBound) ms"),
            Setting("rounds", "\(rounds.count)"),
            Setting("networks", "\(posterior.networkCount)"),
            Setting("estimator", posterior.members[0].head.rawValue),
            Setting("embedding", posterior.members[0].embedding?.summary ?? "none"),
            Setting("hidden layers", "\(network.architecture.hiddenWidths)"),
            Setting("mixture components", "\(network.architecture.components)"),
        ]
        if !posterior.linearParameters.isEmpty {
            settings.append(
                Setting(
                    "parameters by linear regression",
                    posterior.linearParameters.joined(separator: ", ")))
        }
        if rounds.count > 1 {
            settings.append(Setting("later rounds draw from", configuration.truncation.summary))
        }
        for round in rounds {
            guard let draw = round.proposal.draw else { continue }
            settings.append(Setting("region of round \(round.number)", draw.summary))
        }
        for line in workflow.observation.recording.unitsFound {
            settings.append(Setting("recording", line))
        }
        for line in workflow.observation.recording.history {
            settings.append(Setting("preprocessing", line))
        }
        if !posterior.unusedStatistics.isEmpty {
            settings.append(
                Setting(
                    "constant statistics, not used",
                    posterior.unusedStatistics.joined(separator: ", ")))
        }
        return settings
    }
}
