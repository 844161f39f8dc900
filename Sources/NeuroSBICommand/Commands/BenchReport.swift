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

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: TextKey.self)
        try container.encode(name, forKey: TextKey("name"))
        try container.encode(value, forKey: TextKey("value"))
        try container.encode(unit, forKey: TextKey("unit"))
        for (key, setting) in settings {
            try container.encode(setting, forKey: TextKey(key))
        }
    }
}
