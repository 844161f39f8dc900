import CVectorMath

/// The elementwise functions that `CVectorMath` computes on whole arrays.
public enum ElementwiseFunction: Sendable, CaseIterable {
    case exp, log, tanh
}

extension Matrix {
    /// Replaces every entry by its image under a function, vectorised over the whole storage.
    public mutating func apply(_ function: ElementwiseFunction) {
        guard !elements.isEmpty else { return }
        elements.withUnsafeMutableBufferPointer { buffer in
            Scalar._vector(function, buffer.baseAddress!, buffer.baseAddress!, buffer.count)
        }
    }

    /// The images of all entries under a function.
    public func applying(_ function: ElementwiseFunction) -> Matrix {
        var result = self
        result.apply(function)
        return result
    }

    /// The images of all entries under any function, one at a time.
    public func map(_ transform: (Scalar) throws -> Scalar) rethrows -> Matrix {
        Matrix(rows: rows, columns: columns, elements: try elements.map(transform))
    }

    public static func + (left: Matrix, right: Matrix) -> Matrix {
        left.combined(with: right, by: +)
    }

    public static func - (left: Matrix, right: Matrix) -> Matrix {
        left.combined(with: right, by: -)
    }

    public static func * (scale: Scalar, matrix: Matrix) -> Matrix {
        matrix.map { scale * $0 }
    }

    private func combined(with other: Matrix, by operation: (Scalar, Scalar) -> Scalar) -> Matrix {
        precondition(
            rows == other.rows && columns == other.columns,
            "[\(rows) × \(columns)] combined with [\(other.rows) × \(other.columns)]")
        return Matrix(
            rows: rows, columns: columns,
            elements: zip(elements, other.elements).map(operation))
    }
}

extension Double {
    public static func _vector(
        _ function: ElementwiseFunction, _ result: UnsafeMutablePointer<Double>,
        _ x: UnsafePointer<Double>, _ count: Int
    ) {
        switch function {
        case .exp: vm_exp_f64(result, x, count)
        case .log: vm_log_f64(result, x, count)
        case .tanh: vm_tanh_f64(result, x, count)
        }
    }
}

extension Float {
    public static func _vector(
        _ function: ElementwiseFunction, _ result: UnsafeMutablePointer<Float>,
        _ x: UnsafePointer<Float>, _ count: Int
    ) {
        switch function {
        case .exp: vm_exp_f32(result, x, count)
        case .log: vm_log_f32(result, x, count)
        case .tanh: vm_tanh_f32(result, x, count)
        }
    }
}
