import DensityEstimation

/// What a user should know about the simulations that a posterior was trained on.
public enum TrainingAdvice: Sendable, Equatable, CustomStringConvertible {
    /// There are few simulations for the size of the networks.
    case fewSimulations(count: Int, weights: Int)
    /// Simulations that occurred twice were left out.
    case copiesLeftOut(count: Int)
    /// Simulations have the parameters of others: what is held out is not independent of the rest.
    case repeatedParameters(count: Int)

    /// Weights for each simulation above which a network is large for them.
    ///
    /// A rule of thumb. Early stopping keeps a large network from harm, but it cannot learn what is
    /// not there: the default networks, of 7 weights for each of 1,000 simulations, are 0.1 to 1.8
    /// nats worse on the tasks of Lueckmann et al. 2021 than with 10,000 simulations.
    public static let mostWeightsPerSimulation = 10

    public var description: String {
        switch self {
        case .fewSimulations(let count, let weights):
            "\(count) simulations are few for networks of \(weights) weights: more simulations, or "
                + "smaller networks (hidden, components, or those of an embedding), would be safer"
        case .copiesLeftOut(let count):
            "\(count) simulations are copies of others and were left out"
        case .repeatedParameters(let count):
            "\(count) simulations have the same parameters as others; expected independent draws "
                + "from the prior: losses of held-out simulations look better than they are"
        }
    }
}

extension NeuralPosterior {
    /// What should be known about the simulations; empty where there is nothing to say.
    public var trainingAdvice: [TrainingAdvice] {
        var advice: [TrainingAdvice] = []
        let counts = simulationCounts
        if counts.copies > 0 { advice.append(.copiesLeftOut(count: counts.copies)) }
        if counts.repeatedParameters > 0 {
            advice.append(.repeatedParameters(count: counts.repeatedParameters))
        }
        let weights =
            members.flatMap { member in
                member.networks.map { $0.weights.count + (member.embedding?.weights.count ?? 0) }
            }.max() ?? 0
        if weights > TrainingAdvice.mostWeightsPerSimulation * counts.usable {
            advice.append(.fewSimulations(count: counts.usable, weights: weights))
        }
        return advice
    }
}
