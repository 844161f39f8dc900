import ParameterSearch
import Testing

/// A loss with a branch, used by several suites.
func branchLoss(_ trial: Trial) -> Double {
    let (x, y) = (trial["x"] ?? 0, trial["y"] ?? 0)
    let base = (x - 1) * (x - 1) + (y + 2) * (y + 2)
    guard let z = trial["z"] else { return base + 1 }
    return base + (z - 0.25) * (z - 0.25)
}

func branchSpace() throws -> SearchSpace {
    try SearchSpace([
        "x": .uniform(-5, 5), "y": .uniform(-5, 5, step: 0.25),
        "kind": .choice([
            SearchOption("plain"), SearchOption("rich", parameters: ["z": .logUniform(0.01, 1)]),
        ]),
    ])
}

let allMethods: [SearchMethod] = [
    .treeParzen(), .hyperoptCompatible(), .random, .sobol, .covarianceAdaptation(),
]

@Suite struct studies {
    @Test(arguments: allMethods)
    func everyMethodFindsThePlaceWhereALossIsSmall(method: SearchMethod) throws {
        let space = try SearchSpace(["x": .uniform(-5, 5), "y": .uniform(-5, 5)])
        var study = Study(space: space, method: method)
        for _ in 0..<20 {
            for trial in study.ask(8) {
                let (x, y) = (try #require(trial["x"]), try #require(trial["y"]))
                try study.tell(trial.number, .loss(x * x + y * y))
            }
        }
        // 160 independent draws miss the disc of radius 1, 3.1 % of the square, in 0.6 % of runs.
        #expect(try #require(study.best?.loss) < 1)
    }

    @Test(arguments: allMethods)
    func theOrderOfTellingDoesNotMatter(method: SearchMethod) throws {
        // With losses of which many are equal too.
        for steps in [1e9, 0.5] { try checkOrder(method) { (steps * branchLoss($0)).rounded() } }
    }

    private func checkOrder(_ method: SearchMethod, loss: (Trial) -> Double) throws {
        func run(_ reorder: ([Trial]) -> [Trial]) throws -> [Trial] {
            var study = Study(space: try branchSpace(), method: method, seed: 5)
            for round in 0..<12 {
                // A trial of every batch stays pending until the next one has been asked for.
                let late = study.history.pending.map { study.trials[$0] }
                let asked = study.ask(round % 3 == 0 ? 16 : 4)
                for trial in reorder(late + asked.dropLast()) {
                    try study.tell(trial.number, .loss(loss(trial)))
                }
            }
            return study.trials.map {
                Trial(number: $0.number, origin: $0.origin, parameters: $0.parameters)
            }
        }
        let plain = try run { $0 }
        #expect(try run { $0.reversed() } == plain)
        #expect(try run { $0.sorted { loss($0) < loss($1) } } == plain)
    }

    @Test(arguments: allMethods)
    func aStudyMadeOfItsTrialsProposesTheSameNextOnes(method: SearchMethod) throws {
        var study = Study(space: try branchSpace(), method: method, seed: 9)
        for round in 0..<40 {
            let asked = study.ask(round < 20 ? 4 : 7)
            for trial in asked.dropLast(round % 2) {
                try study.tell(trial.number, .loss(branchLoss(trial)))
            }
            guard round % 8 == 7 else { continue }
            let stored = study.trials.map {
                Trial(
                    number: $0.number,
                    origin: TrialOrigin($0.origin.description) ?? .enqueued,
                    parameters: $0.parameters, evaluations: $0.evaluations)
            }
            var restored = try Study(
                space: study.space, method: method, seed: 9, trials: stored)
            var original = study
            #expect(restored.ask(5) == original.ask(5), "round \(round)")
        }
    }

    @Test(arguments: allMethods)
    func theSeedDecides(method: SearchMethod) throws {
        func parameters(_ seed: UInt64) throws -> [[String: ParameterValue]] {
            var study = Study(space: try branchSpace(), method: method, seed: seed)
            for _ in 0..<10 {
                for trial in study.ask(6) { try study.tell(trial.number, .loss(branchLoss(trial))) }
            }
            return study.trials.map(\.parameters)
        }
        #expect(try parameters(1) == parameters(1))
        #expect(try parameters(1) != parameters(2))
    }

    @Test func enqueuedPointsComeFirstAndAreChecked() throws {
        var study = Study(space: try branchSpace())
        try study.enqueue(["x": 1, "y": -2, "kind": "plain"])
        #expect(throws: SearchSpaceError.missingValue(parameter: "z")) {
            try study.enqueue(["x": 1, "y": -2, "kind": "rich"])
        }
        let trials = study.ask(3)
        #expect(trials.map(\.origin) == [.enqueued, .sobol, .sobol])
        #expect(trials[0]["x"] == 1 && trials[0]["y"] == -2)
    }

    @Test func enqueuedNumbersStayWhatTheyAre() throws {
        var study = Study(space: try branchSpace())
        // The way through unit-cube coordinates would change the last digits of most of these.
        for index in 1...50 {
            try study.enqueue([
                "x": .real(0.1 * Double(index) - 3), "y": -2, "kind": "rich",
                "z": .real(0.019 * Double(index)),
            ])
        }
        for (index, trial) in study.ask(50).enumerated() {
            #expect(trial["x"] == 0.1 * Double(index + 1) - 3)
            #expect(trial["z"] == 0.019 * Double(index + 1))
            #expect(trial.parameters["y"] == .real(-2))
        }
    }

    @Test func repeatedEvaluationsAreAveraged() throws {
        var study = Study(space: try branchSpace(), method: .random)
        _ = study.ask(2)
        for loss in [3.0, 5, 4] { try study.tell(0, .loss(loss)) }
        try study.tell(1, .loss(4.5))
        #expect(study.trials[0].loss == 4)
        #expect(study.trials[0].lossStandardDeviation == 1)
        #expect(study.trials[1].lossStandardDeviation == nil)
        #expect(study.best?.number == 0)
        try study.tell(0, .failed)
        #expect(study.best?.number == 1)
    }

    @Test func mistakesInTellingAreNamed() throws {
        var study = Study(space: try branchSpace(), method: .random, objectives: 2)
        _ = study.ask(2)
        #expect(throws: StudyError.unknownTrial(2, trials: 2)) { try study.tell(2, .failed) }
        #expect(throws: StudyError.objectiveCount(trial: 0, found: 1, expected: 2)) {
            try study.tell(0, .loss(1))
        }
        try study.tell(0, .losses([1, 2], constraints: [0]))
        #expect(throws: StudyError.constraintCount(trial: 1, found: 0, expected: 1)) {
            try study.tell(1, .losses([1, 2]))
        }
        #expect(throws: StudyError.trialNumber(found: 1, expected: 0)) {
            try Study(space: study.space, trials: [study.trials[1]])
        }
    }
}

@Suite struct objectivesAndConstraints {
    @Test func theParetoSetIsWhatNothingBetters() throws {
        var study = Study(
            space: try SearchSpace(["x": .uniform(0, 2), "y": .uniform(0, 2)]), seed: 3,
            objectives: 2)
        for _ in 0..<25 {
            for trial in study.ask(8) {
                let (x, y) = (trial["x"]!, trial["y"]!)
                // Both losses are least on the segment y = 0, x from 0 to 1.
                try study.tell(
                    trial.number, .losses([x * x + y, (x - 1) * (x - 1) + y]))
            }
        }
        let front = study.paretoSet
        let losses = front.map { $0.losses! }
        for trial in study.trials {
            let own = trial.losses!
            let isDominated = study.trials.contains { other in
                zip(other.losses!, own).allSatisfy { $0 <= $1 } && other.losses! != own
            }
            #expect(isDominated == !losses.contains(own))
        }
        // Independent draws put 2.5 % of trials into the strip y < 0.05, five of 200.
        #expect(study.trials.count { $0["y"]! < 0.05 } > 20)
        #expect(front.count > 5)
    }

    @Test func infeasibleTrialsAreOutrankedHoweverSmallTheirLoss() throws {
        var study = Study(space: try SearchSpace(["x": .uniform(-2, 2), "y": .uniform(-2, 2)]))
        for _ in 0..<30 {
            for trial in study.ask(5) {
                let (x, y) = (trial["x"]!, trial["y"]!)
                // The unconstrained minimum (0, 0) violates x ≥ 1.
                try study.tell(trial.number, .loss(x * x + y * y, constraints: [1 - x]))
            }
        }
        let best = try #require(study.best)
        #expect(best["x"]! >= 1)
        #expect(best.loss! < 1.05)
        #expect(study.trials.contains { $0.violation! > 0 && $0.loss! < 1 })
    }
}

@Suite struct failedTrials {
    @Test(
        arguments: [SearchMethod.treeParzen(), .covarianceAdaptation()],
        [
            Evaluation.failed, .loss(.nan), .loss(-.infinity),
        ])
    func theSearchLeavesARegionThatFails(method: SearchMethod, failure: Evaluation) throws {
        var study = Study(
            space: try SearchSpace(["x": .uniform(0, 1), "y": .uniform(0, 1)]), method: method,
            seed: 2)
        var late = 0
        for round in 0..<60 {
            for trial in study.ask(4) {
                let (x, y) = (trial["x"]!, trial["y"]!)
                // The loss falls towards a disc around (0.3, 0.3) where everything fails.
                let distance = ((x - 0.3) * (x - 0.3) + (y - 0.3) * (y - 0.3)).squareRoot()
                let hasFailed = distance < 0.15
                if hasFailed && round >= 30 { late += 1 }
                try study.tell(trial.number, hasFailed ? failure : .loss(distance))
            }
        }
        let best = try #require(study.best)
        #expect(best.loss! >= 0.15 && best.loss! < 0.16)
        // Of a search that forgets failures half would fall into the disc, the best side of the rim.
        #expect(late < 40, "\(late) of the last 120 trials failed")
        for trial in study.trials where trial.isFailed { #expect(trial.loss == nil) }
    }

    @Test func aStudyOfFailuresGoesOn() throws {
        for method in allMethods {
            var study = Study(space: try branchSpace(), method: method)
            for _ in 0..<30 { for trial in study.ask(4) { try study.tell(trial.number, .failed) } }
            #expect(study.best == nil && study.trials.count == 120)
        }
    }
}
