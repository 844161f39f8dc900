import LinearAlgebra

extension SearchSpace: CustomStringConvertible {
    /// One line for each parameter, those of a branch indented under their option.
    ///
    /// Numbers are written with all of their digits, so two spaces of the same description propose
    /// the same values, derived ones excepted: of those it has the names, the inputs and the
    /// definition if there is one.
    public var description: String {
        var lines: [String] = []
        for parameter in parameters { parameter.describe(into: &lines, indentation: "") }
        if let joint { lines.append("\(joint)") }
        for constant in constants {
            lines.append("\(constant.name) = \(constant.value.literal)")
        }
        for entry in derived {
            let inputs = entry.inputs.joined(separator: ", ")
            lines.append("\(entry.name) = \(entry.definition ?? "function") of (\(inputs))")
        }
        return lines.joined(separator: "\n")
    }
}

extension SearchParameter {
    fileprivate func describe(into lines: inout [String], indentation: String) {
        guard case .choice(let options) = domain else {
            lines.append("\(indentation)\(name) ~ \(domain)")
            return
        }
        lines.append("\(indentation)\(name) ~ choice")
        for option in options {
            lines.append("\(indentation)  \(option.value.literal) with weight \(option.weight)")
            for parameter in option.parameters {
                parameter.describe(into: &lines, indentation: indentation + "    ")
            }
        }
    }
}

extension SearchDomain: CustomStringConvertible {
    /// A line such as `uniform(0.0, 100.0), step 5.0`; of a choice the values alone.
    public var description: String {
        switch self {
        case .uniform(let lower, let upper, let step):
            Self.text("uniform(\(lower), \(upper))", step)
        case .logUniform(let lower, let upper, let step):
            Self.text("loguniform(\(lower), \(upper))", step)
        case .normal(let mean, let deviation, let step):
            Self.text("normal(\(mean), \(deviation))", step)
        case .logNormal(let mean, let deviation, let step):
            Self.text("lognormal(\(mean), \(deviation))", step)
        case .prior(let marginal, let step): Self.text("\(marginal)", step)
        case .integer(let lower, let upper): "integer(\(lower), \(upper))"
        case .logInteger(let lower, let upper): "loginteger(\(lower), \(upper))"
        case .choice(let options):
            "choice(\(options.map(\.value.literal).joined(separator: ", ")))"
        }
    }

    private static func text(_ prior: String, _ step: Double?) -> String {
        step.map { "\(prior), step \($0)" } ?? prior
    }
}

extension ParameterValue {
    /// The value with quotation marks around text, which tells `"1"` from 1.
    fileprivate var literal: String {
        if case .text(let text) = self { text.debugDescription } else { description }
    }
}
