import CVectorMath
public import LinearAlgebra
import RandomStreams

/// A floating-point type in which simulations run: `Float` or `Double`.
///
/// The requirement with a leading underscore is the door to the vector kernels of the type.
public protocol SimulationScalar: BLASScalar {
    static var _kernels: InstructionKernels<Self> { get }
}

extension Double: SimulationScalar {
    public static var _kernels: InstructionKernels<Double> {
        InstructionKernels(
            precision: "double", execute: InstructionKernels<Double>.execute,
            isAnyNonzero: { vm_any_f64($0, $1) != 0 },
            isAllFinite: { x, scratch, count in
                // x − x is 0 where x is finite and NaN elsewhere.
                vm_sub_f64(scratch, x, x, count)
                return vm_any_f64(scratch, count) == 0
            },
            fillNormal: { $0.fillNormal($1, firstIndex: $2, step: $3, slot: $4) },
            fillGatheredNormal: { $0.fillNormal($1, indices: $2, step: $3, slot: $4) },
            fillUniform: { $0.fillUniform($1, firstIndex: $2, step: $3, slot: $4) },
            fillGatheredUniform: { $0.fillUniform($1, indices: $2, step: $3, slot: $4) },
            multiplyAddChains: { vm_fma_chains_f64($0, 0.999, 0.001, $1) })
    }
}

extension Float: SimulationScalar {
    public static var _kernels: InstructionKernels<Float> {
        InstructionKernels(
            precision: "single", execute: InstructionKernels<Float>.execute,
            isAnyNonzero: { vm_any_f32($0, $1) != 0 },
            isAllFinite: { x, scratch, count in
                vm_sub_f32(scratch, x, x, count)
                return vm_any_f32(scratch, count) == 0
            },
            fillNormal: { $0.fillNormal($1, firstIndex: $2, step: $3, slot: $4) },
            fillGatheredNormal: { $0.fillNormal($1, indices: $2, step: $3, slot: $4) },
            fillUniform: { $0.fillUniform($1, firstIndex: $2, step: $3, slot: $4) },
            fillGatheredUniform: { $0.fillUniform($1, indices: $2, step: $3, slot: $4) },
            multiplyAddChains: { vm_fma_chains_f32($0, 0.999, 0.001, $1) })
    }
}

/// What a tile's time loop needs of the vector kernels of one precision.
public struct InstructionKernels<Scalar: BLASScalar>: Sendable {
    /// "single" or "double".
    let precision: String
    /// Executes instructions over all lanes.
    let execute: @Sendable (UnsafeBufferPointer<Instruction>, Lanes<Scalar>) -> Void
    /// Whether a register has any number that is not 0.
    let isAnyNonzero: @Sendable (UnsafePointer<Scalar>, Int) -> Bool
    /// Whether all numbers are finite; the second pointer is scratch of the same size.
    let isAllFinite: @Sendable (UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>, Int) -> Bool
    /// Normal numbers at consecutive indices from the given one, at a step and slot.
    let fillNormal:
        @Sendable (RandomStream, UnsafeMutableBufferPointer<Scalar>, UInt64, UInt32, UInt32) -> Void
    /// The same at any indices.
    let fillGatheredNormal:
        @Sendable (
            RandomStream, UnsafeMutableBufferPointer<Scalar>, UnsafeBufferPointer<UInt64>, UInt32,
            UInt32
        ) -> Void
    /// Uniform numbers in the same two ways.
    let fillUniform:
        @Sendable (RandomStream, UnsafeMutableBufferPointer<Scalar>, UInt64, UInt32, UInt32) -> Void
    let fillGatheredUniform:
        @Sendable (
            RandomStream, UnsafeMutableBufferPointer<Scalar>, UnsafeBufferPointer<UInt64>, UInt32,
            UInt32
        ) -> Void
    /// Rounds of products with a sum in registers from 16 numbers; returns how many they were.
    let multiplyAddChains: @Sendable (UnsafeMutablePointer<Scalar>, Int) -> Int
}

/// The storage that instructions work on.
struct Lanes<Scalar> {
    /// `[registers × stride]`.
    var registers: UnsafeMutablePointer<Scalar>
    var scalars: UnsafePointer<Scalar>
    /// From one register to the next.
    var stride: Int
    /// How many lanes are computed, at most `stride`.
    var count: Int
}
