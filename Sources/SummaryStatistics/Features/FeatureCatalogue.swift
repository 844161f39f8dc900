import LinearAlgebra
import NameSuggestions

/// Every electrophysiological feature this package computes.
///
/// ```swift
/// let amplitude = try FeatureCatalogue.feature(named: "AP_amplitude")
/// let values = batch.features([amplitude], ofInstance: 0)
/// ```
public enum FeatureCatalogue {
    /// All features, related ones side by side.
    public static let features: [Feature] =
        spikeTimeFeatures + intervalFeatures + burstFeatures + spikeVoltageFeatures
        + spikeWidthFeatures + spikeSlopeFeatures + afterhyperpolarizationFeatures
        + voltageFeatures + sagFeatures + timeConstantFeatures + spikeTrainFeatures

    /// The feature with a name; an unknown name is answered with the nearest known one.
    public static func feature(named name: String) throws(StatisticError) -> Feature {
        guard let feature = byName[name] else {
            throw .unknownStatistic(name: name, nearest: NearestName.of(name, in: byName.keys))
        }
        return feature
    }

    private static let byName = Dictionary(uniqueKeysWithValues: features.map { ($0.name, $0) })
}

extension TraceBatch {
    /// Computes features of one trace, with one value per spike where a feature has several.
    ///
    /// A trace with a sample that is not finite has no features.
    /// - Returns: One value per feature, in the order of `features`.
    public func features(
        _ features: [Feature] = FeatureCatalogue.features, ofInstance instance: Int = 0,
        settings: FeatureSettings = FeatureSettings()
    ) -> [FeatureValue] {
        precondition(
            instance >= 0 && instance < instanceCount, "instance \(instance) of \(instanceCount)")
        let samples = voltage.column(instance).map { Double($0) }
        guard samples.allSatisfy(\.isFinite) else {
            return features.map { _ in .missing }
        }
        let axis = FeatureAxis(frame, mode: settings.mode)
        let voltage = axis.resampled(samples)
        let blocks = TraceBlocks(voltage)
        let summary = TraceSummary(
            of: voltage, blocks: blocks, axis: axis, settings: settings, fact: facts[instance])
        let trace = FeatureTrace(
            voltage: TraceSamples(voltage), blocks: blocks, settings: settings, summary: summary)
        return features.map { feature in
            guard let values = feature.compute(trace), values.allSatisfy(\.isFinite) else {
                return .missing
            }
            return feature.isList ? .list(values) : .number(values[0])
        }
    }
}
