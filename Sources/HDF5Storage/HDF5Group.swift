import CHDF5

/// A folder inside a file.
///
/// Names may be paths (`"stimulus/presentation"`), relative or absolute; soft links are followed.
public final class HDF5Group: HDF5Object {
    /// Names of the members, sorted.
    public var names: [String] {
        get throws(HDF5Error) {
            let box = NameBox()
            let status = HDF5Library.locked {
                chdf5_visit_names(
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

    /// Whether the name leads to an object; a soft link that leads nowhere does not.
    public func contains(_ name: String) throws(HDF5Error) -> Bool {
        try HDF5Library.locked { () throws(HDF5Error) in try leadsToObject(name) }
    }

    /// The group or dataset with this name.
    public func object(_ name: String) throws(HDF5Error) -> HDF5Object {
        let fullPath = absolutePath(name)
        let opened = try HDF5Library.locked { () throws(HDF5Error) -> HDF5Identifier in
            guard try leadsToObject(name) else {
                throw .missing(
                    file: file.path, object: fullPath, available: (try? names) ?? [])
            }
            let opened = HDF5Identifier(H5Oopen(handle, name, chdf5_default_properties()))
            guard opened.isValid else { throw damaged(fullPath) }
            return opened
        }
        return try file.wrap(opened, path: fullPath)
    }

    /// The group with this name.
    public func group(_ name: String) throws(HDF5Error) -> HDF5Group {
        let found = try object(name)
        guard let group = found as? HDF5Group else {
            throw found.mismatch(found: "a dataset", expected: "a group")
        }
        return group
    }

    /// The dataset with this name.
    public func dataset(_ name: String) throws(HDF5Error) -> HDF5Dataset {
        let found = try object(name)
        guard let dataset = found as? HDF5Dataset else {
            throw found.mismatch(found: "a group", expected: "a dataset")
        }
        return dataset
    }

    /// All numbers of the dataset with this name, row after row.
    public func read<Element: HDF5Number>(
        _ name: String, as type: Element.Type
    ) throws(HDF5Error) -> [Element] {
        try dataset(name).read(as: type)
    }

    /// The only text of the dataset with this name.
    public func readString(_ name: String) throws(HDF5Error) -> String {
        let dataset = try dataset(name)
        let strings = try dataset.readStrings()
        guard strings.count == 1 else {
            throw dataset.mismatch(found: "\(strings.count) texts", expected: "one text")
        }
        return strings[0]
    }

    /// Where the soft link with this name points, nil where the name is no soft link.
    public func softLinkTarget(_ name: String) throws(HDF5Error) -> String? {
        try HDF5Library.locked { () throws(HDF5Error) -> String? in
            guard H5Lexists(handle, name, chdf5_default_properties()) > 0 else { return nil }
            var information = H5L_info_t()
            guard H5Lget_info(handle, name, &information, chdf5_default_properties()) >= 0 else {
                throw damaged(absolutePath(name))
            }
            guard information.type == H5L_TYPE_SOFT, information.u.val_size <= 1 << 16 else {
                return nil
            }
            var text = [UInt8](repeating: 0, count: information.u.val_size + 1)
            guard
                H5Lget_val(handle, name, &text, text.count, chdf5_default_properties()) >= 0
            else { throw damaged(absolutePath(name)) }
            return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// The object that a reference found in this file points at.
    public func dereference(_ reference: HDF5Reference) throws(HDF5Error) -> HDF5Object {
        var address = hobj_ref_t(reference.address)
        var name = [CChar](repeating: 0, count: 1024)
        let opened = try HDF5Library.locked { () throws(HDF5Error) -> HDF5Identifier in
            guard !reference.isNull else {
                throw .missing(file: file.path, object: "object of a null reference", available: [])
            }
            let opened = HDF5Identifier(
                H5Rdereference2(handle, chdf5_default_properties(), H5R_OBJECT, &address))
            guard opened.isValid else { throw damaged("object of a reference") }
            H5Iget_name(opened.raw, &name, name.count)
            return opened
        }
        let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        return try file.wrap(opened, path: path.isEmpty ? "object of a reference" : path)
    }

    /// The absolute path of a member.
    func absolutePath(_ name: String) -> String {
        name.hasPrefix("/") ? name : path == "/" ? "/" + name : path + "/" + name
    }

    /// Whether every link of the path is there and the last leads to an object; inside the lock.
    private func leadsToObject(_ name: String) throws(HDF5Error) -> Bool {
        guard name.contains(where: { $0 != "/" }) else { return name.hasPrefix("/") }
        var prefix = name.hasPrefix("/") ? "/" : ""
        for component in name.split(separator: "/") {
            prefix += (prefix.isEmpty || prefix == "/" ? "" : "/") + component
            // A link may be missing (0) or lie behind something that is no group (negative).
            let link = H5Lexists(handle, prefix, chdf5_default_properties())
            guard link >= 0 else { throw damaged(absolutePath(prefix)) }
            guard link > 0 else { return false }
            let target = H5Oexists_by_name(handle, prefix, chdf5_default_properties())
            guard target >= 0 else { throw damaged(absolutePath(prefix)) }
            guard target > 0 else { return false }
        }
        return true
    }
}

/// Names handed over by a C callback.
final class NameBox {
    var names: [String] = []
}

extension HDF5File {
    /// Makes the object of the right class of an open handle.
    func wrap(_ opened: consuming HDF5Identifier, path: String) throws(HDF5Error) -> HDF5Object {
        let raw = opened.raw
        let kind = HDF5Library.locked { H5Iget_type(raw) }
        switch kind {
        case H5I_GROUP: return HDF5Group(identifier: opened, file: self, path: path)
        case H5I_DATASET: return try HDF5Dataset(opening: opened, file: self, path: path)
        default:
            throw .mismatch(
                file: self.path, object: path, found: "a named datatype",
                expected: "a group or dataset")
        }
    }
}
