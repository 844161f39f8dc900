/// What a file must hold to bring an estimator back bit by bit.
extension MixtureDensityEstimator {
    /// Everything but the weights is small and meant for a text form such as JSON; the weights are
    /// one flat array.
    public struct State: Sendable, Equatable, Codable {
        /// The shape of the network.
        public var architecture: MixtureArchitecture
        /// `[architecture.weightCount]`.
        public var weights: [Float]
        /// From statistics as given to those that the network sees.
        public var statisticStandardiser: StatisticStandardiser
        /// From parameters as given to those that the network sees.
        public var parameterStandardiser: ParameterStandardiser
        /// The settings of the training.
        public var settings: TrainingSettings
        /// One entry for each epoch.
        public var history: [EpochReport]
        /// What makes statistics of raw traces; written apart from this state.
        public var embedding: StatisticEmbedding.State?
    }

    /// Why a state is not that of an estimator.
    public struct StateError: Error, Equatable, CustomStringConvertible {
        /// The part that does not fit.
        public let field: String
        /// What it is.
        public let found: String
        /// What the rest of the state asks for.
        public let expected: String

        public var description: String {
            "estimator state, \(field): found \(found), expected \(expected)"
        }
    }

    /// The state to be written to a file.
    public var state: State {
        State(
            architecture: architecture, weights: weights,
            statisticStandardiser: statisticStandardiser,
            parameterStandardiser: parameterStandardiser, settings: settings, history: history,
            embedding: embedding?.state)
    }

    /// Brings an estimator back.
    ///
    /// - Throws: `StateError` where sizes contradict each other or a number is not usable, as in a
    ///   damaged file.
    public init(state: State) throws(StateError) {
        func require(
            _ isRight: Bool, _ field: String, _ found: @autoclosure () -> String,
            _ expected: @autoclosure () -> String
        ) throws(StateError) {
            guard isRight else {
                throw StateError(field: field, found: found(), expected: expected())
            }
        }
        let shape = state.architecture
        let statistics = state.statisticStandardiser
        let parameters = state.parameterStandardiser
        let d = shape.parameterCount
        // The products of sizes below must not overflow, whatever the file says.
        let sizes =
            [shape.statisticCount, d, shape.components] + shape.hiddenWidths
        try require(
            sizes.allSatisfy { (1...100_000).contains($0) } && d <= 10_000
                && shape.hiddenWidths.count <= 100_000, "architecture",
            "\(sizes)", "sizes from 1 to 100000")
        try require(
            d == 1 || !shape.isBounded, "architecture", "bounds in \(d) dimensions",
            "bounds in one dimension only")
        try require(
            state.weights.count == shape.weightCount, "weights", "\(state.weights.count) numbers",
            "\(shape.weightCount)")
        try require(
            state.weights.allSatisfy(\.isFinite), "weights", "a number that is not finite",
            "finite numbers")
        try require(
            statistics.outputCount == shape.statisticCount
                && statistics.curves.count == statistics.retained.count
                && statistics.means.count == statistics.retained.count
                && statistics.deviations.count == statistics.retained.count,
            "statisticStandardiser", "\(statistics.outputCount) inputs",
            "\(shape.statisticCount)")
        let ascending = zip(statistics.retained, statistics.retained.dropFirst()).allSatisfy {
            $0 < $1
        }
        try require(
            ascending && statistics.retained.allSatisfy { (0..<statistics.inputCount).contains($0) }
                && statistics.means.allSatisfy(\.isFinite)
                && statistics.deviations.allSatisfy { $0 > 0 && $0.isFinite },
            "statisticStandardiser", "columns, means or deviations out of range",
            "ascending columns below \(statistics.inputCount), finite means, positive deviations")
        let indicated = statistics.indicators.map(\.statistic)
        try require(
            zip(indicated, indicated.dropFirst()).allSatisfy { $0 < $1 }
                && statistics.indicators.allSatisfy {
                    (0..<statistics.inputCount).contains($0.statistic) && $0.share > 0
                        && $0.share < 1
                }, "statisticStandardiser", "an indicator that is not usable",
            "ascending columns below \(statistics.inputCount), shares between 0 and 1")
        try require(
            statistics.curves.allSatisfy {
                $0.map { $0.centre.isFinite && $0.scale > 0 && $0.scale.isFinite } ?? true
            }, "statisticStandardiser", "a curve that is not usable",
            "finite centres, positive scales")
        try require(
            parameters.offset.count == d && parameters.factor.count == d * d
                && parameters.slope.count == d * shape.statisticCount, "parameterStandardiser",
            "\(parameters.offset.count) parameters", "\(d)")
        try require(
            (parameters.offset + parameters.factor + parameters.slope).allSatisfy(\.isFinite)
                && (0..<d).allSatisfy { parameters.factor[$0 * d + $0] > 0 },
            "parameterStandardiser", "a number that is not usable",
            "finite numbers and a positive diagonal")
        let embedding = try state.embedding.map {
            (state) throws(StateError) in try StatisticEmbedding(state: state)
        }
        try require(
            embedding.map { $0.outputCount == statistics.inputCount } ?? true, "embedding",
            "\(embedding?.outputCount ?? 0) learned statistics", "\(statistics.inputCount)")
        self.init(
            embedding: embedding, architecture: shape, weights: state.weights,
            statisticStandardiser: statistics,
            parameterStandardiser: parameters, settings: state.settings, history: state.history)
    }
}
