extension NeuronModel {
    /// An expression with all subexpressions written out: only parameters, inputs, state
    /// variables, `t`, `dt` and white noises are left.
    ///
    /// Its size is at most ``maximumExpandedSize`` nodes for any expression of the model itself.
    public func expanding(_ expression: Expression) -> Expression {
        expression.inlining(subexpressions)
    }

    /// All names that a subexpression or another expression of the model depends on, directly and
    /// through subexpressions, which are included; white noises by their full names.
    public func dependencies(of expression: Expression) -> Set<String> {
        Reach(definitions: subexpressions, order: subexpressions.map(\.name))
            .names(of: expression)
    }

    /// Names of the subexpressions that depend on parameters and numbers only, so that one
    /// evaluation for each instance is enough.
    public var constantSubexpressions: Set<String> {
        var constant = Set(parameters.map(\.name))
        for definition in subexpressions
        where definition.expression.whiteNoises.isEmpty
            && definition.expression.names.subtracting(["dt"]).isSubset(of: constant)
        {
            constant.insert(definition.name)
        }
        return constant.subtracting(parameters.map(\.name))
    }

    /// Whether a spike is an upward crossing: the condition holds and did not hold at the sample
    /// before. So it is where nothing else ends a spike, that is without a reset and a refractory
    /// period, unless the condition is drawn anew in every step.
    public var spikesAtCrossings: Bool {
        guard let spikeCondition, reset.isEmpty, refractoriness == nil else { return false }
        return !dependencies(of: spikeCondition).contains(ReservedName.draw)
    }
}
