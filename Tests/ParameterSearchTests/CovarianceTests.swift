import LinearAlgebra
import ParameterSearch
import RandomStreams
import RealModule
import Testing

@Suite struct covarianceAdaptation {
    private static let stream = RandomStream(seed: 21, purpose: .search)

    private static func normals(_ generation: Int, _ sample: Int) -> [Double] {
        (0..<3).map {
            stream.normal(
                index: UInt64(generation * 100 + sample), step: 0, slot: UInt32($0))
        }
    }

    private static func loss(_ x: [Double]) -> Double {
        x[0] * x[0] + 10 * (x[1] - x[0]) * (x[1] - x[0]) + 100 * x[2] * x[2]
    }

    /// Runs on a loss seen through x ↦ rotation·x + shift, with samples that correspond.
    private static func run(rotation: Matrix<Double>, shift: [Double]) -> CovarianceState {
        func outside(_ x: [Double]) -> [Double] { zip(rotation.times(x), shift).map(+) }
        func inside(_ y: [Double]) -> [Double] {
            rotation.times(zip(y, shift).map(-), transposingSelf: true)
        }
        var state = CovarianceState(mean: outside([0.7, -0.4, 0.2]), deviations: [0.5, 0.5, 0.5])
        var inner = CovarianceState(mean: [0.7, -0.4, 0.2], deviations: [0.5, 0.5, 0.5])
        for generation in 0..<30 {
            // The axes of an eigendecomposition may be flipped, so samples come from one run.
            let samples = (0..<8).map { inner.sample(normals(generation, $0)) }
                .sorted { loss($0) < loss($1) }
            inner.update(ranked: samples)
            let seen = samples.map(outside).sorted { loss(inside($0)) < loss(inside($1)) }
            state.update(ranked: seen)
        }
        return state
    }

    @Test func rotationAndTranslationDoNotMatter() throws {
        let angle = 0.7
        let (c, s) = (Double.cos(angle), Double.sin(angle))
        let rotation = Matrix([[c, -s, 0], [s, c, 0], [0, 0, 1]])
            .times(Matrix([[1, 0, 0], [0, s, -c], [0, c, s]]))
        let shift = [3.0, -1, 2]
        let plain = Self.run(rotation: .identity(3), shift: [0, 0, 0])
        let turned = Self.run(rotation: rotation, shift: shift)
        let mean = zip(rotation.times(plain.mean), shift).map(+)
        let covariance = rotation.times(plain.covariance)
            .times(rotation, transposingOther: true)
        // Rounding of numbers of order one (shift), amplified by 30 updates: 1e-16·30 in the mean;
        // divided by a step of 1e-2 in the covariance.
        for (a, b) in zip(turned.mean, mean) { #expect(abs(a - b) < 1e-12) }
        #expect(abs(turned.stepSize / plain.stepSize - 1) < 1e-9)
        for (a, b) in zip(turned.covariance.elements, covariance.elements) {
            #expect(abs(a - b) < 1e-9 * covariance.diagonal.max()!)
        }
    }

    @Test func onlyTheOrderOfLossesCounts() throws {
        func trials(_ transform: (Double) -> Double) throws -> [[Double]] {
            let space = try SearchSpace(["x": .uniform(-2, 2), "y": .uniform(-2, 2)])
            var study = Study(space: space, method: .covarianceAdaptation(), seed: 4)
            for _ in 0..<120 {
                let trial = study.ask()[0]
                let (x, y) = (trial["x"]!, trial["y"]!)
                try study.tell(trial.number, .loss(transform(x * x + 3 * (y - 0.5) * (y - 0.5))))
            }
            return study.trials.map { [$0["x"]!, $0["y"]!] }
        }
        let plain = try trials { $0 }
        #expect(try trials { Double.exp($0) - 7 } == plain)
        #expect(try trials { $0 * $0 * $0 } == plain)
    }

    @Test func itConvergesOnAnIllConditionedValley() throws {
        let space = try SearchSpace(
            parameters: (0..<5).map { SearchParameter(name: "x\($0)", domain: .uniform(-5, 5)) })
        var study = Study(space: space, method: .covarianceAdaptation(), seed: 2)
        for _ in 0..<2_500 {
            let trial = study.ask()[0]
            let loss = (0..<5).reduce(0.0) {
                let x = trial["x\($1)"]! - 1
                return $0 + Double.pow(10, Double($1)) * x * x
            }
            try study.tell(trial.number, .loss(loss))
        }
        // The tutorial's strategy reduces such a loss by more than an order in 100 evaluations.
        #expect(study.best!.loss! < 1e-8)
    }

    @Test func boundsAreRespectedWhereTheOptimumLiesOnThem() throws {
        let space = try SearchSpace(["x": .uniform(0, 1), "y": .uniform(0, 1)])
        var study = Study(space: space, method: .covarianceAdaptation(), seed: 6)
        for _ in 0..<400 {
            let trial = study.ask()[0]
            let (x, y) = (trial["x"]!, trial["y"]!)
            #expect((0...1).contains(x) && (0...1).contains(y))
            try study.tell(trial.number, .loss(x - y))
        }
        // Mirrored at both faces, the corner is approached by a factor of ten in about 100 trials.
        #expect(study.best!.loss! < -0.99)
    }

    @Test func earlierSolutionsMakeAWarmStart() throws {
        let space = try SearchSpace(
            parameters: (0..<6).map { SearchParameter(name: "x\($0)", domain: .uniform(0, 1)) })
        func loss(_ trial: Trial) -> Double {
            (0..<6).reduce(0) { $0 + (trial["x\($1)"]! - 0.83) * (trial["x\($1)"]! - 0.83) }
        }
        let stream = RandomStream(seed: 1, purpose: .search)
        let earlier = (0..<60).map { number in
            let trial = Trial(
                number: number, origin: .enqueued,
                parameters: Dictionary(
                    uniqueKeysWithValues: (0..<6).map {
                        (
                            "x\($0)",
                            ParameterValue.real(
                                0.7 + 0.25 * stream.uniform(index: UInt64(number), slot: UInt32($0))
                            )
                        )
                    }))
            return Trial(
                number: number, origin: .enqueued, parameters: trial.parameters,
                evaluations: [.loss(loss(trial))])
        }
        var warm = try Study(
            space: space, method: .covarianceAdaptation(), seed: 3, trials: earlier)
        let first = warm.ask(40)
        // Within three deviations (0.1 and the spread of the best) of the known region's middle.
        let mean = first.reduce(0) { $0 + $1["x0"]! } / 40
        #expect(abs(mean - 0.83) < 0.1)
    }
}
