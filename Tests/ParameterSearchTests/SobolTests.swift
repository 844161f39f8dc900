import ParameterSearch
import Testing

@Suite struct sobolSequences {
    private func points(_ count: Int, dimensions: Int, seed: UInt64) throws -> [[Double]] {
        let parameters = (0..<dimensions).map {
            SearchParameter(name: "x\($0)", domain: .uniform(0, 1))
        }
        var study = Study(
            space: try SearchSpace(parameters: parameters), method: .sobol, seed: seed)
        return study.ask(count).map { trial in (0..<dimensions).map { trial["x\($0)"]! } }
    }

    @Test(arguments: [1, 2, 77] as [UInt64])
    func everyCoordinateHasOnePointInEveryInterval(seed: UInt64) throws {
        let points = try points(256, dimensions: 128, seed: seed)
        for dimension in 0..<128 {
            let cells = Set(points.map { Int($0[dimension] * 256) })
            #expect(cells.count == 256, "dimension \(dimension), seed \(seed)")
        }
    }

    /// The first two coordinates are a (0, m, 2)-net: every box of area 2⁻ᵐ holds one point.
    @Test(arguments: 0...8)
    func theFirstTwoCoordinatesFillEveryElementaryBox(split: Int) throws {
        let points = try points(256, dimensions: 2, seed: 5)
        let (wide, high) = (Double(1 << split), Double(256 >> split))
        let boxes = Set(points.map { [Int($0[0] * wide), Int($0[1] * high)] })
        #expect(boxes.count == 256)
    }

    @Test func anIntegralConvergesFasterThanWithIndependentPoints() throws {
        // Independent points leave a variance of 0.63/512. The net's error falls with the number of
        // points instead of its root, at 512 far more than a factor of ten in the square.
        #expect(try squaredErrors(.sobol) < 0.1 * squaredErrors(.random))
    }

    /// The sum over 20 seeds of the squared errors of ∫∏(½ + xᵢ) dx = 1 in six dimensions.
    private func squaredErrors(_ method: SearchMethod) throws -> Double {
        let names = (0..<6).map { "x\($0)" }
        let space = try SearchSpace(
            parameters: names.map { SearchParameter(name: $0, domain: .uniform(0, 1)) })
        return (1...20).reduce(0) { sum, seed in
            var study = Study(space: space, method: method, seed: UInt64(seed))
            let values = study.ask(512).map { trial in
                names.reduce(1) { $0 * (0.5 + (trial[$1] ?? .nan)) }
            }
            let error = values.reduce(0, +) / 512 - 1
            return sum + error * error
        }
    }

    @Test func scramblesOfDifferentSeedsDiffer() throws {
        #expect(
            try points(4, dimensions: 3, seed: 1) != points(4, dimensions: 3, seed: 2))
    }
}
