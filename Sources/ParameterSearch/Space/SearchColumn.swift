import Probability

/// One searched parameter as a column of the table of trials.
///
/// A coordinate is a number in [0, 1] (the prior's probability up to the value), for a choice the
/// index of the option, and NaN where the parameter does not exist in its branch.
public struct SearchColumn: Sendable, Equatable {
    /// The branch that a column belongs to.
    struct Condition: Sendable, Equatable {
        /// The column of the choice, before this one.
        let column: Int
        /// The option that must be chosen.
        let option: Int
    }

    enum Kind: Sendable, Equatable {
        case continuous(Marginal)
        case grid(ValueGrid)
        case choice([SearchOption])
        /// An entry of the multivariate normal.
        case joint(Int)
    }

    /// The parameter's name.
    public let name: String
    let kind: Kind
    let condition: Condition?
    /// For a choice the prior probabilities of the options, otherwise empty.
    let optionProbabilities: [Double]

    init(name: String, kind: Kind, condition: Condition?) {
        self.name = name
        self.kind = kind
        self.condition = condition
        if case .choice(let options) = kind {
            let total = options.reduce(0) { $0 + $1.weight }
            optionProbabilities = options.map { $0.weight / total }
        } else {
            optionProbabilities = []
        }
    }

    /// The number of options of a choice; 0 for numbers.
    public var optionCount: Int { optionProbabilities.count }

    /// Whether the parameter is one of several options.
    public var isChoice: Bool { !optionProbabilities.isEmpty }

    /// Whether the parameter exists only in some branch.
    public var isConditional: Bool { condition != nil }

    /// The prior of a number, in whitened coordinates for a joint prior; nil for a choice.
    var marginal: Marginal? {
        switch kind {
        case .continuous(let marginal): marginal
        case .grid(let grid): grid.bounded
        case .joint: (try? Normal(mean: 0, standardDeviation: 1)).map { .normal($0) }
        case .choice: nil
        }
    }

    /// The grid of a quantised parameter.
    var grid: ValueGrid? {
        if case .grid(let grid) = kind { grid } else { nil }
    }

    /// The option that a number in [0, 1] selects by the prior probabilities.
    func option(at position: Double) -> Int {
        var cumulative = 0.0
        for (index, probability) in optionProbabilities.enumerated() {
            cumulative += probability
            if position < cumulative { return index }
        }
        return optionProbabilities.count - 1
    }
}
