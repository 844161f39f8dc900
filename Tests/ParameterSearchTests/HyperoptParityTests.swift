import ParameterSearch
import RealModule
import Testing

/// Two-sample tests against hyperopt's own suggestions from the same trials, at a level of 0.1 % for
/// each parameter. The numbers of a seed never change, so a test that passes passes always.
@Suite struct hyperoptParity {
    /// The normal quantile of 1 − 0.001.
    private static let quantile = 3.090_232

    private static func space() throws -> SearchSpace {
        try SearchSpace([
            "u": .uniform(-5, 10), "qu": .uniform(0, 20, step: 2), "i": .integer(1, 32),
            "lu": .logUniform(1e-3, 10), "qlu": .logUniform(5, 100, step: 5),
            "n": .normal(mean: 1, standardDeviation: 2),
            "qn": .normal(mean: 0, standardDeviation: 4, step: 1),
            "ln": .logNormal(logMean: 0, logStandardDeviation: 0.5),
            "qln": .logNormal(logMean: 1, logStandardDeviation: 0.5, step: 1),
            "p": .choice([
                SearchOption(0, weight: 0.2), SearchOption(1, weight: 0.5),
                SearchOption(2, weight: 0.3),
            ]),
            "c": .choice([SearchOption(0, parameters: ["w": .uniform(0, 1)]), SearchOption(1)]),
        ])
    }

    /// The reference's trials.
    private static func trials() -> [Trial] {
        let lines = HyperoptReference.trials.split(separator: "\n")
        let names = lines[0].split(separator: ",").dropLast().map(String.init)
        return lines.dropFirst().enumerated().map { number, line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            var parameters: [String: ParameterValue] = [:]
            for (name, field) in zip(names, fields) where !field.isEmpty {
                parameters[name] =
                    Int(field).map { .integer($0) } ?? Double(field).map { .real($0) }
            }
            let loss = Double(fields[names.count])
            return Trial(
                number: number, origin: .random, parameters: parameters,
                evaluations: loss.map { [.loss($0)] } ?? [])
        }
    }

    /// Drawn once for both tests.
    private static let suggestionsOfManyCandidates = Result { try suggestions(candidates: 24) }

    /// Suggestions of one batch: hyperopt has no batches, so each must be as if it were alone.
    private static func suggestions(candidates: Int) throws -> [Trial] {
        var settings = HyperoptSettings()
        settings.candidates = candidates
        var study = try Study(
            space: space(), method: .hyperoptCompatible(settings), seed: 12, trials: trials())
        return study.ask(HyperoptReference.suggestions)
    }

    @Test func theReferenceHasAFailedAndAPendingTrial() {
        let trials = Self.trials()
        #expect(trials.count == 100)
        #expect(trials.filter(\.isFailed).count == 1 && trials.filter(\.isPending).count == 1)
    }

    /// Kolmogorov and Smirnov's test.
    @Test func continuousParametersHaveHyperoptsDistribution() throws {
        let suggestions = try Self.suggestionsOfManyCandidates.get()
        for (name, text) in HyperoptReference.quantiles {
            let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
            let (theirCount, quantiles) = (numbers[0], numbers.dropFirst())
            let ours = suggestions.compactMap { $0[name] }.sorted()
            let count = Double(ours.count)
            // The largest distance between the two distribution functions, at the quantiles; in
            // between it may be larger by the 1/500 from one to the next, never smaller.
            let distance = quantiles.enumerated().map { index, quantile in
                let below = Double(ours.count { $0 <= quantile }) / count
                return abs(below - Double(index + 1) / Double(quantiles.count + 1))
            }.max()
            let limit =
                (-0.5 * Double.log(0.001 / 2)).squareRoot()
                * ((count + theirCount) / (count * theirCount)).squareRoot()
            #expect(try #require(distance) < limit, "\(name)")
        }
    }

    @Test func otherParametersHaveHyperoptsDistribution() throws {
        let suggestions = try Self.suggestionsOfManyCandidates.get()
        for (name, text) in HyperoptReference.counts { check(name, suggestions, text) }
        let ofTwo = try Self.suggestions(candidates: 2)
        for (name, text) in HyperoptReference.countsOfTwoCandidates { check(name, ofTwo, text) }
    }

    /// The two-sample chi-square test; values with fewer than ten draws together share a cell.
    private func check(_ name: String, _ suggestions: [Trial], _ text: String) {
        var theirs: [Double: Int] = [:]
        for entry in text.split(whereSeparator: \.isWhitespace) {
            let parts = entry.split(separator: ":")
            theirs[Double(parts[0]) ?? .nan] = Int(parts[1])
        }
        let ours = Dictionary(grouping: suggestions.compactMap { $0[name] }) { $0 }
            .mapValues(\.count)
        var cells: [(ours: Double, theirs: Double)] = []
        var rest = (ours: 0.0, theirs: 0.0)
        for value in Set(ours.keys).union(theirs.keys) {
            let cell = (ours: Double(ours[value] ?? 0), theirs: Double(theirs[value] ?? 0))
            if cell.ours + cell.theirs >= 10 {
                cells.append(cell)
            } else {
                rest = (rest.ours + cell.ours, rest.theirs + cell.theirs)
            }
        }
        if rest.ours + rest.theirs > 0 { cells.append(rest) }
        let ratio = cells.reduce(0) { $0 + $1.theirs } / cells.reduce(0) { $0 + $1.ours }
        let sum = cells.reduce(0) { sum, cell in
            let difference = ratio.squareRoot() * cell.ours - cell.theirs / ratio.squareRoot()
            return sum + difference * difference / (cell.ours + cell.theirs)
        }
        let freedom = Double(cells.count - 1)
        // Wilson and Hilferty 1931; with a single cell both sides took one value only.
        let root = 1 - 2 / (9 * freedom) + Self.quantile * (2 / (9 * freedom)).squareRoot()
        let limit = freedom > 0 ? freedom * root * root * root : 0
        #expect(sum <= limit, "\(name): ours \(ours), theirs \(theirs)")
    }
}
