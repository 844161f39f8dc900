import BatchSimulation
import Foundation

extension Loss {
    /// The mean of the differences of spike features, each in units of what counts as close.
    ///
    /// The features are those of CompNeuroPy's fits of spiking neurons: the number of spikes, the
    /// times to the first, second, third and last spike, and the coefficient of variation of the
    /// interspike intervals after the first. Close are ⌈T/200 ms⌉ spikes, 0.1·T but at least 5 ms
    /// and at most 50 ms, and 0.1, where T is the duration of the chunk. A feature that only one
    /// side has counts as its largest difference: T, or 1 for the variation; one that neither has
    /// counts as 0.
    /// - Parameter chunk: counted from 0.
    public static func spikeFeatures(chunk: Int = 0) -> Loss {
        let name = "spike features \(chunk)"
        return spikes(name, chunk: chunk) { spikes, target, duration in
            let own = SpikeFeatures(spikes)
            let aim = SpikeFeatures(target)
            let closeTime = min(max(0.1 * duration, 5), 50)
            let times = zip(own.times, aim.times).map {
                SpikeFeatures.difference($0, $1, missing: duration) / closeTime
            }
            let count =
                abs(Double(spikes.count - target.count)) / max(1, (duration / 200).rounded(.up))
            let variation =
                SpikeFeatures.difference(own.variation, aim.variation, missing: 1) / 0.1
            return (count + times.reduce(0, +) + variation) / Double(2 + times.count)
        }
    }

    /// The distance of van Rossum (2001), Neural Computation 13:751: the root of the mean squared difference of
    /// the trains after each spike was made a decaying exponential, (1/τ) ∫ (f − g)² dt.
    ///
    /// One spike too many far from all others adds 1/2 to the square.
    /// - Parameters:
    ///   - timeConstant: of the decay, τ, ms.
    ///   - chunk: counted from 0.
    public static func vanRossum(timeConstant: Double, chunk: Int = 0) -> Loss {
        precondition(timeConstant > 0, "a time constant of \(timeConstant) ms")
        return spikes("van Rossum distance \(chunk)", chunk: chunk) { spikes, target, _ in
            SpikeTrainDistance.vanRossum(spikes, target, timeConstant: timeConstant)
        }
    }

    /// The distance of Victor and Purpura (1996), Journal of Neurophysiology 76:1310: the least cost of making one train of the other
    /// by adding a spike (1), removing one (1), or moving one (`cost` for each ms).
    /// - Complexity: O(spikes · spikes of the target).
    public static func victorPurpura(cost: Double, chunk: Int = 0) -> Loss {
        precondition(cost >= 0, "a cost of \(cost) for each ms")
        return spikes("Victor–Purpura distance \(chunk)", chunk: chunk) { spikes, target, _ in
            SpikeTrainDistance.victorPurpura(spikes, target, cost: cost)
        }
    }

    /// 1 − Γ, with the coincidence factor Γ of Kistler, Gerstner and van Hemmen (1997), Neural
    /// Computation 9:1015: 0 for equal trains, 1 where spikes coincide as often as by chance.
    ///
    /// A train without spikes against one with some gives 1, two without any 0. Where the windows
    /// of the model's spikes would fill all time, so that Γ is not defined, the loss is 1.
    /// - Parameter precision: the half width of the window of a coincidence, Δ, ms.
    public static func coincidence(precision: Double, chunk: Int = 0) -> Loss {
        precondition(precision > 0, "a precision of \(precision) ms")
        return spikes("coincidence \(chunk)", chunk: chunk) { spikes, target, duration in
            1
                - SpikeTrainDistance.coincidenceFactor(
                    spikes, target, precision: precision, duration: duration)
        }
    }

    /// A penalty for each spike that one side has more than the other: finite, so that parameter
    /// sets without any spike are still compared.
    ///
    /// Counts alone are compared; another loss says whether the spikes are at the right times.
    /// - Parameters:
    ///   - penalty: for each spike of the target that the model has too few.
    ///   - surplus: for each spike that it has too many.
    ///   - chunk: counted from 0.
    public static func missingSpikes(
        penalty: Double, surplus: Double = 0, chunk: Int = 0
    ) -> Loss {
        precondition(
            penalty >= 0 && surplus >= 0, "penalties \(penalty) and \(surplus), expected ≥ 0")
        return spikes("missing spikes \(chunk)", chunk: chunk) { spikes, target, _ in
            let missing = Double(target.count - spikes.count)
            return missing > 0 ? penalty * missing : -surplus * missing
        }
    }

    /// A loss of the spikes in a chunk, those of the target, and the duration of the target's
    /// chunk in ms; NaN for an instance that broke down.
    private static func spikes(
        _ name: String, chunk: Int,
        _ loss: @escaping @Sendable (ArraySlice<Double>, ArraySlice<Double>, Double) -> Double
    ) -> Loss {
        Loss(name) { target in
            let aim = try target.targetChunk(chunk, for: name)
            return { tile in
                let own = try tile.chunk(chunk, of: name)
                return (0..<tile.count).map { instance in
                    guard tile.tile.isValid[instance] else { return .nan }
                    return loss(own.spikes[instance], aim.spikes, aim.duration)
                }
            }
        }
    }
}

/// What ``Loss/spikeFeatures(chunk:)`` compares.
private struct SpikeFeatures {
    /// The times to the first, second, third and last spike, ms.
    let times: [Double?]
    /// The coefficient of variation of the intervals after the first; nil below two of them.
    let variation: Double?

    init(_ spikes: ArraySlice<Double>) {
        let spikes = Array(spikes)
        times = (0..<3).map { spikes.indices.contains($0) ? spikes[$0] : nil } + [spikes.last]
        let intervals = zip(spikes.dropFirst(), spikes).map { $0 - $1 }.dropFirst()
        guard intervals.count >= 2 else {
            variation = nil
            return
        }
        let mean = intervals.reduce(0, +) / Double(intervals.count)
        let squares = intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        variation = (squares / Double(intervals.count - 1)).squareRoot() / mean
    }

    static func difference(_ a: Double?, _ b: Double?, missing: Double) -> Double {
        switch (a, b) {
        case (let a?, let b?): abs(a - b)
        case (nil, nil): 0
        default: missing
        }
    }
}
