import Foundation
import NeuroSBI

extension Problem {
    /// The development set: the only losses that constants were chosen on.
    static func development() throws -> [Problem] {
        [
            try Problem("griewank8", dimensions: 8, -60, 90, Losses.griewank),
            try Problem("schwefel6", dimensions: 6, -500, 500, Losses.schwefel),
            try Problem("zakharov8", dimensions: 8, -5, 10, Losses.zakharov),
            try Problem("dixonprice8", dimensions: 8, -10, 10, Losses.dixonPrice),
            try Problem("dixonprice4", dimensions: 4, -10, 10, Losses.dixonPrice),
            try Problem(
                "michalewicz5", dimensions: 5, 0, .pi, minimum: -4.687_658, Losses.michalewicz),
            try Problem(
                "ellipsoid8, turned", dimensions: 8, -5, 5,
                turned(8, seed: 11, shift: 3, Losses.ellipsoid)),
            try Problem(
                "griewank8, turned", dimensions: 8, -60, 60,
                turned(8, seed: 21, shift: 40, Losses.griewank)),
            try Problem(
                "rastrigin6, turned", dimensions: 6, -5, 5,
                turned(6, seed: 31, shift: 3, Losses.rastrigin)),
            try Problem(
                "ackley6, turned", dimensions: 6, -15, 15,
                turned(6, seed: 51, shift: 9, Losses.ackley)),
            try Problem("powell8", dimensions: 8, -4, 5, Losses.powell),
            try Problem("alpine8", dimensions: 8, -8, 10, Losses.alpine),
            try Problem(
                "camel", dimensions: 2, -3, 3, minimum: -1.031_628_453_489_877, Losses.camel),
            try Problem(
                "hartmann3", dimensions: 3, 0, 1, minimum: -3.862_782_147_820_76,
                Losses.hartmann),
            try branching(),
            try neuron(),
        ]
    }

    /// A loss in turned and shifted coordinates, so that parameters do not act separately.
    private static func turned(
        _ dimensions: Int, seed: UInt64, shift: Double,
        _ loss: @escaping @Sendable ([Double]) -> Double
    ) -> @Sendable ([Double]) -> Double {
        let stream = RandomStream(seed: seed, purpose: .search)
        // Gram and Schmidt on normal vectors.
        var axes: [[Double]] = []
        for row in 0..<dimensions {
            var axis = stream.normals(count: dimensions, step: 0, slot: UInt32(row))
            for other in axes {
                let along = zip(axis, other).reduce(0) { $0 + $1.0 * $1.1 }
                axis = zip(axis, other).map { $0 - along * $1 }
            }
            let length = axis.reduce(0) { $0 + $1 * $1 }.squareRoot()
            axes.append(axis.map { $0 / length })
        }
        let centre = stream.uniforms(count: dimensions, step: 1).map { shift * (2 * $0 - 1) }
        return { [axes] x in
            let moved = zip(x, centre).map(-)
            return loss(axes.map { axis in zip(axis, moved).reduce(0) { $0 + $1.0 * $1.1 } })
        }
    }

    /// Numbers of all kinds, a choice that shifts an optimum, and parameters in two branches.
    private static func branching() throws -> Problem {
        let space = try SearchSpace([
            "r": .logUniform(1e-5, 1), "m": .uniform(0, 10, step: 0.5), "n": .integer(1, 64),
            "x": .uniform(-3, 3), "y": .uniform(0, 2),
            "k": .choice(of: ["s", "t", "u", "v"]),
            "c": .choice([
                SearchOption("on", parameters: ["w": .uniform(0, 1), "z": .logUniform(0.01, 10)]),
                SearchOption(
                    "off", parameters: ["q": .normal(mean: 0, standardDeviation: 2)]),
            ]),
        ])
        return Problem("branching", space: space) { trial in
            func number(_ name: String) -> Double { trial[name] ?? .nan }
            let k = ["s", "t", "u", "v"].firstIndex { trial.parameters["k"] == .text($0) } ?? 0
            let (r, m) = (log10(number("r")) + 2.3, number("m") - 6.5)
            let (n, x) = (log2(number("n") / 24), number("x") - [0.7, -1, 2, 0][k])
            let y = number("y") - 0.4 * number("x") * number("x")
            let common =
                r * r + 0.2 * m * m + n * n + x * x + 1.5 * y * y + [0.0, 2, 1, 3][k]
            guard trial.parameters["c"] == "on" else {
                return common + 1.5 + pow(number("q") - 1, 2)
            }
            return common + 16 * pow(number("w") - 0.3, 2) + pow(log10(number("z")) - 0.5, 2)
        }
    }

    /// The root mean square between voltage traces of a spiking neuron (Izhikevich 2007) and those
    /// of known parameters; steps of 0.1 ms, 300 ms.
    private static func neuron() throws -> Problem {
        let space = try SearchSpace([
            "k": .uniform(0.2, 2), "b": .uniform(-5, 2), "d": .uniform(20, 200),
            "a": .logUniform(0.005, 0.2),
        ])
        let target = trace([0.7, -2, 100, 0.03])
        return Problem("neuron4", space: space) { trial in
            let found = trace(["k", "b", "d", "a"].map { trial[$0] ?? .nan })
            let squares = zip(found, target).reduce(0) { $0 + pow($1.0 - $1.1, 2) }
            return (squares / Double(target.count)).squareRoot()
        }
    }

    private static func trace(_ p: [Double]) -> [Double] {
        var (v, u) = (-60.0, 0.0)
        var samples: [Double] = []
        for step in 0..<3_000 {
            let current = step > 300 ? 70.0 : 0
            let change = (p[0] * (v + 60) * (v + 40) - u + current) / 100
            let recovery = p[3] * (p[1] * (v + 60) - u)
            v += 0.1 * change
            u += 0.1 * recovery
            if v >= 35 {
                v = -50
                u += p[2]
            }
            if step % 10 == 0 { samples.append(v) }
        }
        return samples
    }
}
