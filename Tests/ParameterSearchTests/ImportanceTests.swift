import ParameterSearch
import Testing

@Suite struct parameterImportances {
    private static let names = ["a", "b", "c"]

    /// Shares of random trials under a loss of the coordinates, in the order of the space.
    private func shares(
        trials: Int = 600, seed: UInt64, space: SearchSpace? = nil,
        baseline: ImportanceBaseline = .trials(share: 1), _ loss: (Trial) -> Double
    ) throws -> [Double] {
        try study(trials: trials, seed: seed, space: space, loss)
            .importances(baseline: baseline).map(\.share)
    }

    private func study(
        trials: Int = 600, seed: UInt64, space: SearchSpace? = nil, _ loss: (Trial) -> Double
    ) throws -> Study {
        let space =
            try space
            ?? SearchSpace(
                [
                    "a": .uniform(0, 1), "b": .logUniform(0.01, 100),
                    "c": .normal(mean: 3, standardDeviation: 2),
                ])
        var study = Study(space: space, method: .random, seed: seed)
        for trial in study.ask(trials) { try study.tell(trial.number, .loss(loss(trial))) }
        return study
    }

    private static func square(_ x: Double) -> Double { x * x }

    @Test(arguments: [ImportanceBaseline.trials(share: 1), .prior])
    func aLossOfOneParameterMakesOnlyThatOneImportant(baseline: ImportanceBaseline) throws {
        // A parameter that does not matter has the divergence of two samples of one distribution,
        // 0.026 on average (see the next test) and hardly ever three times that. The best tenth of
        // the one that matters fills w = 0.1 of the cube; a kernel of width h = 0.016 makes
        // 1/w·(1 − 2h/(√π w)) − 1 = 7 of the divergence 9, and its noise only adds to it.
        for seed in 1...5 as ClosedRange<UInt64> {
            let shares = try shares(seed: seed, baseline: baseline) {
                Self.square(($0["a"] ?? 0) - 0.3)
            }
            let noise: Double = 2 * 3 * 0.026 / 7
            #expect(shares[0] > 1 - noise, "seed \(seed): \(shares)")
            let sum: Double = shares.reduce(0, +)
            #expect(abs(sum - 1) < 1e-12)
        }
    }

    @Test func parametersThatDoNotMatterHaveTheDivergenceOfTwoSamplesOfOneDistribution() throws {
        var sum = 0.0
        var squares = 0.0
        let seeds = 1...100 as ClosedRange<UInt64>
        for seed in seeds {
            let importances = try study(seed: seed) { Self.square(($0["a"] ?? 0) - 0.3) }
                .importances()
            sum += importances[1].divergence
            squares += importances[1].divergence * importances[1].divergence
        }
        let count = Double(seeds.count)
        let mean = sum / count
        let error = ((squares / count - mean * mean) / (count - 1)).squareRoot()
        // Reflected kernels multiply the k-th cosine of a density by exp(−π²k²h²/2), and n even
        // draws give each cosine the variance 1/n: Σₖ exp(−π²k²h²)/n = (1/(2√π h) − ½)/n. The
        // factor 0.9 is for the tenth of the trials that is in both groups.
        let (n, h) = (60.0, 0.2887 * 0.441)
        let expected = 0.9 * (0.2821 / h - 0.5) / n
        // Four standard errors; terms of a higher order in 1/n are far below one of them.
        #expect(abs(mean - expected) < 4 * error, "\(mean), expected \(expected)")
    }

    @Test func parametersThatMatterAlikeAreAlikeImportant() throws {
        let space = try SearchSpace([
            "a": .uniform(-1, 1), "b": .uniform(-1, 1), "c": .uniform(-1, 1),
        ])
        var differences: [[Double]] = [[], []]
        for seed in 1...20 as ClosedRange<UInt64> {
            let shares = try shares(seed: seed, space: space) { trial in
                Self.names.reduce(0) { $0 + Self.square(trial[$1] ?? 0) }
            }
            differences[0].append(shares[0] - shares[1])
            differences[1].append(shares[1] - shares[2])
        }
        for values in differences {
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            let squares = values.reduce(0) { $0 + Self.square($1 - mean) }
            // Four standard errors over the seeds.
            #expect(abs(mean) < 4 * (squares / (count - 1) / count).squareRoot())
        }
    }

    @Test func onlyTheOrderOfTheLossesCounts() throws {
        func loss(_ trial: Trial) -> Double {
            Self.square((trial["a"] ?? 0) - 0.3) + 0.1 * Self.square((trial["c"] ?? 0) - 3)
        }
        let plain = try shares(seed: 3, loss)
        // Both maps are exact or far from rounding two different losses to one.
        #expect(try shares(seed: 3) { 8 * loss($0) } == plain)
        #expect(try shares(seed: 3) { loss($0).squareRoot() - 5 } == plain)
    }

    @Test func theOrderOfTheParametersIsThatOfTheirImportances() throws {
        let forwards = try SearchSpace([
            "a": .uniform(0, 1), "kind": .choice(of: ["x", "y"]), "c": .logUniform(0.1, 10),
        ])
        let backwards = try SearchSpace([
            "c": .logUniform(0.1, 10), "kind": .choice(of: ["x", "y"]), "a": .uniform(0, 1),
        ])
        let study = try study(seed: 7, space: forwards) { trial in
            Self.square((trial["a"] ?? 0) - 0.5) + (trial["c"] ?? 0)
                + (trial.parameters["kind"] == "x" ? 0 : 0.3)
        }
        let other = try Study(space: backwards, method: .random, seed: 7, trials: study.trials)
        let (one, two) = (study.importances(), other.importances())
        #expect(one.map(\.name) == ["a", "kind", "c"])
        for (one, two) in zip(one, two.reversed()) {
            #expect(one.name == two.name)
            #expect(one.divergence == two.divergence)
            // Sums in another order.
            #expect(abs(one.share - two.share) < 1e-15)
        }
    }

    @Test func theOrderOfTheTrialsDoesNotMatterEvenWhereLossesAreEqual() throws {
        let study = try study(seed: 5) { (10 * ($0["a"] ?? 0)).rounded() }
        let reversed = study.trials.reversed().enumerated().map { number, trial in
            Trial(
                number: number, origin: trial.origin, parameters: trial.parameters,
                evaluations: trial.evaluations)
        }
        let other = try Study(space: study.space, method: .random, seed: 5, trials: reversed)
        for (one, two) in zip(study.importances(), other.importances()) {
            // Sums of 600 terms in another order.
            #expect(abs(one.divergence - two.divergence) < 1e-12 * (1 + one.divergence))
        }
    }

    @Test func aChoiceThatDecidesHasTheDivergenceOfItsShares() throws {
        let space = try SearchSpace([
            "kind": .choice(of: ["x", "y", "z", "w"]), "a": .uniform(0, 1),
        ])
        let study = try study(trials: 800, seed: 2, space: space) {
            $0.parameters["kind"] == "y" ? 0 : 1
        }
        // All trials of the option are equally good and among the best: p = 1 there, q its share of
        // all trials, so Σ (p − q)²/q = 1/q − 1.
        let count = study.trials.count { $0.parameters["kind"] == "y" }
        let q = Double(count) / Double(study.trials.count)
        let importances = study.importances(topShare: 0.1)
        #expect(abs(importances[0].divergence - (1 / q - 1)) < 1e-12)
        #expect(importances[0].share > 0.95)
    }

    @Test func aChoiceAndTheChoiceInItsBranchAddUpToTheirPair() throws {
        let branches = try SearchSpace([
            "kind": .choice([
                SearchOption("plain"),
                SearchOption("rich", parameters: ["depth": .choice(of: ["low", "high"])]),
            ])
        ])
        // The same trials with one choice of three, whose options are the pairs.
        let flat = try SearchSpace(["pair": .choice(of: ["plain", "low", "high"])])
        func label(_ trial: Trial) -> ParameterValue {
            trial.parameters["depth"] ?? trial.parameters["kind"] ?? ""
        }
        let study = try study(trials: 500, seed: 4, space: branches) { trial in
            let base: Double = label(trial) == "high" ? 0 : label(trial) == "low" ? 0.4 : 0.2
            return base + 0.7 * Double((trial.number &* 7919) % 500) / 500
        }
        let pairs = try Study(
            space: flat, method: .random, seed: 4,
            trials: study.trials.map {
                Trial(
                    number: $0.number, origin: $0.origin, parameters: ["pair": label($0)],
                    evaluations: $0.evaluations)
            })
        let sum = study.importances().reduce(0) { $0 + $1.divergence }
        let pair = pairs.importances()[0].divergence
        #expect(pair > 0.1)
        #expect(abs(sum - pair) < 1e-12 * pair)
    }

    @Test func failuresAreTheWorstAndWithoutADifferenceNothingIsImportant() throws {
        var study = Study(
            space: try SearchSpace(["a": .uniform(0, 1), "b": .uniform(0, 1)]), method: .random,
            seed: 6)
        #expect(study.importances().map(\.share) == [0, 0])
        let trials = study.ask(400)
        for trial in trials { try study.tell(trial.number, .failed) }
        #expect(study.importances().map(\.share) == [0, 0])

        study = Study(space: study.space, method: .random, seed: 6)
        for trial in study.ask(400) {
            // Every trial that does not fail is equally good: only failing makes a difference.
            try study.tell(trial.number, trial["b"] ?? 0 > 0.2 ? .failed : .loss(1))
        }
        #expect(study.importances()[1].share > 0.9)
    }

    @Test(arguments: [0.1, 0.25])
    func noDivergenceExceedsTheRatioOfTheNumbersOfTrials(share: Double) throws {
        // The best trials are among all of them and have the same kernels: p ≤ q/share, hence
        // ∫ (p/q − 1)² q = ∫ p²/q − 1 ≤ 1/share − 1.
        let study = try study(trials: 400, seed: 8) { abs(($0["a"] ?? 0) - 0.5) }
        let divergence = study.importances(topShare: share)[0].divergence
        #expect(divergence <= 1 / share - 1)
        #expect(divergence > 0.5 * (1 / share - 1))
    }

    @Test func wholeNumbersThatDoNotMatterAreNotImportantAgainstThePrior() throws {
        let space = try SearchSpace(["n": .integer(1, 3), "a": .uniform(0, 1)])
        let shares = try shares(trials: 1_000, seed: 9, space: space, baseline: .prior) {
            Self.square(($0["a"] ?? 0) - 0.5)
        }
        // As above with n = 100: noise below 0.03, against a divergence of 7.
        #expect(shares[0] < 3 * 0.03 / 7, "\(shares)")
    }
}
