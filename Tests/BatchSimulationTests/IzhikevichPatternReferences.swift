import BatchSimulation

/// Printed by Tests/References/izhikevich_patterns.py; times in ms.
extension IzhikevichPattern {
    static let all: [IzhikevichPattern] = [
        IzhikevichPattern(
            name: "tonic spiking", timeStep: 0.25, duration: 100,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.02, "b": 0.2, "c": -65, "d": 6,
                "offset": 0, "leak": 1, "v_0": -70, "u_0": -14.0,
            ],
            stimulus: [
                .step(start: 10, stop: 1000, amplitude: 14)
            ],
            spikes: [
                13.0, 17.0, 31.5, 59.25, 86.75,
            ]),
        IzhikevichPattern(
            name: "phasic spiking", timeStep: 0.25, duration: 200,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.02, "b": 0.25, "c": -65, "d": 6,
                "offset": 0, "leak": 1, "v_0": -64, "u_0": -16.0,
            ],
            stimulus: [
                .step(start: 20, stop: 1000, amplitude: 0.5)
            ],
            spikes: [
                43.75
            ]),
        IzhikevichPattern(
            name: "tonic bursting", timeStep: 0.25, duration: 220,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.02, "b": 0.2, "c": -50, "d": 2,
                "offset": 0, "leak": 1, "v_0": -70, "u_0": -14.0,
            ],
            stimulus: [
                .step(start: 22, stop: 1000, amplitude: 15)
            ],
            spikes: [
                25.0, 26.5, 28.25, 30.0, 32.0, 34.0, 36.25, 38.75, 41.75, 45.5, 80.0, 82.25, 84.75,
                87.75, 91.5, 98.75, 132.75, 135.0, 137.5, 140.5, 144.25, 151.25, 185.5, 187.75,
                190.25, 193.25, 197.0, 204.5,
            ]),
        IzhikevichPattern(
            name: "phasic bursting", timeStep: 0.25, duration: 200,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.02, "b": 0.25, "c": -55, "d": 0.05,
                "offset": 0, "leak": 1, "v_0": -64, "u_0": -16.0,
            ],
            stimulus: [
                .step(start: 20, stop: 1000, amplitude: 0.6)
            ],
            spikes: [
                39.25, 43.5, 48.25, 54.0, 63.75,
            ]),
        IzhikevichPattern(
            name: "mixed mode", timeStep: 0.25, duration: 160,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.02, "b": 0.2, "c": -55, "d": 4,
                "offset": 0, "leak": 1, "v_0": -70, "u_0": -14.0,
            ],
            stimulus: [
                .step(start: 16, stop: 1000, amplitude: 10)
            ],
            spikes: [
                20.0, 22.75, 27.25, 67.0, 99.25, 131.5,
            ]),
        IzhikevichPattern(
            name: "spike frequency adaptation", timeStep: 0.25, duration: 85,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.01, "b": 0.2, "c": -65, "d": 8,
                "offset": 0, "leak": 1, "v_0": -70, "u_0": -14.0,
            ],
            stimulus: [
                .step(start: 8.5, stop: 1000, amplitude: 30)
            ],
            spikes: [
                10.25, 12.25, 15.0, 19.75, 42.5, 71.5,
            ]),
        IzhikevichPattern(
            name: "class 1 excitable", timeStep: 0.25, duration: 300,
            numbers: [
                "n2": 0.04, "n1": 4.1, "n0": 108.0, "a": 0.02, "b": -0.1, "c": -55, "d": 6,
                "offset": 0, "leak": 1, "v_0": -60, "u_0": 6.0,
            ],
            stimulus: [
                .ramp(start: 30, stop: 300, from: 0, to: 20.25)
            ],
            spikes: [
                84.75, 125.25, 156.0, 181.25, 203.75, 224.0, 242.25, 259.5, 275.75, 290.75,
            ]),
        IzhikevichPattern(
            name: "class 2 excitable", timeStep: 0.25, duration: 300,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.2, "b": 0.26, "c": -65, "d": 0,
                "offset": 0, "leak": 1, "v_0": -64, "u_0": -16.64,
            ],
            stimulus: [
                .step(start: 0, stop: 30, amplitude: -0.5),
                .ramp(start: 30, stop: 300, from: -0.5, to: 3.55),
            ],
            spikes: [
                106.0, 126.75, 145.5, 162.5, 178.25, 193.0, 207.0, 220.75, 234.0, 246.75, 259.0,
                271.25, 282.25, 293.25,
            ]),
        IzhikevichPattern(
            name: "spike latency", timeStep: 0.2, duration: 100,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.02, "b": 0.2, "c": -65, "d": 6,
                "offset": 0, "leak": 1, "v_0": -70, "u_0": -14.0,
            ],
            stimulus: [
                .step(start: 10, stop: 13, amplitude: 7.04)
            ],
            spikes: [
                17.4
            ]),
        IzhikevichPattern(
            name: "subthreshold oscillations", timeStep: 0.25, duration: 200,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.05, "b": 0.26, "c": -60, "d": 0,
                "offset": 0, "leak": 1, "v_0": -62, "u_0": -16.12,
            ],
            stimulus: [
                .step(start: 20, stop: 25, amplitude: 2)
            ],
            spikes: [
                26.5
            ]),
        IzhikevichPattern(
            name: "resonator", timeStep: 0.25, duration: 400,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.1, "b": 0.26, "c": -60, "d": -1,
                "offset": 0, "leak": 1, "v_0": -62, "u_0": -16.12,
            ],
            stimulus: [
                .step(start: 40, stop: 44, amplitude: 0.65),
                .step(start: 60, stop: 64, amplitude: 0.65),
                .step(start: 280, stop: 284, amplitude: 0.65),
                .step(start: 320, stop: 324, amplitude: 0.65),
            ],
            spikes: [
                336.75
            ]),
        IzhikevichPattern(
            name: "integrator", timeStep: 0.25, duration: 100,
            numbers: [
                "n2": 0.04, "n1": 4.1, "n0": 108.0, "a": 0.02, "b": -0.1, "c": -55, "d": 6,
                "offset": 0, "leak": 1, "v_0": -60, "u_0": 6.0,
            ],
            stimulus: [
                .step(start: 9, stop: 11, amplitude: 9),
                .step(start: 14, stop: 16, amplitude: 9),
                .step(start: 70, stop: 72, amplitude: 9),
                .step(start: 80, stop: 82, amplitude: 9),
            ],
            spikes: [
                20.0
            ]),
        IzhikevichPattern(
            name: "rebound spike", timeStep: 0.2, duration: 200,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.03, "b": 0.25, "c": -60, "d": 4,
                "offset": 0, "leak": 1, "v_0": -64, "u_0": -16.0,
            ],
            stimulus: [
                .step(start: 20, stop: 25, amplitude: -15)
            ],
            spikes: [
                59.0
            ]),
        IzhikevichPattern(
            name: "rebound burst", timeStep: 0.2, duration: 200,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.03, "b": 0.25, "c": -52, "d": 0,
                "offset": 0, "leak": 1, "v_0": -64, "u_0": -16.0,
            ],
            stimulus: [
                .step(start: 20, stop: 25, amplitude: -15)
            ],
            spikes: [
                59.0, 62.0, 65.2, 68.6, 72.4, 76.8, 82.4,
            ]),
        IzhikevichPattern(
            name: "threshold variability", timeStep: 0.25, duration: 100,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.03, "b": 0.25, "c": -60, "d": 4,
                "offset": 0, "leak": 1, "v_0": -64, "u_0": -16.0,
            ],
            stimulus: [
                .step(start: 10, stop: 15, amplitude: 1),
                .step(start: 80, stop: 85, amplitude: 1),
                .step(start: 70, stop: 75, amplitude: -6),
            ],
            spikes: [
                92.5
            ]),
        IzhikevichPattern(
            name: "bistability", timeStep: 0.25, duration: 300,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.1, "b": 0.26, "c": -60, "d": 0,
                "offset": 0, "leak": 1, "v_0": -61, "u_0": -15.860000000000001,
            ],
            stimulus: [
                .step(start: 0, stop: 1000, amplitude: 0.24),
                .step(start: 37.5, stop: 42.5, amplitude: 1),
                .step(start: 216, stop: 221, amplitude: 1),
            ],
            spikes: [
                45.0, 85.25, 126.0, 166.25, 206.75,
            ]),
        IzhikevichPattern(
            name: "depolarizing afterpotential", timeStep: 0.1, duration: 50,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 1, "b": 0.2, "c": -60, "d": -21,
                "offset": 0, "leak": 1, "v_0": -70, "u_0": -14.0,
            ],
            stimulus: [
                .step(start: 8, stop: 10, amplitude: 20)
            ],
            spikes: [
                10.3
            ]),
        IzhikevichPattern(
            name: "accommodation", timeStep: 0.5, duration: 400,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": 0.02, "b": 1, "c": -55, "d": 4,
                "offset": 65, "leak": 0, "v_0": -65, "u_0": -16,
            ],
            stimulus: [
                .ramp(start: 0, stop: 200, from: 0, to: 8),
                .ramp(start: 300, stop: 312.5, from: 0, to: 4),
            ],
            spikes: [
                312.0
            ]),
        IzhikevichPattern(
            name: "inhibition-induced spiking", timeStep: 0.5, duration: 350,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": -0.02, "b": -1, "c": -60, "d": 8,
                "offset": 0, "leak": 1, "v_0": -63.8, "u_0": 63.8,
            ],
            stimulus: [
                .step(start: 0, stop: 1000, amplitude: 80),
                .step(start: 50, stop: 250, amplitude: -5),
            ],
            spikes: [
                95.0, 166.5, 236.5,
            ]),
        IzhikevichPattern(
            name: "inhibition-induced bursting", timeStep: 0.5, duration: 350,
            numbers: [
                "n2": 0.04, "n1": 5.0, "n0": 140.0, "a": -0.026, "b": -1, "c": -45, "d": -2,
                "offset": 0, "leak": 1, "v_0": -63.8, "u_0": 63.8,
            ],
            stimulus: [
                .step(start: 0, stop: 1000, amplitude: 80),
                .step(start: 50, stop: 250, amplitude: -5),
            ],
            spikes: [
                87.0, 89.0, 91.0, 93.5, 96.0, 99.0, 103.5, 192.0, 194.5, 197.0, 200.0, 204.5,
            ]),
    ]
}
