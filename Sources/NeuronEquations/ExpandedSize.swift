/// How large expressions grow once their subexpressions are written out, without doing so.
struct ExpandedSize {
    private struct Extent {
        /// Nodes; a `Double`, because the number can double with every definition.
        var size: Double
        var depth: Int
    }

    private var extents: [String: Extent] = [:]

    /// - Parameter order: the definitions' names, each behind those it uses.
    init(definitions: [NeuronModel.Definition], order: [String]) {
        let expressions = Dictionary(
            definitions.map { ($0.name, $0.expression) }, uniquingKeysWith: { first, _ in first })
        for name in order {
            if let expression = expressions[name] { extents[name] = extent(of: expression) }
        }
    }

    /// What is wrong with the size or depth of the expanded expression, if anything.
    func problem(with expression: Expression) -> EquationError.Problem? {
        let extent = extent(of: expression)
        if extent.depth > NeuronModel.maximumExpandedDepth {
            return .tooDeep(limit: NeuronModel.maximumExpandedDepth)
        }
        if extent.size > Double(NeuronModel.maximumExpandedSize) {
            return .tooLarge(limit: NeuronModel.maximumExpandedSize)
        }
        return nil
    }

    private func extent(of expression: Expression) -> Extent {
        switch expression {
        case .name(let name), .flag(let name): if let known = extents[name] { return known }
        default: break
        }
        let parts = expression.children.map(extent)
        return Extent(
            size: parts.reduce(1) { $0 + $1.size }, depth: 1 + (parts.map(\.depth).max() ?? 0))
    }
}
