import Foundation

// The library trusts sizes and offsets of the classic structures (file format version 0 and 1,
// which carry no checksums) in places where a damaged file leads it past the end of a buffer. So
// these structures are walked here first, reading only what describes the content. The newer
// structures carry checksums and are left to the library.
//
// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", sections II.A (superblock),
// III.A (B-trees), III.B and C (group nodes and entries), III.D (local heaps), IV (object headers).

/// Walks the groups of a file and refuses what the library would stumble over.
struct HDF5StructureCheck {
    let path: String
    /// Size of the file in bytes.
    let size: Int
    private let descriptor: Int32
    private var pending: [Structure] = []
    private var visited: Set<Structure> = []
    private var collections: [Int: HDF5HeapCollection] = [:]
    /// Half the number of children that a tree node and a leaf have room for.
    private var treeRank = 0
    private var leafRank = 0

    /// What is still to be looked at, by its addresses.
    private enum Structure: Hashable {
        case object(Int)
        case group(tree: Int, heap: Int)
    }

    /// Throws where the open file's structures point or reach outside of it.
    static func run(descriptor: Int32, size: Int, path: String) throws(HDF5Error) {
        var check = HDF5StructureCheck(path: path, size: size, descriptor: descriptor)
        try check.walk()
    }

    private init(path: String, size: Int, descriptor: Int32) {
        self.path = path
        self.size = size
        self.descriptor = descriptor
    }

    private mutating func walk() throws(HDF5Error) {
        let head = try block(at: 0, count: min(size, 128), "superblock")
        // Files with a user's block in front or with other sizes of addresses are rare; the
        // library's own checks have to do for them.
        guard head.starts(with: "\u{89}HDF"), let version = head.integer(at: 8, bytes: 1),
            version <= 1, head.integer(at: 13, bytes: 1) == 8, head.integer(at: 14, bytes: 1) == 8
        else { return }
        leafRank = try head.required(at: 16, bytes: 2, self, "superblock")
        treeRank = try head.required(at: 18, bytes: 2, self, "superblock")
        guard leafRank > 0, treeRank > 0 else { throw damaged("superblock", "a rank of 0") }
        let addresses = version == 0 ? 24 : 28
        guard head.integer(at: addresses, bytes: 8) == 0 else { return }
        try visitEntry(head, at: addresses + 32, heap: nil)
        while let structure = pending.popLast() {
            guard visited.insert(structure).inserted else { continue }
            switch structure {
            case .object(let address): try visitObject(address)
            case .group(let tree, let heap): try visitGroup(tree: tree, heap: heap)
            }
        }
    }

    // MARK: Objects

    private mutating func visitObject(_ address: Int) throws(HDF5Error) {
        let place = "object at \(address)"
        let head = try block(at: address, count: 16, place)
        // Version 2 begins with "OHDR" and carries checksums.
        guard head.integer(at: 0, bytes: 1) == 1 else { return }
        var chunks = [(address + 16, try head.required(at: 8, bytes: 4, self, place))]
        var seen: Set<Int> = [address + 16]
        var contents = HDF5Message.VariableContents()
        while let (start, count) = chunks.popLast() {
            let chunk = try block(at: start, count: count, place)
            var position = 0
            while position + 8 <= count {
                let type = try chunk.required(at: position, bytes: 2, self, place)
                let length = try chunk.required(at: position + 2, bytes: 2, self, place)
                let isShared = try chunk.required(at: position + 4, bytes: 1, self, place) & 2 != 0
                let message = try chunk.part(at: position + 8, count: length, self, place)
                position += 8 + length
                if isShared { continue }
                switch type {
                case 0x10:
                    let next = try message.required(at: 0, bytes: 8, self, place)
                    guard seen.insert(next).inserted else {
                        throw damaged(place, "a header that continues in itself")
                    }
                    chunks.append((next, try message.required(at: 8, bytes: 8, self, place)))
                case 0x06:
                    guard let link = HDF5Message.link(message) else {
                        throw damaged(place, "a link that exceeds its message")
                    }
                    if let target = link.target { pending.append(.object(target)) }
                case 0x11:
                    pending.append(
                        .group(
                            tree: try message.required(at: 0, bytes: 8, self, place),
                            heap: try message.required(at: 8, bytes: 8, self, place)))
                default:
                    contents.note(type: type, message)
                    guard HDF5Message.isSound(type: type, message, fileSize: size) else {
                        throw damaged(place, "a message of type \(type) that exceeds its length")
                    }
                }
            }
        }
        try visit(contents, place)
    }

    /// Checks that elements of variable length, of attributes and of a dataset stored in one piece,
    /// refer to contents that are there.
    private mutating func visit(
        _ contents: HDF5Message.VariableContents, _ place: String
    ) throws(HDF5Error) {
        var parts = contents.attributes
        if let dataset = contents.dataset {
            let data = try block(at: dataset.address, count: dataset.size, place)
            parts.append((data, dataset.baseSize))
        }
        for (data, baseSize) in parts {
            guard let references = HDF5HeapReference.all(in: data, baseSize: baseSize) else {
                throw damaged(place, "a text whose address is above 2⁶³")
            }
            for reference in references {
                let collection = try collection(at: reference.collection)
                guard collection.holds(reference) else {
                    throw damaged(place, "a text that is not in its heap or longer than announced")
                }
            }
        }
    }

    private mutating func collection(at address: Int) throws(HDF5Error) -> HDF5HeapCollection {
        if let known = collections[address] { return known }
        let place = "global heap at \(address)"
        let head = try block(at: address, count: 16, place)
        guard head.starts(with: "GCOL") else { throw damaged(place, "no signature") }
        let bytes = try block(
            at: address, count: head.required(at: 8, bytes: 8, self, place), place)
        guard let collection = HDF5HeapCollection(bytes) else {
            throw damaged(place, "a content that exceeds its collection")
        }
        collections[address] = collection
        return collection
    }

    // MARK: Groups

    private mutating func visitGroup(tree: Int, heap: Int) throws(HDF5Error) {
        let place = "local heap at \(heap)"
        let head = try block(at: heap, count: 32, place)
        guard head.starts(with: "HEAP") else { throw damaged(place, "no signature") }
        let names = try block(
            at: head.required(at: 24, bytes: 8, self, place),
            count: head.required(at: 8, bytes: 8, self, place), place)
        var nodes: Set<Int> = []
        try visitTree(tree, heap: names, level: nil, &nodes)
    }

    /// - Parameter nodes: the nodes of this tree that were met already.
    private mutating func visitTree(
        _ address: Int, heap: HDF5Bytes, level expected: Int?, _ nodes: inout Set<Int>
    ) throws(HDF5Error) {
        let place = "group tree at \(address)"
        guard nodes.insert(address).inserted else { throw damaged(place, "a node used twice") }
        let head = try block(at: address, count: 24, place)
        let level = try head.required(at: 5, bytes: 1, self, place)
        let count = try head.required(at: 6, bytes: 2, self, place)
        guard head.starts(with: "TREE"), head.integer(at: 4, bytes: 1) == 0,
            expected == nil || expected == level, count <= 2 * treeRank
        else { throw damaged(place, "no group node of \(count) children at level \(level)") }
        let entries = try block(at: address + 24, count: count * 16 + 8, place)
        for index in 0...count {
            try requireName(entries.required(at: index * 16, bytes: 8, self, place), in: heap)
        }
        for index in 0..<count {
            let child = try entries.required(at: index * 16 + 8, bytes: 8, self, place)
            if level > 0 {
                try visitTree(child, heap: heap, level: level - 1, &nodes)
            } else if nodes.insert(child).inserted {
                try visitLeaf(child, heap: heap)
            }
        }
    }

    private mutating func visitLeaf(_ address: Int, heap: HDF5Bytes) throws(HDF5Error) {
        let place = "group leaf at \(address)"
        let head = try block(at: address, count: 8, place)
        let count = try head.required(at: 6, bytes: 2, self, place)
        guard head.starts(with: "SNOD"), count <= 2 * leafRank else {
            throw damaged(place, "no leaf of \(count) entries")
        }
        let entries = try block(at: address + 8, count: count * 40, place)
        for index in 0..<count { try visitEntry(entries, at: index * 40, heap: heap) }
    }

    /// A name, the address of its object, and what is known of the object beforehand.
    private mutating func visitEntry(
        _ bytes: HDF5Bytes, at position: Int, heap: HDF5Bytes?
    ) throws(HDF5Error) {
        let place = "group entry"
        if let heap {
            try requireName(bytes.required(at: position, bytes: 8, self, place), in: heap)
        }
        let kind = try bytes.required(at: position + 16, bytes: 4, self, place)
        if kind == 2, let heap {
            return try requireName(
                bytes.required(at: position + 24, bytes: 4, self, place), in: heap)
        }
        pending.append(.object(try bytes.required(at: position + 8, bytes: 8, self, place)))
        if kind == 1 {
            // The scratch pad repeats what the object's own message says; the library may use it.
            pending.append(
                .group(
                    tree: try bytes.required(at: position + 24, bytes: 8, self, place),
                    heap: try bytes.required(at: position + 32, bytes: 8, self, place)))
        }
    }

    private func requireName(_ offset: Int, in heap: HDF5Bytes) throws(HDF5Error) {
        guard heap.isText(at: offset) else {
            throw damaged("group entry", "a name that ends outside of its heap")
        }
    }

    // MARK: Bytes

    /// Bytes of the file.
    /// - Throws: where they lie outside of it.
    private func block(at address: Int, count: Int, _ place: String) throws(HDF5Error) -> HDF5Bytes
    {
        guard address >= 0, count >= 0, count <= size, address <= size - count else {
            throw damaged(place, "\(count) bytes at \(address), the file has \(size)")
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(address)))
        }
        guard bytes.count == count else { throw damaged(place, "it cannot be read") }
        return HDF5Bytes(bytes: bytes[...])
    }

    func damaged(_ place: String, _ reason: String) -> HDF5Error {
        .damaged(file: path, object: place, reason: reason)
    }
}

/// Bytes of a structure, with reading that never leaves them.
struct HDF5Bytes {
    var bytes: ArraySlice<UInt8>

    var count: Int { bytes.count }

    /// A little-endian number; nil outside of the bytes or above 2⁶³.
    func integer(at offset: Int, bytes width: Int) -> Int? {
        guard offset >= 0, offset <= count - width else { return nil }
        let start = bytes.startIndex + offset
        let value = bytes[start..<start + width].reversed().reduce(UInt64(0)) {
            $0 << 8 | UInt64($1)
        }
        return Int(exactly: value)
    }

    func required(
        at offset: Int, bytes width: Int, _ check: HDF5StructureCheck, _ place: String
    ) throws(HDF5Error) -> Int {
        guard let value = integer(at: offset, bytes: width) else {
            throw check.damaged(place, "a number that is cut off or above 2⁶³")
        }
        return value
    }

    /// Bytes within these; nil where they reach outside.
    func part(at offset: Int, count length: Int) -> HDF5Bytes? {
        guard offset >= 0, length >= 0, length <= count, offset <= count - length else {
            return nil
        }
        let start = bytes.startIndex + offset
        return HDF5Bytes(bytes: bytes[start..<start + length])
    }

    func part(
        at offset: Int, count length: Int, _ check: HDF5StructureCheck, _ place: String
    ) throws(HDF5Error) -> HDF5Bytes {
        guard let part = part(at: offset, count: length) else {
            throw check.damaged(place, "a message that exceeds its header")
        }
        return part
    }

    func starts(with text: String) -> Bool {
        bytes.starts(with: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    }

    /// Whether a zero ends the text that begins there.
    func isText(at offset: Int) -> Bool {
        offset >= 0 && offset < count && bytes[(bytes.startIndex + offset)...].contains(0)
    }
}
