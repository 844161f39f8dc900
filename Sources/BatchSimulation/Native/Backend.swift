/// What executes a compiled model. Both backends give the same results to the last bit.
public enum Backend: String, Sendable, CaseIterable, Codable {
    /// Instruction after instruction, each over all instances of a tile; always there.
    case interpreter
    /// The model as C, compiled for this machine by the system's C compiler and kept in the user's
    /// cache directory; the interpreter where that fails.
    case native
    /// Native where its kernel is in the cache or the simulation is long enough to repay the
    /// compilation, else the interpreter.
    case automatic
}

/// Which backend a simulation uses.
public struct BackendChoice: Sendable, Equatable {
    /// ``Backend/native`` or ``Backend/interpreter``.
    public var backend: Backend
    /// Why the native backend is not used although it was asked for, in one line.
    public var complaint: String?

    package init(backend: Backend, complaint: String? = nil) {
        self.backend = backend
        self.complaint = complaint
    }
}
