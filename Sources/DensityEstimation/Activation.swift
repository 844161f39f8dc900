import CVectorMath

/// The nonlinearity of the hidden layers.
public enum Activation: String, Sendable, Codable, CaseIterable {
    /// max(0, a).
    case relu
    /// tanh a.
    case tanh
    /// a·σ(a) with the logistic function σ (Elfwing, Uchibe and Doya 2018): smooth, not bounded.
    case silu

    /// The number of the kernel in `mixture_density.h`.
    var code: CInt {
        switch self {
        case .relu: CInt(VM_RELU.rawValue)
        case .tanh: CInt(VM_TANH.rawValue)
        case .silu: CInt(VM_SILU.rawValue)
        }
    }
}
