import Foundation
import LinearAlgebra
import Probability
import Testing

@Suite struct PriorErrorTests {
    @Test func boundsThatAreNotInOrderAreNamed() {
        let error = #expect(throws: PriorError.self) { try Uniform(lower: 3, upper: 3) }
        #expect(error == .boundsOutOfOrder(distribution: "uniform", lower: 3, upper: 3))
        #expect(error?.description == "uniform: lower bound 3.0 is not below upper bound 3.0")
        #expect(throws: PriorError.boundsOutOfOrder(distribution: "loguniform", lower: 2, upper: 1))
        {
            try LogUniform(lower: 2, upper: 1)
        }
        #expect(
            throws: PriorError.boundsOutOfOrder(
                distribution: "truncatednormal", lower: 1, upper: -1)
        ) { try TruncatedNormal(mean: 0, standardDeviation: 1, lower: 1, upper: -1) }
    }

    @Test func numbersThatAreNotFiniteAreNamed() {
        #expect(
            throws: PriorError.notFinite(
                distribution: "uniform", argument: "upper bound", value: .infinity)
        ) { try Uniform(lower: 0, upper: .infinity) }
        #expect(throws: PriorError.self) { try Normal(mean: .nan, standardDeviation: 1) }
        #expect(throws: PriorError.self) {
            try LogNormal(logMean: .infinity, logStandardDeviation: 1)
        }
        #expect(throws: PriorError.self) {
            try TruncatedNormal(mean: 0, standardDeviation: 1, lower: .nan, upper: 1)
        }
    }

    @Test func standardDeviationsMustBePositive() {
        for value in [0.0, -1] {
            #expect(
                throws: PriorError.standardDeviationNotPositive(
                    distribution: "normal", value: value)
            ) { try Normal(mean: 0, standardDeviation: value) }
            #expect(throws: PriorError.self) {
                try LogNormal(logMean: 0, logStandardDeviation: value)
            }
            #expect(throws: PriorError.self) {
                try TruncatedNormal(mean: 0, standardDeviation: value, lower: 0, upper: 1)
            }
        }
    }

    @Test func supportsThatDoNotExistAreRefused() {
        #expect(throws: PriorError.lowerBoundNotPositive(distribution: "loguniform", lower: 0)) {
            try LogUniform(lower: 0, upper: 1)
        }
        #expect(
            throws: PriorError.noBound(
                distribution: "truncatednormal", lower: -.infinity, upper: .infinity,
                unbounded: "normal")
        ) {
            try TruncatedNormal(mean: 0, standardDeviation: 1, lower: -.infinity, upper: .infinity)
        }
        #expect(
            throws: PriorError.noBound(
                distribution: "truncatedlognormal", lower: 0, upper: .infinity,
                unbounded: "lognormal")
        ) {
            try TruncatedLogNormal(
                logMean: 0, logStandardDeviation: 1, lower: 0, upper: .infinity)
        }
        #expect(
            throws: PriorError.lowerBoundNegative(distribution: "truncatedlognormal", lower: -1)
        ) { try TruncatedLogNormal(logMean: 0, logStandardDeviation: 1, lower: -1, upper: 1) }
        for (lower, upper) in [(2.0, 1.0), (.nan, 1), (1e300, .infinity)] {
            #expect(throws: PriorError.self) {
                try TruncatedLogNormal(
                    logMean: 0, logStandardDeviation: 1e-307, lower: lower, upper: upper)
            }
        }
        #expect(throws: PriorError.self) { try Uniform(lower: -1e308, upper: 1e308) }
        #expect(throws: PriorError.self) { try LogUniform(lower: 1e-300, upper: 1e300) }
        #expect(throws: PriorError.self) {
            try TruncatedNormal(mean: 0, standardDeviation: 1e-300, lower: 1e300, upper: .infinity)
        }
    }

    @Test func covariancesAreChecked() {
        func normal(_ covariance: [[Double]]) throws(PriorError) -> MultivariateNormal {
            try MultivariateNormal(
                names: ["a", "b"], mean: [0, 0], covariance: Matrix(covariance))
        }
        #expect(
            throws: PriorError.covarianceNotSymmetric(row: 1, column: 0, entry: 0.5, mirrored: 0.4)
        ) { try normal([[1, 0.4], [0.5, 1]]) }
        #expect(throws: PriorError.covarianceNotPositiveDefinite(order: 2)) {
            try normal([[1, 2], [2, 1]])
        }
        #expect(throws: PriorError.covarianceShape(rows: 1, columns: 2, names: 2)) {
            try normal([[1, 2]])
        }
        #expect(throws: PriorError.self) { try normal([[.nan, 0], [0, 1]]) }
        #expect(throws: PriorError.meanCount(found: 1, names: 2)) {
            try MultivariateNormal(names: ["a", "b"], mean: [0], covariance: .identity(2))
        }
    }

    @Test func namesMustBeThereAndDifferent() throws {
        let marginal = try Marginal(text: "normal(0, 1)")
        #expect(throws: PriorError.duplicateName("a")) {
            try JointPrior([
                .marginal("a", marginal),
                .multivariateNormal(
                    MultivariateNormal(names: ["b", "a"], mean: [0, 0], covariance: .identity(2))),
            ])
        }
        #expect(throws: PriorError.noParameters) { try JointPrior([]) }
        #expect(throws: PriorError.emptyName) { try JointPrior([.marginal("", marginal)]) }
    }

    @Test func textsThatAreNoDistributionAreRefused() {
        for text in [
            "", "uniform", "uniform(1)", "uniform(1, 2, 3)", "uniform(a, 2)", "beta(1, 2)",
            "uniform(1, 2", "uniform(,)", "uniform(2, 1)",
        ] {
            #expect(throws: PriorError.self, "\(text)") { try Marginal(text: text) }
        }
    }

    @Test func damagedStoredPriorsAreRefused() {
        for text in [
            #"{"factors": []}"#, #"{"factors": [{"name": "a", "distribution": "uniform(2, 1)"}]}"#,
            #"{"factors": [{"multivariateNormal": {"names": ["a"], "mean": [0], "covariance": []}}]}"#,
            #"{"factors": [{"confinedMultivariateNormal": {"axes": [], "normal": {"names": ["a"], "mean": [0], "covariance": [1]}}}]}"#,
            #"{"factors": [{"confinedMultivariateNormal": {"axes": ["uniform(0, 1)"], "normal": {"names": ["a"], "mean": [0], "covariance": [1]}}}]}"#,
        ] {
            #expect(throws: (any Error).self, "\(text)") {
                try JSONDecoder().decode(JointPrior.self, from: Data(text.utf8))
            }
        }
    }
}
