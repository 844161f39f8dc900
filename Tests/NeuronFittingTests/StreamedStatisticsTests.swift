import Foundation
import NeuroSBI
import Synchronization
import Testing

/// Statistics that are streamed from the simulator, against those of stored traces.
@Suite struct StreamedStatisticsTests {
    /// Integrate-and-fire neurons with noise, of which some break down: the reset declares the
    /// spikes, and an instance with the time constant of nearly 0 overflows.
    private static let reset = """
        model:
          equations: tau*dv/dt = v_rest - v + R*I + sigma*xi
          spike: v > -50
          reset: v = -70
          parameters: {v_rest: -70, sigma: 3}
          initial: {v: v_rest}
        parameters:
          tau: {uniform: [0.02, 12]}
          R: {uniform: [20, 400]}
        protocol:
          dt: 0.1
          duration: 120
          input: I
          steps: [{start: 20, stop: 100, amplitude: 0.1}]
        method: euler
        statistics: [goncalves2020, spike_count, mean_ISI, minimum_voltage, voltage_base]
        """

    private func plan(_ text: String, _ precision: FitConfiguration.Precision) throws
        -> SimulationPlan
    {
        var configuration = try FitConfiguration(text: text, file: "test")
        configuration.precision = precision
        return try SimulationPlan(configuration, threads: 2)
    }

    private func stored(
        _ plan: SimulationPlan, _ parameters: Matrix<Double>
    ) async throws -> Matrix<Double> {
        let columns = plan.configuration.statistics.count
        let result = Mutex(
            Matrix<Double>(rows: parameters.rows, columns: columns, repeating: .nan))
        try await plan.forEachTile(of: parameters, firstInstance: 0) { tile in
            let values = tile.statistics()
            result.withLock {
                $0.elements.replaceSubrange(
                    tile.rows.lowerBound * columns..<tile.rows.upperBound * columns, with: values)
            }
        }
        return result.withLock { $0 }
    }

    private func check(_ plan: SimulationPlan, count: Int) async throws {
        let parameters = plan.configuration.prior.sample(count: count, seed: 3)
        #expect(plan.configuration.statistics.isStreamable)
        let expected = try await stored(plan, parameters)
        for backend in [Backend.interpreter, .native] {
            var plan = plan
            plan.backend = backend
            let found = try await plan.statistics(of: parameters, firstInstance: 0)
            // Bitwise, so that NaN equals NaN.
            #expect(
                found.values.elements.map(\.bitPattern) == expected.elements.map(\.bitPattern),
                "\(backend), \(plan.configuration.precision)")
        }
    }

    @Test(arguments: FitConfiguration.Precision.allCases)
    func streamedEqualsStoredOnEveryBackend(
        _ precision: FitConfiguration.Precision
    ) async throws {
        var configuration = try FitConfiguration(
            contentsOf: SharedFiles.example("hodgkin-huxley-two-parameters.yaml"))
        configuration.precision = precision
        try await check(try SimulationPlan(configuration, threads: 2), count: 40)
        try await check(try plan(Self.reset, precision), count: 150)
    }

    @Test func breakdownsAndResetsAreInTheComparison() async throws {
        let plan = try plan(Self.reset, .double)
        let found = try await plan.statistics(
            of: plan.configuration.prior.sample(count: 150, seed: 3), firstInstance: 0)
        // Forward Euler with dt 0.1 overflows below τ = 0.05.
        #expect(found.isValid.contains(true))
        let counts = found.values.column(7).filter(\.isFinite)
        #expect(counts.contains { $0 > 0 })
    }
}

/// Statistics at a time step and at half of it.
@Suite struct TimeStepAdviceTests {
    private func plan(_ equation: String, dt: Double, method: String) throws -> SimulationPlan {
        let text = """
            model:
              equations: \(equation)
              parameters: {}
              initial: {v: -60}
            parameters:
              k: {uniform: [0.05, 0.4]}
            protocol:
              dt: \(dt)
              duration: 40
              input: I
              steps: [{start: 8, stop: 32, amplitude: 1}]
            method: \(method)
            statistics: [mean_voltage, resting_mean, voltage_variance]
            """
        return try SimulationPlan(try FitConfiguration(text: text, file: "test"), threads: 1)
    }

    @Test func bothStepsSeeTheSameBrownianPath() async throws {
        // v is the Brownian path itself, which Euler integrates exactly at any step.
        let plan = try plan("dv/dt = k*xi + 0*I", dt: 0.1, method: "euler")
        for item in try await plan.timeStepAdvice(count: 60).comparisons {
            #expect(item.deviation > 0.1 && item.count == 60, "\(item.name)")
            // Sums of up to 800 numbers near −60 in another order, over a deviation of 0.1 or more.
            #expect(item.rootMeanSquare < 800 * 60.0.ulp / 0.1, "\(item.name)")
            #expect(item.verdict == .negligible)
        }
    }

    @Test func theDifferenceFollowsTheOrderOfTheMethod() async throws {
        for (method, order, step) in [("euler", 1.0, 0.2), ("rk4", 4, 0.8)] {
            var differences: [Double] = []
            for dt in [step, step / 2] {
                let advice = try await plan(
                    "dv/dt = -k*(v + 50) + 4*I*k", dt: dt, method: method
                ).timeStepAdvice(count: 30)
                // The rest lies before the stimulus: no edge of it blurs the order.
                differences.append(advice.comparisons[1].rootMeanSquare)
            }
            let found = log2(differences[0] / differences[1])
            #expect(abs(found - order) < 0.2, "\(method): \(differences)")
        }
    }

    @Test func aStepThatIsTooLargeIsCalledSo() async throws {
        let coarse = try await plan("dv/dt = -k*(v + 50) + 4*I*k", dt: 4, method: "euler")
            .timeStepAdvice(count: 100)
        #expect(coarse.firstLarge != nil && coarse.explanation.contains("too large"))
        let fine = try await plan("dv/dt = -k*(v + 50) + 4*I*k", dt: 0.05, method: "rk4")
            .timeStepAdvice(count: 100)
        #expect(fine.comparisons.allSatisfy { $0.verdict == .negligible })
    }

    @Test func adviceForStatisticsOfWholeTracesKeepsTheSamples() async throws {
        var configuration = try FitConfiguration(
            contentsOf: SharedFiles.example("hodgkin-huxley-two-parameters.yaml"))
        configuration.statistics = try StatisticSet(
            ["AP_width", "spike_count"].map { StatisticSpecification($0) })
        #expect(!configuration.statistics.isStreamable)
        let plan = try SimulationPlan(configuration, threads: 2)
        let advice = try await plan.timeStepAdvice(count: 40)
        // The example's step is the published one; widths are resolved to a sample of 0.01 ms.
        #expect(advice.comparisons[0].count > 10)
        #expect(abs(advice.comparisons[0].value - advice.comparisons[0].valueAtHalf) < 0.01)
    }
}
