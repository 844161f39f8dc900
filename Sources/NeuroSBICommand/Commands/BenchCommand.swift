import ArgumentParser
import NeuroSBI

/// `neurosbi bench`: how fast this machine does what a fit is made of.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures the throughput on this machine.",
        discussion: """
            Rates of one run are comparable with each other; between runs a shared machine drifts. \
            gemm: operations per second of a matrix product, with the core that was selected and \
            with the library's fallback. simulate: neuron-steps per second. train: seconds per \
            epoch, beside the matrix products of the same shapes alone.
            """)

    enum Part: String, ExpressibleByArgument, CaseIterable {
        case gemm, simulate, train
    }

    @Argument(help: "gemm, simulate or train; without it all of them.")
    var part: Part?

    @Option(help: "Instances that are simulated.")
    var instances = 10_000

    @OptionGroup var global: GlobalOptions

    mutating func run() async throws {
        var report = BenchReport(
            blasCore: BLASConfiguration.coreName, threads: global.threads, results: [])
        for part in part.map({ [$0] }) ?? Part.allCases {
            switch part {
            case .gemm: measureProducts(&report)
            case .simulate: try await measureSimulation(&report)
            case .train: measureTraining(&report)
            }
        }
        if global.json {
            try StandardOutput.writeJSON(report)
        } else {
            print("BLAS core \(report.blasCore)")
            var table = TextTable([
                ("measurement", .left), ("value", .right), ("unit", .left), ("settings", .left),
            ])
            for result in report.results {
                table.add([
                    result.name, NumberFormat.significant(result.value), result.unit,
                    result.settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                        .joined(separator: ", "),
                ])
            }
            for line in table.lines { print(line) }
        }
    }

    private func measureProducts(_ report: inout BenchReport) {
        let size = 1024
        let selected = BLASConfiguration.coreName
        func measure<Scalar: BLASScalar>(_ precision: String, _: Scalar.Type) {
            let rate = ProductThroughput.measure(size: size, precision: Scalar.self)
            report.results.append(
                BenchResult(
                    name: "gemm", value: rate.median, unit: "operations/s",
                    settings: [
                        "core": rate.coreName, "precision": precision, "size": "\(size)",
                        "threads": "\(rate.threads)",
                    ]))
        }
        measure("single", Float.self)
        measure("double", Double.self)
        // What the library would have done by itself on a processor that it does not know.
        if BLASConfiguration.switchCore(to: "Prescott") != selected {
            measure("single", Float.self)
            measure("double", Double.self)
        }
        _ = BLASConfiguration.switchCore(to: selected)
    }

    private func measureSimulation(_ report: inout BenchReport) async throws {
        for threads in Set([1, global.threads]).sorted() {
            for problem in ThroughputProblem.allCases {
                report.results.append(
                    BenchResult(try await measure(problem, Float.self, threads: threads)))
                report.results.append(
                    BenchResult(try await measure(problem, Double.self, threads: threads)))
            }
        }
    }

    private func measure<Scalar: SimulationScalar>(
        _ problem: ThroughputProblem, _: Scalar.Type, threads: Int
    ) async throws -> ThroughputMeasurement {
        try await ThroughputMeasurement.measure(
            problem, in: Scalar.self, instances: instances, threads: threads)
    }

    private func measureTraining(_ report: inout BenchReport) {
        for batch in [200, 1000] {
            let result = TrainingBenchmark(batchSize: batch).run()
            let settings = [
                "batch": "\(batch)", "components": "10", "hidden": "50 50", "parameters": "8",
                "simulations": "100000", "statistics": "20", "threads": "1",
            ]
            report.results.append(
                BenchResult(
                    name: "train", value: result.secondsPerEpoch, unit: "s/epoch",
                    settings: settings))
            report.results.append(
                BenchResult(
                    name: "train, matrix products alone",
                    value: result.matrixProductSecondsPerEpoch, unit: "s/epoch",
                    settings: settings))
        }
    }
}

private struct BenchReport: Encodable {
    let blasCore: String
    let threads: Int
    var results: [BenchResult]
}

/// One measurement; its settings stand beside name, value and unit in the JSON object.
private struct BenchResult: Encodable {
    let name: String
    let value: Double
    let unit: String
    let settings: [String: String]

    init(name: String, value: Double, unit: String, settings: [String: String]) {
        self.name = name
        self.value = value
        self.unit = unit
        self.settings = settings
    }

    init(_ measurement: ThroughputMeasurement) {
        self.init(
            name: "simulate \(measurement.model)", value: measurement.neuronStepsPerSecond,
            unit: "neuron-steps/s",
            settings: [
                "backend": "interpreter", "instances": "\(measurement.instances)",
                "method": measurement.integrator.name, "precision": measurement.precision,
                "threads": "\(measurement.threads)",
            ])
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: Key(stringValue: "name"))
        try container.encode(value, forKey: Key(stringValue: "value"))
        try container.encode(unit, forKey: Key(stringValue: "unit"))
        for (key, setting) in settings {
            try container.encode(setting, forKey: Key(stringValue: key))
        }
    }
}
