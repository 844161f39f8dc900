"""Spike times of the twenty firing patterns of Izhikevich (2004), "Which model to use for cortical
spiking neurons?", IEEE Transactions on Neural Networks 15:1063, figure 1.

A loop in double precision, with the parameters, stimuli and time steps of the program that the
author published with that paper. Prints Swift source:

    python3 izhikevich_patterns.py > ../BatchSimulationTests/IzhikevichPatternReferences.swift
"""

STANDARD = (0.04, 5.0, 140.0)
CLASS_ONE = (0.04, 4.1, 108.0)


def step(start, stop, amplitude):
    return ("step", start, stop, amplitude)


def ramp(start, stop, first, last):
    return ("ramp", start, stop, first, last)


# name, dt, coefficients, a, b, c, d, offset of v in du/dt, v0, u0 (None: b*v0), duration, input
PATTERNS = [
    ("tonic spiking", 0.25, STANDARD, 0.02, 0.2, -65, 6, 0, -70, None, 100, [step(10, 1e9, 14)]),
    ("phasic spiking", 0.25, STANDARD, 0.02, 0.25, -65, 6, 0, -64, None, 200, [step(20, 1e9, 0.5)]),
    ("tonic bursting", 0.25, STANDARD, 0.02, 0.2, -50, 2, 0, -70, None, 220, [step(22, 1e9, 15)]),
    ("phasic bursting", 0.25, STANDARD, 0.02, 0.25, -55, 0.05, 0, -64, None, 200, [step(20, 1e9, 0.6)]),
    ("mixed mode", 0.25, STANDARD, 0.02, 0.2, -55, 4, 0, -70, None, 160, [step(16, 1e9, 10)]),
    ("spike frequency adaptation", 0.25, STANDARD, 0.01, 0.2, -65, 8, 0, -70, None, 85,
     [step(8.5, 1e9, 30)]),
    ("class 1 excitable", 0.25, CLASS_ONE, 0.02, -0.1, -55, 6, 0, -60, None, 300,
     [ramp(30, 300, 0, 20.25)]),
    ("class 2 excitable", 0.25, STANDARD, 0.2, 0.26, -65, 0, 0, -64, None, 300,
     [step(0, 30, -0.5), ramp(30, 300, -0.5, 3.55)]),
    ("spike latency", 0.2, STANDARD, 0.02, 0.2, -65, 6, 0, -70, None, 100, [step(10, 13, 7.04)]),
    ("subthreshold oscillations", 0.25, STANDARD, 0.05, 0.26, -60, 0, 0, -62, None, 200,
     [step(20, 25, 2)]),
    ("resonator", 0.25, STANDARD, 0.1, 0.26, -60, -1, 0, -62, None, 400,
     [step(t, t + 4, 0.65) for t in (40, 60, 280, 320)]),
    ("integrator", 0.25, CLASS_ONE, 0.02, -0.1, -55, 6, 0, -60, None, 100,
     [step(t, t + 2, 9) for t in (9, 14, 70, 80)]),
    ("rebound spike", 0.2, STANDARD, 0.03, 0.25, -60, 4, 0, -64, None, 200, [step(20, 25, -15)]),
    ("rebound burst", 0.2, STANDARD, 0.03, 0.25, -52, 0, 0, -64, None, 200, [step(20, 25, -15)]),
    ("threshold variability", 0.25, STANDARD, 0.03, 0.25, -60, 4, 0, -64, None, 100,
     [step(10, 15, 1), step(80, 85, 1), step(70, 75, -6)]),
    ("bistability", 0.25, STANDARD, 0.1, 0.26, -60, 0, 0, -61, None, 300,
     [step(0, 1e9, 0.24), step(37.5, 42.5, 1), step(216, 221, 1)]),
    ("depolarizing afterpotential", 0.1, STANDARD, 1, 0.2, -60, -21, 0, -70, None, 50,
     [step(8, 10, 20)]),
    ("accommodation", 0.5, STANDARD, 0.02, 1, -55, 4, 65, -65, -16, 400,
     [ramp(0, 200, 0, 8), ramp(300, 312.5, 0, 4)]),
    ("inhibition-induced spiking", 0.5, STANDARD, -0.02, -1, -60, 8, 0, -63.8, None, 350,
     [step(0, 1e9, 80), step(50, 250, -5)]),
    ("inhibition-induced bursting", 0.5, STANDARD, -0.026, -1, -45, -2, 0, -63.8, None, 350,
     [step(0, 1e9, 80), step(50, 250, -5)]),
]


def current(parts, t):
    total = 0.0
    for part in parts:
        start, stop = part[1:3]
        if start - 1e-9 <= t < stop - 1e-9:
            if part[0] == "step":
                total += part[3]
            else:
                total += part[3] + (part[4] - part[3]) * ((t - start) / (stop - start))
    return total


def spikes(pattern):
    """Times in ms. As in the author's program u advances with the new v, and v > 30 is a spike."""
    _, dt, (n2, n1, n0), a, b, c, d, offset, v, u, duration, parts = pattern
    v = float(v)
    u = b * v if u is None else float(u)
    times = []
    for k in range(round(duration / dt)):
        v = v + dt * (n2 * v * v + n1 * v + n0 - u + current(parts, k * dt))
        u = u + dt * a * (b * (v + offset) - (u if offset == 0 else 0))
        if v > 30:
            times.append((k + 1) * dt)
            v = c
            u += d
    return times


def component(part):
    start, stop = part[1], min(part[2], 1000)
    if part[0] == "step":
        return f".step(start: {start}, stop: {stop}, amplitude: {part[3]})"
    return f".ramp(start: {start}, stop: {stop}, from: {part[3]}, to: {part[4]})"


def wrapped(items, indentation):
    lines, line = [], indentation
    for item in items:
        if len(line) + len(item) + 2 > 100:
            lines.append(line.rstrip())
            line = indentation
        line += item + ", "
    return "\n".join(lines + [line.rstrip().rstrip(",") + ","])


if __name__ == "__main__":
    print("import BatchSimulation\n")
    print("/// Printed by Tests/References/izhikevich_patterns.py; times in ms.")
    print("extension IzhikevichPattern {")
    print("    static let all: [IzhikevichPattern] = [")
    for pattern in PATTERNS:
        name, dt, n, a, b, c, d, offset, v, u, duration, parts = pattern
        u = b * v if u is None else u
        print("        IzhikevichPattern(")
        print(f'            name: "{name}", timeStep: {dt}, duration: {duration},')
        print(f"            numbers: [")
        values = dict(zip(("n2", "n1", "n0"), n), a=a, b=b, c=c, d=d, offset=offset,
                      leak=int(offset == 0), v_0=v, u_0=u)
        print(wrapped([f'"{key}": {value!r}' for key, value in values.items()], " " * 16))
        print("            ],")
        print("            stimulus: [")
        for part in parts:
            print(f"                {component(part)},")
        print("            ],")
        print("            spikes: [")
        print(wrapped([f"{round(t, 6)}" for t in spikes(pattern)], " " * 16))
        print("            ]),")
    print("    ]\n}")
