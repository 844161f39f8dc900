import CVectorMath

/// A precision that the density of one parameter can be evaluated in; the requirements are kernels of
/// `mixture_density.h`.
protocol EvaluationScalar: NetworkScalar, Sendable {
    static func _network(
        _ output: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, _ stride: Int,
        _ lanes: Int, _ weights: UnsafePointer<Self>, _ firstBias: UnsafePointer<Self>,
        _ widths: UnsafePointer<Int32>, _ layers: Int, _ skipped: Int, _ activation: Activation,
        _ isResidual: Bool, _ scratch: UnsafeMutablePointer<Self>)
    static func _firstBias(
        _ result: UnsafeMutablePointer<Self>, _ weights: UnsafePointer<Self>, _ outputs: Int,
        _ inputs: Int, _ used: Int, _ x: UnsafePointer<Self>)
    static func _poolLogDensity(
        _ result: UnsafeMutablePointer<Double>, _ terms: UnsafePointer<Self>,
        _ logShares: UnsafePointer<Double>, _ shifts: UnsafePointer<Double>, _ networks: Int,
        _ stride: Int, _ lanes: Int, _ medianShare: Double)
    /// Weights of a trained network in this precision.
    static func _weights(_ weights: [Float]) -> [Self]
}

extension Float: EvaluationScalar {
    static func _network(
        _ output: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ stride: Int,
        _ lanes: Int, _ weights: UnsafePointer<Float>, _ firstBias: UnsafePointer<Float>,
        _ widths: UnsafePointer<Int32>, _ layers: Int, _ skipped: Int, _ activation: Activation,
        _ isResidual: Bool, _ scratch: UnsafeMutablePointer<Float>
    ) {
        vm_network_f32(
            output, x, stride, lanes, weights, firstBias, widths, CInt(layers), CInt(skipped),
            activation.code, isResidual ? 1 : 0, scratch)
    }

    static func _firstBias(
        _ result: UnsafeMutablePointer<Float>, _ weights: UnsafePointer<Float>, _ outputs: Int,
        _ inputs: Int, _ used: Int, _ x: UnsafePointer<Float>
    ) {
        vm_first_bias_f32(result, weights, outputs, inputs, used, x)
    }

    static func _poolLogDensity(
        _ result: UnsafeMutablePointer<Double>, _ terms: UnsafePointer<Float>,
        _ logShares: UnsafePointer<Double>, _ shifts: UnsafePointer<Double>, _ networks: Int,
        _ stride: Int, _ lanes: Int, _ medianShare: Double
    ) {
        vm_pool_log_density_f32(
            result, terms, logShares, shifts, CInt(networks), stride, lanes, medianShare)
    }

    static func _weights(_ weights: [Float]) -> [Float] { weights }
}

extension Double: EvaluationScalar {
    static func _network(
        _ output: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ stride: Int,
        _ lanes: Int, _ weights: UnsafePointer<Double>, _ firstBias: UnsafePointer<Double>,
        _ widths: UnsafePointer<Int32>, _ layers: Int, _ skipped: Int, _ activation: Activation,
        _ isResidual: Bool, _ scratch: UnsafeMutablePointer<Double>
    ) {
        vm_network_f64(
            output, x, stride, lanes, weights, firstBias, widths, CInt(layers), CInt(skipped),
            activation.code, isResidual ? 1 : 0, scratch)
    }

    static func _firstBias(
        _ result: UnsafeMutablePointer<Double>, _ weights: UnsafePointer<Double>, _ outputs: Int,
        _ inputs: Int, _ used: Int, _ x: UnsafePointer<Double>
    ) {
        vm_first_bias_f64(result, weights, outputs, inputs, used, x)
    }

    static func _poolLogDensity(
        _ result: UnsafeMutablePointer<Double>, _ terms: UnsafePointer<Double>,
        _ logShares: UnsafePointer<Double>, _ shifts: UnsafePointer<Double>, _ networks: Int,
        _ stride: Int, _ lanes: Int, _ medianShare: Double
    ) {
        vm_pool_log_density_f64(
            result, terms, logShares, shifts, CInt(networks), stride, lanes, medianShare)
    }

    static func _weights(_ weights: [Float]) -> [Double] { weights.map(Double.init) }
}
