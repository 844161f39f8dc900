public import Probability

/// What is wrong with a search space, or with values given for it.
public enum SearchSpaceError: Error, Equatable, CustomStringConvertible {
    /// A space without a single searched parameter.
    case noParameters
    /// A parameter without a name.
    case emptyName
    /// A name that stands for two things.
    case duplicateName(String)
    /// The distribution of a parameter cannot be made.
    case prior(parameter: String, PriorError)
    /// More than one multivariate normal in a prior.
    case severalJointPriors
    /// A multivariate normal that is confined to ranges, which searches do not know.
    case confinedJointPrior(names: [String])
    /// A step that is not a finite number above zero.
    case step(parameter: String, step: Double)
    /// No multiple of the step lies inside the bounds.
    case noMultiple(parameter: String, step: Double, lower: Double, upper: Double)
    /// More multiples than double precision can count.
    case tooManyMultiples(parameter: String, step: Double, lower: Double, upper: Double)
    /// The first whole number is not below the last, or not above zero for a logarithmic scale.
    case integerBounds(parameter: String, lower: Int, upper: Int, logarithmic: Bool)
    /// A choice without options.
    case noOptions(parameter: String)
    /// Two options of one value.
    case duplicateOption(parameter: String, value: ParameterValue)
    /// A weight that is not a finite number above zero.
    case weight(parameter: String, value: ParameterValue, weight: Double)
    /// A derived parameter uses a name that is not there, or only after it.
    case unknownInput(derived: String, input: String, nearest: String?)
    /// A value for a parameter that the space does not have.
    case unknownParameter(String, nearest: String?)
    /// No value for a parameter that is searched in this branch.
    case missingValue(parameter: String)
    /// A value for a parameter whose branch was not chosen.
    case inactiveParameter(String, choice: String, chosen: ParameterValue)
    /// A value that the parameter cannot take.
    case value(parameter: String, found: ParameterValue, expected: String)
    /// A choice has no option of this value.
    case unknownOption(parameter: String, found: ParameterValue, nearest: String?)

    public var description: String {
        switch self {
        case .noParameters: "the search space has no parameters, expected at least one"
        case .emptyName: "a parameter of the search space has an empty name"
        case .duplicateName(let name): "parameter \"\(name)\" is defined more than once"
        case .prior(let parameter, let error): "parameter \"\(parameter)\": \(error)"
        case .confinedJointPrior(let names):
            "the multivariate normal of \(names.joined(separator: ", ")) is confined to ranges, "
                + "expected a whole one"
        case .severalJointPriors:
            "the prior has more than one multivariate normal, expected at most one"
        case .step(let parameter, let step):
            "parameter \"\(parameter)\": step is \(step), expected a number above 0"
        case .noMultiple(let parameter, let step, let lower, let upper):
            "parameter \"\(parameter)\": no multiple of \(step) between \(lower) and \(upper)"
        case .tooManyMultiples(let parameter, let step, let lower, let upper):
            "parameter \"\(parameter)\": more than 2^52 multiples of \(step) between \(lower) "
                + "and \(upper)"
        case .integerBounds(let parameter, let lower, let upper, let logarithmic):
            "parameter \"\(parameter)\": whole numbers from \(lower) to \(upper), expected the "
                + "first below the last" + (logarithmic ? " and above 0" : "")
                + ", both within ±2^52"
        case .noOptions(let parameter):
            "parameter \"\(parameter)\": the choice has no options, expected at least one"
        case .duplicateOption(let parameter, let value):
            "parameter \"\(parameter)\": option \(value) is there more than once"
        case .weight(let parameter, let value, let weight):
            "parameter \"\(parameter)\": weight of option \(value) is \(weight), expected a "
                + "number above 0"
        case .unknownInput(let derived, let input, let nearest):
            "derived parameter \"\(derived)\" uses \"\(input)\", which is not defined before it"
                + Self.suggestion(nearest)
        case .unknownParameter(let name, let nearest):
            "the search space has no parameter \"\(name)\"" + Self.suggestion(nearest)
        case .missingValue(let parameter): "no value for parameter \"\(parameter)\""
        case .inactiveParameter(let name, let choice, let chosen):
            "parameter \"\(name)\" has a value, but does not exist where \"\(choice)\" is \(chosen)"
        case .value(let parameter, let found, let expected):
            "parameter \"\(parameter)\": value is \(found), expected \(expected)"
        case .unknownOption(let parameter, let found, let nearest):
            "parameter \"\(parameter)\": \(found) is not an option" + Self.suggestion(nearest)
        }
    }

    private static func suggestion(_ nearest: String?) -> String {
        nearest.map { "; did you mean \"\($0)\"?" } ?? ""
    }
}
