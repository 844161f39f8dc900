import ArgumentParser

/// The library's enumerations as arguments, by their texts.
enum EnumerationArgument {
    static func parse<Value>(_ text: String) throws -> Value
    where Value: RawRepresentable<String> & CaseIterable {
        guard let value = Value(rawValue: text) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("found \"\(text)\", expected one of \(names)")
        }
        return value
    }
}
