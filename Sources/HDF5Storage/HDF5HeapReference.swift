/// Where the content of elements of variable length lies: each element names a collection, a
/// place in it, and how long the content is.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", section III.E (global
/// heaps) and appendix B.
struct HDF5HeapReference {
    /// Address of the collection.
    var collection: Int
    /// Number of the content inside of it.
    var index: Int
    /// Bytes that the library will make room for.
    var size: Int

    /// Bytes that an element takes.
    static let stride = 16

    /// The references of all elements; nil where one is no possible reference.
    /// - Parameter baseSize: bytes of one item of an element's content.
    static func all(in data: HDF5Bytes, baseSize: Int) -> [HDF5HeapReference]? {
        var references: [HDF5HeapReference] = []
        for start in Swift.stride(from: 0, through: data.count - stride, by: stride) {
            guard let length = data.integer(at: start, bytes: 4),
                let collection = data.integer(at: start + 4, bytes: 8),
                let index = data.integer(at: start + 12, bytes: 4)
            else { return nil }
            // An address of zero stands for an element without content.
            if collection == 0 { continue }
            references.append(
                HDF5HeapReference(collection: collection, index: index, size: length * baseSize))
        }
        return references
    }
}

/// The contents of one collection of the global heap.
struct HDF5HeapCollection {
    /// Index → size of the content in bytes.
    private(set) var sizes: [Int: Int] = [:]

    /// Reads a collection; nil where a content reaches beyond it.
    init?(_ bytes: HDF5Bytes) {
        var position = 16
        while position + 16 <= bytes.count {
            guard let index = bytes.integer(at: position, bytes: 2),
                let size = bytes.integer(at: position + 8, bytes: 8)
            else { return nil }
            // Index zero is the free space, which ends the collection.
            if index == 0 { break }
            guard size <= bytes.count - position - 16 else { return nil }
            sizes[index] = size
            position += 16 + (size + 7) / 8 * 8
        }
    }

    /// Whether the content is there and fits the room made for it.
    func holds(_ reference: HDF5HeapReference) -> Bool {
        sizes[reference.index].map { $0 <= reference.size } ?? false
    }
}
