/// Any of the distributions of one parameter.
///
/// Its text, such as `uniform(0.5, 80.0)`, describes it to people and is also what is stored:
/// numbers are printed so that reading them gives the same bits.
public enum Marginal: MarginalDistribution {
    case uniform(Uniform)
    case logUniform(LogUniform)
    case normal(Normal)
    case logNormal(LogNormal)
    case truncatedNormal(TruncatedNormal)
    case truncatedLogNormal(TruncatedLogNormal)

    /// The distribution behind the case.
    public var distribution: any MarginalDistribution {
        switch self {
        case .uniform(let distribution): distribution
        case .logUniform(let distribution): distribution
        case .normal(let distribution): distribution
        case .logNormal(let distribution): distribution
        case .truncatedNormal(let distribution): distribution
        case .truncatedLogNormal(let distribution): distribution
        }
    }

    public var support: ClosedRange<Double> { distribution.support }
    public var description: String { distribution.description }

    public func contains(_ value: Double) -> Bool { distribution.contains(value) }
    public func logDensity(_ value: Double) -> Double { distribution.logDensity(value) }
    public func cumulative(_ value: Double) -> Double { distribution.cumulative(value) }
    public func survival(_ value: Double) -> Double { distribution.survival(value) }
    public func quantile(_ probability: Double) -> Double { distribution.quantile(probability) }
    public func toUnconstrained(_ value: Double) -> Double { distribution.toUnconstrained(value) }
    public func fromUnconstrained(_ z: Double) -> Double { distribution.fromUnconstrained(z) }
    public func logDerivative(at value: Double, unconstrained z: Double) -> Double {
        distribution.logDerivative(at: value, unconstrained: z)
    }
}

extension Marginal {
    /// Reads `name(number, …)` as `description` writes it; names as in configurations.
    public init(text: String) throws(PriorError) {
        let expected =
            "uniform(lower, upper), loguniform(lower, upper), normal(mean, sd), "
            + "lognormal(mean of log, sd of log), truncatednormal(mean, sd, lower, upper) or "
            + "truncatedlognormal(mean of log, sd of log, lower, upper)"
        guard let open = text.firstIndex(of: "("), text.last == ")" else {
            throw .malformedText(text, expected: expected)
        }
        var arguments: [Double] = []
        for word in text[text.index(after: open)...].dropLast().split(
            separator: ",", omittingEmptySubsequences: false)
        {
            guard let number = Double(word.filter { $0 != " " }) else {
                throw .malformedText(text, expected: "a number in place of \"\(word)\"")
            }
            arguments.append(number)
        }
        try self.init(name: String(text[..<open]), arguments: arguments)
    }

    /// Makes a distribution from its name in configurations and its numbers in order.
    public init(name: String, arguments: [Double]) throws(PriorError) {
        func check(_ count: Int, _ form: String) throws(PriorError) {
            guard arguments.count == count else {
                let found = arguments.map { "\($0)" }.joined(separator: ", ")
                throw .malformedText("\(name)(\(found))", expected: form)
            }
        }
        switch name {
        case "uniform":
            try check(2, "uniform(lower, upper)")
            self = .uniform(try Uniform(lower: arguments[0], upper: arguments[1]))
        case "loguniform":
            try check(2, "loguniform(lower, upper)")
            self = .logUniform(try LogUniform(lower: arguments[0], upper: arguments[1]))
        case "normal":
            try check(2, "normal(mean, sd)")
            self = .normal(try Normal(mean: arguments[0], standardDeviation: arguments[1]))
        case "lognormal":
            try check(2, "lognormal(mean of log, sd of log)")
            self = .logNormal(
                try LogNormal(logMean: arguments[0], logStandardDeviation: arguments[1]))
        case "truncatednormal":
            try check(4, "truncatednormal(mean, sd, lower, upper)")
            self = .truncatedNormal(
                try TruncatedNormal(
                    mean: arguments[0], standardDeviation: arguments[1], lower: arguments[2],
                    upper: arguments[3]))
        case "truncatedlognormal":
            try check(4, "truncatedlognormal(mean of log, sd of log, lower, upper)")
            self = .truncatedLogNormal(
                try TruncatedLogNormal(
                    logMean: arguments[0], logStandardDeviation: arguments[1],
                    lower: arguments[2], upper: arguments[3]))
        default:
            throw .malformedText(
                name, expected: "one of \(Self.names.joined(separator: ", "))")
        }
    }

    /// The names that configurations use, as `init(name:arguments:)` takes them.
    public static let names = [
        "uniform", "loguniform", "normal", "lognormal", "truncatednormal", "truncatedlognormal",
    ]
}

extension Marginal {
    /// N(0, 1).
    static let standardNormal: Marginal = {
        guard let normal = try? Normal(mean: 0, standardDeviation: 1) else {
            preconditionFailure("N(0, 1) is a normal distribution")
        }
        return .normal(normal)
    }()
}

extension Marginal: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(text: String(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try description.encode(to: encoder)
    }
}
