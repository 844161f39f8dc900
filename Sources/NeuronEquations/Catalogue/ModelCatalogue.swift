import NameSuggestions

/// The ready-made models, with equations, units, numbers and source.
public enum ModelCatalogue {
    /// Models of one kind.
    public struct Family: Sendable {
        public let title: String
        public let models: [NeuronModel]
    }

    /// All models by family, in the order in which lists show them.
    public static let families: [Family] = [
        Family(
            title: "Izhikevich 2003", models: [izhikevich2003] + izhikevich2003Variants),
        Family(
            title: "Izhikevich 2007", models: [izhikevich2007] + izhikevich2007Variants),
        Family(
            title: "Integrate and fire", models: [leakyIntegrateAndFire, adaptiveExponential]),
        Family(
            title: "Hodgkin-Huxley",
            models: [hodgkinHuxley] + bischopInterneurons + corbitInterneurons + classicalModels),
        Family(title: "ANNarchy", models: annarchySpiking),
        Family(title: "Rates and random spikes", models: rateAndPoisson),
    ]

    /// All models, family after family.
    public static let models: [NeuronModel] = families.flatMap(\.models)

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
