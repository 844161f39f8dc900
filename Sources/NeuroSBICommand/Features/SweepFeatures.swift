import NeuroSBI

/// The features of one sweep; as the contract's JSON a number, list or null by name.
struct SweepFeatures: Encodable {
    let recording: Recording
    /// In the order of the catalogue.
    let values: [FeatureValue]

    /// - Parameter stimulusWindow: start and end of the stimulus in ms; nil takes the sweep's step.
    init(
        _ recording: Recording, stimulusWindow: ClosedRange<Double>?, settings: FeatureSettings
    ) throws(StatisticError) {
        self.recording = recording
        values = try TraceBatch<Double>(recording, stimulusWindow: stimulusWindow)
            .features(settings: settings)
    }

    /// Times of the detected spikes, milliseconds.
    var spikeTimes: [Double] {
        let index = FeatureCatalogue.features.firstIndex { $0.name == "peak_time" }
        guard let index, case .list(let times) = values[index] else { return [] }
        return times
    }

    /// Prints one line for each feature.
    func printTable() {
        print("\(recording.source), sweep \(recording.sweep)")
        var table = TextTable([("feature", .left), ("value", .right), ("unit", .left), ("", .left)])
        for (feature, value) in zip(FeatureCatalogue.features, values) {
            let note = if case .list(let values) = value { "mean of \(values.count)" } else { "" }
            table.add([
                feature.name, value.mean.map { NumberFormat.significant($0, digits: 6) } ?? "–",
                feature.unit, note,
            ])
        }
        for line in table.lines { print("  " + line) }
        print("")
    }

    /// One row for each sweep, one column for each feature; of a list its mean.
    static func table(_ sweeps: [SweepFeatures]) -> CommaSeparated {
        var table = CommaSeparated(["file", "sweep"] + FeatureCatalogue.features.map(\.name))
        for sweep in sweeps {
            table.add(
                [sweep.recording.source, sweep.recording.sweep]
                    + sweep.values.map { CommaSeparated.number($0.mean) })
        }
        return table
    }

    private enum Key: String, CodingKey { case file, sweep, features }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(recording.source, forKey: .file)
        try container.encode(recording.sweep, forKey: .sweep)
        var features = container.nestedContainer(keyedBy: TextKey.self, forKey: .features)
        for (feature, value) in zip(FeatureCatalogue.features, values) {
            let name = TextKey(feature.name)
            switch value {
            case .number(let number): try features.encode(number, forKey: name)
            case .list(let numbers): try features.encode(numbers, forKey: name)
            case .missing: try features.encodeNil(forKey: name)
            }
        }
    }
}
