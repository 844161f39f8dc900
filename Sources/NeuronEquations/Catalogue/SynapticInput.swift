/// Pieces that several models of the catalogue share, in ANNarchy's form: synaptic conductances,
/// their noise, and a noisy baseline current.
///
/// Where an equation has a factor between units in its text, such as the 1000 of a rate in Hz, the
/// parameter's unit is 1, so that its number stays as it was published; the summary names the unit.
enum SynapticInput {
    /// The synaptic current, positive inward; each conductance only pulls towards its reversal
    /// potential, excitatory ones up and inhibitory ones down.
    static let current = "- neg(g_ampa*(v - E_ampa)) - pos(g_gaba*(v - E_gaba))"

    /// Both conductances decay.
    static let decay = """
        dg_ampa/dt = -g_ampa/tau_ampa
        dg_gaba/dt = -g_gaba/tau_gaba
        """

    /// The excitatory conductance is raised by random spikes, the other one decays.
    static let noisyAmpa = """
        dg_ampa/dt = ite(Uniform(0.0, 1.0)*1000.0/dt > rates_noise, -g_ampa/tau_ampa, \
        -g_ampa/tau_ampa + increase_noise/dt)
        dg_gaba/dt = -g_gaba/tau_gaba
        """

    /// A baseline current whose offset is drawn anew at random times.
    static let baseline = """
        offset_base = ite(Uniform(0.0, 1.0)*1000.0/dt > rate_base_noise, offset_base, \
        Normal(0.0, 1.0)*base_noise)
        I_base = base_mean + offset_base
        """

    /// |x|^(1/y) with the sign of x, x being any text.
    static func root(_ x: String, _ y: String) -> String {
        "fabs(\(x))**(1/\(y))/((\(x) + 1e-20)/(fabs(\(x)) + 1e-20))"
    }

    /// - Parameters:
    ///   - times: both decay times, ms.
    ///   - inhibition: the reversal potential of the inhibitory conductance, mV.
    static func conductanceParameters(
        times: (ampa: Double, gaba: Double), inhibition: Double
    ) -> [NeuronModel.Parameter] {
        [
            .init("tau_ampa", times.ampa, unit: "ms", "decay time of the excitatory conductance"),
            .init("tau_gaba", times.gaba, unit: "ms", "decay time of the inhibitory conductance"),
            .init("E_ampa", 0, unit: "mV", "reversal potential of the excitatory conductance"),
            .init(
                "E_gaba", inhibition, unit: "mV",
                "reversal potential of the inhibitory conductance"),
        ]
    }

    /// - Parameter unit: of a conductance in the model.
    static func noiseParameters(unit: String) -> [NeuronModel.Parameter] {
        [
            .init("increase_noise", 0, unit: unit, "step of g_ampa at a random spike"),
            .init("rates_noise", 0, unit: "1", "rate of the random spikes, Hz"),
        ]
    }

    /// - Parameter unit: of a current in the model.
    static func baselineParameters(unit: String) -> [NeuronModel.Parameter] {
        [
            .init("base_mean", 0, unit: unit, "mean of the baseline current"),
            .init("base_noise", 0, unit: unit, "standard deviation of the baseline's offset"),
            .init("rate_base_noise", 0, unit: "1", "rate at which the offset is drawn anew, Hz"),
        ]
    }

    /// Where the models that use these pieces come from.
    static let source = "CompNeuroPy 1.0, neuron models"
}
