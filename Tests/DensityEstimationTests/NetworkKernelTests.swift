import CVectorMath
import RandomStreams
import RealModule
import Testing

/// A whole network in one call, some of whose leading inputs are the same for all samples.
@Suite struct NetworkKernelTests {
    private static let widths: [Int32] = [7, 13, 13, 5, 11]
    private static let skipped = 4

    private static func normals(_ count: Int, slot: UInt32) -> [Double] {
        (0..<count).map { Fixture.stream.normal(index: UInt64($0), slot: slot) }
    }

    private static var weights: [Double] {
        normals(zip(widths, widths.dropFirst()).reduce(0) { $0 + Int($1.1 * ($1.0 + 1)) }, slot: 95)
    }

    /// The outputs of every sample, `[samples][outputs]`.
    private static func outputs(
        activation: vm_activation, isResidual: Bool = false, lanes: Int
    ) -> [[Double]] {
        let stride = (lanes + 15) / 16 * 16
        let same = normals(skipped, slot: 96)
        let inputs = Int(widths[0]) - skipped
        let x = (0..<inputs).flatMap { input in
            (0..<stride).map {
                Fixture.stream.normal(index: UInt64($0), slot: UInt32(97 + input))
            }
        }
        var firstBias = [Double](repeating: 0, count: Int(widths[1]))
        vm_first_bias_f64(
            &firstBias, weights, firstBias.count, Int(widths[0]), skipped, same)
        var output = [Double](repeating: .nan, count: Int(widths[4]) * stride)
        var scratch = [Double](repeating: 0, count: vm_network_scratch_count(widths, 4))
        vm_network_f64(
            &output, x, stride, lanes, weights, firstBias, widths, 4, CInt(skipped),
            CInt(activation.rawValue), isResidual ? 1 : 0, &scratch)
        return (0..<lanes).map { lane in
            (0..<Int(widths[4])).map { output[$0 * stride + lane] }
        }
    }

    private static func value(_ activation: vm_activation, _ x: Double) -> Double {
        switch activation {
        case VM_RELU: max(0, x)
        case VM_TANH: .tanh(x)
        default: x / (1 + .exp(-x))
        }
    }

    @Test(arguments: [VM_RELU.rawValue, VM_TANH.rawValue, VM_SILU.rawValue], [false, true])
    func itIsLayerAfterLayer(code: UInt32, isResidual: Bool) {
        let activation = vm_activation(rawValue: code)
        let lanes = 37
        let found = Self.outputs(activation: activation, isResidual: isResidual, lanes: lanes)
        for lane in 0..<lanes {
            var values =
                Self.normals(Self.skipped, slot: 96)
                + (0..<3).map {
                    Fixture.stream.normal(index: UInt64(lane), slot: UInt32(97 + $0))
                }
            var offset = 0
            for layer in 1..<Self.widths.count {
                let inputs = values.count
                let next = (0..<Int(Self.widths[layer])).map { row in
                    let first = offset + row * (inputs + 1)
                    return zip(values, Self.weights[first...]).reduce(
                        Self.weights[first + inputs]
                    ) { $0 + $1.0 * $1.1 }
                }
                offset += next.count * (inputs + 1)
                let passed =
                    isResidual && layer == 2 ? values : next.map { _ in 0 }
                values =
                    layer == 4
                    ? next : zip(next, passed).map { Self.value(activation, $0) + $1 }
            }
            // Two orders of some tens of sums of numbers of some units.
            for (a, b) in zip(found[lane], values) { #expect(abs(a - b) < 1e-12) }
        }
    }

    @Test func aSampleDoesNotDependOnItsNeighbours() {
        let all = Self.outputs(activation: VM_SILU, lanes: 80)
        for lanes in [1, 3, 4, 7, 8, 9, 16, 17, 31, 33, 64] {
            #expect(Self.outputs(activation: VM_SILU, lanes: lanes) == Array(all[..<lanes]))
        }
    }
}
