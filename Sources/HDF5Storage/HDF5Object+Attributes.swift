import CHDF5

extension HDF5Object {
    /// Names of the attributes, sorted.
    public var attributeNames: [String] {
        get throws(HDF5Error) {
            let box = NameBox()
            let status = HDF5Library.locked {
                chdf5_visit_attribute_names(
                    handle,
                    { name, context in
                        guard let name, let context else { return }
                        Unmanaged<NameBox>.fromOpaque(context).takeUnretainedValue()
                            .names.append(String(cString: name))
                    }, Unmanaged.passUnretained(box).toOpaque())
            }
            guard status >= 0 else { throw damaged() }
            return box.names
        }
    }

    /// Whether there is an attribute with this name.
    public func hasAttribute(_ name: String) throws(HDF5Error) -> Bool {
        let answer = HDF5Library.locked { H5Aexists(handle, name) }
        guard answer >= 0 else { throw damaged() }
        return answer > 0
    }

    /// The only text of an attribute.
    public func stringAttribute(_ name: String) throws(HDF5Error) -> String {
        try single(stringsAttribute(name), of: name)
    }

    /// All texts of an attribute.
    public func stringsAttribute(_ name: String) throws(HDF5Error) -> [String] {
        try withAttribute(name) { (attribute, form) throws(HDF5Error) in
            guard case .text = form.kind else {
                throw attributeMismatch(name, found: "\(form.kind)", expected: "texts")
            }
            let space = HDF5Identifier(H5Aget_space(attribute))
            guard
                let texts = form.readTexts(space: space.raw, { H5Aread(attribute, $0, $1) })
            else { throw damaged(attributePath(name)) }
            return texts
        }
    }

    /// The only number of an attribute; whole numbers are converted.
    public func doubleAttribute(_ name: String) throws(HDF5Error) -> Double {
        try single(doublesAttribute(name), of: name)
    }

    /// All numbers of an attribute; whole numbers are converted.
    public func doublesAttribute(_ name: String) throws(HDF5Error) -> [Double] {
        try withAttribute(name) { (attribute, form) throws(HDF5Error) in
            guard form.kind.isNumber else {
                throw attributeMismatch(name, found: "\(form.kind)", expected: "numbers")
            }
            return try readNumbers(attribute, form, name: name)
        }
    }

    /// The only whole number of an attribute.
    public func integerAttribute(_ name: String) throws(HDF5Error) -> Int {
        try single(integersAttribute(name), of: name)
    }

    /// All whole numbers of an attribute.
    public func integersAttribute(_ name: String) throws(HDF5Error) -> [Int] {
        try withAttribute(name) { (attribute, form) throws(HDF5Error) in
            guard case .integer(let bytes, let isSigned) = form.kind else {
                throw attributeMismatch(name, found: "\(form.kind)", expected: "integers")
            }
            if bytes < 8 || isSigned { return try readNumbers(attribute, form, name: name) }
            let values: [UInt64] = try readNumbers(attribute, form, name: name)
            return try values.map { (value) throws(HDF5Error) in
                guard let integer = Int(exactly: value) else {
                    throw attributeMismatch(
                        name, found: "\(value)", expected: "an integer below 2⁶³")
                }
                return integer
            }
        }
    }

    private func single<Value>(_ values: [Value], of name: String) throws(HDF5Error) -> Value {
        guard values.count == 1 else {
            throw attributeMismatch(name, found: "\(values.count) values", expected: "one value")
        }
        return values[0]
    }

    private func attributePath(_ name: String) -> String { "\(path)@\(name)" }

    private func attributeMismatch(
        _ name: String, found: String, expected: String
    ) -> HDF5Error {
        .mismatch(
            file: file.path, object: attributePath(name), found: found, expected: expected)
    }

    private func withAttribute<Result>(
        _ name: String, _ body: (hid_t, HDF5Form) throws(HDF5Error) -> Result
    ) throws(HDF5Error) -> Result {
        guard try hasAttribute(name) else {
            throw .missing(
                file: file.path, object: attributePath(name),
                available: (try? attributeNames) ?? [])
        }
        return try HDF5Library.locked { () throws(HDF5Error) in
            let attribute = HDF5Identifier(H5Aopen(handle, name, chdf5_default_properties()))
            guard attribute.isValid else { throw damaged(attributePath(name)) }
            let form = try HDF5Form(
                type: H5Aget_type(attribute.raw), space: H5Aget_space(attribute.raw),
                file: file.path, object: attributePath(name))
            // An attribute lies in an object's header, which bounds it (larger ones are rare).
            guard form.count * form.elementSize <= HDF5Dataset.unquestionedBytes else {
                throw .tooLarge(
                    file: file.path, object: attributePath(name),
                    bytes: "\(form.count) × \(form.elementSize)",
                    limit: HDF5Dataset.unquestionedBytes)
            }
            return try body(attribute.raw, form)
        }
    }

    private func readNumbers<Element: HDF5Number>(
        _ attribute: hid_t, _ form: HDF5Form, name: String
    ) throws(HDF5Error) -> [Element] {
        if form.count == 0 { return [] }
        var values = [Element](repeating: .zero, count: form.count)
        guard H5Aread(attribute, Element.hdf5NumberType.native, &values) >= 0 else {
            throw damaged(attributePath(name))
        }
        return values
    }
}
