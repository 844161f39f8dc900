import CHDF5

extension HDF5Dataset {
    /// The most bytes that one read may ask for; more can be read in stretches of rows.
    public static let largestRead = 1 << 33

    /// All numbers, row after row.
    ///
    /// HDF5 converts from the type in the file. Integers are never clipped: a number that does not
    /// fit `Element` (or, for whole numbers, is not whole in kind) is an error.
    public func read<Element: HDF5Number>(as type: Element.Type) throws(HDF5Error) -> [Element] {
        try requireNumbers(as: type)
        try requirePlausibleSize(elements: count, bytesInMemory: MemoryLayout<Element>.stride)
        return try transferNumbers(count: count, memory: -1, selection: -1)
    }

    /// All numbers of a dataset that must have the given shape; nil admits any extent.
    public func read<Element: HDF5Number>(
        as type: Element.Type, shape expected: [Int?]
    ) throws(HDF5Error) -> [Element] {
        try requireShape(expected)
        return try read(as: type)
    }

    /// Throws where the shape is not the given one; nil admits any extent.
    public func requireShape(_ expected: [Int?]) throws(HDF5Error) {
        guard
            shape.count == expected.count,
            zip(shape, expected).allSatisfy({ $1 == nil || $0 == $1 })
        else {
            throw mismatch(
                found: "shape \(shape)",
                expected:
                    "shape [\(expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", "))]"
            )
        }
    }

    /// The numbers of a range along the first dimension, row after row.
    public func readRows<Element: HDF5Number>(
        _ rows: Range<Int>, as type: Element.Type
    ) throws(HDF5Error) -> [Element] {
        try requireNumbers(as: type)
        guard let rowCount = shape.first else {
            throw mismatch(found: "a single value", expected: "an array with rows")
        }
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= rowCount,
            "rows \(rows) of a dataset with \(rowCount) rows")
        let selected = [rows.count] + shape.dropFirst()
        let count = selected.reduce(1, *)
        if count == 0 { return [] }
        try requirePlausibleSize(elements: count, bytesInMemory: MemoryLayout<Element>.stride)
        return try HDF5Library.locked { () throws(HDF5Error) in
            let space = HDF5Identifier(H5Dget_space(handle))
            let memory = HDF5Identifier(
                H5Screate_simple(Int32(selected.count), selected.map { hsize_t($0) }, nil))
            var start = [hsize_t](repeating: 0, count: shape.count)
            start[0] = hsize_t(rows.lowerBound)
            guard
                space.isValid, memory.isValid,
                H5Sselect_hyperslab(
                    space.raw, H5S_SELECT_SET, start, nil, selected.map { hsize_t($0) }, nil) >= 0
            else { throw damaged() }
            return try transferNumbers(count: count, memory: memory.raw, selection: space.raw)
        }
    }

    /// All references to objects.
    public func readReferences() throws(HDF5Error) -> [HDF5Reference] {
        guard elementKind == .reference else {
            throw mismatch(found: "\(elementKind)", expected: "object references")
        }
        try requirePlausibleSize(elements: count, bytesInMemory: MemoryLayout<hobj_ref_t>.stride)
        return try transfer(
            count: count, zero: hobj_ref_t(0), type: chdf5_object_reference(), memory: -1,
            selection: -1
        ).map { HDF5Reference(address: UInt64($0)) }
    }

    /// All rows of a column that refers to stretches of time series.
    public func readStretches() throws(HDF5Error) -> [HDF5Stretch] {
        let names = ["idx_start", "count", "timeseries"]
        guard case .compound(let fields) = elementKind, names.allSatisfy(fields.contains) else {
            throw mismatch(
                found: "\(elementKind)", expected: "rows of (\(names.joined(separator: ", ")))")
        }
        try requirePlausibleSize(elements: count, bytesInMemory: MemoryLayout<chdf5_stretch>.stride)
        return try HDF5Library.locked { () throws(HDF5Error) in
            let type = HDF5Identifier(chdf5_stretch_type())
            guard type.isValid else { throw damaged() }
            return try transfer(
                count: count, zero: chdf5_stretch(), type: type.raw, memory: -1, selection: -1
            ).map {
                HDF5Stretch(
                    start: Int($0.start), count: Int($0.count),
                    target: HDF5Reference(address: UInt64($0.target)))
            }
        }
    }

    private func requireNumbers<Element: HDF5Number>(as type: Element.Type) throws(HDF5Error) {
        let isReal = Element.hdf5NumberType == .float32 || Element.hdf5NumberType == .float64
        switch elementKind {
        case .integer: return
        case .real where isReal: return
        default:
            throw mismatch(found: "\(elementKind)", expected: isReal ? "numbers" : "integers")
        }
    }

    /// Reads elements of the native type of `Element`; -1 stands for everything.
    private func transferNumbers<Element: HDF5Number>(
        count: Int, memory: hid_t, selection: hid_t
    ) throws(HDF5Error) -> [Element] {
        try transfer(
            count: count, zero: Element.zero, type: Element.hdf5NumberType.native, memory: memory,
            selection: selection)
    }

    private func transfer<Element: BitwiseCopyable>(
        count: Int, zero: Element, type: hid_t, memory: hid_t, selection: hid_t
    ) throws(HDF5Error) -> [Element] {
        if count == 0 { return [] }
        var values = [Element](repeating: zero, count: count)
        let status = HDF5Library.locked { () -> herr_t in
            let transfer = HDF5Identifier(H5Pcreate(chdf5_dataset_transfer()))
            chdf5_set_exact_integers(transfer.raw)
            return H5Dread(
                handle, type, memory < 0 ? chdf5_whole_space() : memory,
                selection < 0 ? chdf5_whole_space() : selection, transfer.raw, &values)
        }
        guard status >= 0 else { throw damaged() }
        return values
    }
}

/// A stretch of a time series, as NWB's tables refer to it.
public struct HDF5Stretch: Hashable, Sendable {
    /// First sample; −1 means that there is no data.
    public var start: Int
    /// Number of samples; −1 means that there is no data.
    public var count: Int
    /// The group of the time series.
    public var target: HDF5Reference

    /// Creates a row of a table.
    public init(start: Int, count: Int, target: HDF5Reference) {
        self.start = start
        self.count = count
        self.target = target
    }
}
