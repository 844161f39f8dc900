import Foundation

extension SearchMethod {
    /// The name of the method and its settings as JSON with sorted keys.
    func stored() throws -> (name: String, settings: String) {
        switch self {
        case .treeParzen(let settings): ("treeParzen", try Self.text(settings))
        case .hyperoptCompatible(let settings): ("hyperoptCompatible", try Self.text(settings))
        case .random: ("random", "{}")
        case .sobol: ("sobol", "{}")
        case .covarianceAdaptation(let settings):
            ("covarianceAdaptation", try Self.text(settings))
        }
    }

    /// Reads what `stored` gives; nil if it cannot.
    init?(stored name: String, settings: String) {
        let data = Data(settings.utf8)
        let decoder = JSONDecoder()
        switch name {
        case "treeParzen":
            guard let settings = try? decoder.decode(TreeParzenSettings.self, from: data) else {
                return nil
            }
            self = .treeParzen(settings)
        case "hyperoptCompatible":
            guard let settings = try? decoder.decode(HyperoptSettings.self, from: data) else {
                return nil
            }
            self = .hyperoptCompatible(settings)
        case "random": self = .random
        case "sobol": self = .sobol
        case "covarianceAdaptation":
            guard
                let settings = try? decoder.decode(CovarianceAdaptationSettings.self, from: data)
            else { return nil }
            self = .covarianceAdaptation(settings)
        default: return nil
        }
    }

    private static func text(_ settings: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(settings), as: UTF8.self)
    }
}
