import HDF5Storage

/// Writes whole files that appear under their name only when they are complete.
public enum FileOutput {
    /// Writes a text in UTF-8.
    public static func write(_ text: String, to path: String) throws(RecordingError) {
        try write(Array(text.utf8), to: path)
    }

    /// Writes bytes.
    public static func write(_ bytes: [UInt8], to path: String) throws(RecordingError) {
        do {
            try AtomicFile.write(bytes, to: path)
        } catch {
            throw .cannotWrite(file: path, reason: error.reason)
        }
    }
}
