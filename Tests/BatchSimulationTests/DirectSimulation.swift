import BatchSimulation
import NeuronEquations
import Testing

/// A single instance simulated by walking the expression trees, written without the simulator:
/// the independent oracle of the batch. It follows the order of a step as `NeuronModel` has it.
struct DirectSimulation {
    let model: NeuronModel
    let timeStep: Double
    let integrator: Integrator
    let constants: [String: Double]
    /// The input's value at each sample.
    let stimulus: [Double]
    let input: String?
    /// N(0, 1) of a step and slot.
    var normal: (_ step: Int, _ slot: Int) -> Double = { _, _ in 0 }
    /// U(0, 1) of a step and slot.
    var uniform: (_ step: Int, _ slot: Int) -> Double = { _, _ in 0.5 }

    struct Result {
        /// By state variable, `[variables][samples]`.
        var states: [[Double]]
        var spikes: [Double]
    }

    /// Where a value is computed: the state, and the step whose time, stimulus and random numbers
    /// it sees.
    struct Moment {
        var state: [String: Double]
        /// The sample that time and stimulus are those of.
        var sample: Int
        var time: Double
        var lastSpike = -1e7
        var isRefractory = false
        /// The step whose random numbers are seen; nil where there are none.
        var drawStep: Int?
    }

    func run(steps: Int) throws -> Result {
        var start = Moment(state: [:], sample: 0, time: 0)
        for name in model.initialOrder {
            let initial = try #require(model.stateVariables.first { $0.name == name })
            start.state[name] = constants[name] ?? value(initial.initialValue, start)
        }
        var state = start.state
        var result = Result(states: model.stateVariables.map { [state[$0.name]!] }, spikes: [])
        var wasTrue = model.spikesAtCrossings && model.spikeCondition.map { value($0, start) } != 0
        var (lastSpike, spikeStep, isRefractory) = (-1e7, Int?.none, false)
        for step in 0..<steps {
            var moment = Moment(
                state: state, sample: step, time: Double(step) * timeStep, lastSpike: lastSpike,
                isRefractory: isRefractory, drawStep: step)
            if let refractoriness = model.refractoriness {
                let found = value(refractoriness, moment)
                let count = (found / timeStep + 0.001).rounded(.down)
                let isShort = spikeStep.map { Double(step - $0) < count } ?? false
                isRefractory = refractoriness.isCondition ? isRefractory && found != 0 : isShort
            }
            moment.isRefractory = isRefractory
            for update in model.updates { apply(update, &moment) }
            if let condition = model.spikeCondition {
                let isTrue = value(condition, moment) != 0
                if isTrue, !isRefractory, !model.spikesAtCrossings || !wasTrue {
                    result.spikes.append(Double(step + 1) * timeStep)
                    (lastSpike, spikeStep) = (moment.time, step)
                    isRefractory = model.refractoriness != nil
                    moment.lastSpike = lastSpike
                    moment.isRefractory = isRefractory
                    for statement in model.reset {
                        moment.state[statement.name] = value(statement.expression, moment)
                    }
                }
                wasTrue = isTrue
            }
            state = moment.state
            for (index, variable) in model.stateVariables.enumerated() {
                result.states[index].append(state[variable.name]!)
            }
        }
        return result
    }

    private func apply(_ update: NeuronModel.Update, _ moment: inout Moment) {
        switch update {
        case .integration(let names):
            let advanced = self.advanced(names, moment)
            for name in names {
                moment.state[name] = advanced[name]
                clamp(name, &moment)
            }
        case .assignment(let assignment):
            let variable = model.stateVariables.first { $0.name == assignment.name }!
            if !(moment.isRefractory && variable.isHeldWhileRefractory) {
                moment.state[variable.name] = value(assignment.expression, moment)
            }
            clamp(variable.name, &moment)
        }
    }

    private func clamp(_ name: String, _ moment: inout Moment) {
        let variable = model.stateVariables.first { $0.name == name }!
        if let minimum = variable.minimum {
            moment.state[name] = max(moment.state[name]!, value(minimum, moment))
        }
        if let maximum = variable.maximum {
            moment.state[name] = min(moment.state[name]!, value(maximum, moment))
        }
    }

    /// The value of an expression at a moment.
    func value(_ expression: Expression, _ moment: Moment) -> Double {
        func lookup(_ name: String) -> Double? {
            switch name {
            case "t": return moment.time
            case "dt": return timeStep
            case "lastspike": return moment.lastSpike
            case "not_refractory": return moment.isRefractory ? 0 : 1
            case input: return stimulus[moment.sample]
            default: break
            }
            if let found = moment.state[name] ?? constants[name] { return found }
            if let definition = model.subexpressions.first(where: { $0.name == name }) {
                return definition.expression.evaluate(lookup)
            }
            if let step = moment.drawStep {
                if let noise = model.whiteNoises.firstIndex(of: name) {
                    return normal(step, noise) / timeStep.squareRoot()
                }
                if let draw = model.draws.first(where: { $0.key == name }) {
                    let slot = model.whiteNoises.count + draw.slot
                    return draw.kind == .uniform ? uniform(step, slot) : normal(step, slot)
                }
            }
            return model.parameters.first { $0.name == name }?.value
        }
        return expression.evaluate(lookup) ?? .nan
    }
}
