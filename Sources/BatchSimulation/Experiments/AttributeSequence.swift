/// A simulation in pieces, in each of which an attribute has a value: steps, ramps, staircases.
///
/// The attribute is a parameter or an input, mostly a current. After the last piece it has the
/// value that it had before the first.
///
/// ```swift
/// try population.run(AttributeSequence.ramp(of: "I", from: 0, to: 100, duration: 500, pieces: 50))
/// ```
public struct AttributeSequence: ReusableSimulation, Hashable, Codable {
    /// A time with one value.
    public struct Piece: Sendable, Hashable, Codable {
        /// In ms.
        public var duration: Double
        public var value: InstanceValues

        public init(duration: Double, value: InstanceValues) {
            self.duration = duration
            self.value = value
        }
    }

    public var name: String
    /// The parameter or input that is set.
    public var attribute: String
    public var pieces: [Piece]

    public init(name: String, attribute: String, pieces: [Piece]) {
        self.name = name
        self.attribute = attribute
        self.pieces = pieces
    }

    /// One value for a time in ms.
    public static func hold(
        _ attribute: String, at value: InstanceValues, duration: Double, name: String = "hold"
    ) -> AttributeSequence {
        AttributeSequence(
            name: name, attribute: attribute, pieces: [Piece(duration: duration, value: value)])
    }

    /// Two values, one after the other.
    /// - Parameter durations: of the time before the step and after it, ms.
    public static func step(
        of attribute: String, durations: (Double, Double) = (500, 500), from first: InstanceValues,
        to second: InstanceValues, name: String = "step"
    ) -> AttributeSequence {
        AttributeSequence(
            name: name, attribute: attribute,
            pieces: [
                Piece(duration: durations.0, value: first),
                Piece(duration: durations.1, value: second),
            ])
    }

    /// A ramp as `pieces` equally long values, equally spaced from the first to the last.
    ///
    /// The values are `from + i·(to − from)/(pieces − 1)`. Pieces should be whole numbers of time
    /// steps; an input can follow a straight line through ``Population/stimulate(_:with:)``.
    public static func ramp(
        of attribute: String, from first: Double, to last: Double, duration: Double, pieces: Int,
        name: String = "ramp"
    ) -> AttributeSequence {
        precondition(pieces > 1, "a ramp of \(pieces) pieces, expected at least 2")
        return AttributeSequence(
            name: name, attribute: attribute,
            pieces: (0..<pieces).map { piece in
                Piece(
                    duration: duration / Double(pieces),
                    value: .all(first + Double(piece) * ((last - first) / Double(pieces - 1))))
            })
    }

    /// A staircase: each step adds `increment` to the value before.
    public static func staircase(
        of attribute: String, from first: Double, increment: Double, steps: Int,
        stepDuration: Double, name: String = "staircase"
    ) -> AttributeSequence {
        precondition(steps > 0, "a staircase of \(steps) steps, expected at least 1")
        return AttributeSequence(
            name: name, attribute: attribute,
            pieces: (0..<steps).map { step in
                Piece(duration: stepDuration, value: .all(first + Double(step) * increment))
            })
    }

    public var requirements: [SimulationRequirement] { [.attribute(attribute)] }

    /// How long all pieces are, ms.
    public var duration: Double { pieces.reduce(0) { $0 + $1.duration } }

    public func perform<Scalar: SimulationScalar>(
        on population: inout Population<Scalar>
    ) throws {
        let before = InstanceValues.each(try population.values(of: attribute))
        for piece in pieces {
            try population.set(attribute, to: piece.value)
            try population.simulate(piece.duration)
        }
        try population.set(attribute, to: before)
    }

    /// The value at each time step, from that of the first piece on.
    /// - Parameters:
    ///   - timeStep: in ms.
    ///   - instance: which instance of the tile, where values differ.
    public func samples(timeStep: Double, instance: Int = 0) -> [Double] {
        precondition(timeStep > 0, "a time step of \(timeStep) ms")
        var samples: [Double] = []
        var end = 0.0
        for piece in pieces {
            end += piece.duration
            let count = max(0, Int((end / timeStep).rounded()) - samples.count)
            let value: Double
            switch piece.value {
            case .all(let shared): value = shared
            case .each(let own):
                precondition(
                    own.indices.contains(instance), "instance \(instance) of \(own.count)")
                value = own[instance]
            }
            samples.append(contentsOf: repeatElement(value, count: count))
        }
        return samples
    }
}
