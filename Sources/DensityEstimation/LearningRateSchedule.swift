import RealModule

/// How the learning rate falls during a training.
public enum LearningRateSchedule: Sendable, Equatable, Codable {
    /// By `plateauFactor` whenever the validation loss has stopped falling, until
    /// `stoppingPatience` ends the training: as long as it takes. Where `maximumSteps` leave it fewer
    /// than a hundred epochs, these follow a cosine.
    case plateau
    /// Along half a cosine to zero over a number of epochs (Loshchilov and Hutter 2017), after a
    /// linear rise over the first twentieth: as long as one says.
    case cosine(epochs: Int)

    /// What becomes of it where only so many epochs are possible.
    ///
    /// A plateau takes time to be noticed: over 40 epochs of 90,000 simulations of eight parameters of a
    /// Hodgkin–Huxley neuron a cosine is better by 0.2 nats.
    func within(epochs: Int) -> LearningRateSchedule {
        switch self {
        case .plateau: epochs < 100 ? .cosine(epochs: epochs) : .plateau
        case .cosine(let own): .cosine(epochs: min(own, epochs))
        }
    }

    /// The epochs that it ends after, where it says so.
    var epochs: Int? {
        if case .cosine(let epochs) = self { epochs } else { nil }
    }

    /// The share of the learning rate in effect after a number of epochs, which may be broken.
    func share(after epochs: Double) -> Double {
        guard case .cosine(let all) = self else { return 1 }
        let (progress, rise) = (epochs / Double(all), 0.05)
        guard progress >= rise else { return progress / rise }
        return 0.5 * (1 + .cos(.pi * (progress - rise) / (1 - rise)))
    }
}
