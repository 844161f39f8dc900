import CVectorMath
import RealModule
import Testing

/// The tests of CVectorMath.
@Suite enum VectorMathTests {}

#if arch(x86_64)
/// The type of the oracle: 11 more bits than a Double, so its own errors do not count.
typealias Wide = Float80
#else
typealias Wide = Double
#endif

/// The instruction sets of this processor.
let instructionSets = Array(VM_BASELINE...vm_instruction_set())

/// Runs a closure on one instruction set of this thread and goes back to the best.
func onInstructionSet<Result>(_ set: Int32, _ body: () throws -> Result) rethrows -> Result {
    #expect(vm_force_instruction_set(set) == 1)
    defer { _ = vm_force_instruction_set(vm_instruction_set()) }
    return try body()
}

typealias DoubleFunction = (UnsafeMutablePointer<Double>?, UnsafePointer<Double>?, Int) -> Void
typealias FloatFunction = (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int) -> Void

/// An elementwise function in both precisions and what it must be.
struct Approximation: Sendable, CustomTestStringConvertible {
    let name: String
    let inDouble: @Sendable (UnsafeMutablePointer<Double>?, UnsafePointer<Double>?, Int) -> Void
    let inFloat: @Sendable (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int) -> Void
    let exact: @Sendable (Wide) -> Wide
    /// Where arguments are drawn.
    let intervals: [ClosedRange<Double>]
    /// Errors allowed, in units in the last place of the exact result.
    let allowed: Double
    var testDescription: String { name }

    func callAsFunction(_ x: [Double]) -> [Double] {
        [Double](unsafeUninitializedCapacity: x.count) { result, count in
            inDouble(result.baseAddress, x, x.count)
            count = x.count
        }
    }
    func callAsFunction(_ x: [Float]) -> [Float] {
        [Float](unsafeUninitializedCapacity: x.count) { result, count in
            inFloat(result.baseAddress, x, x.count)
            count = x.count
        }
    }
}

/// Every function that approximates, with the errors the header promises.
let approximations: [Approximation] = [
    .init(
        name: "exp", inDouble: vm_exp_f64, inFloat: vm_exp_f32, exact: { .exp($0) },
        intervals: [-745.0...709.7, -2...2], allowed: 1),
    .init(
        name: "expm1", inDouble: vm_expm1_f64, inFloat: vm_expm1_f32, exact: { .expMinusOne($0) },
        intervals: [-60...88, -2...2], allowed: 2),
    .init(
        name: "exprel", inDouble: vm_exprel_f64, inFloat: vm_exprel_f32,
        exact: { $0 == 0 ? 1 : .expMinusOne($0) / $0 },
        // The last one has the largest errors: both ends of the piece from 0.4 to ln 3.
        intervals: [-60...88, -2...2, 0.4...1.2], allowed: 2),
    .init(
        name: "log", inDouble: vm_log_f64, inFloat: vm_log_f32, exact: { .log($0) },
        intervals: [0...1e3, 0.5...2], allowed: 1),
    .init(
        name: "log1p", inDouble: vm_log1p_f64, inFloat: vm_log1p_f32, exact: { .log(onePlus: $0) },
        intervals: [-0.999...10, -0.5...0.5], allowed: 2),
    .init(
        name: "log10", inDouble: vm_log10_f64, inFloat: vm_log10_f32, exact: { .log10($0) },
        intervals: [0...1e3, 0.5...2], allowed: 2),
    .init(
        name: "sin", inDouble: vm_sin_f64, inFloat: vm_sin_f32, exact: { .sin($0) },
        intervals: [-7...7, -1e6...1e6], allowed: 2),
    .init(
        name: "cos", inDouble: vm_cos_f64, inFloat: vm_cos_f32, exact: { .cos($0) },
        intervals: [-7...7, -1e6...1e6], allowed: 2),
    .init(
        name: "tan", inDouble: vm_tan_f64, inFloat: vm_tan_f32, exact: { .tan($0) },
        intervals: [-7...7, -1e6...1e6], allowed: 2),
    .init(
        name: "sinh", inDouble: vm_sinh_f64, inFloat: vm_sinh_f32, exact: { .sinh($0) },
        intervals: [-88...88, -2...2], allowed: 2),
    .init(
        name: "cosh", inDouble: vm_cosh_f64, inFloat: vm_cosh_f32, exact: { .cosh($0) },
        intervals: [-88...88, -2...2], allowed: 2),
    .init(
        name: "tanh", inDouble: vm_tanh_f64, inFloat: vm_tanh_f32, exact: { .tanh($0) },
        intervals: [-25...25, -1...1], allowed: 2),
    .init(
        name: "asin", inDouble: vm_asin_f64, inFloat: vm_asin_f32, exact: { .asin($0) },
        intervals: [-1...1], allowed: 2),
    .init(
        name: "acos", inDouble: vm_acos_f64, inFloat: vm_acos_f32, exact: { .acos($0) },
        intervals: [-1...1, -0.01...0.01], allowed: 2),
    .init(
        name: "atan", inDouble: vm_atan_f64, inFloat: vm_atan_f32, exact: { .atan($0) },
        intervals: [-100...100, -3...3], allowed: 2),
    .init(
        name: "sigmoid", inDouble: vm_sigmoid_f64, inFloat: vm_sigmoid_f32,
        exact: { 1 / (1 + .exp(-$0)) }, intervals: [-80...40, -2...2], allowed: 2),
]

/// The distance of a result from the exact one, in units in the last place of the latter's type.
func lastPlaces<T: BinaryFloatingPoint>(_ result: T, from exact: Wide) -> Double {
    let rounded = T(exact)
    if rounded.isNaN || result.isNaN { return rounded.isNaN && result.isNaN ? 0 : .infinity }
    if rounded.isInfinite || result.isInfinite { return rounded == result ? 0 : .infinity }
    // At a power of two the places below are half as wide; those count.
    let place = max(Wide(rounded.magnitude.nextDown.ulp), Wide(T.leastNonzeroMagnitude))
    return Double((Wide(result) - exact).magnitude / place)
}

/// SplitMix64 (Steele, Lea, Flood 2014), the source of the tests' arguments.
struct ArgumentGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Arguments in an interval, a quarter of them brought towards 0 by up to 2⁻⁶⁰.
func arguments(count: Int, in interval: ClosedRange<Double>, seed: UInt64) -> [Double] {
    var generator = ArgumentGenerator(state: seed)
    return (0..<count).map { i in
        let x = Double.random(in: interval, using: &generator)
        let near = x * .exp2(-Double(Int.random(in: 0..<60, using: &generator)))
        return i % 4 == 3 && interval.contains(near) ? near : x
    }
}
