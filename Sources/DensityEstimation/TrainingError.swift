/// Why an estimator could not be trained.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// Which of the two tables a column belongs to.
    public enum Table: String, Sendable {
        case parameters, statistics
    }

    /// A setting is out of its range.
    case invalidSetting(name: String, found: String, expected: String)
    /// There are fewer simulations than anything can be learned from.
    case tooFewSimulations(found: Int, needed: Int)
    /// An entry is NaN or infinite; invalid simulations must be left out before.
    case notFinite(table: Table, row: Int, column: Int)
    /// A parameter has the same value in all simulations, so it has no density.
    case constantParameter(column: Int)
    /// Every statistic has the same value in all simulations.
    case noVaryingStatistic
    /// The parameters depend on each other (or on the statistics) without any scatter left.
    case degenerateParameters
    /// The loss stopped being finite although the learning rate was halved several times.
    case diverged(epoch: Int)

    public var description: String {
        switch self {
        case .invalidSetting(let name, let found, let expected):
            "training setting \(name) is \(found), expected \(expected)"
        case .tooFewSimulations(let found, let needed):
            "\(found) valid simulations to train on, expected at least \(needed)"
        case .notFinite(let table, let row, let column):
            "\(table.rawValue), row \(row), column \(column): found a number that is not finite"
        case .constantParameter(let column):
            "parameter column \(column) has the same value in all simulations"
        case .noVaryingStatistic:
            "all statistics are constant over the simulations: nothing can be learned from them"
        case .degenerateParameters:
            "a parameter is an exact linear function of others: their density does not exist"
        case .diverged(let epoch):
            "the training loss is not finite in epoch \(epoch), also at a much lower learning rate"
        }
    }
}
