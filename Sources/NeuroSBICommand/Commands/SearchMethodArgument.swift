import ArgumentParser
import NeuroSBI

/// The searches as arguments, by the names that configurations use.
enum SearchMethodArgument {
    static func parse(_ text: String) throws -> OptNeuronMethod {
        guard let found = OptNeuronMethod.searches.first(where: { $0.name == text }) else {
            let names = OptNeuronMethod.searches.map(\.name).joined(separator: ", ")
            throw ValidationError("found \"\(text)\", expected one of \(names)")
        }
        return found.method
    }

    static func parseSearch(_ text: String) throws -> SearchMethod {
        guard case .search(let method) = try parse(text) else {
            throw ValidationError("found \"\(text)\", expected a search")
        }
        return method
    }
}
