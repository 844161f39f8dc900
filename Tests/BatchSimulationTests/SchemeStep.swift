import BatchSimulation
import NeuronEquations

/// One step of a method as a function of state, time and the normal numbers: the graph that the
/// method writes, evaluated directly, so that a test chooses the noise.
struct SchemeStep {
    private let evaluation: GraphEvaluation

    init(_ integrator: Integrator, model: NeuronModel, timeStep: Double) throws {
        var graph = ValueGraph()
        var scope = Scope(values: [:], definitions: [:], place: "a test")
        for definition in model.subexpressions {
            scope.definitions[definition.name] = definition.expression
        }
        for (slot, variable) in model.stateVariables.enumerated() {
            scope.values[variable.name] = graph.insert(.state(slot))
        }
        for parameter in model.parameters {
            scope.values[parameter.name] = graph.number(parameter.value ?? .nan)
        }
        scope.values["t"] = graph.insert(.time(after: false))
        scope.values["dt"] = graph.number(timeStep)
        for (index, name) in model.whiteNoises.enumerated() {
            let scale = graph.number(1 / timeStep.squareRoot())
            scope.noises[name] = graph.binary(.multiply, scale, graph.insert(.normal(index)))
        }
        let advanced = try integrator.scheme.advance(
            EquationSystem(model, refractoryFlag: nil), from: scope, in: &graph)
        evaluation = GraphEvaluation(graph: graph, results: advanced)
    }

    func callAsFunction(_ state: [Double], time: Double, normal: [Double]) -> [Double] {
        evaluation { leaf in
            switch leaf {
            case .state(let slot): state[slot]
            case .normal(let index): normal[index]
            case .time: time
            default: .nan
            }
        }
    }
}
