public import DensityEstimation
public import HDF5Storage
public import Probability

/// Why a posterior could not be trained, asked, written or read.
public enum PosteriorError: Error, Equatable, CustomStringConvertible {
    /// Neither the set of simulations nor the caller names a prior.
    case noPrior
    /// The simulations have other parameters than the prior.
    case parameterNames(found: [String], expected: [String])
    /// A table or list has another size than needed.
    case shape(what: String, found: String, expected: String)
    /// Too few simulations are usable; `worst` is the statistic most often infinite.
    case tooFewSimulations(usable: Int, total: Int, needed: Int, worst: String?)
    /// The statistic is NaN or infinite in every valid simulation, or in every usable one.
    case statisticNeverFinite(name: String, simulations: Int)
    /// The parameter has the same value in all usable simulations.
    case constantParameter(name: String, value: Double)
    /// All statistics have the same value in all usable simulations.
    case noVaryingStatistic(names: [String])
    /// A simulated parameter that the prior excludes.
    case parameterOutsidePrior(name: String, row: Int, value: Double, prior: String)
    /// Simulated parameters that are possible one by one, but not together.
    case parametersOutsidePrior(row: Int, values: [Double], prior: String)
    /// The prior cannot be confined to where a posterior has its mass.
    case confinement(PriorError)
    /// Simulations to go on with do not begin with, or go with, those of the training before.
    case notAContinuation(what: String, found: String, expected: String)
    /// Simulations that are not those which the posterior was trained on.
    case otherSimulations(found: Int, expected: Int)
    /// The estimator gave up.
    case training(TrainingError)
    /// A region of the prior is too small to draw from by rejection.
    case truncationTooNarrow(found: Int, wanted: Int, candidates: Int)
    /// An observation with another number of statistics than the posterior was trained on.
    case observationSize(found: Int, expected: [String])
    /// An observation in which a statistic is infinite, or does not exist although it does in all
    /// simulations of the training.
    case observationNotFinite(name: String, observation: Int, value: Double)
    /// A mixture of Gaussians was asked for, and the posterior is none.
    case notAMixture
    /// The file is HDF5 but not a posterior.
    case notAPosterior(file: String, found: String)
    /// The file was written by a later version of the format.
    case newerVersion(file: String, found: Int, supported: Int)
    /// A part of the file cannot be what was written.
    case damaged(file: String, part: String, reason: String)
    /// The storage reported an error, which names file and object.
    case storage(HDF5Error)

    /// Whether a file that was named is not there.
    public var isMissingFile: Bool {
        if case .storage(.noSuchFile) = self { return true }
        return false
    }

    public var description: String {
        switch self {
        case .noPrior:
            "the simulations do not state their prior, expected one to be given for training"
        case .parameterNames(let found, let expected):
            "the simulations have the parameters \(found.joined(separator: ", ")), the prior has "
                + expected.joined(separator: ", ")
        case .shape(let what, let found, let expected):
            "\(what): found \(found), expected \(expected)"
        case .tooFewSimulations(let usable, let total, let needed, let worst):
            "\(usable) of \(total) simulations are valid without infinite numbers, expected at least "
                + "\(needed)" + (worst.map { "; most often infinite: \($0)" } ?? "")
        case .statisticNeverFinite(let name, let simulations):
            "statistic \"\(name)\" is not finite in any of \(simulations) valid simulations"
        case .constantParameter(let name, let value):
            "parameter \"\(name)\" is \(value) in all simulations, expected draws from its prior"
        case .noVaryingStatistic(let names):
            "the statistics \(names.joined(separator: ", ")) are constant over all simulations: "
                + "nothing can be learned from them"
        case .parameterOutsidePrior(let name, let row, let value, let prior):
            "parameter \"\(name)\" is \(value) in simulation row \(row), outside of its prior "
                + prior
        case .parametersOutsidePrior(let row, let values, let prior):
            "the parameters of simulation row \(row), \(values), are outside of their prior "
                + prior
        case .confinement(let error):
            "the prior cannot be confined to where the posterior has its mass: \(error)"
        case .notAContinuation(let what, let found, let expected):
            "the training cannot be continued: \(what): found \(found), expected \(expected)"
        case .otherSimulations(let found, let expected):
            "found \(found) simulations, expected the \(expected) of the training, in their order"
        case .training(let error): error.description
        case .truncationTooNarrow(let found, let wanted, let candidates):
            "the posterior region is too small a part of the prior: \(found) of \(candidates) "
                + "candidates lie inside, expected \(wanted); fewer rounds or more simulations in "
                + "the first are needed"
        case .observationSize(let found, let expected):
            "the observation has \(found) statistics, expected \(expected.count): "
                + expected.joined(separator: ", ")
        case .observationNotFinite(let name, let observation, let value):
            "observation \(observation): statistic \"\(name)\" is \(value), "
                + "expected a finite number"
        case .notAMixture:
            "the posterior has autoregressive members, expected only mixtures of Gaussians "
                + "(estimator mdn) for closed-form densities"
        case .notAPosterior(let file, let found):
            "\(file): found \(found), expected a posterior"
        case .newerVersion(let file, let found, let supported):
            "\(file): format version \(found), this program reads up to \(supported)"
        case .damaged(let file, let part, let reason):
            "\(file): \(part) is damaged: \(reason)"
        case .storage(let error): error.description
        }
    }
}
