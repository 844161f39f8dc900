import CHDF5
import Foundation

/// A file in HDF5 format, open for reading or being created.
///
/// A file being created has a temporary name until `commit()`; without it nothing is left behind.
/// Objects of the file keep it open; it is closed when the last of them goes away.
///
/// ```swift
/// let file = try HDF5File(creating: "set.h5")
/// try file.root.write([1.0, 2, 3, 4], shape: [2, 2], to: "parameters")
/// try file.commit()
///
/// let values = try HDF5File(reading: "set.h5").root.read("parameters", as: Double.self)
/// ```
///
/// Not `Sendable`: open the file again in another task rather than sharing it. Several files may be
/// used at once from several tasks; the library admits one at a time.
public final class HDF5File {
    /// The name that was asked for.
    public let path: String
    /// Size in bytes when it was opened for reading, nil while the file is created.
    let sizeOnDisk: Int?
    private let temporaryPath: String?
    private(set) var identifier: hid_t

    /// Opens a file for reading.
    public init(reading path: String) throws(HDF5Error) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .noSuchFile(file: path)
                : .cannotOpen(file: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotOpen(file: path, reason: "found no regular file")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .cannotOpen(file: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        try HDF5StructureCheck.run(
            descriptor: descriptor, size: Int(status.st_size), path: path)
        identifier = try HDF5Library.locked { () throws(HDF5Error) -> hid_t in
            guard H5Fis_hdf5(path) > 0 else { throw .notHDF5(file: path) }
            let access = Self.makeAccessProperties()
            let identifier = H5Fopen(path, chdf5_read_only(), access.raw)
            guard identifier >= 0 else {
                throw .damaged(file: path, object: "/", reason: HDF5Library.lastMessage())
            }
            return identifier
        }
        self.path = path
        temporaryPath = nil
        sizeOnDisk = Int(status.st_size)
    }

    /// Begins a new file, which takes its name (from an older file too) at `commit()`.
    public init(creating path: String) throws(HDF5Error) {
        let temporary = AtomicFile.temporaryPath(for: path)
        identifier = try HDF5Library.locked { () throws(HDF5Error) -> hid_t in
            let access = Self.makeAccessProperties()
            let identifier = H5Fcreate(
                temporary, chdf5_create_new(), chdf5_default_properties(), access.raw)
            guard identifier >= 0 else {
                throw .cannotWrite(file: path, object: "/", reason: HDF5Library.lastMessage())
            }
            return identifier
        }
        self.path = path
        temporaryPath = temporary
        sizeOnDisk = nil
    }

    /// Objects close with their file, and files are not locked: a file gets its name when it is
    /// complete and is never written after that, while a lock would be inherited by every process
    /// that is started meanwhile and outlive the file that it was for.
    private static func makeAccessProperties() -> HDF5Identifier {
        let access = HDF5Identifier(H5Pcreate(chdf5_file_access()))
        H5Pset_fclose_degree(access.raw, H5F_CLOSE_STRONG)
        H5Pset_file_locking(access.raw, false, true)
        return access
    }

    deinit {
        if identifier >= 0 {
            let open = identifier
            HDF5Library.locked { _ = H5Fclose(open) }
            if let temporaryPath { unlink(temporaryPath) }
        }
    }

    /// The group that holds all others.
    public var root: HDF5Group {
        get throws(HDF5Error) {
            let opened = try HDF5Library.locked { () throws(HDF5Error) -> HDF5Identifier in
                precondition(identifier >= 0, "\(path) is closed: it was committed")
                let opened = HDF5Identifier(H5Gopen2(identifier, "/", chdf5_default_properties()))
                guard opened.isValid else {
                    throw .damaged(file: path, object: "/", reason: HDF5Library.lastMessage())
                }
                return opened
            }
            return HDF5Group(identifier: opened, file: self, path: "/")
        }
    }

    /// Completes a file that was created: all of it is on the disk and has its name afterwards.
    ///
    /// The file is closed with all objects in it, which must not be used any more.
    public func commit() throws(HDF5Error) {
        guard let temporaryPath else { preconditionFailure("\(path) is open for reading") }
        precondition(identifier >= 0, "\(path) is committed already")
        let open = identifier
        identifier = -1
        let failure: String? = HDF5Library.locked {
            H5Fclose(open) >= 0 ? nil : HDF5Library.lastMessage()
        }
        if let failure {
            unlink(temporaryPath)
            throw .cannotWrite(file: path, object: "/", reason: failure)
        }
        do {
            try AtomicFile.synchronise(temporaryPath, for: path)
            try AtomicFile.rename(temporaryPath, to: path)
        } catch {
            throw .cannotWrite(file: path, object: "/", reason: error.reason)
        }
    }
}
