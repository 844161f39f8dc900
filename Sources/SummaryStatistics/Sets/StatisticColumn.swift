import NameSuggestions

/// One statistic of a set, with its options resolved.
struct StatisticColumn: Sendable {
    let name: String
    let unit: String
    let computation: Computation

    enum Computation: Sendable {
        case moment(MomentStatistic, MomentWindow)
        case downstrokeCount(DownstrokeSpikeCount)
        /// `position` counts from 0; nil stands for the mean of a list.
        case feature(Feature, settings: FeatureSettings, position: Int?)
        case stimulusAmplitude
        /// `position` counts from 0.
        case custom(CustomStatistic, position: Int)
    }

    /// Whether the value needs the whole trace: a feature of the shape of spikes, one of a
    /// resampled trace, or a closure.
    var needsTrace: Bool {
        switch computation {
        case .moment, .downstrokeCount, .stimulusAmplitude: false
        case .feature(let feature, let settings, _):
            feature.needsTrace || settings.mode == .eFELCompatible
        case .custom: true
        }
    }

    /// The columns a specification stands for. An option given to a group reaches those of its
    /// members that have it, and at least one must.
    static func columns(
        for specification: StatisticSpecification, mode: FeatureMode
    ) throws(StatisticError) -> [StatisticColumn] {
        let definitions = try StatisticCatalogue.statistics(named: specification.name)
        let known = definitions.flatMap { $0.options.map(\.name) }
        for (option, value) in specification.options.sorted(by: { $0.key < $1.key }) {
            guard known.contains(option) else {
                throw .unknownOption(
                    statistic: specification.name, option: option,
                    known: Set(known).sorted(), nearest: NearestName.of(option, in: known))
            }
            guard value.isFinite else {
                throw .invalidOption(
                    statistic: specification.name, option: option, value: value,
                    expected: "a finite number")
            }
        }
        var columns: [StatisticColumn] = []
        for definition in definitions {
            let names = Set(definition.options.map(\.name))
            let options = StatisticOptions(
                statistic: definition.name,
                given: specification.options.filter { names.contains($0.key) })
            columns.append(
                StatisticColumn(
                    name: options.columnName, unit: definition.unit,
                    computation: try computation(definition.kind, options, mode: mode)))
        }
        return columns
    }

    private static func computation(
        _ kind: StatisticDefinition.Kind, _ options: StatisticOptions, mode: FeatureMode
    ) throws(StatisticError) -> Computation {
        switch kind {
        case .moment(let moment):
            return .moment(moment, try MomentWindow(moment, options))
        case .downstrokeCount:
            var count = DownstrokeSpikeCount()
            count.threshold = options["threshold"] ?? count.threshold
            count.deadTime =
                try options.value("dead_time", "a duration of at least 0 ms") { $0 >= 0 }
                ?? count.deadTime
            return .downstrokeCount(count)
        case .spectralPower:
            let low = try options.value("low", "a frequency of at least 0 Hz") { $0 >= 0 } ?? 0
            let high =
                try options.value("high", "a frequency above \(low) Hz") { $0 > low } ?? 100
            guard high > low else {
                throw .invalidOption(
                    statistic: options.statistic, option: "low", value: low,
                    expected: "a frequency below \(high) Hz")
            }
            return .feature(
                .spectralPower(SpectralBand(low: low, high: high)),
                settings: FeatureSettings(mode: mode), position: nil)
        case .stimulusAmplitude:
            return .stimulusAmplitude
        case .feature(let feature):
            var settings = FeatureSettings(mode: mode)
            settings.spikeThreshold = options["threshold"] ?? settings.spikeThreshold
            settings.derivativeThreshold =
                options["derivative_threshold"] ?? settings.derivativeThreshold
            settings.downDerivativeThreshold =
                options["down_derivative_threshold"] ?? settings.downDerivativeThreshold
            let position = try options.value("position", "a whole number of at least 1") {
                $0 >= 1 && $0 <= 1e6 && $0 == $0.rounded()
            }
            return .feature(feature, settings: settings, position: position.map { Int($0) - 1 })
        }
    }
}

/// The options given to one statistic.
struct StatisticOptions {
    let statistic: String
    let given: [String: Double]

    subscript(_ name: String) -> Double? { given[name] }

    /// An option that must satisfy a condition.
    func value(
        _ name: String, _ expected: String, _ isAllowed: (Double) -> Bool
    ) throws(StatisticError) -> Double? {
        guard let value = given[name] else { return nil }
        guard isAllowed(value) else {
            throw .invalidOption(
                statistic: statistic, option: name, value: value, expected: expected)
        }
        return value
    }

    /// The statistic's name, with the options that were given.
    var columnName: String {
        guard !given.isEmpty else { return statistic }
        let list = given.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return statistic + "[" + list.joined(separator: ", ") + "]"
    }
}
