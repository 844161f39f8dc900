import Foundation

/// A compiled kernel on disk, with a trailer that tells whether it is whole.
///
/// A library that is cut off crashes the process that maps it, so it is checked before. The trailer
/// stands after the end of the library, where the loader does not look.
enum KernelFile {
    private static let magic: [UInt8] = Array("neurosbi-kernel1".utf8)

    /// Appends the trailer to a freshly compiled library and takes it away from other users.
    static func seal(_ url: URL, digest: KernelDigest) throws {
        let contents = try Data(contentsOf: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
        let handle = try FileHandle(forWritingTo: url)
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: trailer(of: contents, digest))
        try handle.synchronize()
    }

    /// Whether the file is there, whole, and the kernel of that digest.
    static func isIntact(_ url: URL, digest: KernelDigest) -> Bool {
        guard let data = try? Data(contentsOf: url) else { return false }
        let length = magic.count + 2 * KernelDigest.byteCount
        guard data.count > length else { return false }
        return Array(data.suffix(length)) == trailer(of: data.dropLast(length), digest)
    }

    private static func trailer(of contents: Data, _ digest: KernelDigest) -> [UInt8] {
        magic + digest.bytes + KernelDigest(contents).bytes
    }
}

/// A 128-bit fingerprint: FNV-1a of Fowler, Noll and Vo in 128 bits.
///
/// It finds damage and tells kernels apart; it does not resist forgery, which the permissions of the
/// cache directory have to prevent.
struct KernelDigest: Hashable, Sendable {
    static let byteCount = 16
    private(set) var value: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            value = (value ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
    }

    var bytes: [UInt8] { (0..<16).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

    var hexadecimal: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
