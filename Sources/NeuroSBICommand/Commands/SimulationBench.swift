import ArgumentParser
import NeuroSBI

/// What `neurosbi bench simulate` measures.
struct SimulationBenchOptions: ParsableArguments {
    @Flag(
        help: """
            simulate: everything, some minutes: every model at 64, 1000, 10000 and 100000 instances, \
            both backends and precisions, 1 to all threads, with and without recording.
            """)
    var full = false

    @Option(
        help: ArgumentHelp(
            "simulate: only this model of the catalogue; may be given again.", valueName: "name"),
        transform: EnumerationArgument.parse)
    var model: [ThroughputProblem] = []

    @Option(
        help: ArgumentHelp(
            "simulate: instances (default: 10000); may be given again.", valueName: "count"))
    var instances: [Int] = []

    @Option(
        help: "simulate: only native or interpreter.", transform: EnumerationArgument.parse)
    var backend: Backend?

    @Option(
        help: "simulate: only single or double.", transform: EnumerationArgument.parse)
    var precision: FitConfiguration.Precision?

    func validate() throws {
        if let count = instances.first(where: { $0 < 1 }) {
            throw ValidationError("--instances is \(count), expected at least 1")
        }
    }

    /// One measurement to be done.
    struct Setting {
        var problem: ThroughputProblem
        var instances: Int
        var backend: Backend
        var precision: FitConfiguration.Precision
        var threads: Int
        var records: Bool
    }

    /// The measurements in the order of the table. Without `--full` only the problems that
    /// simulators are compared on run on all threads and with recording.
    func settings(threads: Int) -> [Setting] {
        let backends: [Backend] = backend.map { [$0] } ?? [.native, .interpreter]
        let precisions = precision.map { [$0] } ?? FitConfiguration.Precision.allCases
        let counts =
            instances.isEmpty ? (full ? [64, 1_000, 10_000, 100_000] : [10_000]) : instances
        var settings: [Setting] = []
        for problem in ThroughputProblem.allCases
        where model.isEmpty || model.contains(problem) {
            let isCompared = full || ThroughputProblem.compared.contains(problem)
            let threadCounts = isCompared ? Self.threadCounts(upTo: threads) : [1]
            for count in counts {
                for backend in backends {
                    for precision in precisions {
                        for threads in threadCounts {
                            for records in isCompared && (full || threads == 1)
                                ? [false, true] : [false]
                            {
                                settings.append(
                                    Setting(
                                        problem: problem, instances: count, backend: backend,
                                        precision: precision, threads: threads, records: records))
                            }
                        }
                    }
                }
            }
        }
        return settings
    }

    /// 1, 2, 4, … and the largest.
    private static func threadCounts(upTo threads: Int) -> [Int] {
        sequence(first: 1) { $0 * 2 }.prefix { $0 < threads } + [threads]
    }
}

/// The measurements of `neurosbi bench simulate` and their table.
struct SimulationBench {
    private var rates: [MachineRates] = []
    private var measurements: [ThroughputMeasurement] = []

    /// Measures the machine's rates, then the simulations.
    mutating func run(_ settings: [SimulationBenchOptions.Setting], quiet: Bool) async throws {
        let bar = ProgressBar(
            "measuring", total: settings.count, unit: "measurements", isQuiet: quiet)
        for setting in settings {
            switch setting.precision {
            case .single: try await measure(setting, in: Float.self)
            case .double: try await measure(setting, in: Double.self)
            }
            bar.advance(by: 1)
        }
        bar.finish()
    }

    private mutating func measure<Scalar: SimulationScalar>(
        _ setting: SimulationBenchOptions.Setting, in scalar: Scalar.Type
    ) async throws {
        let isKnown = rates.contains {
            $0.precision == setting.precision.rawValue && $0.threads == setting.threads
        }
        if !isKnown {
            rates.append(await MachineRates.measure(in: scalar, threads: setting.threads))
        }
        measurements.append(
            try await ThroughputMeasurement.measure(
                setting.problem, in: scalar, instances: setting.instances,
                threads: setting.threads, records: setting.records, backend: setting.backend))
    }

    private func share(_ measurement: ThroughputMeasurement) -> Double {
        let rates = rates.first {
            $0.precision == measurement.precision && $0.threads == measurement.threads
        }!
        return measurement.share(of: rates)
    }

    /// For a person: the machine's rates, the simulations, and what the last column means.
    var lines: [String] {
        var roof = TextTable([
            ("precision", .left), ("threads", .right), ("exponentials/s", .right),
            ("multiply-adds/s", .right),
        ])
        for rates in rates {
            roof.add([
                rates.precision, "\(rates.threads)", NumberFormat.rate(rates.exponentials),
                NumberFormat.rate(rates.fusedMultiplyAdds),
            ])
        }
        var table = TextTable([
            ("model", .left), ("instances", .right), ("backend", .left), ("precision", .left),
            ("threads", .right), ("recorded", .left), ("neuron-steps/s", .right),
            ("share", .right), ("of", .left),
        ])
        for measurement in measurements {
            let work = measurement.work
            table.add([
                measurement.problem.rawValue, "\(measurement.instances)",
                measurement.backend.rawValue, measurement.precision, "\(measurement.threads)",
                measurement.records ? measurement.problem.membranePotential : "–",
                NumberFormat.rate(measurement.neuronStepsPerSecond),
                "\(Int((100 * share(measurement)).rounded())) %",
                work.elementaryFunctions > 0
                    ? "\(work.elementaryFunctions) exponentials"
                    : "\(work.operations) multiply-adds",
            ])
        }
        return ["What this machine does at most:"] + roof.lines + [""] + table.lines + [
            "",
            "share: the time that a step's elementary functions would take at the rate of "
                + "exponentials (without",
            "any: its operations at the rate of multiply-adds) over the time that the step took.",
        ]
    }

    /// For `--json`.
    var results: [BenchResult] {
        let roof = rates.flatMap { rates in
            let settings = ["precision": rates.precision, "threads": "\(rates.threads)"]
            return [
                BenchResult(
                    name: "exponentials", value: rates.exponentials, unit: "exponentials/s",
                    settings: settings),
                BenchResult(
                    name: "multiply-adds", value: rates.fusedMultiplyAdds,
                    unit: "multiply-adds/s", settings: settings),
            ]
        }
        return roof
            + measurements.map { measurement in
                let work = measurement.work
                return BenchResult(
                    name: "simulate \(measurement.problem.rawValue)",
                    value: measurement.neuronStepsPerSecond, unit: "neuron-steps/s",
                    settings: [
                        "backend": measurement.backend.rawValue,
                        "elementaryFunctions": "\(work.elementaryFunctions)",
                        "instances": "\(measurement.instances)",
                        "method": measurement.problem.integrator.name,
                        "operations": "\(work.operations)", "precision": measurement.precision,
                        "recorded": measurement.records
                            ? measurement.problem.membranePotential : "nothing",
                        "share": NumberFormat.significant(share(measurement)),
                        "threads": "\(measurement.threads)",
                    ])
            }
    }
}
