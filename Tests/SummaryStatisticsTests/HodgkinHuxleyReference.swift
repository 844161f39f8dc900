import Foundation

/// A plain simulator of the noise-free two-parameter Hodgkin–Huxley problem, written for the oracle
/// table of the statistics: Pospischil et al. 2008 kinetics, exponential Euler, one variable after
/// the other, 12,001 samples of 0.01 ms, a step of current from 10 to 110 ms.
struct HodgkinHuxleyReference {
    let sodiumConductance: Double
    let potassiumConductance: Double

    /// Voltage in mV, `[12,001]`.
    func voltage() -> [Double] {
        let timeStep = 0.01
        let current = 5e-4 / (Double.pi * 70e-4 * 70e-4)
        let (leak, slowPotassium, tauMax) = (0.1, 0.07, 600.0)
        let (leakReversal, sodiumReversal, potassiumReversal) = (-70.0, 53.0, -107.0)
        var voltage = [-70.0]
        var gates = rates(-70, tauMax).map(\.steady)
        for step in 1...12_000 {
            let conductances = [
                leak, sodiumConductance * gates[0] * gates[0] * gates[0] * gates[1],
                potassiumConductance * gates[2] * gates[2] * gates[2] * gates[2],
                slowPotassium * gates[3],
            ]
            let reversals = [leakReversal, sodiumReversal, potassiumReversal, potassiumReversal]
            let total = conductances.reduce(0, +)
            let driving = zip(conductances, reversals).reduce(0) { $0 + $1.0 * $1.1 }
            let isOn = step - 1 >= 1000 && step - 1 < 11_000
            let target = (driving + (isOn ? current : 0)) / total
            let next = target + (voltage[step - 1] - target) * exp(-timeStep * total)
            voltage.append(next)
            for (gate, rate) in rates(next, tauMax).enumerated() {
                gates[gate] =
                    rate.steady + (gates[gate] - rate.steady) * exp(-timeStep / rate.timeConstant)
            }
        }
        return voltage
    }

    /// Steady state and time constant of m, h, n and p.
    private func rates(
        _ voltage: Double, _ tauMax: Double
    ) -> [(steady: Double, timeConstant: Double)] {
        let u = voltage + 60
        func linoid(_ z: Double) -> Double { abs(z) < 1e-4 ? 1 - z / 2 : z / (exp(z) - 1) }
        let openings = [
            0.32 * linoid(-0.25 * (u - 13)) / 0.25, 0.128 * exp(-(u - 17) / 18),
            0.032 * linoid(-0.2 * (u - 15)) / 0.2,
        ]
        let closings = [
            0.28 * linoid(0.2 * (u - 40)) / 0.2, 4 / (1 + exp(-0.2 * (u - 40))),
            0.5 * exp(-(u - 10) / 40),
        ]
        var result = zip(openings, closings).map {
            (steady: $0 / ($0 + $1), timeConstant: 1 / ($0 + $1))
        }
        let w = voltage + 35
        result.append(
            (
                steady: 1 / (1 + exp(-0.1 * w)),
                timeConstant: tauMax / (3.3 * exp(0.05 * w) + exp(-0.05 * w))
            ))
        return result
    }
}
