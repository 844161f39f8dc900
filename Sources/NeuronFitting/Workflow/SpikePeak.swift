import NeuronEquations

/// The top of a spike in a trace from which the model's reset takes it.
///
/// A simulation tests the condition at the end of a step and resets the voltage in the same step, so
/// that the sample of a spike is the voltage after it. Who reads a recording looks for peaks.
/// Izhikevich 2007 (chapter 8) therefore writes the bound of the spike condition into that sample. Where
/// the bound is where a spike begins instead of where it ends, as at −50 mV in integrate-and-fire
/// models, the peak is drawn at ``conventionalVoltage``, as in the examples of Brian (Stimberg, Brette
/// and Goodman 2019). The voltage that the step reached was rejected: it depends on the time step, and
/// that of an exponential model is no number to be seen in a recording.
struct SpikePeak {
    /// Millivolts.
    static let conventionalVoltage = 20.0

    let voltage: Double

    /// - Parameters:
    ///   - variable: the membrane potential of the model.
    ///   - values: parameters with other values than the model's.
    ///   - detection: the voltage that spikes of recordings cross upwards.
    /// - Returns: nil where spikes show in the trace: where nothing resets the voltage.
    init?(
        of model: NeuronModel, variable: String, values: [String: Double], detection: Double
    ) {
        guard let condition = model.spikeCondition,
            model.reset.contains(where: { $0.name == variable })
        else { return nil }
        let level = Self.level(of: variable, in: condition)?.evaluate {
            Self.value(of: $0, model, values)
        }
        voltage =
            level.flatMap { $0.isFinite && $0 > detection ? $0 : nil }
            ?? Self.conventionalVoltage
    }

    /// What the variable has to exceed.
    private static func level(of variable: String, in condition: Expression) -> Expression? {
        switch condition {
        case .comparison(.greater, .name(variable), let level),
            .comparison(.greaterOrEqual, .name(variable), let level),
            .comparison(.less, let level, .name(variable)),
            .comparison(.lessOrEqual, let level, .name(variable)):
            level
        case .and(let left, let right):
            Self.level(of: variable, in: left) ?? Self.level(of: variable, in: right)
        default:
            nil
        }
    }

    /// The value of a name that is the same at all times; nil for others.
    private static func value(
        of name: String, _ model: NeuronModel, _ values: [String: Double]
    ) -> Double? {
        if let parameter = model.parameters.first(where: { $0.name == name }) {
            return values[name] ?? parameter.value
        }
        return model.subexpressions.first { $0.name == name }?.expression.evaluate {
            value(of: $0, model, values)
        }
    }

    /// Puts peaks into a trace at the samples of spikes.
    /// - Parameter spikes: times in ms from sample 0.
    func show(_ spikes: [Double], in trace: inout [Double], timeStep: Double) {
        for time in spikes {
            let sample = Int((time / timeStep).rounded())
            if trace.indices.contains(sample) { trace[sample] = voltage }
        }
    }
}
