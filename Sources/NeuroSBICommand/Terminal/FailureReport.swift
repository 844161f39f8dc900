import ArgumentParser
import Foundation
import NeuroSBI

/// An input that the command line names but that is not there: exit code 66.
struct MissingInput: Error, CustomStringConvertible {
    let path: String
    let meaning: String
    var description: String { "\(path): no such file, expected \(meaning)" }
}

/// Input data that cannot be used: exit code 65.
struct UnusableInput: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A run that was stopped by the user and can be resumed: exit code 75.
struct Interrupted: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// How a command ends when it fails: one message on standard error and an exit code by its cause.
enum FailureReport {
    /// Codes of BSD's sysexits.
    private enum Code: Int32 {
        case badData = 65
        case missingInput = 66
        case internalError = 70
        case interrupted = 75
    }

    static func exit(with error: any Error) -> Never {
        guard let code = code(of: error) else {
            // Usage errors, help and version: the argument parser's own ending.
            NeurosbiCommand.exit(withError: error)
        }
        StandardError.write("neurosbi: error: \(describe(error))")
        Foundation.exit(code.rawValue)
    }

    private static func code(of error: any Error) -> Code? {
        switch error {
        case is MissingInput, RecordingError.noSuchFile, HDF5Error.noSuchFile,
            SimulationSetError.storage(.noSuchFile), PosteriorError.storage(.noSuchFile),
            StudyFileError.noSuchFile:
            .missingInput
        case is UnusableInput, is ConfigurationError, is EquationErrors, is CatalogueError,
            is PriorError, is RecordingError, is HDF5Error, is StatisticError,
            is SimulationError, is TrainingError, is SimulationSetError, is PosteriorError,
            is FitError, is OptNeuronError, is SearchSpaceError, is StudyError,
            is StudyFileError, is FileWritingError:
            .badData
        case ReportingError.fileNotRead, ReportingError.fileNotWritten,
            ReportingError.gnuplotMissing:
            .badData
        case let error as CocoaError where error.isFileError:
            .badData
        case is Interrupted, is CancellationError: .interrupted
        default:
            // Errors of the argument parser are not public, but it knows which are its own.
            NeurosbiCommand.exitCode(for: error) == .failure ? .internalError : nil
        }
    }

    /// Our errors describe themselves; those of the system are bridged and have a localised text.
    private static func describe(_ error: any Error) -> String {
        type(of: error) is NSError.Type ? error.localizedDescription : "\(error)"
    }
}
