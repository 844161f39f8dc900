import NeuroSBI

/// What a search found, as a table or as JSON.
struct SearchSummary: Encodable {
    /// One of the losses that are added up.
    struct SingleLoss: Encodable {
        let name: String
        let value: Double
    }

    let loss: Double
    let losses: [SingleLoss]
    let parameters: [String: Double]
    let evaluations: Int
    let seconds: Double
    let standardDeviation: Double
    /// Of the loss, over the repetitions; left out for one.
    let standardError: Double?
    let repetitions: Int
    let failed: Int
    let report: String?

    init(_ result: OptNeuronResult, report: String?) {
        loss = result.loss
        losses = result.singleLosses.map { SingleLoss(name: $0.name, value: $0.value) }
        parameters = result.fitted
        evaluations = result.history.count
        seconds = result.seconds
        standardDeviation = result.standardDeviation
        standardError = result.standardError
        repetitions = result.repetitions
        failed = result.failedCount
        self.report = report
    }

    func printTable(truth: [String: Double]?) {
        let columns: [(String, TextTable.Alignment)] = [("parameter", .left), ("best", .right)]
        var table = TextTable(columns + (truth == nil ? [] : [("true", .right)]))
        for name in parameters.keys.sorted() {
            var cells = [name, NumberFormat.significant(parameters[name] ?? .nan, digits: 6)]
            if let truth {
                cells.append(truth[name].map { NumberFormat.significant($0, digits: 6) } ?? "")
            }
            table.add(cells)
        }
        for line in table.lines { print(line) }
        print("")
        let spread = standardError.map {
            " ± \(NumberFormat.significant($0, digits: 2)) (standard error of \(repetitions) "
                + "repetitions, standard deviation "
                + "\(NumberFormat.significant(standardDeviation, digits: 2)))"
        }
        print("Loss: \(NumberFormat.significant(loss, digits: 6))\(spread ?? "")")
        if losses.count > 1 {
            for single in losses {
                print("  \(single.name): \(NumberFormat.significant(single.value, digits: 6))")
            }
        }
        print("Evaluations: \(evaluations), \(failed) of them without a finite loss")
        print("Time: \(NumberFormat.duration(seconds))")
        if let report { print("Report: \(report)") }
    }
}
