public import BatchSimulation
public import ParameterSearch
public import PosteriorInference

/// What a fit of a neuron found.
public struct OptNeuronResult: Sendable {
    /// One of the losses that were added up.
    public struct SingleLoss: Sendable, Equatable, Codable {
        public let name: String
        public let value: Double
    }

    /// One parameter set of a search.
    public struct Evaluation: Sendable, Equatable, Codable {
        /// In the order of asking, from 0.
        public let number: Int
        /// Nil for one that has failed.
        public let loss: Double?
        /// Since the beginning, when its batch was done; nil for one of an earlier run.
        public let seconds: Double?
    }

    /// The fitted names with their values.
    public let fitted: [String: Double]
    /// All names of the bounds with their values: fitted, constant, expressions, auxiliary ones.
    public let parameters: [String: Double]
    /// The sum of the single losses, the mean over the repetitions; evaluated anew after a search,
    /// so that it is free of the luck of the best of many.
    public let loss: Double
    public let singleLosses: [SingleLoss]
    /// Of the loss over the repetitions; 0 for one.
    public let standardDeviation: Double
    /// How often the fitted values were evaluated for the loss.
    public let repetitions: Int
    /// What the model does with the fitted values.
    public let results: ExperimentResults
    /// What was to be explained.
    public let target: ExperimentResults
    /// The evaluations of a search, in the order of their batches.
    public let history: [Evaluation]
    /// The search with all of its trials; nil for a posterior, and where the result was read.
    public let study: Study?
    /// The posterior over the fitted names, where one was asked for. It is amortized: it answers
    /// for other targets too.
    public let posterior: NeuralPosterior?
    /// How long it took.
    public let seconds: Double

    /// How uncertain ``loss`` is: its standard deviation divided by the root of the number of
    /// repetitions; nil for one, which says nothing about it.
    public var standardError: Double? {
        repetitions > 1 ? standardDeviation / Double(repetitions).squareRoot() : nil
    }

    /// How many evaluations of a search gave no finite loss.
    public var failedCount: Int { history.count { $0.loss == nil } }
}
