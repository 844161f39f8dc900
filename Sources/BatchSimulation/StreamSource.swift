/// Where the numbers come from that each instance gets anew in every step.
enum StreamSource: Hashable, Sendable {
    /// Standard normal numbers, by the number of the white noise.
    case normal(Int)
    /// The instance's own stimulus at the sample before the step, or at the one after it.
    case stimulus(after: Bool)

    /// The position among the registers of streams.
    func position(noiseCount: Int) -> Int {
        switch self {
        case .normal(let noise): noise
        case .stimulus(let after): noiseCount + (after ? 1 : 0)
        }
    }
}
