import BatchSimulation
import LinearAlgebra
import NeuronEquations
import ParameterSearch
import Probability
import Recordings
public import Reporting

extension SearchWorkflow {
    /// Everything a person wants to see of what a search found.
    /// - Parameter result: what ``fit`` gave; one that was read from files has no evaluations.
    public func report(of result: OptNeuronResult) -> SearchReport {
        let recording = observation.recording
        let names = configuration.prior.names
        let source = recording.source.split(separator: "/").last.map(String.init)
        var report = SearchReport(
            title: "\(source ?? recording.source), sweep \(recording.sweep)",
            introduction: introduction, lossName: lossName,
            parameters: searchedParameters(result),
            evaluations: (result.study?.trials ?? []).filter { !$0.isPending }.map { trial in
                SearchEvaluation(
                    trial.number, loss: trial.loss, values: names.map { trial[$0] ?? .nan })
            },
            best: SearchEvaluation(
                bestNumber(result), loss: result.loss,
                values: names.map { result.fitted[$0] ?? .nan }))
        if result.repetitions > 1 {
            report.bestStandardDeviation = result.standardDeviation
            report.bestRepetitions = result.repetitions
        }
        report.observed = SampledTrace(
            "observed", unit: "mV", startMilliseconds: recording.startTime,
            intervalMilliseconds: recording.samplingInterval, values: recording.voltage)
        report.bestTrace = bestTrace(result)
        report.zoom = zoom
        report.seconds = result.seconds
        report.settingsText = configuration.text
        report.settings = settings(result)
        report.versions = [
            Setting("NeuroSBI", NeuroSBIVersion.current),
            Setting("BLAS core", BLASConfiguration.coreName),
        ]
        return report
    }

    /// The trial that was confirmed as the best one, which need not have had the smallest loss.
    private func bestNumber(_ result: OptNeuronResult) -> Int {
        result.study?.trials.first { trial in
            result.fitted.allSatisfy { trial[$0.key] == $0.value }
        }?.number ?? 0
    }

    private var introduction: String {
        let model = configuration.model.summary
        return "\(configuration.prior.dimension) parameters of the model"
            + (model.isEmpty ? "" : " (\(model))") + " searched for the smallest loss against one "
            + "sweep; there is no posterior, so nothing is said of how far the parameters are "
            + "determined."
    }

    private var lossName: String {
        let names = fit.loss.names
        return names.count == 1 ? names[0] : "loss (\(names.joined(separator: " + ")))"
    }

    private func searchedParameters(_ result: OptNeuronResult) -> [SearchedParameter] {
        let importances = result.study?.importances() ?? []
        return configuration.prior.names.enumerated().map { index, name in
            let marginal = configuration.prior.marginals[index]
            let support = marginal.support
            // An unbounded prior is shown over the range that holds 99.8 % of it.
            let lower = support.lowerBound.isFinite ? support.lowerBound : marginal.quantile(0.001)
            let upper = support.upperBound.isFinite ? support.upperBound : marginal.quantile(0.999)
            let scale: SearchedParameter.Scale =
                switch marginal {
                case .logUniform: .logarithmic(lower...upper)
                // Of a log-normal one the support begins at 0, which no logarithmic axis has.
                case .logNormal, .truncatedLogNormal:
                    .logarithmic((lower > 0 ? lower : marginal.quantile(0.001))...upper)
                case .uniform, .normal, .truncatedNormal: .linear(lower...upper)
                }
            return SearchedParameter(
                name, unit: configuration.model.parameters.first { $0.name == name }?.unit,
                scale: scale, trueValue: truth?[name],
                importance: importances.first { $0.name == name }?.share)
        }
    }

    private func bestTrace(_ result: OptNeuronResult) -> SampledTrace? {
        guard
            let samples = try? result.results.chunks.first?.samples(
                of: configuration.voltageVariable)
        else { return nil }
        return SampledTrace(
            "best parameters", unit: "mV", startMilliseconds: observation.recording.startTime,
            intervalMilliseconds: fit.settings.timeStep, values: Array(samples))
    }

    /// The first fifth of the stimulus with a little before it, where onset and spikes show.
    private var zoom: ClosedRange<Double>? {
        guard let window = observation.stimulusWindow else { return nil }
        let length = window.stop - window.start
        guard length > 0 else { return nil }
        return Swift.max(
            observation.recording.startTime, window.start - 0.02 * length)...(window.start + 0.2
            * length)
    }

    private func settings(_ result: OptNeuronResult) -> [Setting] {
        let method = OptNeuronMethod.searches.first { entry in
            guard case .search(let one) = entry.method,
                case .search(let other) = fit.settings.method
            else { return false }
            return one == other
        }
        var settings = [
            Setting("method", method?.name ?? "a search with settings of its own"),
            Setting("evaluations together", "\(fit.settings.batchSize)"),
            Setting("integrator", configuration.integrator.name),
            Setting("precision", configuration.precision.rawValue),
            Setting("time step", "\(fit.settings.timeStep) ms"),
            Setting("seed of all random numbers", "\(configuration.seed)"),
        ]
        if let path = fit.settings.studyPath { settings.append(Setting("study", path)) }
        settings += observation.recording.unitsFound.map { Setting("recording", $0) }
        settings += observation.recording.history.map { Setting("preprocessing", $0) }
        if result.repetitions > 1 {
            settings.append(Setting("evaluations of the best", "\(result.repetitions)"))
        }
        return settings
    }
}
