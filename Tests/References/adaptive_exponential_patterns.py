"""Spike times of the eight firing patterns of Naud, Marcille, Clopath and Gerstner (2008), "Firing
patterns in the adaptive exponential integrate-and-fire model", Biological Cybernetics 99:335,
table 1 and figure 2.

A loop over forward Euler in double precision with a step current from t = 0, written from the
equations of Brette and Gerstner (2005). Prints Swift source:

    python3 adaptive_exponential_patterns.py \
        > ../BatchSimulationTests/AdaptiveExponentialPatternReferences.swift
"""

from math import exp

NAMES = ("C", "g_L", "E_L", "V_T", "Delta_T", "a", "tau_w", "b", "V_r")
# The numbers in the order of NAMES (pF, nS, mV, mV, mV, nS, ms, pA, mV), then the current in pA.
PATTERNS = {
    "tonic spiking": (200, 10, -70, -50, 2, 2, 30, 0, -58, 500),
    "adaptation": (200, 12, -70, -50, 2, 2, 300, 60, -58, 500),
    "initial burst": (130, 18, -58, -50, 2, 4, 150, 120, -50, 400),
    "regular bursting": (200, 10, -58, -50, 2, 2, 120, 100, -46, 210),
    "delayed accelerating": (200, 12, -70, -50, 2, -10, 300, 0, -58, 300),
    "delayed regular bursting": (100, 10, -65, -50, 2, -10, 90, 30, -47, 110),
    "transient spiking": (100, 10, -65, -50, 2, 10, 90, 100, -47, 180),
    "irregular spiking": (100, 12, -60, -50, 2, -11, 130, 30, -48, 160),
}
TIME_STEP, DURATION = 0.01, 400


def steps_of_spikes(numbers):
    C, g_L, E_L, V_T, Delta_T, a, tau_w, b, V_r, current = numbers
    v, w, steps = float(E_L), 0.0, []
    for k in range(round(DURATION / TIME_STEP)):
        dv = (-g_L * (v - E_L) + g_L * Delta_T * exp((v - V_T) / Delta_T) - w + current) / C
        dw = (a * (v - E_L) - w) / tau_w
        v, w = v + TIME_STEP * dv, w + TIME_STEP * dw
        if v > 20:
            steps.append(k + 1)
            v, w = V_r, w + b
    return steps


if __name__ == "__main__":
    print("/// Printed by Tests/References/adaptive_exponential_patterns.py.")
    print("extension AdaptiveExponentialPattern {")
    print(f"    static let timeStep = {TIME_STEP}")
    print(f"    static let duration = {float(DURATION)}")
    print("    static let all: [AdaptiveExponentialPattern] = [")
    for name, numbers in PATTERNS.items():
        values = [f'"{key}": {value}' for key, value in zip(NAMES, numbers)]
        print("        AdaptiveExponentialPattern(")
        print(f'            name: "{name}", current: {numbers[-1]},')
        print(f"            constants: [{', '.join(values[:5])},")
        print(f"                {', '.join(values[5:])}],")
        print("            steps: [")
        line = " " * 16
        for step in steps_of_spikes(numbers):
            if len(line) + len(str(step)) + 2 > 100:
                print(line.rstrip())
                line = " " * 16
            line += f"{step}, "
        print(line.rstrip())
        print("            ]),")
    print("    ]\n}")
