import NeuroSBI

/// How many simulations are complete, lack a statistic, or were left out.
struct SimulationTally: Encodable {
    /// Every statistic exists.
    let complete: Int
    /// Some statistic does not exist; training puts a mean in its place and tells the network so.
    let imputed: Int
    /// Not finite: of no use to training.
    let leftOut: Int
    /// In how many of the simulations that can be used each statistic does not exist.
    let missing: [String: Int]
    /// The same with the most frequent first.
    private let ranking: [(statistic: String, count: Int)]

    init(_ set: SimulationSet) {
        complete = set.completeRows.count
        imputed = set.incompleteCount
        leftOut = set.invalidCount
        ranking = set.missingCounts.sorted { $0.count > $1.count }
        missing = Dictionary(uniqueKeysWithValues: ranking.map { ($0.statistic, $0.count) })
    }

    private enum CodingKeys: CodingKey { case complete, imputed, leftOut, missing }

    /// In one line.
    var sentence: String {
        let total = complete + imputed + leftOut
        let share = { (count: Int) in
            "\(count) (\(NumberFormat.significant(100 * Double(count) / Double(max(1, total)), digits: 3)) %)"
        }
        var parts = ["\(share(complete)) complete"]
        if imputed > 0 {
            let shown = ranking.prefix(3).map { "\($0.statistic) in \($0.count)" }
            let rest = ranking.count > 3 ? ", and \(ranking.count - 3) more" : ""
            parts.append(
                "\(share(imputed)) without some statistic (\(shown.joined(separator: ", "))\(rest))"
            )
        }
        parts.append("\(share(leftOut)) invalid and left out")
        return "Simulations: " + parts.joined(separator: ", ")
    }
}
