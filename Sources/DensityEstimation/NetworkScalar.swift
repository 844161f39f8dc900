import CVectorMath
package import LinearAlgebra

/// A precision that a network can be run in: single for training, double for evaluation and for
/// checking gradients.
///
/// The requirements are the kernels of `mixture_density.h`; shapes and meanings are stated there.
package protocol NetworkScalar: BLASScalar {
    static func _gather(
        _ result: UnsafeMutablePointer<Self>, _ stride: Int, _ table: UnsafePointer<Self>,
        _ columns: Int, _ rows: UnsafePointer<Int32>, _ count: Int)
    static func _activate(
        _ activation: Activation, _ result: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>,
        _ count: Int)
    static func _activationGradient(
        _ activation: Activation, _ gradient: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>,
        _ result: UnsafePointer<Self>, _ count: Int)
    /// The activation is nil for a linear layer.
    static func _layerForward(
        _ result: UnsafeMutablePointer<Self>, _ slope: UnsafeMutablePointer<Self>?, _ stride: Int,
        _ lanes: Int, _ weights: UnsafePointer<Self>, _ outputs: Int, _ inputs: Int,
        _ x: UnsafePointer<Self>, _ activation: Activation?, _ isResidual: Bool)
    static func _layerBackward(
        _ result: UnsafeMutablePointer<Self>, _ whole: UnsafeMutablePointer<Self>?, _ stride: Int,
        _ lanes: Int, _ weights: UnsafePointer<Self>, _ outputs: Int, _ inputs: Int,
        _ gradient: UnsafePointer<Self>, _ slope: UnsafePointer<Self>,
        _ passed: UnsafePointer<Self>?)
    static func _mixtureLogDensity(
        _ logDensity: UnsafeMutablePointer<Self>, _ output: UnsafePointer<Self>,
        _ targets: UnsafePointer<Self>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ dimension: Int, _ scratch: UnsafeMutablePointer<Self>)
    static func _mixtureGradient(
        _ logDensity: UnsafeMutablePointer<Self>, _ output: UnsafeMutablePointer<Self>,
        _ targets: UnsafePointer<Self>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ dimension: Int, _ scale: Self, _ scratch: UnsafeMutablePointer<Self>)
    static func _boundedMixtureLogDensity(
        _ logDensity: UnsafeMutablePointer<Self>, _ output: UnsafePointer<Self>,
        _ targets: UnsafePointer<Self>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ scratch: UnsafeMutablePointer<Self>)
    static func _boundedMixtureGradient(
        _ logDensity: UnsafeMutablePointer<Self>, _ output: UnsafeMutablePointer<Self>,
        _ targets: UnsafePointer<Self>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ scale: Self, _ scratch: UnsafeMutablePointer<Self>)
    static func _mixtureTerms(
        _ terms: UnsafeMutablePointer<Self>, _ output: UnsafePointer<Self>,
        _ targets: UnsafePointer<Self>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ isBounded: Bool, _ scratch: UnsafeMutablePointer<Self>)
    static func _squaredNorm(_ x: UnsafePointer<Self>, _ count: Int) -> Double
    static func _adam(
        _ weights: UnsafeMutablePointer<Self>, _ first: UnsafeMutablePointer<Self>,
        _ second: UnsafeMutablePointer<Self>, _ gradient: UnsafePointer<Self>, _ count: Int,
        _ gradientScale: Self, _ kept: Self, _ rate: Self, _ beta1: Self, _ beta2: Self,
        _ epsilon: Self,
        _ average: UnsafeMutablePointer<Self>, _ averaging: Self)
}

extension Float: NetworkScalar {
    package static func _gather(
        _ result: UnsafeMutablePointer<Float>, _ stride: Int, _ table: UnsafePointer<Float>,
        _ columns: Int, _ rows: UnsafePointer<Int32>, _ count: Int
    ) {
        vm_gather_columns_f32(result, stride, table, columns, rows, count)
    }

    package static func _activate(
        _ activation: Activation, _ result: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
        _ count: Int
    ) {
        vm_activate_f32(activation.code, result, x, count)
    }

    package static func _activationGradient(
        _ activation: Activation, _ gradient: UnsafeMutablePointer<Float>,
        _ x: UnsafePointer<Float>, _ result: UnsafePointer<Float>, _ count: Int
    ) {
        vm_activation_gradient_f32(activation.code, gradient, x, result, count)
    }

    package static func _layerForward(
        _ result: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?, _ stride: Int,
        _ lanes: Int, _ weights: UnsafePointer<Float>, _ outputs: Int, _ inputs: Int,
        _ x: UnsafePointer<Float>, _ activation: Activation?, _ isResidual: Bool
    ) {
        vm_layer_forward_f32(
            result, slope, stride, lanes, weights, outputs, inputs, x,
            activation?.code ?? CInt(VM_LINEAR.rawValue), isResidual ? 1 : 0)
    }

    package static func _layerBackward(
        _ result: UnsafeMutablePointer<Float>, _ whole: UnsafeMutablePointer<Float>?, _ stride: Int,
        _ lanes: Int, _ weights: UnsafePointer<Float>, _ outputs: Int, _ inputs: Int,
        _ gradient: UnsafePointer<Float>, _ slope: UnsafePointer<Float>,
        _ passed: UnsafePointer<Float>?
    ) {
        vm_layer_backward_f32(
            result, whole, stride, lanes, weights, outputs, inputs, gradient, slope, passed)
    }

    package static func _mixtureLogDensity(
        _ logDensity: UnsafeMutablePointer<Float>, _ output: UnsafePointer<Float>,
        _ targets: UnsafePointer<Float>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ dimension: Int, _ scratch: UnsafeMutablePointer<Float>
    ) {
        vm_mixture_log_density_f32(
            logDensity, output, targets, stride, lanes, CInt(components), CInt(dimension), scratch)
    }

    package static func _mixtureGradient(
        _ logDensity: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>,
        _ targets: UnsafePointer<Float>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ dimension: Int, _ scale: Float, _ scratch: UnsafeMutablePointer<Float>
    ) {
        vm_mixture_gradient_f32(
            logDensity, output, targets, stride, lanes, CInt(components), CInt(dimension), scale,
            scratch)
    }

    package static func _boundedMixtureLogDensity(
        _ logDensity: UnsafeMutablePointer<Float>, _ output: UnsafePointer<Float>,
        _ targets: UnsafePointer<Float>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ scratch: UnsafeMutablePointer<Float>
    ) {
        vm_bounded_mixture_log_density_f32(
            logDensity, output, targets, stride, lanes, CInt(components), scratch)
    }

    package static func _boundedMixtureGradient(
        _ logDensity: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>,
        _ targets: UnsafePointer<Float>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ scale: Float, _ scratch: UnsafeMutablePointer<Float>
    ) {
        vm_bounded_mixture_gradient_f32(
            logDensity, output, targets, stride, lanes, CInt(components), scale, scratch)
    }

    package static func _mixtureTerms(
        _ terms: UnsafeMutablePointer<Float>, _ output: UnsafePointer<Float>,
        _ targets: UnsafePointer<Float>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ isBounded: Bool, _ scratch: UnsafeMutablePointer<Float>
    ) {
        vm_mixture_terms_f32(
            terms, output, targets, stride, lanes, CInt(components), isBounded ? 1 : 0, scratch)
    }

    package static func _squaredNorm(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
        vm_squared_norm_f32(x, count)
    }

    package static func _adam(
        _ weights: UnsafeMutablePointer<Float>, _ first: UnsafeMutablePointer<Float>,
        _ second: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ count: Int,
        _ gradientScale: Float, _ kept: Float, _ rate: Float, _ beta1: Float, _ beta2: Float,
        _ epsilon: Float,
        _ average: UnsafeMutablePointer<Float>, _ averaging: Float
    ) {
        vm_adam_f32(
            weights, first, second, gradient, count, gradientScale, kept, rate, beta1, beta2,
            epsilon, average, averaging)
    }
}

extension Double: NetworkScalar {
    package static func _gather(
        _ result: UnsafeMutablePointer<Double>, _ stride: Int, _ table: UnsafePointer<Double>,
        _ columns: Int, _ rows: UnsafePointer<Int32>, _ count: Int
    ) {
        vm_gather_columns_f64(result, stride, table, columns, rows, count)
    }

    package static func _activate(
        _ activation: Activation, _ result: UnsafeMutablePointer<Double>,
        _ x: UnsafePointer<Double>,
        _ count: Int
    ) {
        vm_activate_f64(activation.code, result, x, count)
    }

    package static func _activationGradient(
        _ activation: Activation, _ gradient: UnsafeMutablePointer<Double>,
        _ x: UnsafePointer<Double>, _ result: UnsafePointer<Double>, _ count: Int
    ) {
        vm_activation_gradient_f64(activation.code, gradient, x, result, count)
    }

    package static func _layerForward(
        _ result: UnsafeMutablePointer<Double>, _ slope: UnsafeMutablePointer<Double>?,
        _ stride: Int,
        _ lanes: Int, _ weights: UnsafePointer<Double>, _ outputs: Int, _ inputs: Int,
        _ x: UnsafePointer<Double>, _ activation: Activation?, _ isResidual: Bool
    ) {
        vm_layer_forward_f64(
            result, slope, stride, lanes, weights, outputs, inputs, x,
            activation?.code ?? CInt(VM_LINEAR.rawValue), isResidual ? 1 : 0)
    }

    package static func _layerBackward(
        _ result: UnsafeMutablePointer<Double>, _ whole: UnsafeMutablePointer<Double>?,
        _ stride: Int,
        _ lanes: Int, _ weights: UnsafePointer<Double>, _ outputs: Int, _ inputs: Int,
        _ gradient: UnsafePointer<Double>, _ slope: UnsafePointer<Double>,
        _ passed: UnsafePointer<Double>?
    ) {
        vm_layer_backward_f64(
            result, whole, stride, lanes, weights, outputs, inputs, gradient, slope, passed)
    }

    package static func _mixtureLogDensity(
        _ logDensity: UnsafeMutablePointer<Double>, _ output: UnsafePointer<Double>,
        _ targets: UnsafePointer<Double>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ dimension: Int, _ scratch: UnsafeMutablePointer<Double>
    ) {
        vm_mixture_log_density_f64(
            logDensity, output, targets, stride, lanes, CInt(components), CInt(dimension), scratch)
    }

    package static func _mixtureGradient(
        _ logDensity: UnsafeMutablePointer<Double>, _ output: UnsafeMutablePointer<Double>,
        _ targets: UnsafePointer<Double>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ dimension: Int, _ scale: Double, _ scratch: UnsafeMutablePointer<Double>
    ) {
        vm_mixture_gradient_f64(
            logDensity, output, targets, stride, lanes, CInt(components), CInt(dimension), scale,
            scratch)
    }

    package static func _boundedMixtureLogDensity(
        _ logDensity: UnsafeMutablePointer<Double>, _ output: UnsafePointer<Double>,
        _ targets: UnsafePointer<Double>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ scratch: UnsafeMutablePointer<Double>
    ) {
        vm_bounded_mixture_log_density_f64(
            logDensity, output, targets, stride, lanes, CInt(components), scratch)
    }

    package static func _boundedMixtureGradient(
        _ logDensity: UnsafeMutablePointer<Double>, _ output: UnsafeMutablePointer<Double>,
        _ targets: UnsafePointer<Double>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ scale: Double, _ scratch: UnsafeMutablePointer<Double>
    ) {
        vm_bounded_mixture_gradient_f64(
            logDensity, output, targets, stride, lanes, CInt(components), scale, scratch)
    }

    package static func _mixtureTerms(
        _ terms: UnsafeMutablePointer<Double>, _ output: UnsafePointer<Double>,
        _ targets: UnsafePointer<Double>, _ stride: Int, _ lanes: Int, _ components: Int,
        _ isBounded: Bool, _ scratch: UnsafeMutablePointer<Double>
    ) {
        vm_mixture_terms_f64(
            terms, output, targets, stride, lanes, CInt(components), isBounded ? 1 : 0, scratch)
    }

    package static func _squaredNorm(_ x: UnsafePointer<Double>, _ count: Int) -> Double {
        vm_squared_norm_f64(x, count)
    }

    package static func _adam(
        _ weights: UnsafeMutablePointer<Double>, _ first: UnsafeMutablePointer<Double>,
        _ second: UnsafeMutablePointer<Double>, _ gradient: UnsafePointer<Double>, _ count: Int,
        _ gradientScale: Double, _ kept: Double, _ rate: Double, _ beta1: Double, _ beta2: Double,
        _ epsilon: Double,
        _ average: UnsafeMutablePointer<Double>, _ averaging: Double
    ) {
        vm_adam_f64(
            weights, first, second, gradient, count, gradientScale, kept, rate, beta1, beta2,
            epsilon, average, averaging)
    }
}
