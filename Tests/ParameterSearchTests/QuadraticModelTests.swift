import LinearAlgebra
import ParameterSearch
import RandomStreams
import Testing

@Suite struct quadraticModels {
    private let stream = RandomStream(seed: 31, purpose: .search)

    private func fit(points count: Int, _ loss: ([Double]) -> Double) -> [Double]? {
        let points = Matrix(rows: count, columns: 3) {
            0.2 + 0.6 * stream.uniform(index: UInt64($0), slot: UInt32($1))
        }
        let losses = (0..<count).map { loss(Array(points.row($0))) }
        let best = losses.indices.min { losses[$0] < losses[$1] }!
        return QuadraticModel(points: points, losses: losses, centre: Array(points.row(best)))?
            .minimum()
    }

    @Test func theMinimumOfAQuadraticIsFoundExactly() throws {
        let minimum = try #require(
            fit(points: 20) { x in
                let (a, b, c) = (x[0] - 0.41, x[1] - 0.56, x[2] - 0.5)
                return 3 + a * a + 5 * b * b + 2 * c * c + 2 * a * b - b * c
            })
        // The ridge of 1e-11 in the normal equations shifts the minimum by as much of the spread.
        for (found, expected) in zip(minimum, [0.41, 0.56, 0.5]) {
            #expect(abs(found - expected) < 1e-8)
        }
    }

    @Test func withFewPointsASeparableQuadraticIsFound() throws {
        let minimum = try #require(
            fit(points: 9) { x in
                (x[0] - 0.3) * (x[0] - 0.3) + 4 * (x[1] - 0.6) * (x[1] - 0.6)
                    + (x[2] - 0.45) * (x[2] - 0.45)
            })
        for (found, expected) in zip(minimum, [0.3, 0.6, 0.45]) {
            #expect(abs(found - expected) < 1e-8)
        }
    }

    @Test func aConcaveLossLeadsDownhillToTheFaces() throws {
        let minimum = try #require(fit(points: 30) { x in -x[0] * x[0] + x[1] + 0 * x[2] })
        #expect(minimum[0] > 0.8 && minimum[1] < 0.2)
        #expect(minimum.allSatisfy { (0...1).contains($0) })
    }

    @Test func pointsThatDetermineNothingGiveNoModel() {
        #expect(fit(points: 7) { $0[0] } == nil)
        #expect(fit(points: 20) { _ in 1 } == nil)
    }
}
