import COpenBLAS
public import RealModule

/// A floating-point type that BLAS and LAPACK have routines for: `Float` or `Double`.
///
/// The requirements with a leading underscore are the doors to the C library; they take raw
/// row-major storage and check nothing. Use `Matrix` unless the storage is a slice of a larger
/// buffer, as the weights of a network are.
public protocol BLASScalar: Real, BinaryFloatingPoint, SIMDScalar, Sendable, Codable {
    /// C ← alpha·op(A)·op(B) + beta·C with op(A) `[m × k]`, op(B) `[k × n]`, C `[m × n]`.
    static func _gemm(
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int,
        _ alpha: Self, _ a: UnsafePointer<Self>, _ lda: Int,
        _ b: UnsafePointer<Self>, _ ldb: Int,
        _ beta: Self, _ c: UnsafeMutablePointer<Self>, _ ldc: Int)

    /// y ← alpha·op(A)·x + beta·y with A `[rows × columns]`.
    static func _gemv(
        _ transpose: Bool, _ rows: Int, _ columns: Int,
        _ alpha: Self, _ a: UnsafePointer<Self>, _ lda: Int,
        _ x: UnsafePointer<Self>, _ beta: Self, _ y: UnsafeMutablePointer<Self>)

    /// B ← op(A)⁻¹·B with A `[n × n]` triangular, B `[n × columns]`.
    static func _trsm(
        _ lower: Bool, _ transpose: Bool, _ n: Int, _ columns: Int,
        _ a: UnsafePointer<Self>, _ lda: Int, _ b: UnsafeMutablePointer<Self>, _ ldb: Int)

    /// Lower Cholesky factor in place; LAPACK's `info`.
    static func _potrf(_ n: Int, _ a: UnsafeMutablePointer<Self>, _ lda: Int) -> Int

    /// Inverse of a triangular matrix in place; LAPACK's `info`.
    static func _trtri(_ lower: Bool, _ n: Int, _ a: UnsafeMutablePointer<Self>, _ lda: Int) -> Int

    /// Eigenvalues (ascending) and eigenvectors (columns, in place) of a symmetric matrix.
    static func _syevd(
        _ n: Int, _ a: UnsafeMutablePointer<Self>, _ lda: Int, _ w: UnsafeMutablePointer<Self>
    ) -> Int

    /// Minimum-norm least squares by singular values; the solution is left in B.
    static func _gelsd(
        _ m: Int, _ n: Int, _ columns: Int, _ a: UnsafeMutablePointer<Self>, _ lda: Int,
        _ b: UnsafeMutablePointer<Self>, _ ldb: Int, _ rankTolerance: Self, _ rank: inout Int
    ) -> Int

    /// Elementwise functions of `CVectorMath`: result[i] ← f(x[i]) for i < count.
    static func _vector(
        _ function: ElementwiseFunction, _ result: UnsafeMutablePointer<Self>,
        _ x: UnsafePointer<Self>, _ count: Int)
}

extension Bool {
    fileprivate var transposeFlag: CBLAS_TRANSPOSE { self ? CblasTrans : CblasNoTrans }
    fileprivate var triangleFlag: CBLAS_UPLO { self ? CblasLower : CblasUpper }
    fileprivate var triangleLetter: CChar {
        CChar(bitPattern: UInt8(ascii: self ? "L" : "U"))
    }
}

private let rowMajor = LAPACK_ROW_MAJOR
private let vectorsLetter = CChar(bitPattern: UInt8(ascii: "V"))
private let lowerLetter = CChar(bitPattern: UInt8(ascii: "L"))
private let nonUnitLetter = CChar(bitPattern: UInt8(ascii: "N"))

extension Double: BLASScalar {
    public static func _gemm(
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int,
        _ alpha: Double, _ a: UnsafePointer<Double>, _ lda: Int,
        _ b: UnsafePointer<Double>, _ ldb: Int,
        _ beta: Double, _ c: UnsafeMutablePointer<Double>, _ ldc: Int
    ) {
        BLASConfiguration.ensureReady()
        cblas_dgemm(
            CblasRowMajor, transposeA.transposeFlag, transposeB.transposeFlag,
            blasint(m), blasint(n), blasint(k), alpha, a, blasint(lda), b, blasint(ldb),
            beta, c, blasint(ldc))
    }

    public static func _gemv(
        _ transpose: Bool, _ rows: Int, _ columns: Int,
        _ alpha: Double, _ a: UnsafePointer<Double>, _ lda: Int,
        _ x: UnsafePointer<Double>, _ beta: Double, _ y: UnsafeMutablePointer<Double>
    ) {
        BLASConfiguration.ensureReady()
        cblas_dgemv(
            CblasRowMajor, transpose.transposeFlag, blasint(rows), blasint(columns),
            alpha, a, blasint(lda), x, 1, beta, y, 1)
    }

    public static func _trsm(
        _ lower: Bool, _ transpose: Bool, _ n: Int, _ columns: Int,
        _ a: UnsafePointer<Double>, _ lda: Int, _ b: UnsafeMutablePointer<Double>, _ ldb: Int
    ) {
        BLASConfiguration.ensureReady()
        cblas_dtrsm(
            CblasRowMajor, CblasLeft, lower.triangleFlag, transpose.transposeFlag, CblasNonUnit,
            blasint(n), blasint(columns), 1, a, blasint(lda), b, blasint(ldb))
    }

    public static func _potrf(_ n: Int, _ a: UnsafeMutablePointer<Double>, _ lda: Int) -> Int {
        BLASConfiguration.ensureReady()
        return Int(LAPACKE_dpotrf(rowMajor, lowerLetter, lapack_integer(n), a, lapack_integer(lda)))
    }

    public static func _trtri(
        _ lower: Bool, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ lda: Int
    ) -> Int {
        BLASConfiguration.ensureReady()
        return Int(
            LAPACKE_dtrtri(
                rowMajor, lower.triangleLetter, nonUnitLetter, lapack_integer(n), a,
                lapack_integer(lda)))
    }

    public static func _syevd(
        _ n: Int, _ a: UnsafeMutablePointer<Double>, _ lda: Int, _ w: UnsafeMutablePointer<Double>
    ) -> Int {
        BLASConfiguration.ensureReady()
        return Int(
            LAPACKE_dsyevd(
                rowMajor, vectorsLetter, lowerLetter, lapack_integer(n), a, lapack_integer(lda), w))
    }

    public static func _gelsd(
        _ m: Int, _ n: Int, _ columns: Int, _ a: UnsafeMutablePointer<Double>, _ lda: Int,
        _ b: UnsafeMutablePointer<Double>, _ ldb: Int, _ rankTolerance: Double, _ rank: inout Int
    ) -> Int {
        BLASConfiguration.ensureReady()
        var singularValues = [Double](repeating: 0, count: Swift.max(1, Swift.min(m, n)))
        var foundRank: lapack_integer = 0
        let info = LAPACKE_dgelsd(
            rowMajor, lapack_integer(m), lapack_integer(n), lapack_integer(columns), a,
            lapack_integer(lda),
            b, lapack_integer(ldb), &singularValues, rankTolerance, &foundRank)
        rank = Int(foundRank)
        return Int(info)
    }
}

extension Float: BLASScalar {
    public static func _gemm(
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int,
        _ alpha: Float, _ a: UnsafePointer<Float>, _ lda: Int,
        _ b: UnsafePointer<Float>, _ ldb: Int,
        _ beta: Float, _ c: UnsafeMutablePointer<Float>, _ ldc: Int
    ) {
        BLASConfiguration.ensureReady()
        cblas_sgemm(
            CblasRowMajor, transposeA.transposeFlag, transposeB.transposeFlag,
            blasint(m), blasint(n), blasint(k), alpha, a, blasint(lda), b, blasint(ldb),
            beta, c, blasint(ldc))
    }

    public static func _gemv(
        _ transpose: Bool, _ rows: Int, _ columns: Int,
        _ alpha: Float, _ a: UnsafePointer<Float>, _ lda: Int,
        _ x: UnsafePointer<Float>, _ beta: Float, _ y: UnsafeMutablePointer<Float>
    ) {
        BLASConfiguration.ensureReady()
        cblas_sgemv(
            CblasRowMajor, transpose.transposeFlag, blasint(rows), blasint(columns),
            alpha, a, blasint(lda), x, 1, beta, y, 1)
    }

    public static func _trsm(
        _ lower: Bool, _ transpose: Bool, _ n: Int, _ columns: Int,
        _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafeMutablePointer<Float>, _ ldb: Int
    ) {
        BLASConfiguration.ensureReady()
        cblas_strsm(
            CblasRowMajor, CblasLeft, lower.triangleFlag, transpose.transposeFlag, CblasNonUnit,
            blasint(n), blasint(columns), 1, a, blasint(lda), b, blasint(ldb))
    }

    public static func _potrf(_ n: Int, _ a: UnsafeMutablePointer<Float>, _ lda: Int) -> Int {
        BLASConfiguration.ensureReady()
        return Int(LAPACKE_spotrf(rowMajor, lowerLetter, lapack_integer(n), a, lapack_integer(lda)))
    }

    public static func _trtri(
        _ lower: Bool, _ n: Int, _ a: UnsafeMutablePointer<Float>, _ lda: Int
    ) -> Int {
        BLASConfiguration.ensureReady()
        return Int(
            LAPACKE_strtri(
                rowMajor, lower.triangleLetter, nonUnitLetter, lapack_integer(n), a,
                lapack_integer(lda)))
    }

    public static func _syevd(
        _ n: Int, _ a: UnsafeMutablePointer<Float>, _ lda: Int, _ w: UnsafeMutablePointer<Float>
    ) -> Int {
        BLASConfiguration.ensureReady()
        return Int(
            LAPACKE_ssyevd(
                rowMajor, vectorsLetter, lowerLetter, lapack_integer(n), a, lapack_integer(lda), w))
    }

    public static func _gelsd(
        _ m: Int, _ n: Int, _ columns: Int, _ a: UnsafeMutablePointer<Float>, _ lda: Int,
        _ b: UnsafeMutablePointer<Float>, _ ldb: Int, _ rankTolerance: Float, _ rank: inout Int
    ) -> Int {
        BLASConfiguration.ensureReady()
        var singularValues = [Float](repeating: 0, count: Swift.max(1, Swift.min(m, n)))
        var foundRank: lapack_integer = 0
        let info = LAPACKE_sgelsd(
            rowMajor, lapack_integer(m), lapack_integer(n), lapack_integer(columns), a,
            lapack_integer(lda),
            b, lapack_integer(ldb), &singularValues, rankTolerance, &foundRank)
        rank = Int(foundRank)
        return Int(info)
    }
}
