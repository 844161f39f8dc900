/// What expressions depend on, directly and through subexpressions.
struct Reach {
    private var names: [String: Set<String>] = [:]

    /// - Parameter order: the definitions' names, each behind those it uses.
    init(definitions: [NeuronModel.Definition], order: [String]) {
        let expressions = Dictionary(
            definitions.map { ($0.name, $0.expression) }, uniquingKeysWith: { first, _ in first })
        for name in order {
            guard let expression = expressions[name] else { continue }
            names[name] = self.names(of: expression).union([name])
        }
    }

    /// All names that the value depends on, white noises and the subexpressions on the way
    /// included; ``ReservedName/draw`` stands for random numbers.
    func names(of expression: Expression) -> Set<String> {
        var found: Set<String> = []
        for name in expression.names.union(expression.whiteNoises) {
            if let more = names[name] { found.formUnion(more) } else { found.insert(name) }
        }
        if !expression.draws.isEmpty { found.insert(ReservedName.draw) }
        return found
    }
}
