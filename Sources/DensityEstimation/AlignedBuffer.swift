/// Memory of a fixed size that starts at a cache line, zeros at first, freed with its owner.
package struct AlignedBuffer<Scalar: NetworkScalar>: ~Copyable {
    package let start: UnsafeMutablePointer<Scalar>
    package let count: Int

    package init(count: Int) {
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, count) * MemoryLayout<Scalar>.stride, alignment: 64)
        start = raw.bindMemory(to: Scalar.self, capacity: max(1, count))
        start.initialize(repeating: 0, count: max(1, count))
        self.count = count
    }

    deinit {
        UnsafeMutableRawPointer(start).deallocate()
    }

    /// Replaces the contents; the number of entries must be the same.
    package func assign(_ values: [Scalar]) {
        precondition(values.count == count, "\(values.count) values for a buffer of \(count)")
        values.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { start.update(from: base, count: count) }
        }
    }

    /// The contents as an array.
    package var values: [Scalar] { Array(UnsafeBufferPointer(start: start, count: count)) }
}
