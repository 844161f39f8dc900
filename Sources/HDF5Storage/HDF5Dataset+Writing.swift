import CHDF5

extension HDF5Dataset {
    /// Writes all numbers, row after row.
    public func write<Element: HDF5Number>(_ values: [Element]) throws(HDF5Error) {
        precondition(values.count == count, "\(values.count) values for shape \(shape)")
        try writeAll(type: Element.hdf5NumberType.native, values)
    }

    /// Writes whole rows from the given one on.
    public func writeRows<Element: HDF5Number>(
        _ values: [Element], at firstRow: Int
    ) throws(HDF5Error) {
        precondition(!shape.isEmpty, "\(path) is a single value and has no rows")
        let rowLength = shape.dropFirst().reduce(1, *)
        let rows = rowLength == 0 ? 0 : values.count / rowLength
        precondition(
            rows * rowLength == values.count && firstRow >= 0 && firstRow + rows <= shape[0],
            "\(values.count) values at row \(firstRow) of shape \(shape)")
        if values.isEmpty { return }
        let extents = ([rows] + shape.dropFirst()).map { hsize_t($0) }
        let status = HDF5Library.locked { () -> herr_t in
            let space = HDF5Identifier(H5Dget_space(handle))
            let memory = HDF5Identifier(H5Screate_simple(Int32(extents.count), extents, nil))
            var start = [hsize_t](repeating: 0, count: shape.count)
            start[0] = hsize_t(firstRow)
            guard
                H5Sselect_hyperslab(space.raw, H5S_SELECT_SET, start, nil, extents, nil) >= 0
            else { return -1 }
            return H5Dwrite(
                handle, Element.hdf5NumberType.native, memory.raw, space.raw,
                chdf5_default_properties(), values)
        }
        guard status >= 0 else { throw cannotWrite(path) }
    }

    /// Writes all elements of the given type in memory.
    func writeAll<Element: BitwiseCopyable>(type: hid_t, _ values: [Element]) throws(HDF5Error) {
        if values.isEmpty { return }
        let status = HDF5Library.locked {
            H5Dwrite(
                handle, type, chdf5_whole_space(), chdf5_whole_space(),
                chdf5_default_properties(), values)
        }
        guard status >= 0 else { throw cannotWrite(path) }
    }
}
