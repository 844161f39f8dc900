public import LinearAlgebra

/// An experiment as a value: segments in the order in which they are done.
///
/// ```swift
/// let steps = ExperimentProtocol([
///     .set("I", 0), .simulate(100), .record(.all), .set("I", 5), .simulate(500),
/// ])
/// try await simulator.run(parameters: parameters, steps) { tile in
///     print(tile.chunks[0].spikes[0])
/// }
/// ```
public struct ExperimentProtocol: Sendable, Hashable, Codable {
    /// One thing to do; the methods of ``Population`` say what each means.
    public enum Segment: Sendable, Hashable, Codable {
        /// Sets a parameter, an input or a state variable; ``InstanceValues/each(_:)`` has one number
        /// for each row of parameters.
        case set(String, InstanceValues)
        /// Feeds an input with a stimulus, a function of the time since the last reset.
        case stimulate(String, Stimulus)
        /// Simulates a time in ms.
        case simulate(Double)
        /// Simulates until a condition such as `v > -40` holds, for each instance by itself, at
        /// most for a time in ms.
        case simulateUntil(String, atMost: Double)
        /// Simulates until each instance has spiked, at most for a time in ms.
        case simulateUntilSpike(atMost: Double)
        case reset(parameters: Bool)
        case storeState
        case record(MonitorSelection)
        case pause(MonitorSelection)
    }

    public var segments: [Segment]

    public init(_ segments: [Segment]) {
        self.segments = segments
    }

    /// Does the segments to a population.
    func perform<Scalar: SimulationScalar>(on population: inout Population<Scalar>) throws {
        for segment in segments {
            switch segment {
            case .set(let name, let setting):
                try population.set(name, to: setting.selecting(population.rows))
            case .stimulate(let input, let stimulus):
                try population.stimulate(input, with: stimulus)
            case .simulate(let duration):
                try population.simulate(duration)
            case .simulateUntil(let condition, let longest):
                _ = try population.simulate(until: StopCondition(condition), atMost: longest)
            case .simulateUntilSpike(let longest):
                _ = try population.simulate(until: .spike, atMost: longest)
            case .reset(let parameters):
                population.reset(parameters: parameters)
            case .storeState:
                try population.storeState()
            case .record(let selection):
                population.startRecording(selection)
            case .pause(let selection):
                population.pauseRecording(selection)
            }
        }
    }
}

extension PopulationSimulator {
    /// Runs an experiment on one instance for each row of parameters.
    /// - Parameters:
    ///   - parameters: `[instances × varied parameters]`.
    ///   - instances: the global indices of the rows, which address their noise.
    ///   - consume: called once for each tile, from several tasks at a time and in no certain
    ///     order.
    public func run(
        parameters: Matrix<Double>, instances: GlobalIndices = .consecutive(from: 0),
        _ experiment: ExperimentProtocol,
        consume: @escaping @Sendable (PopulationTile<Scalar>) throws -> Void
    ) async throws {
        try await run(
            parameters: parameters, instances: instances,
            { population in try experiment.perform(on: &population) },
            consume: { tile, _ in try consume(tile) })
    }
}
