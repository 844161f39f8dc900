import ParameterSearch
import RealModule
import Testing

@Suite struct treeParzenSearch {
    private static func study(
        _ count: Int, dimensions: Int, batch: Int = 1, seed: UInt64 = 1,
        settings: TreeParzenSettings = .init(), loss: ([Double]) -> Double
    ) throws -> Study {
        let names = (0..<dimensions).map { "x\($0)" }
        let space = try SearchSpace(
            parameters: names.map { SearchParameter(name: $0, domain: .uniform(-5, 5)) })
        var study = Study(space: space, method: .treeParzen(settings), seed: seed)
        while study.trials.count < count {
            for trial in study.ask(batch, remaining: count - study.trials.count) {
                let x = names.map { trial[$0] ?? .nan }
                try study.tell(trial.number, .loss(loss(x)))
            }
        }
        return study
    }

    /// The smallest loss of independent draws.
    private static func independentBest(
        _ count: Int, dimensions: Int, loss: ([Double]) -> Double
    ) throws -> Double {
        let names = (0..<dimensions).map { "x\($0)" }
        let space = try SearchSpace(
            parameters: names.map { SearchParameter(name: $0, domain: .uniform(-5, 5)) })
        var study = Study(space: space, method: .random, seed: 1)
        return study.ask(count).map { trial in loss(names.map { trial[$0] ?? .nan }) }.min()
            ?? .infinity
    }

    private static func rosenbrock(_ x: [Double]) -> Double {
        (1..<x.count).reduce(0) { sum, index in
            let (a, b) = (1 - x[index - 1], x[index] - x[index - 1] * x[index - 1])
            return sum + a * a + 100 * b * b
        }
    }

    /// x⁴ − 8·x² + 2.5·x in every coordinate: two basins in each, 2ᵈ in all.
    private static func wells(_ x: [Double]) -> Double {
        x.reduce(0) { $0 + 0.5 * ($1 * $1 * $1 * $1 - 16 * $1 * $1 + 5 * $1) + 39.166_165_703_772 }
    }

    @Test func itBeatsIndependentDrawsByFarInSequenceAndInBatches() throws {
        for batch in [1, 16, 100] {
            let study = try Self.study(400, dimensions: 4, batch: batch, loss: Self.rosenbrock)
            // Better than ten times as many independent draws.
            let draws = try Self.independentBest(4_000, dimensions: 4, loss: Self.rosenbrock)
            #expect(study.best!.loss! < draws, "batch \(batch)")
        }
    }

    @Test func changesOfSingleParametersLeaveLocalBasins() throws {
        let study = try Self.study(800, dimensions: 5, seed: 3, loss: Self.wells)
        // Only the global basin is below 14, the least cost of one coordinate in the wrong well.
        #expect(study.best!.loss! < 1)
        #expect(study.trials.contains { $0.origin == .coordinate })
    }

    @Test func everyArmProposes() throws {
        let study = try Self.study(600, dimensions: 4, batch: 60, loss: Self.rosenbrock)
        let names = Set(study.trials.map { $0.origin.description.split(separator: " ")[0] })
        #expect(names.isSuperset(of: ["sobol", "joint", "covariance", "coordinate", "elite"]))
    }

    @Test func aBatchIsSpreadOut() throws {
        var settings = TreeParzenSettings()
        settings.localSearchAfter = nil
        settings.usesQuadratics = false
        var study = try Self.study(40, dimensions: 2, settings: settings) {
            $0[0] * $0[0] + $0[1] * $0[1]
        }
        let batch = study.ask(20)
        let points = batch.filter { $0.origin == .joint }.map { [$0["x0"]!, $0["x1"]!] }
        #expect(points.count > 5)
        #expect(Set(points).count == points.count)
        // Without the picks' own kernels all would lie at the one largest ratio: a spread of at
        // least a tenth of the box's side in some direction shows that they repel each other.
        let spread = (points.map { $0[0] }.max()! - points.map { $0[0] }.min()!)
        #expect(spread > 1)
    }

    @Test func aThousandTrialsInOneBatchWork() throws {
        let study = try Self.study(4_000, dimensions: 3, batch: 1_000, loss: Self.rosenbrock)
        #expect(study.trials.count == 4_000)
        let draws = try Self.independentBest(20_000, dimensions: 3, loss: Self.rosenbrock)
        #expect(study.best!.loss! < draws)
    }

    @Test func optionsAndBranchesAreLearnt() throws {
        var study = Study(space: try branchSpace(), seed: 2)
        for _ in 0..<250 {
            let trial = study.ask()[0]
            try study.tell(trial.number, .loss(branchLoss(trial)))
        }
        #expect(study.best!.parameters["kind"] == "rich")
        #expect(study.best!.loss! < 1e-3)
        let late = study.trials.suffix(100).count { $0.parameters["kind"] == "rich" }
        #expect(late > 60)
    }
}
