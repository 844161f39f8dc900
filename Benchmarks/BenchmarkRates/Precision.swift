public import NeuroSBI

/// The name of a precision, as it stands in the name of a benchmark.
public func precisionName<Scalar: BLASScalar>(_: Scalar.Type) -> String {
    MemoryLayout<Scalar>.size == 4 ? "single" : "double"
}
