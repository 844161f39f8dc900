import NameSuggestions

/// An option of a statistic.
public struct StatisticOption: Sendable, Equatable {
    /// Name in a configuration.
    public let name: String
    /// Value when the option is not given; nil where the default depends on the trace.
    public let defaultValue: Double?
    /// What the option does, with its unit.
    public let summary: String
}

/// A statistic that can be asked for by name.
public struct StatisticDefinition: Sendable {
    /// Name in a configuration.
    public let name: String
    /// Unit of the value.
    public let unit: String
    /// The definition in one sentence.
    public let summary: String
    /// The options it understands.
    public let options: [StatisticOption]
    let kind: Kind

    enum Kind: Sendable {
        case moment(MomentStatistic)
        case downstrokeCount
        case spectralPower
        case stimulusAmplitude
        case feature(Feature)
    }
}

/// A name that stands for several statistics.
public struct StatisticGroup: Sendable, Equatable {
    /// Name in a configuration.
    public let name: String
    /// What the statistics have in common, with the source.
    public let summary: String
    /// The statistics it stands for, in order.
    public let members: [String]
}

/// Every statistic and every group of statistics that a configuration can name.
public enum StatisticCatalogue {
    /// All statistics: moments and spectrum of the voltage, then electrophysiological features.
    public static let statistics: [StatisticDefinition] =
        [downstrokeCount] + MomentStatistic.allCases.map(definition) + [spectralPower]
        + [stimulusAmplitude] + FeatureCatalogue.features.map(definition)

    /// All groups.
    public static let groups: [StatisticGroup] = [
        StatisticGroup(
            name: "goncalves2020",
            summary: "the seven statistics of Gonçalves et al. 2020, eLife 9:e56261",
            members: [
                "spike_count_downstroke", "resting_mean", "resting_sd", "mean_voltage",
                "voltage_variance", "voltage_skewness", "voltage_kurtosis",
            ])
    ]

    static let byName = Dictionary(uniqueKeysWithValues: statistics.map { ($0.name, $0) })

    /// The statistics a name stands for; an unknown name is answered with the nearest known one.
    public static func statistics(
        named name: String
    ) throws(StatisticError) -> [StatisticDefinition] {
        if let group = groups.first(where: { $0.name == name }) {
            return group.members.compactMap { byName[$0] }
        }
        guard let definition = byName[name] else {
            let known = statistics.map(\.name) + groups.map(\.name)
            throw .unknownStatistic(name: name, nearest: NearestName.of(name, in: known))
        }
        return [definition]
    }

    private static let downstrokeCount = StatisticDefinition(
        name: "spike_count_downstroke", unit: "1",
        summary: "number of spikes during the stimulus, found where the voltage turns downward",
        options: [
            StatisticOption(
                name: "threshold", defaultValue: -10, summary: "voltage a spike must exceed, mV"),
            StatisticOption(
                name: "dead_time", defaultValue: 0.5,
                summary: "turns that follow another within this time do not count, ms"),
        ], kind: .downstrokeCount)

    private static let stimulusAmplitude = StatisticDefinition(
        name: "stimulus_amplitude", unit: "nA",
        summary: "current of the stimulus, for one posterior over many currents",
        options: [], kind: .stimulusAmplitude)

    private static let spectralPower = StatisticDefinition(
        name: "spectral_power", unit: "mV²",
        summary: "variance of the voltage during the stimulus within a band of frequencies",
        options: [
            StatisticOption(
                name: "low", defaultValue: 0, summary: "lowest frequency of the band, Hz"),
            StatisticOption(
                name: "high", defaultValue: 100,
                summary: "frequency at which the band ends, without it, Hz"),
        ], kind: .spectralPower)

    private static func definition(_ moment: MomentStatistic) -> StatisticDefinition {
        var options = [
            StatisticOption(
                name: "start", defaultValue: nil, summary: "beginning of the window instead, ms"),
            StatisticOption(
                name: "end", defaultValue: nil, summary: "end of the window instead, ms"),
        ]
        if moment == .restingDeviation {
            options.append(
                StatisticOption(
                    name: "fraction", defaultValue: 0.1,
                    summary: "part of the time before the stimulus that is used, in (0, 1]"))
        }
        return StatisticDefinition(
            name: moment.rawValue, unit: moment.unit, summary: moment.summary, options: options,
            kind: .moment(moment))
    }

    private static func definition(_ feature: Feature) -> StatisticDefinition {
        let settings = FeatureSettings()
        var options = [
            StatisticOption(
                name: "threshold", defaultValue: settings.spikeThreshold,
                summary: "voltage a spike must cross, mV"),
            StatisticOption(
                name: "derivative_threshold", defaultValue: settings.derivativeThreshold,
                summary: "slope at which the upstroke begins, mV/ms"),
            StatisticOption(
                name: "down_derivative_threshold", defaultValue: settings.downDerivativeThreshold,
                summary: "slope at which the downstroke ends, mV/ms"),
        ]
        if feature.isList {
            options.append(
                StatisticOption(
                    name: "position", defaultValue: nil,
                    summary: "which value of the list (1 is the first) instead of the mean"))
        }
        return StatisticDefinition(
            name: feature.name, unit: feature.unit, summary: feature.summary, options: options,
            kind: .feature(feature))
    }
}
