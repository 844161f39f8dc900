/// A leaky membrane under a step of 0.1 nA: without noise, so that its two parameters follow from
/// its statistics exactly.
enum PassiveMembrane {
    static let model =
        "{equations: 'tau*dv/dt = v_rest - v + R*I', parameters: {v_rest: -70}, "
        + "initial: {v: v_rest}}"

    /// The configuration of the membrane, or of another model under its stimulus.
    /// - Parameters:
    ///   - method: the integrator.
    ///   - more: further keys, a line each.
    static func configuration(
        model: String = PassiveMembrane.model, target: String = "{parameters: {tau: 14, R: 120}}",
        statistics: String = "[mean_voltage, voltage_variance]",
        method: String = "exponentialEuler", more: String = ""
    ) -> String {
        """
        model: \(model)
        parameters: {tau: {uniform: [5, 30]}, R: {uniform: [20, 200]}}
        protocol:
          dt: 0.1
          duration: 120
          input: I
          steps: [{start: 20, stop: 100, amplitude: 0.1}]
        target: \(target)
        method: \(method)
        record: [v]
        statistics: \(statistics)
        \(more)
        """
    }
}
