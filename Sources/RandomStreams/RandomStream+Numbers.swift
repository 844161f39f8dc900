import CVectorMath

/// Uniform and normal numbers.
///
/// Single and bulk forms give the same bits. Float and Double numbers at one address are different
/// numbers: the single-precision ones use fewer random words. The words that a number uses are
/// stated in `vector_math.h`.
extension RandomStream {
    /// A number in the open interval (0, 1): an odd multiple of 2⁻⁵³.
    public func uniform(index: UInt64, step: UInt32 = 0, slot: UInt32 = 0) -> Double {
        var result = 0.0
        withUnsafePointer(to: index) {
            vm_uniform_gathered_f64(&result, $0, 1, step, slot, key(of: .uniformDouble))
        }
        return result
    }

    /// A number with mean 0 and standard deviation 1 (Box and Muller 1958), at most 8.6 in size.
    public func normal(index: UInt64, step: UInt32 = 0, slot: UInt32 = 0) -> Double {
        var result = 0.0
        withUnsafePointer(to: index) {
            vm_normal_gathered_f64(&result, $0, 1, step, slot, key(of: .normalDouble))
        }
        return result
    }

    /// Fills with the uniform numbers at `firstIndex`, `firstIndex + 1`, …
    public func fillUniform(
        _ result: UnsafeMutableBufferPointer<Double>, firstIndex: UInt64, step: UInt32 = 0,
        slot: UInt32 = 0
    ) {
        vm_uniform_f64(
            result.baseAddress, firstIndex, result.count, step, slot, key(of: .uniformDouble))
    }

    /// Fills with the single-precision uniform numbers, odd multiples of 2⁻²⁴ inside (0, 1).
    public func fillUniform(
        _ result: UnsafeMutableBufferPointer<Float>, firstIndex: UInt64, step: UInt32 = 0,
        slot: UInt32 = 0
    ) {
        vm_uniform_f32(
            result.baseAddress, firstIndex, result.count, step, slot, key(of: .uniformFloat))
    }

    /// Fills with the normal numbers at `firstIndex`, `firstIndex + 1`, …
    public func fillNormal(
        _ result: UnsafeMutableBufferPointer<Double>, firstIndex: UInt64, step: UInt32 = 0,
        slot: UInt32 = 0
    ) {
        vm_normal_f64(
            result.baseAddress, firstIndex, result.count, step, slot, key(of: .normalDouble))
    }

    /// Fills with the single-precision normal numbers, at most 6.8 in size.
    public func fillNormal(
        _ result: UnsafeMutableBufferPointer<Float>, firstIndex: UInt64, step: UInt32 = 0,
        slot: UInt32 = 0
    ) {
        vm_normal_f32(
            result.baseAddress, firstIndex, result.count, step, slot, key(of: .normalFloat))
    }

    /// Fills with the uniform numbers at any indices, `result[i]` at `indices[i]`.
    public func fillUniform(
        _ result: UnsafeMutableBufferPointer<Double>, indices: UnsafeBufferPointer<UInt64>,
        step: UInt32 = 0, slot: UInt32 = 0
    ) {
        requireSameCount(result.count, indices.count)
        vm_uniform_gathered_f64(
            result.baseAddress, indices.baseAddress, result.count, step, slot,
            key(of: .uniformDouble))
    }

    /// Fills with the single-precision uniform numbers at any indices.
    public func fillUniform(
        _ result: UnsafeMutableBufferPointer<Float>, indices: UnsafeBufferPointer<UInt64>,
        step: UInt32 = 0, slot: UInt32 = 0
    ) {
        requireSameCount(result.count, indices.count)
        vm_uniform_gathered_f32(
            result.baseAddress, indices.baseAddress, result.count, step, slot,
            key(of: .uniformFloat))
    }

    /// Fills with the normal numbers at any indices, `result[i]` at `indices[i]`.
    public func fillNormal(
        _ result: UnsafeMutableBufferPointer<Double>, indices: UnsafeBufferPointer<UInt64>,
        step: UInt32 = 0, slot: UInt32 = 0
    ) {
        requireSameCount(result.count, indices.count)
        vm_normal_gathered_f64(
            result.baseAddress, indices.baseAddress, result.count, step, slot,
            key(of: .normalDouble))
    }

    /// Fills with the single-precision normal numbers at any indices.
    public func fillNormal(
        _ result: UnsafeMutableBufferPointer<Float>, indices: UnsafeBufferPointer<UInt64>,
        step: UInt32 = 0, slot: UInt32 = 0
    ) {
        requireSameCount(result.count, indices.count)
        vm_normal_gathered_f32(
            result.baseAddress, indices.baseAddress, result.count, step, slot,
            key(of: .normalFloat))
    }

    /// The uniform numbers at `firstIndex`, …, as an array.
    public func uniforms(
        count: Int, firstIndex: UInt64 = 0, step: UInt32 = 0, slot: UInt32 = 0
    ) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            let result = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
            fillUniform(result, firstIndex: firstIndex, step: step, slot: slot)
            initializedCount = count
        }
    }

    /// The normal numbers at `firstIndex`, …, as an array.
    public func normals(
        count: Int, firstIndex: UInt64 = 0, step: UInt32 = 0, slot: UInt32 = 0
    ) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            let result = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
            fillNormal(result, firstIndex: firstIndex, step: step, slot: slot)
            initializedCount = count
        }
    }

    private func requireSameCount(_ numbers: Int, _ indices: Int) {
        precondition(numbers == indices, "\(numbers) numbers asked for at \(indices) indices")
    }
}
