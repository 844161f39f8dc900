import NeuroSBI

/// The statistics that a configuration can name, as a table with their options.
enum StatisticListing {
    static func print() {
        for group in StatisticCatalogue.groups {
            Swift.print("\(group.name): \(group.summary)")
            Swift.print("  \(group.members.joined(separator: ", "))")
        }
        var table = TextTable([("statistic", .left), ("unit", .left), ("what it is", .left)])
        var options: [String: StatisticOption] = [:]
        for statistic in StatisticCatalogue.statistics {
            table.add([statistic.name, statistic.unit, statistic.summary])
            // One option may have another meaning and default in another statistic.
            for option in statistic.options { options["\(option.name) \(option.summary)"] = option }
        }
        Swift.print("")
        for line in table.lines { Swift.print(line) }
        table = TextTable([("option", .left), ("default", .right), ("what it does", .left)])
        for option in options.values.sorted(by: { $0.name < $1.name }) {
            table.add([
                option.name, option.defaultValue.map { NumberFormat.significant($0) } ?? "–",
                option.summary,
            ])
        }
        Swift.print("")
        for line in table.lines { Swift.print(line) }
    }
}
