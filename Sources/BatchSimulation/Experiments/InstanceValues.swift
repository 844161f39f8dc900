/// What a parameter, input or state variable of a population is set to.
public enum InstanceValues: Sendable, Hashable, Codable {
    /// The same number for all instances.
    case all(Double)
    /// One number for each instance.
    case each([Double])

    /// The numbers of `count` instances.
    /// - Throws: ``SimulationError/settingCount(_:found:expected:)``.
    func values(of name: String, count: Int) throws(SimulationError) -> [Double] {
        switch self {
        case .all(let value):
            return [Double](repeating: value, count: count)
        case .each(let values):
            guard values.count == count else {
                throw .settingCount(name, found: values.count, expected: count)
            }
            return values
        }
    }

    /// The values of some of the instances.
    func selecting(_ rows: Range<Int>) -> InstanceValues {
        switch self {
        case .all: self
        case .each(let values): .each(Array(values[rows.clamped(to: 0..<values.count)]))
        }
    }
}

extension InstanceValues: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral
{
    public init(floatLiteral value: Double) { self = .all(value) }
    public init(integerLiteral value: Int) { self = .all(Double(value)) }
    public init(arrayLiteral elements: Double...) { self = .each(elements) }
}
