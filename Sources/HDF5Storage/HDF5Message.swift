/// Rules of the messages in an object header that describe a dataset or an attribute.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", section IV.A.2.
enum HDF5Message {
    /// Whether the message's inner lengths stay inside of it; true for types not looked into.
    static func isSound(type: Int, _ message: HDF5Bytes, fileSize: Int) -> Bool {
        switch type {
        case 0x01: points(message) != nil
        case 0x03: datatype(message, at: 0, depth: 0) != nil
        case 0x04: hasRoom(message, forSizeAt: 0, dataAt: 4)
        case 0x05: isSoundFillValue(message)
        case 0x08: isSoundLayout(message, fileSize: fileSize)
        case 0x0B: isSoundPipeline(message)
        case 0x0C: isSoundAttribute(message)
        default: true
        }
    }

    /// A link, as a message of a group's header holds it.
    struct Link {
        /// The address of the object, for a hard link.
        var target: Int?
    }

    /// The link of a link message; nil where the message is cut off.
    static func link(_ message: HDF5Bytes) -> Link? {
        guard message.integer(at: 0, bytes: 1) == 1,
            let flags = message.integer(at: 1, bytes: 1)
        else { return nil }
        let kind = flags & 8 == 0 ? 0 : message.integer(at: 2, bytes: 1)
        let optional = (flags & 8 == 0 ? 0 : 1) + (flags & 4 == 0 ? 0 : 8)
        let position = 2 + optional + (flags & 16 == 0 ? 0 : 1)
        let width = 1 << (flags & 3)
        guard let kind, let length = message.integer(at: position, bytes: width),
            message.part(at: position + width, count: length) != nil
        else { return nil }
        let end = position + width + length
        if kind == 0 {
            guard let target = message.integer(at: end, bytes: 8) else { return nil }
            return Link(target: target)
        }
        // Soft and external links hold a text with its length before it.
        guard let size = message.integer(at: end, bytes: 2),
            message.part(at: end + 2, count: size) != nil
        else { return nil }
        return Link(target: nil)
    }

    /// Number of elements of a dataspace; nil where its extents do not fit.
    private static func points(_ message: HDF5Bytes) -> Int? {
        guard let version = message.integer(at: 0, bytes: 1),
            let rank = message.integer(at: 1, bytes: 1), rank <= 32,
            let flags = message.integer(at: 2, bytes: 1), version == 1 || version == 2
        else { return nil }
        let start = version == 1 ? 8 : 4
        guard message.part(at: start, count: rank * (flags & 1 == 0 ? 8 : 16)) != nil else {
            return nil
        }
        var points = 1
        for index in 0..<rank {
            guard let extent = message.integer(at: start + index * 8, bytes: 8) else { return nil }
            let (product, overflows) = points.multipliedReportingOverflow(by: extent)
            if overflows { return nil }
            points = product
        }
        return version == 2 && message.integer(at: 3, bytes: 1) == 2 ? 0 : points
    }

    /// Where a datatype ends and the size of its elements; nil where it does not fit.
    private static func datatype(
        _ message: HDF5Bytes, at start: Int, depth: Int
    ) -> (end: Int, size: Int)? {
        guard depth < 16, let head = message.integer(at: start, bytes: 1),
            let bits = message.integer(at: start + 1, bytes: 3),
            let size = message.integer(at: start + 4, bytes: 4), size > 0
        else { return nil }
        let (kind, version, body) = (head & 15, head >> 4, start + 8)
        let end: Int?
        switch kind {
        case 0, 4: end = body + 4
        case 1: end = body + 12
        case 2: end = body + 2
        case 3, 7: end = body
        case 5: end = body + (bits & 255)
        case 6:
            end = compound(
                message, at: body, members: bits & 0xFFFF, size: size, version: version,
                depth: depth)
        case 8:
            guard let base = datatype(message, at: body, depth: depth + 1) else { return nil }
            var position = base.end
            for _ in 0..<(bits & 0xFFFF) {
                guard let next = endOfName(message, at: position, version: version) else {
                    return nil
                }
                position = next
            }
            end = position + (bits & 0xFFFF) * base.size
        case 9: end = datatype(message, at: body, depth: depth + 1)?.end
        case 10:
            guard let rank = message.integer(at: body, bytes: 1), rank <= 32 else { return nil }
            let extents = version < 3 ? 4 + rank * 8 : 1 + rank * 4
            end = datatype(message, at: body + extents, depth: depth + 1)?.end
        default: return nil
        }
        guard let end, end <= message.count else { return nil }
        return (end, size)
    }

    private static func compound(
        _ message: HDF5Bytes, at start: Int, members: Int, size: Int, version: Int, depth: Int
    ) -> Int? {
        // Version 3 stores offsets in as few bytes as the size of the row needs.
        let width = version < 3 ? 4 : (size.bitWidth - size.leadingZeroBitCount + 7) / 8
        var position = start
        for _ in 0..<members {
            guard let name = endOfName(message, at: position, version: version),
                let offset = message.integer(at: name, bytes: width),
                let member = datatype(
                    message, at: name + width + (version == 1 ? 28 : 0), depth: depth + 1),
                offset + member.size <= size
            else { return nil }
            position = member.end
        }
        return position
    }

    /// Names end with a zero and, before version 3, fill up multiples of eight bytes.
    private static func endOfName(_ message: HDF5Bytes, at start: Int, version: Int) -> Int? {
        guard message.isText(at: start) else { return nil }
        let bytes = message.bytes.dropFirst(start)
        guard let zero = bytes.firstIndex(of: 0) else { return nil }
        let length = zero - bytes.startIndex + 1
        return start + (version < 3 ? padded(length) : length)
    }

    private static func isSoundFillValue(_ message: HDF5Bytes) -> Bool {
        switch message.integer(at: 0, bytes: 1) {
        case 1: hasRoom(message, forSizeAt: 4, dataAt: 8)
        case 2: message.integer(at: 3, bytes: 1) == 0 || hasRoom(message, forSizeAt: 4, dataAt: 8)
        case 3:
            (message.integer(at: 1, bytes: 1) ?? 0) & 0x20 == 0
                || hasRoom(message, forSizeAt: 2, dataAt: 6)
        default: false
        }
    }

    private static func hasRoom(
        _ message: HDF5Bytes, forSizeAt position: Int, dataAt start: Int
    ) -> Bool {
        guard let size = message.integer(at: position, bytes: 4) else { return false }
        // A negative 32-bit size stands for "undefined" in older versions.
        return size >= 1 << 31 || message.part(at: start, count: size) != nil
    }

    private static func isSoundLayout(_ message: HDF5Bytes, fileSize: Int) -> Bool {
        // Versions 1 and 2 are older than HDF5 1.6; 4 comes with checksummed structures.
        guard message.integer(at: 0, bytes: 1) == 3 else { return true }
        switch message.integer(at: 1, bytes: 1) {
        case 0:
            guard let size = message.integer(at: 2, bytes: 2) else { return false }
            return message.part(at: 4, count: size) != nil
        case 1:
            guard message.count >= 18 else { return false }
            // All ones stand for data that were never written.
            guard let address = message.integer(at: 2, bytes: 8) else { return true }
            guard let size = message.integer(at: 10, bytes: 8) else { return false }
            return size <= fileSize && address <= fileSize - size
        case 2:
            guard let rank = message.integer(at: 2, bytes: 1), (2...33).contains(rank),
                message.count >= 11 + rank * 4
            else { return false }
            return (0..<rank).allSatisfy { message.integer(at: 11 + $0 * 4, bytes: 4) != 0 }
        default: return true
        }
    }

    private static func isSoundPipeline(_ message: HDF5Bytes) -> Bool {
        guard let version = message.integer(at: 0, bytes: 1), version == 1 || version == 2,
            let filters = message.integer(at: 1, bytes: 1), filters <= 32
        else { return false }
        var position = version == 1 ? 8 : 2
        for _ in 0..<filters {
            guard let identifier = message.integer(at: position, bytes: 2) else { return false }
            // Version 2 leaves out the names of the filters that HDF5 itself defines.
            let hasName = version == 1 || identifier >= 256
            let name = hasName ? message.integer(at: position + 2, bytes: 2) : 0
            position += hasName ? 4 : 2
            guard let name, let values = message.integer(at: position + 2, bytes: 2) else {
                return false
            }
            position += 4 + (version == 1 ? padded(name) : name) + values * 4
            if version == 1, values % 2 == 1 { position += 4 }
            guard position <= message.count else { return false }
        }
        return true
    }

    private static func isSoundAttribute(_ message: HDF5Bytes) -> Bool {
        guard let parts = attributeParts(message), parts.data <= message.count else {
            return false
        }
        // Types and spaces that are stored elsewhere are checked where they are.
        if parts.isShared { return true }
        guard let (_, size) = datatype(parts.type, at: 0, depth: 0),
            let points = points(parts.space)
        else { return false }
        let (bytes, overflows) = size.multipliedReportingOverflow(by: points)
        return !overflows && bytes <= message.count - parts.data
    }

    /// The parts of an attribute, and where its data begin.
    private static func attributeParts(
        _ message: HDF5Bytes
    ) -> (type: HDF5Bytes, space: HDF5Bytes, data: Int, isShared: Bool)? {
        guard let version = message.integer(at: 0, bytes: 1), (1...3).contains(version),
            let flags = message.integer(at: 1, bytes: 1),
            let nameSize = message.integer(at: 2, bytes: 2),
            let typeSize = message.integer(at: 4, bytes: 2),
            let spaceSize = message.integer(at: 6, bytes: 2)
        else { return nil }
        let round = { version == 1 ? padded($0) : $0 }
        let name = version == 3 ? 9 : 8
        let type = name + round(nameSize)
        let space = type + round(typeSize)
        let data = space + round(spaceSize)
        guard let text = message.part(at: name, count: nameSize), text.isText(at: 0),
            let typePart = message.part(at: type, count: typeSize),
            let spacePart = message.part(at: space, count: spaceSize)
        else { return nil }
        return (typePart, spacePart, data, version > 1 && flags & 3 != 0)
    }

    private static func padded(_ length: Int) -> Int { (length + 7) / 8 * 8 }
}

extension HDF5Message {
    /// Elements of variable length that the messages of one object header speak of.
    struct VariableContents {
        /// The data of attributes, with the size of one item of an element's content.
        private(set) var attributes: [(data: HDF5Bytes, baseSize: Int)] = []
        private var baseSize: Int?
        private var stretch: (address: Int, size: Int)?

        /// A dataset of such elements that is stored in one piece.
        var dataset: (address: Int, size: Int, baseSize: Int)? {
            guard let baseSize, let stretch else { return nil }
            return (stretch.address, stretch.size, baseSize)
        }

        /// Takes what a message says of such elements.
        mutating func note(type: Int, _ message: HDF5Bytes) {
            switch type {
            case 0x03: baseSize = HDF5Message.baseSize(ofVariable: message)
            case 0x08 where message.integer(at: 0, bytes: 2) == 0x0103:
                if let address = message.integer(at: 2, bytes: 8),
                    let size = message.integer(at: 10, bytes: 8)
                {
                    stretch = (address, size)
                }
            case 0x0C:
                guard let parts = HDF5Message.attributeParts(message), !parts.isShared,
                    let size = HDF5Message.baseSize(ofVariable: parts.type),
                    let points = HDF5Message.points(parts.space),
                    points <= message.count / HDF5HeapReference.stride,
                    let data = message.part(
                        at: parts.data, count: points * HDF5HeapReference.stride)
                else { return }
                attributes.append((data, size))
            default: break
            }
        }
    }

    /// Size of one item of the content of elements of variable length; nil for other types.
    private static func baseSize(ofVariable type: HDF5Bytes) -> Int? {
        guard let head = type.integer(at: 0, bytes: 1), head & 15 == 9 else { return nil }
        return datatype(type, at: 8, depth: 1)?.size
    }
}
