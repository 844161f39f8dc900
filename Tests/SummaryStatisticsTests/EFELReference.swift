import Foundation

/// One sweep's entry in the table of eFEL's numbers.
struct EFELReference {
    let stimulusStart: Double
    let stimulusEnd: Double
    /// Values by feature, nil where eFEL gives none.
    let features: [String: [Double]?]

    init(sweep: String) throws {
        let data = try Data(
            contentsOf: SharedFiles.folder.appending(path: "recordings/efel_reference.json"))
        // Python writes NaN, which is no JSON: such a feature counts as one that does not exist.
        let text = String(decoding: data, as: UTF8.self)
            .replacing("[NaN]", with: "null")
        let table = try JSONDecoder().decode([String: Entry].self, from: Data(text.utf8))
        guard let entry = table[sweep] else { throw MissingSweep(sweep: sweep) }
        stimulusStart = entry.stim_start
        stimulusEnd = entry.stim_end
        features = entry.f
    }

    /// The table has no such sweep.
    struct MissingSweep: Error {
        let sweep: String
    }

    private struct Entry: Decodable {
        let stim_start: Double
        let stim_end: Double
        let f: [String: [Double]?]
    }
}
