import HandWrittenKernels
import NeuroSBI

/// The type of a simulation for which there are kernels written by hand.
protocol HandWrittenScalar: SimulationScalar {
    /// Izhikevich 2003 with input 10 and dt 0.1 ms; state and parameters `[instances]`.
    static func izhikevich(
        v: inout [Self], u: inout [Self], a: [Self], c: [Self], d: [Self], steps: Int)
    /// Hodgkin–Huxley with input 3 and dt 0.025 ms; state `[5 × instances]`.
    static func hodgkinHuxley(state: inout [Self], gNa: [Self], gK: [Self], steps: Int)
    /// The most by which the potential may differ from the simulator's in a check, mV: some hundred
    /// units in the last place of 100 mV.
    static var tolerance: Self { get }
}

extension Float: HandWrittenScalar {
    static func izhikevich(
        v: inout [Float], u: inout [Float], a: [Float], c: [Float], d: [Float], steps: Int
    ) {
        hand_written_izhikevich_f32(&v, &u, a, 0.2, c, d, 10, 0.1, v.count, steps)
    }
    static func hodgkinHuxley(state: inout [Float], gNa: [Float], gK: [Float], steps: Int) {
        hand_written_hodgkin_huxley_f32(&state, gNa, gK, 3, 0.025, gNa.count, steps)
    }
    static var tolerance: Float { 0.002 }
}

extension Double: HandWrittenScalar {
    static func izhikevich(
        v: inout [Double], u: inout [Double], a: [Double], c: [Double], d: [Double], steps: Int
    ) {
        hand_written_izhikevich_f64(&v, &u, a, 0.2, c, d, 10, 0.1, v.count, steps)
    }
    static func hodgkinHuxley(state: inout [Double], gNa: [Double], gK: [Double], steps: Int) {
        hand_written_hodgkin_huxley_f64(&state, gNa, gK, 3, 0.025, gNa.count, steps)
    }
    static var tolerance: Double { 5e-12 }
}
