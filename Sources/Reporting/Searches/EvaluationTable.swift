/// All evaluations of a search as a table of comma-separated values.
///
/// One row per evaluation: its number, its loss (`nan` for one that has failed), and the value of
/// every parameter, the text of an option, or nothing where the parameter does not exist.
public enum EvaluationTable {
    /// The whole table with its header.
    public static func text(of report: SearchReport) -> String {
        var rows =
            (["evaluation", "loss"] + report.parameters.map { FigureTable.field($0.name) })
            .joined(separator: ",") + "\n"
        for evaluation in report.evaluations {
            let values = zip(report.parameters, evaluation.values).map { parameter, value in
                guard !value.isNaN else { return "" }
                if case .options(let options) = parameter.scale {
                    return FigureTable.field(options[Int(value)])
                }
                return NumberText.exact(value)
            }
            rows +=
                (["\(evaluation.number)", NumberText.exact(evaluation.loss ?? .nan)] + values)
                .joined(separator: ",") + "\n"
        }
        return rows
    }
}
