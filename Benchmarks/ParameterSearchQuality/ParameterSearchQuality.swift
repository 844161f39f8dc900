import Foundation
import NeuroSBI

/// Prints how close searches come to the minimum: medians and quartiles over seeds.
///
///     swift run -c release --package-path Benchmarks ParameterSearchQuality \
///         SET METHOD BATCH EVALUATIONS SEEDS
///
/// SET is `reported` or `development`; METHOD is `treeParzen`, `hyperopt`, `random`, `sobol` or
/// `covariance`.
@main
struct ParameterSearchQuality {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let methods: [String: SearchMethod] = [
            "treeParzen": .treeParzen(), "hyperopt": .hyperoptCompatible(), "random": .random,
            "sobol": .sobol, "covariance": .covarianceAdaptation(),
        ]
        guard arguments.count == 5, ["reported", "development"].contains(arguments[0]),
            let method = methods[arguments[1]], let batch = Int(arguments[2]), batch > 0,
            let evaluations = Int(arguments[3]), let seeds = Int(arguments[4]), seeds > 0
        else {
            print(
                "usage: ParameterSearchQuality reported|development "
                    + "\(methods.keys.sorted().joined(separator: "|")) BATCH EVALUATIONS SEEDS")
            exit(64)
        }
        let problems = try arguments[0] == "reported" ? Problem.reported() : Problem.development()
        let marks =
            [50, 100, 200, 500, 2_048].filter { $0 >= batch && $0 < evaluations }
            + [evaluations]
        print("| | " + marks.map { "\($0)" }.joined(separator: " | ") + " |")
        print("|---|" + String(repeating: "---|", count: marks.count))
        for problem in problems {
            var regrets = [[Double]](repeating: [], count: marks.count)
            for seed in 1...seeds {
                let curve = try regretCurve(
                    problem, method: method, seed: UInt64(seed), batch: batch,
                    evaluations: evaluations)
                for (index, mark) in marks.enumerated() { regrets[index].append(curve[mark - 1]) }
            }
            let cells = regrets.map { values in
                let sorted = values.sorted()
                let quartiles = [1, 2, 3].map { sorted[(sorted.count - 1) * $0 / 4] }
                return String(
                    format: "%.2g (%.2g–%.2g)", quartiles[1], quartiles[0], quartiles[2])
            }
            print("| \(problem.name) | " + cells.joined(separator: " | ") + " |")
        }
    }

    /// The regret of the best trial after every evaluation, `[evaluations]`.
    static func regretCurve(
        _ problem: Problem, method: SearchMethod, seed: UInt64, batch: Int, evaluations: Int
    ) throws -> [Double] {
        var study = Study(space: problem.space, method: method, seed: seed)
        var curve: [Double] = []
        var best = Double.infinity
        while curve.count < evaluations {
            let remaining = evaluations - curve.count
            for trial in study.ask(min(batch, remaining), remaining: remaining) {
                let loss = problem.loss(trial)
                try study.tell(trial.number, .loss(loss))
                best = min(best, loss)
                curve.append(max(0, best - problem.minimum))
            }
        }
        return curve
    }
}
