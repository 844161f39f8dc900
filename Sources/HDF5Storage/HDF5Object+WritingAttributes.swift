import CHDF5

extension HDF5Object {
    /// Attaches a text.
    public func setAttribute(_ name: String, to text: String) throws(HDF5Error) {
        try writeAttribute(name, shape: [], type: HDF5Library.makeTextType()) { attribute, type in
            text.withCString { pointer in
                var pointer: UnsafePointer<CChar>? = pointer
                return H5Awrite(attribute, type, &pointer)
            }
        }
    }

    /// Attaches a list of texts.
    public func setAttribute(_ name: String, to texts: [String]) throws(HDF5Error) {
        try writeAttribute(name, shape: [texts.count], type: HDF5Library.makeTextType()) {
            attribute, type in
            texts.isEmpty ? 0 : withCStrings(texts) { H5Awrite(attribute, type, $0) }
        }
    }

    /// Attaches a number.
    public func setAttribute<Element: HDF5Number>(
        _ name: String, to value: Element
    ) throws(HDF5Error) {
        try writeNumbers(name, [value], shape: [])
    }

    /// Attaches a list of numbers.
    public func setAttribute<Element: HDF5Number>(
        _ name: String, to values: [Element]
    ) throws(HDF5Error) {
        try writeNumbers(name, values, shape: [values.count])
    }

    private func writeNumbers<Element: HDF5Number>(
        _ name: String, _ values: [Element], shape: [Int]
    ) throws(HDF5Error) {
        let type = HDF5Library.locked {
            HDF5Identifier(H5Tcopy(Element.hdf5NumberType.native))
        }
        try writeAttribute(name, shape: shape, type: type) { attribute, type in
            values.isEmpty ? 0 : H5Awrite(attribute, type, values)
        }
    }

    private func writeAttribute(
        _ name: String, shape: [Int], type: consuming HDF5Identifier,
        _ write: (_ attribute: hid_t, _ type: hid_t) -> herr_t
    ) throws(HDF5Error) {
        let type = type.raw
        let isWritten = HDF5Library.locked { () -> Bool in
            let space = HDF5Library.makeSpace(shape)
            let attribute = HDF5Identifier(
                H5Acreate2(
                    handle, name, type, space.raw, chdf5_default_properties(),
                    chdf5_default_properties()))
            return attribute.isValid && write(attribute.raw, type) >= 0
        }
        guard isWritten else { throw cannotWrite("\(path)@\(name)") }
    }
}

extension HDF5Library {
    /// The type of texts of any length in UTF-8.
    static func makeTextType() -> HDF5Identifier {
        locked {
            let type = HDF5Identifier(H5Tcopy(chdf5_c_string()))
            H5Tset_size(type.raw, chdf5_variable_size())
            H5Tset_cset(type.raw, H5T_CSET_UTF8)
            return type
        }
    }

    /// The space of an array, or of a single value for an empty shape.
    static func makeSpace(_ shape: [Int]) -> HDF5Identifier {
        locked {
            HDF5Identifier(
                shape.isEmpty
                    ? H5Screate(H5S_SCALAR)
                    : H5Screate_simple(Int32(shape.count), shape.map { hsize_t($0) }, nil))
        }
    }
}

/// Lends texts to C as an array of pointers.
func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    // One buffer for all, so that the pointers live as long as it does.
    var bytes: [CChar] = []
    var offsets: [Int] = []
    for text in texts {
        offsets.append(bytes.count)
        bytes.append(contentsOf: text.utf8CString)
    }
    return bytes.withUnsafeBufferPointer { buffer in
        let pointers: [UnsafePointer<CChar>?] = offsets.map { buffer.baseAddress! + $0 }
        return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
