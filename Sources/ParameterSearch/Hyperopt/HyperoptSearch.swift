import RandomStreams
import RealModule

/// The tree-structured Parzen estimator of hyperopt 0.3, rule by rule.
///
/// For comparisons with published results: every parameter by itself, one suggestion at a time,
/// pending trials among the bad ones. Two of its habits are not copied: values of quantised
/// parameters outside of their bounds, and failed trials that are forgotten. Prefer `.treeParzen`.
public struct HyperoptSearch: SearchAlgorithm {
    private let settings: HyperoptSettings

    /// Makes a search with hyperopt's rules.
    public init(settings: HyperoptSettings = .init()) {
        self.settings = settings
    }

    public mutating func suggest(_ request: SuggestionRequest, history: TrialHistory)
        -> [Suggestion]
    {
        let stream = RandomStream(seed: request.seed, purpose: .search)
        let numbers = history.count..<history.count + request.count
        guard history.count >= settings.startupTrials else {
            return numbers.map {
                RandomSearch.suggestion(number: $0, stream: stream, space: history.space)
            }
        }
        let models = models(of: history)
        return numbers.map { number in
            var coordinates = [Double](repeating: .nan, count: models.count)
            for (index, model) in models.enumerated() {
                // Drawn for all columns; those of other branches are blanked afterwards.
                var source = NumberSource(stream, index: number, slot: index)
                coordinates[index] = model.draw(&source, candidates: settings.candidates)
            }
            history.space.blankInactive(&coordinates)
            return Suggestion(coordinates: coordinates, origin: .univariate)
        }
    }

    /// The good and the bad trials' estimates of every column.
    private func models(of history: TrialHistory) -> [HyperoptColumnModel] {
        let count = history.count
        let good = Swift.min(
            Int((settings.gamma * Double(count).squareRoot()).rounded(.up)),
            settings.linearForgetting)
        let byLoss = history.order + history.pending
        // Pending trials count as +∞ like failed ones, in the order of their numbers.
        let order =
            byLoss.prefix(history.usableCount)
            + byLoss.dropFirst(history.usableCount).sorted()
        let isGood = Set(order.prefix(good))
        return history.space.columns.indices.map { column in
            let active = (0..<count).filter { !history.columns[column][$0].isNaN }
            return HyperoptColumnModel(
                history.space.columns[column],
                good: active.filter(isGood.contains).map { history.columns[column][$0] },
                bad: active.filter { !isGood.contains($0) }.map { history.columns[column][$0] },
                settings: settings)
        }
    }
}

/// The two estimates of one column.
private enum HyperoptColumnModel {
    case number(SearchColumn, HyperoptScale, good: AdaptiveParzen, bad: AdaptiveParzen)
    case choice(good: [Double], bad: [Double])

    init(_ column: SearchColumn, good: [Double], bad: [Double], settings: HyperoptSettings) {
        if let scale = HyperoptScale(column) {
            func fit(_ coordinates: [Double]) -> AdaptiveParzen {
                AdaptiveParzen(
                    coordinates.map { scale.observation(column.number(at: $0)) },
                    priorMean: scale.priorMean, priorDeviation: scale.priorDeviation,
                    settings: settings)
            }
            self = .number(column, scale, good: fit(good), bad: fit(bad))
        } else {
            func probabilities(_ options: [Double]) -> [Double] {
                let weights = AdaptiveParzen.forgettingWeights(
                    options.count, settings.linearForgetting)
                var counts = column.optionProbabilities.map {
                    Double(column.optionCount) * settings.priorWeight * $0
                }
                for (option, weight) in zip(options, weights) { counts[Int(option)] += weight }
                let total = counts.reduce(0, +)
                return counts.map { $0 / total }
            }
            self = .choice(good: probabilities(good), bad: probabilities(bad))
        }
    }

    /// The coordinate with the largest l/g among draws from l.
    func draw(_ source: inout NumberSource, candidates: Int) -> Double {
        var best: (score: Double, coordinate: Double)?
        switch self {
        case .number(let column, let scale, let good, let bad):
            let acceptedGood = good.mass(scale.lower, scale.upper)
            let acceptedBad = bad.mass(scale.lower, scale.upper)
            for _ in 0..<candidates {
                let drawn = good.sample(&source, lower: scale.lower, upper: scale.upper)
                let coordinate = column.coordinate(
                    nearestTo: scale.isLogarithmic ? Double.exp(drawn) : drawn)
                let value = column.number(at: coordinate)
                let score =
                    scale.logDensity(good, at: value, accepted: acceptedGood)
                    - scale.logDensity(bad, at: value, accepted: acceptedBad)
                if score > best?.score ?? -.infinity || best == nil { best = (score, coordinate) }
            }
        case .choice(let good, let bad):
            for _ in 0..<candidates {
                var position = source.uniform()
                let option = good.firstIndex { probability in
                    position -= probability
                    return position < 0
                }
                let index = option ?? good.count - 1
                let score = Double.log(good[index]) - Double.log(bad[index])
                if score > best?.score ?? -.infinity || best == nil {
                    best = (score, Double(index))
                }
            }
        }
        return best?.coordinate ?? .nan
    }
}
