/// Where the numbers come from that each instance gets anew in every step.
enum StreamSource: Hashable, Sendable {
    /// Standard normal numbers, by slot: the white noises first, then the model's draws.
    case normal(Int)
    /// Numbers that are uniform in (0, 1), by slot.
    case uniform(Int)
    /// The instance's own stimulus at the sample before the step, or at the one after it.
    case stimulus(after: Bool)

    var isStimulus: Bool {
        if case .stimulus = self { true } else { false }
    }

    /// The position among the registers of streams.
    func position(drawCount: Int) -> Int {
        switch self {
        case .normal(let slot), .uniform(let slot): slot
        case .stimulus(let after): drawCount + (after ? 1 : 0)
        }
    }
}
