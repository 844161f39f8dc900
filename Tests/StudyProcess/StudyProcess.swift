import Foundation
import ParameterSearch

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A process that the tests of stored studies start, and that may kill itself.
///
/// Its arguments are the study's file, the number of evaluations, the batch, and optionally a trial
/// at whose evaluation it sends itself SIGKILL.
@main struct StudyProcess {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let evaluations = Int(arguments[2]),
            let batch = Int(arguments[3])
        else {
            print("usage: StudyProcess FILE EVALUATIONS BATCH [TRIAL]")
            exit(64)
        }
        let last = arguments.count > 4 ? Int(arguments[4]) : nil
        let space = try SearchSpace([
            "x": .uniform(-5, 5), "y": .uniform(-5, 5, step: 0.25),
            "kind": .choice([
                SearchOption("plain"),
                SearchOption("rich", parameters: ["z": .logUniform(0.01, 1)]),
            ]),
        ])
        var study = try StoredStudy(path: arguments[1], space: space)
        try await study.minimize(batch: batch, until: StopRules(evaluations: evaluations)) {
            trials in
            if trials.contains(where: { $0.number == last }) { kill(getpid(), SIGKILL) }
            return trials.map { trial in
                let (x, y) = (trial["x"] ?? 0, trial["y"] ?? 0)
                let base = (x - 1) * (x - 1) + (y + 2) * (y + 2)
                guard let z = trial["z"] else { return .loss(base + 1) }
                return .loss(base + (z - 0.25) * (z - 0.25))
            }
        }
    }
}
