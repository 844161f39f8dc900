import BatchSimulation
import NeuronEquations
import RealModule

/// The methods of integration, written out for one instance.
extension DirectSimulation {
    /// New values of variables that are advanced together.
    func advanced(_ names: [String], _ moment: Moment) -> [String: Double] {
        let variables = names.map { name in model.stateVariables.first { $0.name == name }! }
        let moving = variables.filter { !(moment.isRefractory && $0.isHeldWhileRefractory) }
        var next = moment.state
        for method in Set(moving.map { $0.method }) {
            let group = moving.filter { $0.method == method }
            let integrator: Integrator =
                switch method {
                case nil: self.integrator
                case .explicit: .euler
                case .exponential: .exponentialEuler
                case .midpoint: .rungeKutta2
                case .rk4: .rungeKutta4
                }
            for (name, value) in advanced(group, by: integrator, moment) { next[name] = value }
        }
        return next
    }

    private func advanced(
        _ moving: [NeuronModel.StateVariable], by integrator: Integrator, _ moment: Moment
    ) -> [String: Double] {
        let state = moment.state
        var next = state
        func slopes(_ offset: Double, _ along: [Double]?) -> [Double] {
            var stage = moment
            stage.time += offset
            for (index, variable) in moving.enumerated() {
                stage.state[variable.name]! += offset * (along?[index] ?? 0)
            }
            return moving.map { value($0.derivative, stage) }
        }
        switch integrator {
        case .euler:
            for (variable, slope) in zip(moving, slopes(0, nil)) {
                next[variable.name]! += timeStep * slope
            }
        case .exponentialEuler:
            for variable in moving { next[variable.name] = exponential(variable, moment) }
        case .exponentialEulerStaggered:
            var current = moment
            for variable in moving {
                next[variable.name] = exponential(variable, current)
                current.state[variable.name] = next[variable.name]
            }
        case .exact:
            precondition(moving.count <= 1, "the oracle solves single equations")
            for variable in moving { next[variable.name] = exponential(variable, moment) }
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
        return next.filter { entry in moving.contains { $0.name == entry.key } }
    }

    /// x∞ + (x − x∞)·exp(b·dt), the textbook form, with Euler where it does not exist.
    private func exponential(_ variable: NeuronModel.StateVariable, _ moment: Moment) -> Double {
        let x = moment.state[variable.name]!
        let whole = variable.derivative.inlining(model.subexpressions)
        guard let parts = whole.linearDecomposition(in: variable.name) else {
            return x + timeStep * value(variable.derivative, moment)
        }
        let (a, b) = (value(parts.offset, moment), value(parts.slope, moment))
        if b == 0 { return x + a * timeStep }
        return -a / b + (x + a / b) * Double.exp(b * timeStep)
    }
}
