import NeuroSBI

/// `neurosbi simulate --check-time-step`: statistics at dt and at dt/2.
struct TimeStepCheck {
    let global: GlobalOptions

    func run(_ plan: SimulationPlan, count: Int) async throws {
        try BackendNotice.show(plan, instances: count)
        let bar = ProgressBar(
            "simulate", total: 2 * count, unit: "simulations", isQuiet: global.quiet)
        let advice = try await plan.timeStepAdvice(count: count) { bar.advance(by: $0) }
        bar.finish()
        if global.json {
            try StandardOutput.writeJSON(TimeStepSummary(advice, simulations: count))
            return
        }
        var table = TextTable([
            ("statistic", .left), ("at dt", .right), ("at dt/2", .right), ("bias/sd", .right),
            ("rms/sd", .right), ("verdict", .left),
        ])
        for item in advice.comparisons {
            table.add([
                item.name, number(item.value), number(item.valueAtHalf), number(item.bias),
                number(item.rootMeanSquare),
                item.countAtOneOnly == 0
                    ? item.verdict.rawValue
                    : "\(item.verdict.rawValue); in \(item.countAtOneOnly) simulations only at one",
            ])
        }
        for line in table.lines { print(line) }
        print(advice.explanation)
    }

    private func number(_ value: Double) -> String {
        value.isFinite ? NumberFormat.significant(value) : "–"
    }
}

private struct TimeStepSummary: Encodable {
    struct Statistic: Encodable {
        let name: String
        let unit: String
        let value: Double?
        let valueAtHalf: Double?
        let deviation: Double?
        let bias: Double?
        let rootMeanSquare: Double?
        let count: Int
        let countAtOneOnly: Int
        let verdict: TimeStepAdvice.Verdict
    }

    let timeStep: Double
    let simulations: Int
    let verdict: String
    let statistics: [Statistic]

    init(_ advice: TimeStepAdvice, simulations: Int) {
        timeStep = advice.timeStep
        self.simulations = simulations
        verdict = advice.explanation
        func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
        statistics = advice.comparisons.map {
            Statistic(
                name: $0.name, unit: $0.unit, value: finite($0.value),
                valueAtHalf: finite($0.valueAtHalf), deviation: finite($0.deviation),
                bias: finite($0.bias), rootMeanSquare: finite($0.rootMeanSquare),
                count: $0.count, countAtOneOnly: $0.countAtOneOnly, verdict: $0.verdict)
        }
    }
}
