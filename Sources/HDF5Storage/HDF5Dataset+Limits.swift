import CHDF5

// A header may claim any shape, so memory is asked for only after the claim has been held against
// what the file can contain.
extension HDF5Dataset {
    /// Datasets up to this size are read without asking: HDF5 stores an array that was never
    /// written as nothing at all, so small arrays may rightly be larger than their file.
    static let unquestionedBytes = 1 << 26
    /// Deflate packs at most 1032 bytes into one; rounded up for headers and the last chunk.
    private static let largestCompressionRatio = 1100

    /// Throws where reading would take more memory than the file's content can justify.
    func requirePlausibleSize(elements: Int, bytesInMemory: Int) throws(HDF5Error) {
        let (inMemory, overflows) = elements.multipliedReportingOverflow(
            by: max(bytesInMemory, elementSize))
        guard !overflows, inMemory <= Self.largestRead else {
            throw tooLarge("\(elements) × \(max(bytesInMemory, elementSize))", Self.largestRead)
        }
        guard let sizeOnDisk = file.sizeOnDisk else { return }
        let (stored, chunk) = HDF5Library.locked { storedBytes() }
        let plausible = max(
            Self.unquestionedBytes,
            min(stored, sizeOnDisk).multipliedReportingOverflow(
                by: Self.largestCompressionRatio
            ).partialValue)
        guard elements * elementSize <= plausible else {
            throw tooLarge("\(elements) × \(elementSize)", plausible)
        }
        // HDF5 unpacks whole chunks, so a forged chunk costs memory too.
        guard chunk <= plausible else { throw tooLarge("a chunk of \(chunk)", plausible) }
    }

    private func tooLarge(_ bytes: String, _ limit: Int) -> HDF5Error {
        .tooLarge(file: file.path, object: path, bytes: bytes, limit: limit)
    }

    /// Bytes that the file holds of this dataset, and bytes of one chunk; inside the lock.
    private func storedBytes() -> (stored: Int, chunk: Int) {
        let stored = Int(clamping: H5Dget_storage_size(handle))
        let creation = HDF5Identifier(H5Dget_create_plist(handle))
        guard creation.isValid, H5Pget_layout(creation.raw) == H5D_CHUNKED else {
            return (stored, 0)
        }
        var extents = [hsize_t](repeating: 0, count: Int(H5S_MAX_RANK))
        let rank = H5Pget_chunk(creation.raw, Int32(extents.count), &extents)
        guard rank >= 0 else { return (stored, Int.max) }
        var bytes = elementSize
        for extent in extents.prefix(Int(rank)) {
            let (product, overflows) = bytes.multipliedReportingOverflow(by: Int(clamping: extent))
            if overflows { return (stored, Int.max) }
            bytes = product
        }
        return (stored, bytes)
    }
}
