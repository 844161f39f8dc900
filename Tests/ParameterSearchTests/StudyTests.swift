import ParameterSearch
import Testing

@Suite struct studies {
    @Test(arguments: [
        SearchMethod.treeParzen(), .hyperoptCompatible(), .random, .sobol, .covarianceAdaptation(),
    ])
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
}
