import LinearAlgebra
import RandomStreams

/// Which simulations a training learns from, and which it is validated on.
struct TrainingSplit: Sendable {
    /// Rows of the tables, ascending.
    let trainingRows: [Int]
    /// Those held out, ascending.
    let validationRows: [Int]

    /// Takes the given rows for validation, ascending, and the others for training.
    init(of count: Int, validationRows: [Int]) {
        let held = Set(validationRows)
        self.validationRows = validationRows
        trainingRows = (0..<count).filter { !held.contains($0) }
    }

    /// Splits simulations that can be trained on.
    ///
    /// - Throws: where settings or entries are out of range, or the simulations too few.
    init(
        parameters: Matrix<Double>, statistics: Matrix<Double>, settings: TrainingSettings,
        seed: UInt64
    ) throws(TrainingError) {
        precondition(
            parameters.rows == statistics.rows && parameters.columns > 0 && statistics.columns > 0,
            """
            parameters [\(parameters.rows) × \(parameters.columns)], statistics \
            [\(statistics.rows) × \(statistics.columns)]: expected equal rows and some columns
            """)
        try settings.validate()
        try MixtureDensityEstimator.requireFinite(parameters, table: .parameters)
        if let index = statistics.elements.firstIndex(where: \.isInfinite) {
            throw .notFinite(
                table: .statistics, row: index / statistics.columns,
                column: index % statistics.columns)
        }
        guard parameters.rows >= Self.minimumSimulations else {
            throw .tooFewSimulations(found: parameters.rows, needed: Self.minimumSimulations)
        }
        self.init(
            of: parameters.rows,
            validationRows: MixtureDensityEstimator.validationRows(
                of: parameters.rows, settings: settings, seed: seed))
    }

    /// Below this many, splitting off a validation set leaves nothing to speak of.
    private static let minimumSimulations = 20
}

extension MixtureDensityEstimator {
    /// The rows that a training of this many simulations holds out, ascending.
    package static func validationRows(of count: Int, settings: TrainingSettings, seed: UInt64)
        -> [Int]
    {
        let order = RandomStream(seed: seed, purpose: .validationSplit).permutation(
            count: count, index: 0)
        let held = min(
            max(1, Int((settings.validationFraction * Double(count)).rounded())), count - 2)
        return order[..<held].sorted()
    }
}
