import BatchSimulation
import NeuronEquations
import RealModule
import Testing

/// A single instance simulated by walking the expression trees, written without the simulator:
/// the independent oracle of the batch.
struct DirectSimulation {
    let model: NeuronModel
    let timeStep: Double
    let integrator: Integrator
    let constants: [String: Double]
    /// The input's value at each sample.
    let stimulus: [Double]
    let input: String?
    /// N(0, 1) of a step and white noise.
    var normal: (_ step: Int, _ noise: Int) -> Double = { _, _ in 0 }

    struct Result {
        /// By state variable, `[variables][samples]`.
        var states: [[Double]]
        var spikes: [Double]
    }

    func run(steps: Int) throws -> Result {
        var state: [String: Double] = [:]
        for name in model.initialOrder {
            let initial = try #require(model.stateVariables.first { $0.name == name })
            state[name] = constants[name] ?? value(initial.initialValue, state, step: 0, time: 0)
        }
        var result = Result(states: model.stateVariables.map { [state[$0.name]!] }, spikes: [])
        var wasTrue = model.spikeCondition.map { value($0, state, step: 0, time: 0) != 0 } ?? false
        var freeAt = 0
        for step in 0..<steps {
            let isRefractory = step < freeAt
            state = advanced(state, step: step, isRefractory: isRefractory)
            let time = Double(step + 1) * timeStep
            if let condition = model.spikeCondition {
                let isTrue = value(condition, state, step: step + 1, time: time) != 0
                let isSpike = isTrue && !isRefractory && (!model.reset.isEmpty || !wasTrue)
                wasTrue = isTrue
                if isSpike {
                    result.spikes.append(time)
                    for statement in model.reset {
                        state[statement.name] = value(
                            statement.expression, state, step: step + 1, time: time)
                    }
                    if let period = model.refractoriness {
                        let length = value(period, state, step: step + 1, time: time)
                        freeAt = step + 1 + Int((length / timeStep).rounded())
                    }
                }
            }
            for (index, variable) in model.stateVariables.enumerated() {
                result.states[index].append(state[variable.name]!)
            }
        }
        return result
    }

    /// The value of an expression; `step` chooses the stimulus and the noise.
    private func value(
        _ expression: Expression, _ state: [String: Double], step: Int, time: Double,
        noiseStep: Int? = nil
    ) -> Double {
        func lookup(_ name: String) -> Double? {
            if name == "t" { return time }
            if name == "dt" { return timeStep }
            if name == input { return stimulus[step] }
            if let found = state[name] ?? constants[name] { return found }
            if let definition = model.subexpressions.first(where: { $0.name == name }) {
                return definition.expression.evaluate(lookup)
            }
            if let noise = model.whiteNoises.firstIndex(of: name), let noiseStep {
                return normal(noiseStep, noise) / timeStep.squareRoot()
            }
            return model.parameters.first { $0.name == name }?.value
        }
        return expression.evaluate(lookup) ?? .nan
    }

    private func slope(
        _ variable: NeuronModel.StateVariable, _ state: [String: Double], step: Int, time: Double
    ) -> Double {
        value(variable.derivative, state, step: step, time: time, noiseStep: step)
    }

    private func advanced(
        _ state: [String: Double], step: Int, isRefractory: Bool
    ) -> [String: Double] {
        let time = Double(step) * timeStep
        let moving = model.stateVariables.filter { !(isRefractory && $0.isHeldWhileRefractory) }
        var next = state
        func slopes(_ offset: Double, _ along: [Double]?) -> [Double] {
            var stage = state
            for (index, variable) in moving.enumerated() {
                stage[variable.name]! += offset * (along?[index] ?? 0)
            }
            return moving.map { slope($0, stage, step: step, time: time + offset) }
        }
        switch integrator {
        case .euler:
            for variable in moving {
                next[variable.name]! +=
                    timeStep * slope(variable, state, step: step, time: time)
            }
        case .exponentialEuler:
            for variable in moving {
                next[variable.name] = exponential(variable, state, step: step, time: time)
            }
        case .exponentialEulerStaggered:
            for variable in moving {
                next[variable.name] = exponential(variable, next, step: step, time: time)
            }
        case .exact:
            precondition(moving.count <= 1, "the oracle solves single equations")
            for variable in moving {
                next[variable.name] = exponential(variable, state, step: step, time: time)
            }
        case .rungeKutta2:
            let middle = slopes(timeStep / 2, slopes(0, nil))
            for (index, variable) in moving.enumerated() {
                next[variable.name]! += timeStep * middle[index]
            }
        case .heun:
            let first = slopes(0, nil)
            let second = slopes(timeStep, first)
            for (index, variable) in moving.enumerated() {
                next[variable.name]! += timeStep * (first[index] + second[index]) / 2
            }
        case .rungeKutta4:
            let k1 = slopes(0, nil)
            let k2 = slopes(timeStep / 2, k1)
            let k3 = slopes(timeStep / 2, k2)
            let k4 = slopes(timeStep, k3)
            for (index, variable) in moving.enumerated() {
                next[variable.name]! +=
                    timeStep / 6 * (k1[index] + 2 * k2[index] + 2 * k3[index] + k4[index])
            }
        }
        return next
    }

    /// x∞ + (x − x∞)·exp(b·dt), the textbook form, with Euler where it does not exist.
    private func exponential(
        _ variable: NeuronModel.StateVariable, _ state: [String: Double], step: Int, time: Double
    ) -> Double {
        let x = state[variable.name]!
        let whole = variable.derivative.inlining(model.subexpressions)
        guard let parts = whole.linearDecomposition(in: variable.name) else {
            return x + timeStep * slope(variable, state, step: step, time: time)
        }
        let a = value(parts.offset, state, step: step, time: time, noiseStep: step)
        let b = value(parts.slope, state, step: step, time: time, noiseStep: step)
        if b == 0 { return x + a * timeStep }
        return -a / b + (x + a / b) * Double.exp(b * timeStep)
    }
}
