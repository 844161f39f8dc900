import Foundation

/// What the peers made of a model of the catalogue, as files of `Tests/References` have it; the
/// script of the same name beside each file makes it.
struct PeerReferences: Decodable, Sendable {
    /// A run of one neuron without chance, or the end of a run of many.
    struct Case: Decodable, Sendable {
        /// A name of the catalogue.
        var model: String
        var timeStep: Double
        /// What the stimulus feeds there; another name than here in some models of ANNarchy.
        var input: String?
        /// Start, stop and amplitude of the current; empty where there is none.
        var step: [Double]
        /// Parameters and initial values that are not the defaults.
        var values: [String: Double]
        /// Steps from sample to sample.
        var every: Int?
        /// The steps in which the neuron spiked, from 0.
        var spikeSteps: [Int]?
        var traces: [String: [Double]]?
        /// Mean, variance and fourth central moment.
        var moments: [String: [Double]]?
    }

    /// ms.
    var duration: Double
    /// How many neurons the random cases have.
    var neurons: Int?
    var deterministic: [Case]
    var random: [Case]?

    static let annarchy = PeerReferences.read("annarchy_catalogue")
    static let brian2 = PeerReferences.read("brian2_catalogue")

    private static func read(_ name: String) -> PeerReferences {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "References/\(name).json")
        do {
            return try JSONDecoder().decode(PeerReferences.self, from: Data(contentsOf: file))
        } catch {
            preconditionFailure("\(file.path): \(error)")
        }
    }
}
