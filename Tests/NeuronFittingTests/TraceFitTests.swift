import Foundation
import NeuroSBI
import Testing

/// `statistics: traces`: the recorded trace itself is the data.
@Suite struct TraceFitTests {
    private static func text(_ statistics: String, training: String = "") -> String {
        PassiveMembrane.configuration(
            model: "{equations: 'tau*dv/dt = v_rest - v + R*I + sigma*xi', "
                + "parameters: {v_rest: -70, sigma: 1}, initial: {v: v_rest}}",
            statistics: statistics, method: "euler",
            more: """
                simulations: 2000
                training: {hidden: [30], components: 3, epochs: 40, ensemble: 1\(training)}
                """)
    }

    private static func plan(_ statistics: String) throws -> SimulationPlan {
        try SimulationPlan(FitConfiguration(text: text(statistics)), threads: 2)
    }

    @Test(arguments: ["mean", "first"]) func numbersAreThoseOfTheRecordedTrace(
        reduction: String
    ) async throws {
        let plan = try Self.plan(
            "{traces: {interval: 0.5, reduce: \(reduction), window: [10, 110]}}")
        let grid = try #require(plan.traceGrid)
        // Samples 100 to 1100 are 200 groups of five and one sample more.
        #expect(grid.count == 200 && grid.firstSample == 100 && grid.samplesEach == 5)
        #expect(plan.statisticNames.prefix(2) == ["v@10.0ms", "v@10.5ms"])
        let parameters = plan.configuration.prior.sample(count: 7, seed: 4)
        let table = try await plan.statistics(of: parameters, firstInstance: 0)
        let traces = RowCollector(rows: 7, columns: 1201)
        try await plan.forEachTile(of: parameters, firstInstance: 0) { tile in
            let trace = tile.trace("v")
            for (lane, row) in tile.rows.enumerated() {
                traces.write(trace.column(lane), firstRow: row)
            }
        }
        for row in 0..<7 {
            for index in 0..<200 {
                let samples = (0..<5).map { traces.matrix[row, 100 + 5 * index + $0] }
                let expected = reduction == "first" ? samples[0] : samples.reduce(0, +) / 5
                // Single precision, to which a number is rounded once.
                #expect(table.values[row, index] == Double(Float(expected)))
            }
        }
    }

    @Test func aRecordingIsSampledAsSimulationsAre() async throws {
        var configuration = try FitConfiguration(text: Self.text("{traces: {interval: 2 ms}}"))
        configuration.constants["sigma"] = 0
        let plan = try SimulationPlan(configuration, threads: 1)
        let sweep = try await plan.targetSweep(try #require(configuration.target))
        let simulated = try await plan.statistics(
            of: Matrix(rows: 1, columns: 2, elements: [14, 120]), firstInstance: 0)
        #expect(try plan.observed(sweep) == Array(simulated.values.row(0)))
        #expect(plan.statisticUnits.allSatisfy { $0 == "mV" })
    }

    @Test func simulationsAreStoredToTheLastBitInSinglePrecision() async throws {
        let plan = try Self.plan("{traces: {interval: 1}}")
        let set = try await plan.simulationSet(0..<50)
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "traces-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "set.h5").path()
        try set.write(to: path)
        #expect(try SimulationSet.read(path) == set)
        // 50 simulations of 120 samples in 4 bytes; in 8 they alone would be more than that.
        let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
        let storage = try HDF5File(reading: path).root.dataset("statistics")
        #expect(try storage.read(as: Float.self).map(Double.init) == set.statistics.elements)
        #expect(size < 50 * 120 * 8)
    }

    @Test func aFitOfATraceFindsTheParameters() async throws {
        let configuration = try FitConfiguration(
            text: Self.text(
                "{traces: {interval: 2}}",
                training: ", embedding: {convolutional: {channels: [6], kernel: 5, outputs: 6}}"))
        let result = try await FitWorkflow(
            configuration, sweeps: nil, file: "target", threads: 2
        ).run()
        let truth = try #require(result.workflow.truth)
        let prior = configuration.prior.sample(count: 2_000, seed: 9)
        for column in 0..<2 {
            let values = result.samples.column(column)
            let mean = values.reduce(0, +) / Double(values.count)
            let deviation = result.samples.columnStandardDeviations()[column]
            // Four posterior deviations, and far less than the prior's.
            #expect(abs(truth[column] - mean) <= 4 * deviation)
            #expect(deviation < 0.3 * prior.columnStandardDeviations()[column])
        }
        #expect(result.posterior.statisticNames.count == 60)
        #expect(result.posterior.members.allSatisfy { $0.embedding != nil })
        #expect(result.distribution.isInside)
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "fit-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try await result.report().write(to: folder.path())
        #expect(try String(contentsOfFile: files.page, encoding: .utf8).contains("convolutions"))
    }

    @Test func whatCannotBeSampledIsAnErrorAtItsPlace() throws {
        func message(_ statistics: String, training: String = "") -> String {
            do throws(ConfigurationError) {
                _ = try FitConfiguration(text: Self.text(statistics, training: training))
                return "no error"
            } catch {
                return error.description
            }
        }
        #expect(message("trace").contains("line 11, column 13: statistics: found \"trace\""))
        #expect(message("trace").contains("did you mean \"traces\"?"))
        #expect(message("{traces: {intervall: 1}}").contains("did you mean \"interval\"?"))
        #expect(message("{traces: {interval: 0.25}}").contains("a multiple of the time step"))
        #expect(message("{traces: {window: [10, 500]}}").contains("within the 120.0 ms"))
        #expect(message("{traces: {window: [30, 10]}}").contains("start < stop"))
        #expect(message("{traces: {reduce: median}}").contains("one of mean, first"))
        #expect(
            message("[mean_voltage]", training: ", embedding: convolutional").contains("traces"))
        #expect(
            message("traces", training: ", embedding: {convolutional: {kernels: 3}}").contains(
                "did you mean \"kernel\"?"))
        #expect(
            message("traces", training: ", embedding: convolution").contains(
                "did you mean \"convolutional\"?"))
        #expect(
            message("traces", training: ", embedding: {multilayer: {widths: [8]}}") == "no error")
    }

    @Test func tooManyNumbersAndTooShortTracesAreErrorsBeforeAnythingIsSimulated() async throws {
        let long = Self.text("traces").replacing("duration: 120", with: "duration: 400")
        #expect(throws: ConfigurationError.self) { try FitConfiguration(text: long) }
        let short = try FitConfiguration(text: Self.text("{traces: {interval: 10}}"))
        await #expect(throws: TrainingError.self) {
            try await FitWorkflow(short, sweeps: nil, file: "target", threads: 1)
        }
    }
}
