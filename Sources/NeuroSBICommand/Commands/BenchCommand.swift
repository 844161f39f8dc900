import ArgumentParser
import NeuroSBI

/// `neurosbi bench`: how fast this machine does what a fit is made of.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures the throughput on this machine.",
        discussion: """
            Rates of one run are comparable with each other; between runs a shared machine drifts. \
            gemm: operations per second of a matrix product, with the core that was selected and \
            with the library's fallback. simulate: neuron-steps per second of the catalogue's \
            models, beside the exponentials and multiply-adds per second that the processor \
            reaches when it does nothing else. train: seconds per epoch, beside the matrix products \
            of the same shapes alone. sample: posterior samples per second of eight parameters. \
            search: proposals per second of a search.
            """)

    enum Part: String, ExpressibleByArgument, CaseIterable {
        case gemm, simulate, train, sample, search
    }

    @Argument(help: "gemm, simulate, train, sample or search; without it all of them.")
    var part: Part?

    @OptionGroup var simulation: SimulationBenchOptions

    @OptionGroup var global: GlobalOptions

    mutating func run() async throws {
        var report = BenchReport(
            blasCore: BLASConfiguration.coreName, threads: global.threads, results: [])
        var bench: SimulationBench?
        for part in part.map({ [$0] }) ?? Part.allCases {
            switch part {
            case .gemm: measureProducts(&report)
            case .simulate:
                bench = SimulationBench()
                try await bench!.run(
                    simulation.settings(threads: global.threads), quiet: global.quiet)
            case .train: measureTraining(&report)
            case .sample: report.results += try await SamplingBench.measure(threads: global.threads)
            case .search: report.results += try SearchBench.measure()
            }
        }
        if global.json {
            report.results += bench?.results ?? []
            try StandardOutput.writeJSON(report)
            return
        }
        if !report.results.isEmpty {
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
        if let bench {
            if !report.results.isEmpty { print() }
            for line in bench.lines { print(line) }
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

    private func measureTraining(_ report: inout BenchReport) {
        for batch in [200, 1000] {
            let result = TrainingBenchmark(batchSize: batch).run()
            let settings = [
                "batch": "\(batch)", "components": "10", "hidden": "50 50", "parameters": "8",
                "simulations": "100000", "statistics": "20", "threads": "1",
            ]
            for (name, seconds) in [
                ("train", result.secondsPerEpoch),
                ("train, matrix products alone", result.matrixProductSecondsPerEpoch),
                // The gradients of the weights; what is left are kernels of our own.
                ("train, its products by BLAS", result.weightGradientSecondsPerEpoch),
            ] {
                report.results.append(
                    BenchResult(name: name, value: seconds, unit: "s/epoch", settings: settings))
            }
        }
    }
}
