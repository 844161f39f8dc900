import NeuroSBI

/// A loss with a known minimum, to measure how close a search comes.
struct Problem: Sendable {
    let name: String
    let space: SearchSpace
    /// The smallest loss there is.
    let minimum: Double
    let loss: @Sendable (Trial) -> Double

    /// A loss over a box.
    init(
        _ name: String, bounds: [(Double, Double)], minimum: Double = 0,
        _ loss: @escaping @Sendable ([Double]) -> Double
    ) throws {
        let names = bounds.indices.map { "x\($0)" }
        self.name = name
        self.minimum = minimum
        space = try SearchSpace(
            parameters: zip(names, bounds).map {
                SearchParameter(name: $0, domain: .uniform($1.0, $1.1))
            })
        self.loss = { trial in loss(names.map { trial[$0] ?? .nan }) }
    }

    /// A loss over a cube.
    init(
        _ name: String, dimensions: Int, _ lower: Double, _ upper: Double, minimum: Double = 0,
        _ loss: @escaping @Sendable ([Double]) -> Double
    ) throws {
        try self.init(
            name, bounds: [(Double, Double)](repeating: (lower, upper), count: dimensions),
            minimum: minimum, loss)
    }

    /// A loss over any space.
    init(
        _ name: String, space: SearchSpace, minimum: Double = 0,
        _ loss: @escaping @Sendable (Trial) -> Double
    ) {
        self.name = name
        self.space = space
        self.minimum = minimum
        self.loss = loss
    }
}
