import NameSuggestions

/// The ready-made models; each has its own file with equations, units, numbers and source.
public enum ModelCatalogue {
    /// All models, in the order in which lists show them.
    public static let models: [NeuronModel] = [
        izhikevich2003, izhikevich2007, adaptiveExponential, leakyIntegrateAndFire, hodgkinHuxley,
    ]

    /// Finds a model by its name.
    ///
    /// ```swift
    /// let neuron = try ModelCatalogue.model(named: "izhikevich2003")
    /// ```
    public static func model(named name: String) throws(CatalogueError) -> NeuronModel {
        if let model = models.first(where: { $0.name == name }) { return model }
        let names = models.map(\.name)
        throw .unknownModel(name, nearest: NearestName.of(name, in: names), known: names)
    }

    /// A model whose text is part of this package; a mistake in it is ours.
    static func checked(
        _ build: () throws(EquationErrors) -> NeuronModel
    ) -> NeuronModel {
        do {
            return try build()
        } catch {
            preconditionFailure("a model of the catalogue is wrong: \(error)")
        }
    }
}

/// What can go wrong with the catalogue.
public enum CatalogueError: Error, Equatable, CustomStringConvertible {
    case unknownModel(String, nearest: String?, known: [String])

    public var description: String {
        switch self {
        case .unknownModel(let name, let nearest, let known):
            "the catalogue has no model \"\(name)\""
                + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
                + " (it has " + known.joined(separator: ", ") + ")"
        }
    }
}
