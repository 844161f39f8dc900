/// A leaky membrane under a step of 0.1 nA: without noise, so that its two parameters follow from
/// its statistics exactly.
enum PassiveMembrane {
    static let configuration = """
        model:
          equations: tau*dv/dt = v_rest - v + R*I
          parameters: {v_rest: -70}
          initial: {v: v_rest}
        parameters:
          tau: {uniform: [5, 30]}
          R: {uniform: [20, 200]}
        protocol:
          dt: 0.1
          duration: 120
          input: I
          steps: [{start: 20, stop: 100, amplitude: 0.1}]
        target: {parameters: {tau: 14, R: 120}}
        method: exponentialEuler
        statistics: [mean_voltage, voltage_variance]
        """
}
