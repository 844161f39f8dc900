import NeuroSBI

/// What `neurosbi bench` prints with `--json`.
struct BenchReport: Encodable {
    let blasCore: String
    let threads: Int
    var results: [BenchResult]
}

/// One measurement; its settings stand beside name, value and unit in the JSON object.
struct BenchResult: Encodable {
    let name: String
    let value: Double
    let unit: String
    let settings: [String: String]

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: Key(stringValue: "name"))
        try container.encode(value, forKey: Key(stringValue: "value"))
        try container.encode(unit, forKey: Key(stringValue: "unit"))
        for (key, setting) in settings {
            try container.encode(setting, forKey: Key(stringValue: key))
        }
    }
}
