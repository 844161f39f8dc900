import CVectorMath

extension StandardNormal {
    /// 1 − Φ(|z|) of every number, in place, several at a time: each within 1e-15·(1 + z²/2) of
    /// itself, as `survival` is, though not always with its bits.
    static func replaceByTails(_ z: inout [Double]) {
        z.withUnsafeMutableBufferPointer { z in
            guard let start = z.baseAddress else { return }
            vm_normal_tails(start, start, z.count)
        }
    }
}
