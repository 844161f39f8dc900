import NeuroSBI

/// What a search found, as a table or as JSON.
struct SearchSummary: Encodable {
    let loss: Double
    let parameters: [String: Double]
    let evaluations: Int
    let seconds: Double
    let standardDeviation: Double
    let repetitions: Int
    let failed: Int
    let report: String?

    init(_ result: OptNeuronResult, report: String?) {
        loss = result.loss
        parameters = result.fitted
        evaluations = result.history.count
        seconds = result.seconds
        standardDeviation = result.standardDeviation
        repetitions = result.repetitions
        failed = result.failedCount
        self.report = report
    }

    func printTable(truth: [String: Double]?) {
        var table = TextTable([("parameter", .left), ("best", .right), ("true", .right)])
        for name in parameters.keys.sorted() {
            table.add([
                name, NumberFormat.significant(parameters[name] ?? .nan, digits: 6),
                truth?[name].map { NumberFormat.significant($0, digits: 6) } ?? "",
            ])
        }
        for line in table.lines { print(line) }
        print("")
        let spread =
            repetitions > 1
            ? " ± \(NumberFormat.significant(standardDeviation)) over \(repetitions) repetitions"
            : ""
        print("Loss: \(NumberFormat.significant(loss, digits: 6))\(spread)")
        print("Evaluations: \(evaluations), \(failed) of them without a finite loss")
        print("Time: \(NumberFormat.duration(seconds))")
        if let report { print("Report: \(report)") }
    }
}
