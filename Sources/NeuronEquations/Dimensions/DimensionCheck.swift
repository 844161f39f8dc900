/// Checks the units of a whole model and finds those that nobody declared.
///
/// The check is on as soon as one equation declares a unit (`: volt`, `: mV` or `: 1`). Units of
/// parameters alone do not turn it on: they say what the numbers are in and convert them, so that
/// published fits with bare numbers such as `0.04*v**2 + 5*v + 140` can be written as they are.
/// With the check on, such a formula has to say what its numbers are: `140*mV/ms`.
///
/// ANNarchy's texts have no units. There the check is on as soon as a value is given with a unit,
/// and a number in an equation fits everywhere; what is found then is a contradiction between the
/// units that were given, whatever the numbers are in.
///
/// A bare number that stands alone as a value (a parameter, an initial value, a refractory period)
/// is in the model's coherent set; a number inside an expression is a pure number.
struct DimensionCheck {
    /// A name with the text of its unit, if it has one.
    struct Declaration {
        var name: String
        var unit: String?
        /// Makes an error at the declaration.
        var error: (EquationError.Problem) -> EquationError?
    }

    /// One statement or value of the model.
    struct Line {
        enum Role {
            /// `left = right`, where the left side is `dx/dt` or holds it.
            case derivative(String, ExpressionParser.Term)
            /// A value of the name: an equation, an assignment, an initial value.
            case value(String)
            /// A factor or divisor of the name, as in `x *= 2`.
            case factor(String)
            /// A period of time, or a condition.
            case time
            case condition
        }

        var role: Role
        var right: ExpressionParser.Term
        var source: SourceText
        /// Whether a bare number that stands alone is in the coherent set.
        var isValue = false
    }

    private(set) var errors: [EquationError] = []
    private(set) var inference: DimensionInference
    private var declarations: [String: Declaration] = [:]
    private var order: [String] = []

    init(system: UnitSystem, numbersFitEverywhere: Bool) {
        inference = DimensionInference(
            system: system, numbersFitEverywhere: numbersFitEverywhere)
    }

    /// Names in the order of their declaration.
    var names: [String] { order }

    /// The dimension of a name; nil where it is open.
    func dimension(of name: String) -> PhysicalDimension? { inference.dimension(of: name) }

    mutating func declare(_ declaration: Declaration) {
        var dimension: PhysicalDimension?
        if let text = declaration.unit {
            do throws(UnitError) {
                dimension = try PhysicalUnit(text).dimension
            } catch {
                if let error = declaration.error(.dimension(.notAUnit(error))) {
                    errors.append(error)
                }
            }
        }
        inference.declare(declaration.name, dimension)
        if declarations.updateValue(declaration, forKey: declaration.name) == nil {
            order.append(declaration.name)
        }
    }

    /// Demands that a value with a unit fit its name.
    mutating func check(
        _ dimension: PhysicalDimension, of name: String, in part: EquationError.Part
    ) {
        guard let expected = inference.names[name] else { return }
        inference.demand(
            dimension, is: expected, for: "\"\(name)\"", because: reason(for: name))
        takeProblems { problem, _ in EquationError(problem, in: part) }
    }

    /// Reports a value with a unit that should be a period of time.
    mutating func checkTime(_ dimension: PhysicalDimension, in part: EquationError.Part) {
        inference.demand(
            dimension, is: DimensionTerm(.time), for: "a period of time", because: nil)
        takeProblems { problem, _ in EquationError(problem, in: part) }
    }

    mutating func check(_ line: Line) {
        switch line.role {
        case .condition: _ = inference.dimension(of: line.right)
        case .time:
            if line.isBareValue || line.right.expression.isCondition {
                _ = inference.dimension(of: line.right)
            } else {
                inference.demand(line.right, is: DimensionTerm(.time), for: "a period of time")
            }
        case .value(let name):
            guard !line.isBareValue, let expected = inference.names[name] else { break }
            inference.demand(
                line.right, is: expected, for: "\"\(name)\"", because: reason(for: name))
        case .factor(let name):
            inference.demand(line.right, is: .none, for: "a factor of \"\(name)\"")
        case .derivative(let name, let left):
            guard let expected = inference.dimension(of: left) else { break }
            let isPlain = left.expression == .name("d\(name)/dt")
            inference.demand(
                line.right, is: expected,
                for: isPlain ? "d\(name)/dt" : "the right side",
                because: isPlain ? reason(for: name) : "the left side is in it")
        }
        takeProblems { problem, offset in line.source.error(problem, at: offset) }
    }

    private mutating func takeProblems(
        _ error: (EquationError.Problem, Int) -> EquationError
    ) {
        for (problem, offset) in inference.takeProblems()
        where errors.count < ModelText.maximumErrors {
            errors.append(error(.dimension(problem), offset))
        }
    }

    /// Reports names that the equations leave open. To be called last.
    mutating func reportOpenNames() {
        guard errors.isEmpty else { return }
        for name in order where inference.dimension(of: name) == nil {
            guard errors.count < ModelText.maximumErrors else { return }
            let problem = EquationError.Problem.dimension(.undetermined(name))
            if let error = declarations[name]?.error(problem) { errors.append(error) }
        }
    }

    /// Why a name is what it is, for messages.
    private func reason(for name: String) -> String? {
        if let unit = declarations[name]?.unit { return "\"\(name)\" is declared in \(unit)" }
        return inference.dimension(of: name).map { dimension in
            "\"\(name)\" is in \(inference.system.unitText(of: dimension)) elsewhere"
        }
    }
}

extension DimensionCheck.Line {
    fileprivate var isBareValue: Bool {
        guard isValue, case .number = right.expression else { return false }
        return true
    }
}
