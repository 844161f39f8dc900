import NeuronEquations

extension ConfigurationNode {
    /// A finite number, with a unit behind it or without.
    func measured(_ expected: String = "a number") throws(ConfigurationError) -> MeasuredNumber {
        let text = try text(expected)
        if let number = numberIfAny {
            guard number.isFinite else { throw error(expected: expected) }
            return MeasuredNumber(number)
        }
        let value: MeasuredNumber?
        do throws(UnitError) {
            value = try MeasuredNumber(parsing: text)
        } catch {
            throw self.error("\(error)")
        }
        guard let value, value.number.isFinite else { throw error(expected: expected) }
        return value
    }

    /// A number in a given unit; a bare one is in it already.
    func number(
        in unit: PhysicalUnit, _ expected: String
    ) throws(ConfigurationError) -> Double {
        let value = try measured(expected)
        guard let given = value.unit else { return value.number }
        guard let number = given.convert(value.number, to: unit) else {
            throw error(expected: expected)
        }
        return number
    }

    /// A number above zero in a given unit.
    func positive(
        in unit: PhysicalUnit, _ expected: String
    ) throws(ConfigurationError) -> Double {
        let number = try number(in: unit, expected)
        guard number > 0 else { throw error(expected: expected) }
        return number
    }
}

/// Numbers of a model whose units can be compared with it only when it has been built.
struct ModelNumbers {
    /// The coherent set of the model.
    let system: UnitSystem
    private var given: [(place: ConfigurationNode, name: String, dimension: PhysicalDimension)] = []

    init(system: UnitSystem) {
        self.system = system
    }

    /// A number of the coherent set; a bare one is in it already.
    /// - Parameter name: what it is a value of; nil where only its dimension is known.
    mutating func read(
        _ node: ConfigurationNode, of name: String?, _ expected: String = "a number"
    ) throws(ConfigurationError) -> Double {
        let value = try node.measured(expected)
        if let name, let unit = value.unit { given.append((node, name, unit.dimension)) }
        return value.coherent(in: system)
    }

    /// The unit of the first number of a name that has one, as text of the coherent set.
    func unitText(of name: String) -> String? {
        given.first { $0.name == name }.map { system.unitText(of: $0.dimension) }
    }

    /// Compares all numbers with a unit with what the model has under their names.
    func check(_ model: NeuronModel) throws(ConfigurationError) {
        for (place, name, dimension) in given {
            if let problem = model.mismatch(dimension, of: name) {
                throw place.error(problem.description)
            }
        }
    }
}
