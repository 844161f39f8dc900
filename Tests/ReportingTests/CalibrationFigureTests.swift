import Reporting
import Testing

@Suite struct CalibrationFigureTests {
    @Test func theBandOfRanksHoldsItsMass() {
        // 1,000 ranks in 20 bins: binomial with n = 1000, p = 0.05; the 0.5 and 99.5 per cent
        // quantiles are 33 and 69 (scipy.stats.binom.ppf([0.005, 0.995], 1000, 0.05)).
        let ranks = CalibrationRanks(
            parameterNames: ["a"], ranks: [(0..<1000).map { $0 % 100 }], sampleCount: 99)
        let panel = Figure.rankHistograms(ranks).panels[0]
        for layer in panel.layers {
            switch layer.mark {
            case .band(_, let lower, let upper, _):
                #expect(lower.allSatisfy { $0 == 33 })
                #expect(upper.allSatisfy { $0 == 69 })
            case .bars(let centres, let heights, _, _):
                #expect(centres.count == 20)
                #expect(heights.allSatisfy { $0 == 50 })
            default: break
            }
        }
    }

    @Test func evenRanksFollowTheDiagonalAndNarrowPosteriorsFallBelow() {
        func coverage(_ ranks: [Int]) -> [Double] {
            let figure = Figure.coverage(
                CalibrationRanks(parameterNames: ["a"], ranks: [ranks], sampleCount: 99))
            for layer in figure.panels[0].layers where layer.name == "a" {
                if case .line(_, let y, _) = layer.mark { return y }
            }
            return []
        }
        let even = coverage((0..<1000).map { $0 % 100 })
        // Ranks are a hundredth apart, so steps of two hundredths are the resolution.
        for (index, share) in even.enumerated() { #expect(abs(share - Double(index) / 50) <= 0.02) }
        let narrow = coverage((0..<1000).map { $0 % 2 == 0 ? 0 : 99 })
        #expect(narrow[45] == 0)
        #expect(narrow[50] == 1)
    }
}
