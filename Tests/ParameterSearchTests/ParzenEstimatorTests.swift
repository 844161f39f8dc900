import ParameterSearch
import RandomStreams
import RealModule
import Testing

@Suite struct parzenEstimators {
    private static func space() throws -> SearchSpace {
        try SearchSpace([
            "x": .uniform(0, 1),
            "c": .choice([
                SearchOption("a", weight: 2), SearchOption("b", parameters: ["y": .uniform(0, 1)]),
            ]),
        ])
    }

    /// Kernels near an end, wide, narrow, and without a value; columns x, c, y.
    private static let kernels = ParzenKernels(
        centres: [0.02, 0, .nan, 0.6, 1, 0.95, 0.3, 1, 0.5, .nan, .nan, .nan],
        deviations: [0.1, 0.2, 1, 0.05, 0.4, 0.3, 1, 0.1, 0.02, 1, 1, 1],
        weights: [1, 2, 0.5, 0.7], columns: 3)

    private static func estimator() throws -> (ParzenEstimator, ParzenFeatures) {
        let space = try space()
        let features = ParzenFeatures(space)
        return (ParzenEstimator(kernels, space: space, features: features), features)
    }

    @Test func theDensityIntegratesToOneOverAllBranches() throws {
        let (estimator, features) = try Self.estimator()
        // Midpoints of 500 cells: the narrowest kernel has ten to a deviation, where the midpoint
        // rule is exact to rounding, and the cut at the ends costs its second order, 1e-5.
        let grid = (0..<500).map { (Double($0) + 0.5) / 500 }
        let first = grid.map { [$0, 0, Double.nan] }
        var total = estimator.logDensities(features.matrix(first)).reduce(0) {
            $0 + Double.exp($1) / 500
        }
        for x in grid {
            let rows = grid.map { [x, 1, $0] }
            total += estimator.logDensities(features.matrix(rows)).reduce(0) {
                $0 + Double.exp($1) / 250_000
            }
        }
        #expect(abs(total - 1) < 2e-5)
    }

    @Test func samplesFollowTheDensity() throws {
        let (estimator, features) = try Self.estimator()
        let stream = RandomStream(seed: 9, purpose: .search)
        let count = 20_000
        let samples = estimator.samples(count, numbers: stream.uniforms(count: 4 * count))
        #expect(samples.allSatisfy { ($0[1] == 0) == $0[2].isNaN })
        // Twenty cells of x in the first branch, and of y in the second.
        let grid = (0..<500).map { (Double($0) + 0.5) / 500 }
        var expected = [Double](repeating: 0, count: 40)
        for (place, value) in estimator.logDensities(features.matrix(grid.map { [$0, 0, .nan] }))
            .enumerated()
        {
            expected[place / 25] += Double.exp(value) / 500
        }
        for x in grid {
            let values = estimator.logDensities(features.matrix(grid.map { [x, 1, $0] }))
            for (place, value) in values.enumerated() {
                expected[20 + place / 25] += Double.exp(value) / 250_000
            }
        }
        var found = [Double](repeating: 0, count: 40)
        for sample in samples {
            let cell = sample[1] == 0 ? Int(sample[0] * 20) : 20 + Int(sample[2] * 20)
            found[cell] += 1
        }
        let chiSquare = zip(expected, found).reduce(0) { sum, pair in
            let mean = pair.0 * Double(count)
            return sum + (pair.1 - mean) * (pair.1 - mean) / mean
        }
        // 39 degrees of freedom: mean 39, deviation 8.8; five deviations.
        #expect(chiSquare < 39 + 5 * 8.8)
    }

    /// A kernel without a value in a column has the density of the others' product there.
    @Test func anAbsentValueIsMarginalised() throws {
        let space = try SearchSpace(["x": .uniform(0, 1), "y": .uniform(0, 1)])
        let features = ParzenFeatures(space)
        let half = ParzenEstimator(
            ParzenKernels(
                centres: [0.4, .nan], deviations: [0.1, 1], weights: [1], columns: 2),
            space: space, features: features)
        let whole = ParzenEstimator(
            ParzenKernels(centres: [0.4, 0.5], deviations: [0.1, 0.2], weights: [1], columns: 2),
            space: space, features: features)
        let grid = (0..<200).map { (Double($0) + 0.5) / 200 }
        for x in [0.1, 0.45, 0.9] {
            let integral = whole.logDensities(features.matrix(grid.map { [x, $0] })).reduce(0) {
                $0 + Double.exp($1) / 200
            }
            let marginal = Double.exp(half.logDensities(features.matrix([[x, 0.77]]))[0])
            // The midpoint rule with 40 cells to a deviation; the cut ends cost 1e-4 of the density.
            #expect(abs(integral - marginal) < 1e-3 * marginal)
        }
    }

    @Test func theGridOfOneColumnSamplesItsOwnDensity() {
        let densities = ColumnDensities(
            good: [0.2, .nan, 0.25], weights: [1, 5, 1], widths: [0.05, 0.05, 0.05],
            bad: [0.8, 0.9], badWidth: 0.1, priorWeight: 0.5, badPriorWeight: 0.5)
        #expect(densities.logRatio(0.22) > 1)
        #expect(densities.logRatio(0.85) < -1)
        let stream = RandomStream(seed: 2, purpose: .search)
        let near = stream.uniforms(count: 5_000).map(densities.sample).count { $0 < 0.45 }
        // Two kernels of weight 1 lie below 0.45, and 0.45 of the prior's 0.5; four errors.
        let share = (2 + 0.45 * 0.5) / 2.5
        #expect(
            abs(Double(near) / 5_000 - share) < 4 * (share * (1 - share) / 5_000).squareRoot())
    }
}

@Suite struct goodAndBadTrials {
    private static func study(_ count: Int) throws -> Study {
        var study = Study(space: try SearchSpace(["x": .uniform(0, 1)]), method: .random, seed: 2)
        for trial in study.ask(count) where trial.number % 10 != 0 {
            // Of ten trials the first stays pending and the second fails.
            let x = trial["x"] ?? .nan
            try study.tell(trial.number, trial.number % 10 == 1 ? .failed : .loss(x * x))
        }
        return study
    }

    @Test func everyTrialIsOneOrTheOtherAndOnlySuccessesAreGood() throws {
        let study = try Self.study(100)
        let split = GoodAndBad(study.history, settings: .init())
        #expect((split.good + split.bad).sorted() == Array(0..<100) && split.left == 0)
        let losses = split.good.map { study.trials[$0].loss ?? .infinity }
        #expect(losses == losses.sorted() && (losses.last ?? .infinity).isFinite)
        let worst = losses.last ?? .infinity
        #expect(split.bad.allSatisfy { study.trials[$0].loss ?? .infinity >= worst })
        #expect(split.bad.count(where: { study.trials[$0].isFailed }) == 10)
        #expect(split.bad.count(where: { study.trials[$0].isPending }) == 10)
    }

    @Test func weightsAreImprovementsOnTheBestBadOne() throws {
        let study = try Self.study(100)
        let split = GoodAndBad(study.history, settings: .init())
        let threshold = try #require(split.bad.compactMap { study.trials[$0].loss }.min())
        let gains = split.good.map { threshold - (study.trials[$0].loss ?? .infinity) }
        let mean = gains.reduce(0, +) / Double(gains.count)
        for (weight, gain) in zip(split.weights, gains) {
            // A sum of at most 25 terms and a quotient.
            #expect(abs(weight - gain / mean) < 30 * Double.ulpOfOne * weight)
        }
    }

    @Test func whatIsLeftOutIsCounted() throws {
        let study = try Self.study(2_000)
        let split = GoodAndBad(study.history, settings: .init())
        #expect(split.good.count + split.bad.count + split.left == 2_000 && split.left > 0)
        // Of the worse trials those nearest to the good ones are looked at.
        let looked = split.bad.compactMap { study.trials[$0].loss }.max() ?? .infinity
        let all = Set(split.good + split.bad)
        #expect(
            study.trials.allSatisfy {
                all.contains($0.number) || $0.loss ?? .infinity >= looked
            })
    }
}
