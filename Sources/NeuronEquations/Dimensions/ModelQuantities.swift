/// The numbers and units of a model: converts what is given with a unit and checks the equations.
struct ModelQuantities {
    let system: UnitSystem
    /// Whether the equations declare units, so that all of the model is checked.
    private(set) var isChecked = false
    /// Of every name, where the model is checked; otherwise of those with a unit.
    private(set) var dimensions: [String: PhysicalDimension] = [:]
    private(set) var errors: [EquationError] = []
    /// Values that were given with a unit, with what they are values of.
    private var measured: [(part: EquationError.Part, name: String?, dimension: PhysicalDimension)]

    init(system: UnitSystem) {
        self.system = system
        measured = []
    }

    // MARK: Conversion

    /// Converts a parameter's value to the unit of the coherent set, and its unit to that unit.
    mutating func converted(_ parameter: NeuronModel.Parameter) -> NeuronModel.Parameter {
        guard !parameter.isCondition, let text = parameter.unit else { return parameter }
        let part = EquationError.Part.parameter(parameter.name)
        guard let unit = unit(text, in: part) else { return parameter }
        measured.append((part, parameter.name, unit.dimension))
        dimensions[parameter.name] = unit.dimension
        var parameter = parameter
        parameter.value = parameter.value.map { unit.coherent($0, in: system) }
        parameter.unit = coherentText(text, unit)
        return parameter
    }

    /// The text of a value that may be a number with a unit, as a number of the coherent set.
    /// - Parameter name: what the value is of; nil for a period of time.
    mutating func converted(
        _ text: String, of name: String?, in part: EquationError.Part
    ) -> String {
        guard let parts = NeuronModel.Parameter("value", measured: text), let number = parts.value,
            let unitText = parts.unit, let unit = unit(unitText, in: part)
        else { return text }
        measured.append((part, name, unit.dimension))
        return Expression.number(unit.coherent(number, in: system)).description
    }

    private mutating func unit(_ text: String, in part: EquationError.Part) -> PhysicalUnit? {
        do throws(UnitError) {
            return try PhysicalUnit(text)
        } catch {
            if errors.count < ModelText.maximumErrors {
                errors.append(EquationError(.dimension(.notAUnit(error)), in: part))
            }
            return nil
        }
    }

    /// The text as it was written where it is a unit of the coherent set, otherwise that unit's.
    private func coherentText(_ text: String, _ unit: PhysicalUnit) -> String {
        unit.factor(in: system) == 1 ? text : system.unitText(of: unit.dimension)
    }

    // MARK: The whole model

    /// Checks a model whose names are all defined.
    /// - Parameters:
    ///   - units: the texts of the units that equations declare, by name.
    ///   - isDeclared: whether an equation declares any unit.
    mutating func check(_ text: ModelText, inputs: [String], units: [String: String]) {
        isChecked = text.form == .brian2 && !units.isEmpty
        let isCompared = text.form == .annarchy && !measured.isEmpty
        var check = DimensionCheck(system: system, numbersFitEverywhere: isCompared)
        for declaration in Self.declarations(text, inputs: inputs, units: units) {
            if isChecked || isCompared || declaration.unit != nil { check.declare(declaration) }
        }
        for value in measured {
            if let name = value.name {
                check.check(value.dimension, of: name, in: value.part)
            } else if value.dimension != .time {
                check.checkTime(value.dimension, in: value.part)
            }
        }
        if isChecked || isCompared {
            for line in Self.lines(text) { check.check(line) }
        }
        if isChecked { check.reportOpenNames() }
        errors += check.errors.prefix(ModelText.maximumErrors - errors.count)
        for name in check.names {
            if let dimension = check.dimension(of: name) { dimensions[name] = dimension }
        }
    }

    /// A parameter whose unit came from the equations or was found by the check.
    func finished(_ parameter: NeuronModel.Parameter) -> NeuronModel.Parameter {
        var parameter = parameter
        guard !parameter.isCondition else { return parameter }
        if let text = parameter.unit {
            if let unit = try? PhysicalUnit(text) { parameter.unit = coherentText(text, unit) }
        } else if isChecked, let dimension = dimensions[parameter.name], !dimension.isNone {
            parameter.unit = system.unitText(of: dimension)
        }
        return parameter
    }

    // MARK: Parts of the text

    /// The units that equations declare, by name; flags such as `boolean` are none.
    static func declaredUnits(_ equations: [Equation]) -> [String: String] {
        Dictionary(
            equations.compactMap { equation in
                equation.type == .real ? equation.unit.map { (equation.target, $0) } : nil
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func declarations(
        _ text: ModelText, inputs: [String], units: [String: String]
    ) -> [DimensionCheck.Declaration] {
        var declarations: [DimensionCheck.Declaration] = []
        var seen: Set<String> = []
        func add(_ name: String, _ error: @escaping (EquationError.Problem) -> EquationError?) {
            guard seen.insert(name).inserted else { return }
            declarations.append(.init(name: name, unit: units[name], error: error))
        }
        for equation in text.equations where equation.type != .boolean {
            add(equation.target) { text.equationSource?.error($0, at: equation.offset) }
        }
        for (name, value) in text.derived {
            add(name) { value.source.error($0, at: value.offset) }
        }
        for parameter in text.parameters where !parameter.isCondition {
            add(parameter.name) { EquationError($0, in: .parameter(parameter.name)) }
        }
        for name in inputs { add(name) { EquationError($0, in: .input(name)) } }
        return declarations
    }

    /// Equations first: what they need decides what a name without unit is.
    private static func lines(_ text: ModelText) -> [DimensionCheck.Line] {
        var lines: [DimensionCheck.Line] = []
        if let source = text.equationSource {
            for equation in text.equations where equation.type != .boolean {
                guard let right = equation.right else { continue }
                if text.form == .annarchy, let solved = equation.solvedTerm {
                    let derivative = ExpressionParser.Term(
                        expression: .name("d\(equation.target)/dt"), depth: 1,
                        offset: equation.offset)
                    lines.append(
                        .init(
                            role: .derivative(equation.target, derivative), right: solved,
                            source: source))
                    continue
                }
                let role =
                    equation.left.map { DimensionCheck.Line.Role.derivative(equation.target, $0) }
                    ?? (equation.isScaled ? .factor(equation.target) : .value(equation.target))
                lines.append(.init(role: role, right: right, source: source))
            }
        }
        if let source = text.resetSource {
            lines += text.reset.map { statement in
                let isFactor = statement.symbol == .multiply || statement.symbol == .divide
                let name = statement.assignment.name
                return .init(
                    role: statement.right.expression.isCondition
                        ? .condition : isFactor ? .factor(name) : .value(name),
                    right: statement.right, source: source)
            }
        }
        func add(_ single: ModelText.Single?, _ role: DimensionCheck.Line.Role, isValue: Bool) {
            guard let single, let term = single.term else { return }
            lines.append(
                .init(
                    role: term.expression.isCondition ? .condition : role, right: term,
                    source: single.source, isValue: isValue))
        }
        for (name, value) in text.derived { add(value, .value(name), isValue: false) }
        add(text.spike, .condition, isValue: false)
        add(text.refractory, .time, isValue: true)
        for (name, value) in text.initial { add(value, .value(name), isValue: true) }
        if let source = text.equationSource {
            for equation in text.equations {
                lines += equation.bounds.map { bound in
                    .init(
                        role: .value(equation.target), right: bound, source: source,
                        isValue: true)
                }
            }
        }
        return lines
    }
}
