import BatchSimulation
import LinearAlgebra
public import NeuronEquations
public import Reporting
import Synchronization

/// What a model of the catalogue does in the experiment that shows its character.
public struct ModelResponse: Sendable {
    public let model: NeuronModel
    public let demonstration: ModelDemonstration
    /// The samples of the shown variable, the initial state first.
    public let values: [Double]
    /// The stimulus at the same times; nil for a model without an input.
    public let stimulus: [Double]?
    /// Spike times, ms.
    public let spikes: [Double]

    /// Simulates a model of the catalogue with forward Euler.
    /// - Parameter name: of a model of the catalogue.
    /// - Throws: `CatalogueError` or `SimulationError`.
    public init(to name: String, seed: UInt64 = 1) async throws {
        model = try ModelCatalogue.model(named: name)
        guard let demonstration = ModelCatalogue.demonstration(of: name) else {
            preconditionFailure("the model \(name) has no demonstration")
        }
        self.demonstration = demonstration
        let step = demonstration.step.map {
            Stimulus(.step(start: $0.start, stop: $0.stop, amplitude: $0.amplitude))
        }
        let experiment = Experiment(
            timeStep: demonstration.timeStep, duration: demonstration.duration,
            input: model.inputs.first, stimulus: step ?? Stimulus(),
            recorded: [.init(demonstration.shown)])
        let result = Mutex<(values: [Double], spikes: [Double])>(([], []))
        // One short run is not worth a compiler.
        try await BatchSimulator<Double>(
            model: model, experiment: experiment, integrator: .euler, variedParameters: [],
            constants: demonstration.values, seed: seed, threads: 1, backend: .interpreter
        ).run(parameters: Matrix(rows: 1, columns: 0)) { tile in
            result.withLock { $0 = (tile.traces[0].column(0), Array(tile.spikes[0])) }
        }
        (values, spikes) = result.withLock { $0 }
        stimulus = step?.samples(timeStep: demonstration.timeStep, count: values.count)
    }
}

extension ModelResponse {
    /// The shown variable with marks at the spikes, above the stimulus.
    public var figure: Figure {
        let (left, right, top) = (0.18, 0.96, 0.95)
        let bottom = stimulus == nil ? 0.2 : 0.42
        let range = 0...demonstration.duration
        var panels = [
            panel(
                "response", demonstration.shown, values,
                Frame(left: left, right: right, bottom: bottom, top: top),
                x: stimulus == nil
                    ? Axis("Time", unit: "ms", range: range, ticks: .automatic(count: 6))
                    : Axis(range: range, ticks: .unlabelled(count: 6)),
                ticks: 4, colour: Palette.observed)
        ]
        if let mark = spikeMarks { panels[0].layers.append(mark) }
        if let stimulus, let input = model.inputs.first {
            panels.append(
                panel(
                    "stimulus", input, stimulus,
                    Frame(left: left, right: right, bottom: 0.2, top: 0.35),
                    x: Axis("Time", unit: "ms", range: range, ticks: .automatic(count: 6)),
                    ticks: 2, colour: Palette.stimulus))
        }
        return Figure(name: model.name, width: 360, height: 190, panels: panels)
    }

    private func panel(
        _ name: String, _ variable: String, _ values: [Double], _ frame: Frame, x: Axis,
        ticks: Int, colour: Colour
    ) -> Panel {
        let unit = model.unitText(of: variable).flatMap { $0 == "1" ? nil : $0 }
        let points = TraceDecimation.points(
            of: SampledTrace(
                variable, unit: unit ?? "", intervalMilliseconds: demonstration.timeStep,
                values: values), pieces: 300)
        return Panel(
            name, frame: frame, x: x,
            y: Axis(variable, unit: unit, ticks: .automatic(count: ticks), breaksBeforeUnit: true),
            layers: [Layer(variable, .line(x: points.x, y: points.y, LineStyle(colour, width: 1)))],
            textSize: 10)
    }

    /// Marks above the trace; many spikes in a row are clear without.
    private var spikeMarks: Layer? {
        guard let highest = values.max(), let lowest = values.min(),
            (1...100).contains(spikes.count)
        else { return nil }
        let height = highest + 0.1 * max(highest - lowest, 1e-3)
        return Layer(
            "spikes",
            .points(
                x: spikes, y: spikes.map { _ in height },
                PointStyle(Palette.maximum, shape: .diamond, size: 0.4)))
    }
}
