import CVectorMath
import LinearAlgebra
import RealModule

/// One network of a factor of an autoregressive density, ready to be run in one precision: its inputs
/// are told apart into the statistics, which are the same for all rows of an observation, and the
/// parameters before the factor's own.
struct FactorNetwork<Scalar: EvaluationScalar>: Sendable {
    /// A parameter before the factor's own, as an input: (curve(θ) − mean)/deviation, bounded.
    struct Previous: Sendable {
        let parameter: Int
        let curve: SignedLogarithm?
        let mean: Double
        let inverseDeviation: Double
        /// Its slope in the linear part.
        let slope: Double
    }

    let components: Int
    let isBounded: Bool
    /// The network's target is u = scale·(θ − centre).
    let scale: Double
    /// The parameters before, in the order of the inputs, which they end.
    let previous: [Previous]
    /// The width of the layer that the inputs enter.
    var firstWidth: Int { Int(widths[1]) }
    var outputCount: Int { 3 * components }
    var scratchCount: Int { vm_network_scratch_count(widths, CInt(widths.count - 1)) }

    private let standardiser: StatisticStandardiser
    /// The inputs that are made of statistics; they come first.
    private let own: [StatisticStandardiser.Input]
    private let ownSlopes: [Double]
    private let offset: Double
    private let activation: Activation
    private let isResidual: Bool
    private let weights: [Scalar]
    private let widths: [Int32]

    init(_ estimator: MixtureDensityEstimator, of whole: AutoregressiveEstimator) {
        let architecture = estimator.architecture
        let standardiser = estimator.statisticStandardiser
        let inputs = standardiser.inputs
        let linear = estimator.parameterStandardiser
        let count = inputs.prefix { $0.statistic < whole.factorStatisticCount }.count
        self.standardiser = standardiser
        own = Array(inputs[..<count])
        ownSlopes = Array(linear.slope[..<count])
        offset = linear.offset[0]
        scale = linear.factor[0]
        previous = inputs[count...].indices.map { index in
            let position = inputs[index].position
            return Previous(
                parameter: whole.order[inputs[index].statistic - whole.factorStatisticCount],
                curve: standardiser.curves[position], mean: standardiser.means[position],
                inverseDeviation: 1 / standardiser.deviations[position],
                slope: linear.slope[index])
        }
        components = architecture.components
        isBounded = architecture.isBounded
        activation = architecture.activation
        isResidual = architecture.isResidual
        weights = Scalar._weights(estimator.weights)
        widths =
            ([architecture.statisticCount] + architecture.hiddenWidths
            + [architecture.outputCount]).map(Int32.init)
    }

    /// What the statistics of one observation amount to.
    ///
    /// - Parameters:
    ///   - statistics: as given.
    ///   - firstBias: takes their part of the first layer with its bias, `[firstWidth]`.
    /// - Returns: their part of the linear part.
    func condition(
        on statistics: ArraySlice<Double>, firstBias: UnsafeMutablePointer<Scalar>
    ) -> Double {
        var centre = offset
        let first = statistics.startIndex
        let x = own.indices.map { index in
            let value = standardiser.standardise(
                statistics[first + own[index].statistic], as: own[index])
            centre += ownSlopes[index] * value
            return Scalar(value)
        }
        Scalar._firstBias(firstBias, weights, firstWidth, Int(widths[0]), own.count, x)
        return centre
    }

    /// Runs the network.
    ///
    /// - Parameters:
    ///   - inputs: the standardised parameters before, `[previous.count × stride]`.
    ///   - output: takes `[outputCount × stride]`.
    func run(
        _ inputs: UnsafePointer<Scalar>, stride: Int, lanes: Int,
        firstBias: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>,
        scratch: UnsafeMutablePointer<Scalar>
    ) {
        Scalar._network(
            output, inputs, stride, lanes, weights, firstBias, widths, widths.count - 1, own.count,
            activation, isResidual, scratch)
    }
}

extension FactorNetwork.Previous {
    /// The network input for one value of the parameter.
    @inline(__always)
    func input(_ value: Double) -> Double {
        let z = ((curve?(value) ?? value) - mean) * inverseDeviation
        return abs(z) <= 10 ? z : StatisticStandardiser.bounded(z)
    }
}
