import CHDF5

// Texts come in two forms: a fixed number of bytes each, or pointers to texts of any length.

extension HDF5Dataset {
    /// All texts, row after row.
    public func readStrings() throws(HDF5Error) -> [String] {
        guard case .text(let bytes) = elementKind else {
            throw mismatch(found: "\(elementKind)", expected: "texts")
        }
        try requirePlausibleSize(elements: count, bytesInMemory: bytes ?? 16)
        if count == 0 { return [] }
        return try HDF5Library.locked { () throws(HDF5Error) in
            let form = try HDF5Form(
                type: H5Dget_type(handle), space: H5Dget_space(handle), file: file.path,
                object: path)
            let space = HDF5Identifier(H5Dget_space(handle))
            let texts = form.readTexts(space: space.raw) { type, buffer in
                H5Dread(
                    handle, type, chdf5_whole_space(), chdf5_whole_space(),
                    chdf5_default_properties(), buffer)
            }
            guard let texts else { throw damaged() }
            return texts
        }
    }
}

extension HDF5Form {
    /// Reads texts of either form through `read`; nil where that fails; inside the lock.
    func readTexts(
        space: hid_t, _ read: (_ type: hid_t, _ buffer: UnsafeMutableRawPointer) -> herr_t
    ) -> [String]? {
        guard case .text(let bytes) = kind else { return nil }
        if count == 0 { return [] }
        let type = HDF5Identifier(H5Tcopy(chdf5_c_string()))
        guard type.isValid else { return nil }
        // HDF5 does not convert between the two character sets; ASCII is a part of UTF-8 anyway.
        H5Tset_cset(type.raw, isUTF8 ? H5T_CSET_UTF8 : H5T_CSET_ASCII)
        H5Tset_size(type.raw, bytes ?? chdf5_variable_size())
        return bytes.map { fixedTexts(bytes: $0, type: type.raw, read) }
            ?? variableTexts(type: type.raw, space: space, read)
    }

    private func fixedTexts(
        bytes: Int, type: hid_t,
        _ read: (_ type: hid_t, _ buffer: UnsafeMutableRawPointer) -> herr_t
    ) -> [String]? {
        H5Tset_strpad(type, isSpacePadded ? H5T_STR_SPACEPAD : H5T_STR_NULLPAD)
        var buffer = [UInt8](repeating: 0, count: count * bytes)
        guard buffer.withUnsafeMutableBytes({ read(type, $0.baseAddress!) }) >= 0 else {
            return nil
        }
        return (0..<count).map { index in
            var text = buffer[index * bytes..<(index + 1) * bytes].prefix { $0 != 0 }
            while isSpacePadded, text.last == UInt8(ascii: " ") { text.removeLast() }
            return String(decoding: text, as: UTF8.self)
        }
    }

    private func variableTexts(
        type: hid_t, space: hid_t,
        _ read: (_ type: hid_t, _ buffer: UnsafeMutableRawPointer) -> herr_t
    ) -> [String]? {
        var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        let status = pointers.withUnsafeMutableBytes { read(type, $0.baseAddress!) }
        defer {
            H5Dvlen_reclaim(type, space, chdf5_default_properties(), &pointers)
        }
        guard status >= 0 else { return nil }
        return pointers.map { $0.map { String(cString: $0) } ?? "" }
    }
}
