import BatchSimulation
import RandomStreams

/// A noisy current that is the same in every simulation, as an experimenter repeats one.
struct FrozenNoise {
    let start: Double
    let stop: Double
    let mean: Double
    /// Standard deviation of every sample; samples are independent.
    let standardDeviation: Double

    /// Draws one sample per time step from the seed; `slot` tells several noises apart.
    func component(timeStep: Double, seed: UInt64, slot: UInt32) -> Stimulus.Component {
        let stream = RandomStream(seed: seed, purpose: StreamPurpose("stimulus noise"))
        let count = Int(((stop - start) / timeStep).rounded(.up))
        let values = (0..<count).map {
            mean + standardDeviation * stream.normal(index: UInt64($0), slot: slot)
        }
        return .sampled(values: values, interval: timeStep, start: start)
    }
}
