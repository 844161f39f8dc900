import Foundation
import NeuroSBI

extension Problem {
    /// The functions that results are reported for; nothing is tuned on them.
    static func reported() throws -> [Problem] {
        [
            try Problem("sphere8", dimensions: 8, -5, 10, Losses.sphere),
            try Problem("rosen4", dimensions: 4, -5, 10, Losses.rosenbrock),
            try Problem("rosen8", dimensions: 8, -5, 10, Losses.rosenbrock),
            try Problem("ackley8", dimensions: 8, -5, 10, Losses.ackley),
            try Problem("rastrigin8", dimensions: 8, -4.12, 6.12, Losses.rastrigin),
            try Problem(
                "hartmann6", dimensions: 6, 0, 1, minimum: -3.322_368_011_415_515,
                Losses.hartmann),
            try Problem("levy8", dimensions: 8, -5, 10, Losses.levy),
            try Problem(
                "branin", bounds: [(-5, 10), (0, 15)], minimum: 0.397_887_357_729_738_16,
                Losses.branin),
            try Problem(
                "styb8", dimensions: 8, -5, 5, minimum: -8 * 39.166_165_703_771_42,
                Losses.styblinskiTang),
            try mixed(),
        ]
    }

    /// Numbers of five kinds and two choices; one choice shifts the optimum of a number, the other
    /// tilts it, so options and numbers must be learnt together.
    private static func mixed() throws -> Problem {
        let (five, three) = (["a", "b", "c", "d", "e"], ["p", "q", "r"])
        let space = try SearchSpace([
            "a": .logUniform(1e-4, 10), "b": .logUniform(1e-3, 1e3),
            "q": .uniform(0, 100, step: 5), "i": .integer(1, 32), "x": .uniform(-5, 10),
            "u": .uniform(0, 1), "five": .choice(of: five.map { .text($0) }),
            "three": .choice(of: three.map { .text($0) }),
        ])
        return Problem("mixed", space: space) { trial in
            func number(_ name: String) -> Double { trial[name] ?? .nan }
            func option(_ name: String, _ names: [String]) -> Int {
                names.firstIndex { trial.parameters[name] == .text($0) } ?? 0
            }
            let (first, second) = (option("five", five), option("three", three))
            let a = log10(number("a")) + 1.5
            let b = log10(number("b")) - 1 + 0.5 * a
            let q = (number("q") - 35) / 20
            let i = (number("i") - 9) / 6
            let x = (number("x") - [0.0, 2, -2, 4, 6][first]) / 3
            let u = number("u") - 0.3 - 0.2 * Double(second)
            let squares = a * a + b * b + q * q + i * i + x * x + 4 * u * u
            return squares + [1.0, 0, 2, 1.5, 3][first] + 0.7 * abs(Double(second) - 1)
        }
    }
}
