import CHDF5

/// A group or a dataset of an open file; both carry attributes.
public class HDF5Object {
    /// The file that the object belongs to; it stays open as long as the object is there.
    public let file: HDF5File
    /// The absolute path inside the file by which the object was reached.
    public let path: String
    private let identifier: HDF5Identifier

    init(identifier: consuming HDF5Identifier, file: HDF5File, path: String) {
        self.identifier = identifier
        self.file = file
        self.path = path
    }

    /// The library's handle; to be used inside `HDF5Library.locked` only.
    var handle: hid_t {
        precondition(file.identifier >= 0, "\(file.path) is closed: it was committed")
        return identifier.raw
    }

    /// A number that two objects of one file share exactly if they are the same object.
    public var address: HDF5Reference {
        get throws(HDF5Error) {
            try HDF5Library.locked { () throws(HDF5Error) in
                var reference: hobj_ref_t = 0
                guard H5Rcreate(&reference, handle, ".", H5R_OBJECT, -1) >= 0 else {
                    throw damaged()
                }
                return HDF5Reference(address: UInt64(reference))
            }
        }
    }

    /// The error for an object that the library cannot read, with its last message.
    func damaged(_ name: String? = nil) -> HDF5Error {
        .damaged(
            file: file.path, object: name ?? path,
            reason: HDF5Library.locked { HDF5Library.lastMessage() })
    }

    func mismatch(found: String, expected: String) -> HDF5Error {
        .mismatch(file: file.path, object: path, found: found, expected: expected)
    }

    func cannotWrite(_ name: String) -> HDF5Error {
        .cannotWrite(
            file: file.path, object: name,
            reason: HDF5Library.locked { HDF5Library.lastMessage() })
    }
}

/// A pointer to an object of the same file, as files store it.
public struct HDF5Reference: Hashable, Sendable {
    let address: UInt64

    /// Files keep zero where a reference leads nowhere.
    public var isNull: Bool { address == 0 }
}
