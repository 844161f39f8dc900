import CHDF5
import Foundation

/// The door to the C library: one lock, silence on standard error, messages on request.
///
/// HDF5 keeps global state and is not safe to enter from two threads (some builds have a lock of
/// their own, most have not), so every call goes through `locked`. The lock is recursive because
/// a handle may be closed, in a `deinit`, while another operation holds it.
enum HDF5Library {
    private static let lock = NSRecursiveLock()

    /// The library's own clean-up at the end of the process is turned off, before its first use.
    ///
    /// It runs on one thread, cannot release what others left in a thread-safe build (each has an
    /// error stack of its own), and complains of an "infinite loop closing library". Nothing is
    /// lost: every file is closed where its use ends.
    private static let cleanUpTurnedOff: Void = { _ = H5dont_atexit() }()

    /// Runs `body` alone in the library.
    static func locked<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        _ = cleanUpTurnedOff
        // The printing of errors is a setting of the calling thread, so it is turned off each time.
        chdf5_silence()
        return try body()
    }

    /// The innermost message of the last failure on this thread.
    static func lastMessage() -> String {
        var text = [CChar](repeating: 0, count: 256)
        chdf5_last_error(&text)
        let message = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        return message.isEmpty ? "the HDF5 library gives no reason" : message
    }
}

/// An open object of the library, closed when it goes out of scope.
struct HDF5Identifier: ~Copyable {
    let raw: hid_t

    init(_ raw: hid_t) { self.raw = raw }

    var isValid: Bool { raw >= 0 }

    deinit {
        // An object of a file that has been closed meanwhile is gone already; the library then
        // answers with an error that concerns nobody.
        if raw >= 0 {
            let identifier = raw
            HDF5Library.locked { _ = H5Idec_ref(identifier) }
        }
    }
}
