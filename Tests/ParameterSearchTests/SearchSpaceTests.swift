import LinearAlgebra
import ParameterSearch
import Probability
import Testing

@Suite struct searchSpaces {
    static func branching() throws(SearchSpaceError) -> SearchSpace {
        try SearchSpace(
            [
                "rate": .logUniform(1e-4, 1),
                "layers": .integer(1, 4),
                "kind": .choice([
                    SearchOption("relu"),
                    SearchOption(
                        "elu", weight: 3,
                        parameters: [
                            "alpha": .uniform(0.1, 2),
                            "shape": .choice([
                                SearchOption(1),
                                SearchOption(2, parameters: ["tilt": .uniform(0, 1)]),
                            ]),
                        ]),
                ]),
            ],
            constants: ["batch": 32],
            derived: [
                DerivedParameter("product", from: ["rate", "batch"]) { $0["rate"]! * $0["batch"]! },
                DerivedParameter("double", from: ["product"]) { 2 * $0["product"]! },
                DerivedParameter("half", from: ["alpha"]) { $0["alpha"]! / 2 },
            ])
    }

    @Test func aParameterExistsExactlyInItsBranch() throws {
        var study = Study(space: try Self.branching(), method: .random, seed: 3)
        var seen: Set<String> = []
        for trial in study.ask(400) {
            let isELU = trial.parameters["kind"] == "elu"
            let isSecond = trial.parameters["shape"] == 2
            #expect((trial.parameters["alpha"] != nil) == isELU)
            #expect((trial.parameters["shape"] != nil) == isELU)
            #expect((trial.parameters["half"] != nil) == isELU)
            #expect((trial.parameters["tilt"] != nil) == isSecond)
            seen.insert("\(isELU) \(isSecond)")
        }
        #expect(seen.count == 3)
    }

    @Test func weightsAreRelativeProbabilities() throws {
        var study = Study(space: try Self.branching(), method: .random, seed: 4)
        let share = Double(study.ask(4_000).count { $0.parameters["kind"] == "elu" }) / 4_000
        // Four standard errors of a share of 3/4 among 4,000.
        #expect(abs(share - 0.75) < 4 * (0.75 * 0.25 / 4_000).squareRoot())
    }

    @Test func constantsAndDerivedParametersAreInEveryTrial() throws {
        var study = Study(space: try Self.branching(), method: .random)
        for trial in study.ask(20) {
            let rate = try #require(trial["rate"])
            #expect(trial.parameters["batch"] == 32)
            #expect(trial["product"] == 32 * rate)
            #expect(trial["double"] == 64 * rate)
        }
    }

    @Test func valuesSurviveTheWayToCoordinatesAndBack() throws {
        let space = try Self.branching()
        var study = Study(space: space, method: .sobol)
        for trial in study.ask(100) {
            let coordinates = try space.coordinates(of: trial.parameters)
            // A grid's or an option's coordinate is the value's own; a continuous one may be off by
            // the rounding of a logarithm and an exponential, each half an ulp of about 7.
            var again = Study(space: space, method: .random)
            try again.enqueue(trial.parameters)
            let repeated = again.ask(1)[0]
            for (name, value) in trial.parameters {
                if let number = value.number, let other = repeated[name] {
                    #expect(abs(number - other) <= 32 * number.ulp)
                } else {
                    #expect(repeated.parameters[name] == value)
                }
            }
            #expect(coordinates.allSatisfy { $0.isNaN || $0 >= 0 })
        }
    }

    @Test func everyStepHasTheSameProbabilityEndsIncluded() throws {
        let space = try SearchSpace([
            "q": .uniform(0, 100, step: 5), "i": .integer(1, 7),
            "decimal": .uniform(0.1, 0.5, step: 0.1),
        ])
        var study = Study(space: space, method: .random, seed: 11)
        let trials = study.ask(21_000)
        for (name, values) in [
            ("q", (0...20).map { Double(5 * $0) }), ("i", (1...7).map(Double.init)),
            ("decimal", [0.1, 0.2, 0.3, 0.4, 0.5]),
        ] {
            let found = Dictionary(grouping: trials.compactMap { $0[name] }) { $0 }
            #expect(Set(found.keys) == Set(values))
            let expected = 21_000 / Double(values.count)
            let chiSquare = values.reduce(0) { sum, value in
                let difference = Double(found[value]?.count ?? 0) - expected
                return sum + difference * difference / expected
            }
            // Mean k and deviation √(2k) of chi square with k degrees; five deviations.
            let k = Double(values.count - 1)
            #expect(chiSquare < k + 5 * (2 * k).squareRoot())
        }
    }

    @Test(arguments: [
        SearchDomain.logUniform(1, 100, step: 10), .logUniform(0.2, 5, step: 1),
        .normal(mean: 0, standardDeviation: 3, step: 0.5),
        .logNormal(logMean: 0, logStandardDeviation: 1, step: 1), .logInteger(1, 1000),
        .uniform(0.3, 2.2, step: 0.5),
    ])
    func quantisedValuesAreMultiplesInsideTheBounds(domain: SearchDomain) throws {
        var study = Study(space: try SearchSpace(["x": domain]), method: .random, seed: 5)
        for trial in study.ask(2_000) {
            let x = try #require(trial["x"])
            switch domain {
            case .logUniform(let lower, let upper, let step),
                .uniform(let lower, let upper, let step):
                #expect(x >= lower && x <= upper)
                #expect(abs(x / (step ?? 1) - (x / (step ?? 1)).rounded()) < 1e-9)
            case .logInteger(let lower, let upper):
                #expect(x >= Double(lower) && x <= Double(upper) && x == x.rounded())
            case .logNormal: #expect(x >= 0 && x == x.rounded())
            default: #expect(2 * x == (2 * x).rounded())
            }
        }
    }

    @Test func aPriorBecomesASpaceWithItsDistribution() throws {
        let prior = try JointPrior([
            .marginal("g", .uniform(Uniform(lower: 2, upper: 6))),
            .multivariateNormal(
                MultivariateNormal(
                    names: ["a", "b"], mean: [1, -1],
                    covariance: Matrix([[1, 0.8], [0.8, 1]]))),
        ])
        let space = try SearchSpace(prior: prior)
        #expect(space.names == ["g", "a", "b"])
        var study = Study(space: space, method: .random, seed: 8)
        let trials = study.ask(4_000)
        let (a, b) = (trials.map { $0["a"]! - 1 }, trials.map { $0["b"]! + 1 })
        let covariance = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / 4_000
        // The product of the two has variance 1 + 0.8²; four standard errors.
        #expect(abs(covariance - 0.8) < 4 * (1.64 / 4_000).squareRoot())
        let coordinates = try space.coordinates(of: ["g": 3, "a": 1, "b": -1])
        #expect(coordinates == [0.25, 0.5, 0.5])
    }

    @Test func aPriorTakesWhatAPosteriorCannotHave() throws {
        let prior = try JointPrior([.marginal("g", .uniform(Uniform(lower: 2, upper: 6)))])
        let space = try SearchSpace(
            prior: prior,
            parameters: [SearchParameter(name: "kind", domain: .choice(of: ["a", "b"]))],
            constants: [(name: "c", value: 2)])
        #expect(space.names == ["g", "kind"])
        var study = Study(space: space, method: .random)
        #expect(study.ask()[0]["c"] == 2)
    }

    @Test func theDescriptionTellsEverythingThatMatters() throws {
        let space = try Self.branching()
        #expect(
            space.description == """
                rate ~ loguniform(0.0001, 1.0)
                layers ~ integer(1, 4)
                kind ~ choice
                  "relu" with weight 1.0
                  "elu" with weight 3.0
                    alpha ~ uniform(0.1, 2.0)
                    shape ~ choice
                      1 with weight 1.0
                      2 with weight 1.0
                        tilt ~ uniform(0.0, 1.0)
                batch = 32
                product = function of (rate, batch)
                double = function of (product)
                half = function of (alpha)
                """)
        // The same parameter, written as a prior.
        let uniform = try Marginal.uniform(Uniform(lower: 0, upper: 0.3))
        let (plain, prior) = (
            try SearchSpace(["x": .uniform(0, 0.3, step: 0.1)]),
            try SearchSpace(["x": .prior(uniform, step: 0.1)])
        )
        #expect(plain.description == prior.description)
    }
}

@Suite struct searchSpaceErrors {
    @Test func everyMistakeIsNamed() {
        func error(_ make: () throws(SearchSpaceError) -> SearchSpace) -> SearchSpaceError? {
            do { _ = try make(); return nil } catch { return error }
        }
        #expect(error { () throws(SearchSpaceError) in try SearchSpace([:]) } == .noParameters)
        #expect(
            error { () throws(SearchSpaceError) in
                try SearchSpace(["x": .uniform(0, 1), "x": .uniform(0, 1)])
            } == .duplicateName("x"))
        #expect(
            error { () throws(SearchSpaceError) in try SearchSpace(["x": .uniform(2, 1)]) }
                == .prior(
                    parameter: "x",
                    .boundsOutOfOrder(distribution: "uniform", lower: 2, upper: 1)))
        #expect(
            error { () throws(SearchSpaceError) in try SearchSpace(["x": .uniform(0, 1, step: 0)]) }
                == .step(parameter: "x", step: 0))
        #expect(
            error { () throws(SearchSpaceError) in
                try SearchSpace(["x": .uniform(0.1, 0.4, step: 1)])
            } == .noMultiple(parameter: "x", step: 1, lower: 0.1, upper: 0.4))
        #expect(
            error { () throws(SearchSpaceError) in try SearchSpace(["x": .logInteger(0, 4)]) }
                == .integerBounds(parameter: "x", lower: 0, upper: 4, logarithmic: true))
        #expect(
            error { () throws(SearchSpaceError) in try SearchSpace(["x": .choice([])]) }
                == .noOptions(parameter: "x"))
        #expect(
            error { () throws(SearchSpaceError) in
                try SearchSpace(["x": .choice([SearchOption("a", weight: -1)])])
            } == .weight(parameter: "x", value: "a", weight: -1))
        #expect(
            error { () throws(SearchSpaceError) in
                try SearchSpace(
                    ["rate": .uniform(0, 1)],
                    derived: [DerivedParameter("y", from: ["rat"]) { _ in 0 }])
            } == .unknownInput(derived: "y", input: "rat", nearest: "rate"))
    }

    @Test func valuesThatDoNotFitAreNamedWithTheNearestName() throws {
        let space = try searchSpaces.branching()
        var values: [String: ParameterValue] = ["rate": 0.1, "layers": 2, "kind": "relu"]
        _ = try space.coordinates(of: values)
        values["alpha"] = 1
        #expect(throws: SearchSpaceError.inactiveParameter("alpha", choice: "kind", chosen: "relu"))
        {
            try space.coordinates(of: values)
        }
        values["alpha"] = nil
        values["layer"] = 3
        #expect(throws: SearchSpaceError.unknownParameter("layer", nearest: "layers")) {
            try space.coordinates(of: values)
        }
        values["layer"] = nil
        values["kind"] = "rely"
        #expect(
            throws: SearchSpaceError.unknownOption(
                parameter: "kind", found: "rely", nearest: "relu")
        ) { try space.coordinates(of: values) }
        values["kind"] = nil
        #expect(throws: SearchSpaceError.missingValue(parameter: "kind")) {
            try space.coordinates(of: values)
        }
        values["kind"] = "relu"
        values["layers"] = 9
        let error = #expect(throws: SearchSpaceError.self) { try space.coordinates(of: values) }
        #expect(error?.description.contains("layers") == true)
    }
}
