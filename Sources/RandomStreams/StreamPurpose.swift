/// Names what random numbers are for, so that two uses of one seed never share numbers.
///
/// The name is hashed once into 32 bits (FNV-1a; Fowler, Noll, Vo), the same on every machine and
/// in every version, so renaming a purpose changes its numbers. Two purposes are equal when their
/// codes are.
///
/// ```swift
/// extension StreamPurpose { static let dropout = StreamPurpose("dropout") }
/// ```
public struct StreamPurpose: Hashable, Sendable {
    /// The hash of the name, a part of the stream's key.
    public let code: UInt32

    /// Makes a purpose from its name.
    public init(_ name: StaticString) {
        code = name.withUTF8Buffer { bytes in
            bytes.reduce(0x811C_9DC5) { hash, byte in (hash ^ UInt32(byte)) &* 0x0100_0193 }
        }
    }

    /// Parameter sets drawn from a prior.
    public static let prior = StreamPurpose("prior")
    /// White noise and random initial states of simulated neurons.
    public static let simulationNoise = StreamPurpose("simulation noise")
    /// Noise added to observations.
    public static let observationNoise = StreamPurpose("observation noise")
    /// Initial weights of a network.
    public static let weights = StreamPurpose("weights")
    /// Orders of minibatches.
    public static let shuffle = StreamPurpose("shuffle")
    /// The split into training and validation data.
    public static let validationSplit = StreamPurpose("validation split")
    /// Samples of a density or a posterior.
    public static let posteriorSampling = StreamPurpose("posterior sampling")
    /// Simulations and ranks of a calibration check.
    public static let calibration = StreamPurpose("calibration")
    /// Proposals of a parameter search.
    public static let search = StreamPurpose("search")
}
