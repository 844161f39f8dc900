import CVectorMath

/// The vector instructions of this processor, as far as they decide which kernels to run.
public struct ProcessorFeatures: Sendable, Equatable {
    /// AVX2 and FMA3: 256-bit vectors with fused multiply-add.
    public let hasAVX2: Bool
    /// AVX-512 F, DQ, BW and VL: 512-bit vectors.
    public let hasAVX512: Bool

    /// What the processor says of itself, with the operating system's support taken into account.
    public static let current = ProcessorFeatures(
        hasAVX2: vm_instruction_set() >= VM_AVX2, hasAVX512: vm_instruction_set() >= VM_AVX512)

    /// The OpenBLAS core that suits this processor better than the one found, or nil to leave it.
    ///
    /// Only cores are replaced that are known to waste the processor: those without AVX2 where it
    /// has AVX2, and the AVX2 cores of old libraries where it has AVX-512.
    func coreName(insteadOf found: String) -> String? {
        let isFallback = BLASConfiguration.fallbackCoreNames.contains(found)
        if hasAVX512 && (isFallback || found == "Haswell" || found == "Zen") { return "SkylakeX" }
        if hasAVX2 && isFallback { return "Haswell" }
        return nil
    }
}
