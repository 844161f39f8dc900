public import LinearAlgebra

/// Simulation-based calibration: ranks of true parameters among samples of their posteriors.
///
/// Talts, Betancourt, Simpson, Vehtari and Gelman 2018 (arXiv 1804.06788): when θ is drawn from the
/// prior and x simulated with it, the rank of θ among samples of the right p(θ | x) is uniform. It
/// must be run on simulations that were not trained on.
///
/// ```swift
/// let check = try await CalibrationCheck(
///     posterior, parameters: heldOutTheta, statistics: heldOutX, threads: 2, seed: 3)
/// print(check.verdict)
/// ```
public struct CalibrationCheck: Equatable, Sendable {
    /// The parameters' names.
    public let parameterNames: [String]
    /// How many samples each rank was found among.
    public let sampleCount: Int
    /// `ranks[parameter][simulation]` in 0 … sampleCount: samples below the true value.
    public let ranks: [[Int]]
    /// How many samples of each simulation, its first ones, each density rank was found among.
    public let densitySampleCount: Int
    /// For each simulation the samples, among the first `densitySampleCount`, of higher density than
    /// the true parameters. Its uniformity tests all parameters together; rank / densitySampleCount
    /// is the mass of the highest-density region on whose edge the truth lies.
    ///
    /// A `NeuralPosterior` is ranked by its density relative to the unconstrained coordinates, and
    /// highest-density regions are those of that density. Any function of parameters and
    /// observation has uniform ranks under the right posterior, so the test is as valid as with the
    /// density over θ, which a bounded prior makes grow without limit towards its ends wherever the
    /// learned density is a little wider than the prior.
    public let densityRanks: [Int]

    /// Takes samples `[sampleCount × parameters]` of any posterior, with the log densities of the
    /// first `densitySampleCount` of them, by default of all, and that of the true parameters.
    public init(
        parameterNames: [String], parameters: Matrix<Double>, sampleCount: Int,
        densitySampleCount: Int? = nil,
        samples: (_ simulation: Int) -> (
            samples: Matrix<Double>, logDensities: [Double], logDensityOfTruth: Double
        )
    ) {
        precondition(sampleCount > 0, "\(sampleCount) samples")
        let densitySampleCount = densitySampleCount ?? sampleCount
        precondition(
            (1...sampleCount).contains(densitySampleCount),
            "densities of \(densitySampleCount) of \(sampleCount) samples")
        self.init(
            parameterNames: parameterNames, sampleCount: sampleCount,
            densitySampleCount: densitySampleCount,
            simulations: (0..<parameters.rows).map { row in
                let (draws, densities, densityOfTruth) = samples(row)
                precondition(
                    draws.rows == sampleCount && draws.columns == parameters.columns
                        && densities.count == densitySampleCount,
                    "samples [\(draws.rows) × \(draws.columns)] with \(densities.count) densities, "
                        + "expected [\(sampleCount) × \(parameters.columns)] with "
                        + "\(densitySampleCount)")
                return SimulationRanks(
                    of: parameters.row(row), among: draws.elements[...], densities: densities[...],
                    densityOfTruth: densityOfTruth)
            })
    }

    init(
        parameterNames: [String], sampleCount: Int, densitySampleCount: Int,
        simulations: [SimulationRanks]
    ) {
        self.parameterNames = parameterNames
        self.sampleCount = sampleCount
        self.densitySampleCount = densitySampleCount
        ranks = parameterNames.indices.map { parameter in
            simulations.map { $0.ofParameters[parameter] }
        }
        densityRanks = simulations.map(\.ofDensity)
    }

    /// The ranks of one simulation.
    struct SimulationRanks: Sendable {
        let ofParameters: [Int]
        let ofDensity: Int

        /// - Parameters:
        ///   - truths: the true parameters.
        ///   - samples: `[samples × parameters]`, row after row.
        init(
            of truths: ArraySlice<Double>, among samples: ArraySlice<Double>,
            densities: ArraySlice<Double>, densityOfTruth: Double
        ) {
            let truths = Array(truths)
            var below = [Int](repeating: 0, count: truths.count)
            var next = samples.startIndex
            while next < samples.endIndex {
                for column in truths.indices where samples[next + column] < truths[column] {
                    below[column] += 1
                }
                next += truths.count
            }
            ofParameters = below
            ofDensity = densities.count { $0 > densityOfTruth }
        }
    }
}

extension CalibrationCheck {
    /// The number of held-out simulations.
    public var simulationCount: Int { densityRanks.count }

    /// The uniformity of each parameter's ranks, in order.
    public var uniformity: [UniformityTest] {
        ranks.map { UniformityTest(ranks: $0, sampleCount: sampleCount) }
    }

    /// The uniformity of the density ranks.
    public var densityUniformity: UniformityTest {
        UniformityTest(ranks: densityRanks, sampleCount: densitySampleCount)
    }

    /// Whether uniformity is rejected nowhere at this level, corrected by Bonferroni for the number
    /// of parameters and the density ranks.
    public func passes(level: Double = 0.01) -> Bool {
        let tests = uniformity + [densityUniformity]
        return tests.allSatisfy { $0.pValue >= level / Double(tests.count) }
    }

    /// How often the true parameters lay inside the highest-density region of the given mass;
    /// equal to the mass for a calibrated posterior.
    public func coverage(ofMass mass: Double) -> Double {
        let inside = densityRanks.count { Double($0) < mass * Double(densitySampleCount + 1) }
        return Double(inside) / Double(simulationCount)
    }
}
