import Foundation
import NeuroSBI
import Testing

@Suite struct FitWorkflowTests {
    /// The two parameters follow from the statistics exactly, so the truth must lie inside the
    /// posterior.
    private static let text = PassiveMembrane.configuration(
        statistics: "[mean_voltage, voltage_variance, steady_state_voltage_stimend]",
        more: """
            simulations: 2000
            training: {hidden: [30], components: 3, epochs: 60, ensemble: 2}
            """)

    private func run(threads: Int) async throws -> FitResult {
        let configuration = try FitConfiguration(text: Self.text)
        return try await FitWorkflow(
            configuration, sweeps: nil, file: "target", threads: threads
        ).run()
    }

    @Test func theTruthLiesInsideAndTheReportIsWhole() async throws {
        let result = try await run(threads: 2)
        let truth = try #require(result.workflow.truth)
        for (column, name) in result.posterior.parameterNames.enumerated() {
            let values = result.samples.column(column)
            let mean = values.reduce(0, +) / Double(values.count)
            let deviation = result.samples.columnStandardDeviations()[column]
            // Five posterior standard deviations: a truth outside is a bug, not chance.
            #expect(abs(truth[column] - mean) <= 5 * deviation, "\(name)")
        }
        for row in 0..<result.samples.rows {
            #expect(result.workflow.configuration.prior.contains(result.samples.row(row)))
        }
        #expect(result.distribution.isInside)
        #expect(result.simulations.invalidCount == 0)
        #expect(result.statisticComparisons.allSatisfy { $0.predicted != nil })

        let folder = FileManager.default.temporaryDirectory.appending(
            path: "fit-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try await result.report().write(to: folder.path())
        let page = try String(contentsOfFile: files.page, encoding: .utf8)
        for name in ["tau", "R", "mean_voltage", "steady_state_voltage_stimend", "seed"] {
            #expect(page.contains(name), "\(name) is missing in the report")
        }
    }

    @Test func theSecondRoundDrawsWhereTheFirstPointsTo() async throws {
        var configuration = try FitConfiguration(text: Self.text)
        configuration.roundCount = 2
        let result = try await FitWorkflow(
            configuration, sweeps: nil, file: "target", threads: 2
        ).run()
        #expect(result.rounds.map(\.number) == [1, 2])
        let second = result.rounds[1]
        #expect(result.rounds[0].posterior.networkCount < second.posterior.networkCount)
        let prior = try result.rounds[0].posterior.confinedPrior(
            observation: result.workflow.observed, seed: configuration.seed)
        #expect(second.prior == prior && result.posterior.prior == prior)
        #expect(prior.containsRows(second.trained.parameters).allSatisfy { $0 })
        for (confined, whole) in zip(prior.marginals, configuration.prior.marginals) {
            let (inner, outer) = (confined.support, whole.support)
            #expect(outer.clamped(to: inner) == inner && inner != outer)
        }
        // New simulations, and those of the first round that lie inside.
        let kept = prior.containsRows(result.rounds[0].trained.parameters).count { $0 }
        #expect(second.trained.count == second.simulations.count - second.heldOut.count + kept)
        // No simulation shares its noise with another.
        let indices = result.rounds.flatMap(\.simulations.indices)
        #expect(Set(indices).count == indices.count)
        let truth = try #require(result.workflow.truth)
        let deviations = result.samples.columnStandardDeviations()
        for column in truth.indices {
            #expect(
                abs(result.maximum.parameters[column] - truth[column]) <= 5 * deviations[column])
        }
    }

    @Test func laterRoundsConfineLogNormalAndMultivariateNormalPriors() async throws {
        let text = Self.text
            .replacing(" parameters: {v_rest: -70},", with: "")
            .replacing(
                "parameters: {tau: {uniform: [5, 30]}, R: {uniform: [20, 200]}}",
                with: """
                    parameters: {tau: {lognormal: [2.6, 0.5]}}
                    joint:
                      multivariatenormal:
                        names: [R, v_rest]
                        mean: [100, -69]
                        covariance: [[900, 24], [24, 4]]
                    """
            )
            .replacing("R: 120}", with: "R: 120, v_rest: -70}")
        var configuration = try FitConfiguration(text: text)
        configuration.roundCount = 2
        configuration.ensembleSize = 1
        let result = try await FitWorkflow(
            configuration, sweeps: nil, file: "target", threads: 2
        ).run()
        let second = result.rounds[1]
        guard case .marginal("tau", .truncatedLogNormal(let tau)) = second.prior.factors[0],
            case .confinedMultivariateNormal(let joint) = second.prior.factors[1]
        else {
            Issue.record("\(second.prior)")
            return
        }
        // Far smaller than the prior, and the truth is inside.
        #expect(tau.upper / tau.lower < 3)
        #expect(joint.ranges.allSatisfy { $0.upperBound - $0.lowerBound < 2 })
        let truth = try #require(result.workflow.truth)
        #expect(second.prior.contains(truth))
        for parameters in [second.simulations.parameters, result.samples] {
            #expect(second.prior.containsRows(parameters).allSatisfy { $0 })
        }
        let deviations = result.samples.columnStandardDeviations()
        for column in truth.indices {
            #expect(
                abs(result.maximum.parameters[column] - truth[column]) <= 5 * deviations[column])
        }

        let file = FileManager.default.temporaryDirectory.appending(
            path: "confined-\(UUID().uuidString).h5"
        ).path()
        defer { try? FileManager.default.removeItem(atPath: file) }
        try result.posterior.write(to: file)
        let again = try NeuralPosterior.read(file)
        #expect(again.prior == second.prior)
        #expect(
            try again.sample(observation: result.workflow.observed, count: 100, seed: 1)
                == result.samples.selectingRows(0..<100))
    }

    @Test func laterRoundsMayDrawFromTheHighestDensityRegion() async throws {
        // Noise makes posteriors as wide as the region, so that those of its rim reach beyond it.
        let text = Self.text
            .replacing("v_rest - v + R*I", with: "v_rest - v + R*I + 2*sqrt(tau)*xi")
            .replacing("method: exponentialEuler", with: "method: euler\ntruncation: region")
        var configuration = try FitConfiguration(text: text)
        configuration.roundCount = 3
        configuration.simulationCount = 1000
        configuration.ensembleSize = 1
        let result = try await FitWorkflow(
            configuration, sweeps: nil, file: "target", threads: 2
        ).run()
        let regions = try result.rounds.dropFirst().map { try #require($0.proposal.region) }
        #expect(result.rounds[0].proposal.region == nil && regions.count == 2)
        // Where the posterior before has its mass, and within the region that it was trained in.
        for (index, region) in regions.enumerated() {
            let (before, round) = (result.rounds[index], result.rounds[index + 1])
            let expected = try TruncatedPrior(
                before.posterior, observation: result.workflow.observed,
                within: before.proposal.region, seed: configuration.seed)
            #expect(region.contains(round.simulations.parameters).allSatisfy { $0 })
            #expect(regions[0].contains(round.simulations.parameters).allSatisfy { $0 })
            let draws = configuration.prior.sample(count: 20_000, seed: 7)
            #expect(region.contains(draws) == expected.contains(draws))
            let kept = region.contains(before.trained.parameters).count { $0 }
            #expect(
                round.trained.count == round.simulations.count - round.heldOut.count + kept)
            #expect(round.prior == configuration.prior)
        }

        // Calibration asks for samples inside of the last region, from which the truths come.
        let heldOut = result.rounds[2].heldOut
        let check = try await CalibrationCheck(
            result.posterior, parameters: heldOut.parameters, statistics: heldOut.statistics,
            region: regions[1], seed: configuration.seed)
        #expect(result.calibration?.ranks == check.ranks)
        let anywhere = try await CalibrationCheck(
            result.posterior, parameters: heldOut.parameters, statistics: heldOut.statistics,
            seed: configuration.seed)
        #expect(check.ranks != anywhere.ranks)

        let likelihood = try HeldOutLikelihood(
            result.posterior, parameters: heldOut.parameters, statistics: heldOut.statistics)
        #expect(result.likelihood == likelihood && likelihood.gain > 2 * likelihood.gainError)
        #expect(result.report().information?.gain == likelihood.gain)

        // The acceptance is told, in words too where it is low.
        let draws = result.rounds.compactMap(\.proposal.draw)
        #expect(draws.allSatisfy { $0.acceptance > 0 && $0.acceptance <= 1 })
        #expect(result.regionWarnings.count == draws.count { $0.acceptance < 0.1 })
        let report = result.report()
        #expect(draws.allSatisfy { draw in report.settings.contains { $0.value == draw.summary } })
        #expect(draws.allSatisfy { draw in result.timings.contains { $0.detail == draw.summary } })
        let truth = try #require(result.workflow.truth)
        #expect(regions[1].contains(Matrix([truth])) == [true])
    }

    @Test func aFitIsTheSameForAnyNumberOfThreads() async throws {
        let one = try await run(threads: 1)
        let two = try await run(threads: 2)
        #expect(one.samples == two.samples)
        #expect(one.maximum == two.maximum)
        #expect(
            one.prediction.statistics.elements.map(\.bitPattern)
                == two.prediction.statistics.elements.map(\.bitPattern))
    }

    /// A passive membrane has no spike, nor have its simulations: there is nothing to learn from.
    @Test func aStatisticThatExistsNowhereIsRefused() async throws {
        let text = Self.text.replacing(
            "statistics: [mean_voltage", with: "statistics: [time_to_first_spike, mean_voltage")
        let configuration = try FitConfiguration(text: text)
        let workflow = try await FitWorkflow(
            configuration, sweeps: nil, file: "target", threads: 1)
        #expect(workflow.observed[0].isNaN)
        let error = await #expect(throws: PosteriorError.self) { try await workflow.run() }
        #expect(error?.description.contains("time_to_first_spike") == true)
    }

    @Test func withoutARecordingOrATargetThereIsNothingToFit() async throws {
        let text = Self.text.replacing("target: {parameters: {tau: 14, R: 120}}\n", with: "")
        let configuration = try FitConfiguration(text: text)
        await #expect(throws: FitError.nothingToFit) {
            try await FitWorkflow(configuration, sweeps: nil, file: "target", threads: 1)
        }
    }
}
