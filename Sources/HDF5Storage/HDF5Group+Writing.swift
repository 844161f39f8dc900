import CHDF5

/// Whether numbers are packed in the file.
public enum HDF5Compression: Equatable, Sendable {
    /// Stored as they are.
    case none
    /// Packed by deflate after the bytes of equal rank have been put together; level 1 (fast)
    /// to 9 (small).
    case gzip(level: Int)
}

// Missing groups on the way to a name are created. Writing to a name that is taken is an error.
extension HDF5Group {
    /// Creates a group.
    @discardableResult
    public func createGroup(_ name: String) throws(HDF5Error) -> HDF5Group {
        let created = HDF5Library.locked {
            let links = HDF5Library.makeLinkProperties(name)
            return HDF5Identifier(
                H5Gcreate2(
                    handle, name, links.raw, chdf5_default_properties(),
                    chdf5_default_properties()))
        }
        guard created.isValid else { throw cannotWrite(absolutePath(name)) }
        return HDF5Group(identifier: created, file: file, path: absolutePath(name))
    }

    /// Writes an array of numbers of the given shape (by default one dimension).
    @discardableResult
    public func write<Element: HDF5Number>(
        _ values: [Element], shape: [Int]? = nil, to name: String,
        compression: HDF5Compression = .none
    ) throws(HDF5Error) -> HDF5Dataset {
        let shape = shape ?? [values.count]
        precondition(
            shape.reduce(1, *) == values.count, "\(values.count) values for shape \(shape)")
        let dataset = try createDataset(
            name, shape: shape, of: Element.self, compression: compression)
        try dataset.write(values)
        return dataset
    }

    /// Writes a single number.
    @discardableResult
    public func write<Element: HDF5Number>(
        _ value: Element, to name: String
    ) throws(HDF5Error) -> HDF5Dataset {
        try write([value], shape: [], to: name)
    }

    /// Writes a single text.
    @discardableResult
    public func write(_ text: String, to name: String) throws(HDF5Error) -> HDF5Dataset {
        try writeTexts([text], shape: [], to: name)
    }

    /// Writes texts as an array of one dimension.
    @discardableResult
    public func write(_ texts: [String], to name: String) throws(HDF5Error) -> HDF5Dataset {
        try writeTexts(texts, shape: [texts.count], to: name)
    }

    /// Writes references to objects.
    @discardableResult
    public func write(
        _ references: [HDF5Reference], to name: String
    ) throws(HDF5Error) -> HDF5Dataset {
        let addresses: [hobj_ref_t] = references.map { hobj_ref_t($0.address) }
        let type = HDF5Library.locked { HDF5Identifier(H5Tcopy(chdf5_object_reference())) }
        let dataset = try create(
            name, shape: [references.count], type: type.raw, compression: .none)
        try dataset.writeAll(type: type.raw, addresses)
        return dataset
    }

    /// Writes a column of references to stretches of time series.
    @discardableResult
    public func write(_ stretches: [HDF5Stretch], to name: String) throws(HDF5Error) -> HDF5Dataset
    {
        let rows = stretches.map {
            chdf5_stretch(
                start: Int32(clamping: $0.start), count: Int32(clamping: $0.count),
                target: hobj_ref_t($0.target.address))
        }
        let type = HDF5Library.locked { HDF5Identifier(chdf5_stretch_type()) }
        let dataset = try create(name, shape: [stretches.count], type: type.raw, compression: .none)
        try dataset.writeAll(type: type.raw, rows)
        return dataset
    }

    /// Creates a dataset to be filled by `HDF5Dataset.write` or `writeRows`; zeros until then.
    public func createDataset<Element: HDF5Number>(
        _ name: String, shape: [Int], of element: Element.Type,
        compression: HDF5Compression = .none
    ) throws(HDF5Error) -> HDF5Dataset {
        try create(
            name, shape: shape, type: Element.hdf5NumberType.native, compression: compression)
    }

    /// Creates a soft link: a name that stands for the path `target`.
    public func link(_ name: String, to target: String) throws(HDF5Error) {
        let status = HDF5Library.locked {
            let links = HDF5Library.makeLinkProperties(name)
            return H5Lcreate_soft(target, handle, name, links.raw, chdf5_default_properties())
        }
        guard status >= 0 else { throw cannotWrite(absolutePath(name)) }
    }

    private func writeTexts(
        _ texts: [String], shape: [Int], to name: String
    ) throws(HDF5Error) -> HDF5Dataset {
        let type = HDF5Library.makeTextType()
        let dataset = try create(name, shape: shape, type: type.raw, compression: .none)
        if texts.isEmpty { return dataset }
        let raw = type.raw
        let status = HDF5Library.locked {
            withCStrings(texts) {
                H5Dwrite(
                    dataset.handle, raw, chdf5_whole_space(), chdf5_whole_space(),
                    chdf5_default_properties(), $0)
            }
        }
        guard status >= 0 else { throw cannotWrite(absolutePath(name)) }
        return dataset
    }

    private func create(
        _ name: String, shape: [Int], type: hid_t, compression: HDF5Compression
    ) throws(HDF5Error) -> HDF5Dataset {
        let fullPath = absolutePath(name)
        let created = HDF5Library.locked {
            let links = HDF5Library.makeLinkProperties(name)
            let creation = HDF5Library.makeCreationProperties(
                shape: shape, elementSize: H5Tget_size(type), compression: compression)
            let space = HDF5Library.makeSpace(shape)
            return HDF5Identifier(
                H5Dcreate2(
                    handle, name, type, space.raw, links.raw, creation.raw,
                    chdf5_default_properties()))
        }
        guard created.isValid else { throw cannotWrite(fullPath) }
        return try HDF5Dataset(opening: created, file: file, path: fullPath)
    }
}

extension HDF5Library {
    /// Links that create the groups on their way.
    static func makeLinkProperties(_ name: String) -> HDF5Identifier {
        locked {
            let links = HDF5Identifier(H5Pcreate(chdf5_link_creation()))
            H5Pset_create_intermediate_group(links.raw, 1)
            // A declared character set turns the group into the newer form, which older readers do
            // not know, so it is declared only where it is needed.
            if !name.utf8.allSatisfy({ $0 < 128 }) {
                H5Pset_char_encoding(links.raw, H5T_CSET_UTF8)
            }
            return links
        }
    }

    /// Storage in one piece, or in packed chunks of whole rows.
    static func makeCreationProperties(
        shape: [Int], elementSize: Int, compression: HDF5Compression
    ) -> HDF5Identifier {
        locked {
            let creation = HDF5Identifier(H5Pcreate(chdf5_dataset_creation()))
            guard case .gzip(let level) = compression, let rows = shape.first,
                shape.allSatisfy({ $0 > 0 })
            else { return creation }
            precondition((1...9).contains(level), "compression level \(level), expected 1 to 9")
            // HDF5's own cache holds one mebibyte of chunks; a quarter of it lets reading by rows
            // unpack each chunk once. Chunks below one row would need a choice per dimension.
            let rowBytes = max(1, shape.dropFirst().reduce(elementSize, *))
            let chunk = [min(rows, max(1, (1 << 18) / rowBytes))] + shape.dropFirst()
            H5Pset_chunk(creation.raw, Int32(chunk.count), chunk.map { hsize_t($0) })
            H5Pset_shuffle(creation.raw)
            H5Pset_deflate(creation.raw, UInt32(level))
            return creation
        }
    }
}
