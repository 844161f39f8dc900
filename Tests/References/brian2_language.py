"""Traces and spikes of Brian2 for models that use what its language has.

Every model is integrated with forward Euler at dt = 0.1 ms for 40 ms, so that the numbers depend on
nothing but the meaning of the text. Made with Brian2 2.9.0 and NumPy 1.26, Python 3.11:

    F=Tests/BatchSimulationTests/Brian2References.swift
    python3 Tests/References/brian2_language.py > $F && swift format -i $F
"""

import numpy

if not hasattr(numpy.ndarray, "ptp"):
    raise SystemExit("Brian2 2.9.0 needs NumPy 1")

from brian2 import (
    Network, NeuronGroup, SpikeMonitor, StateMonitor, defaultclock, mV, ms, prefs)

prefs.codegen.target = "numpy"

MODELS = [
    dict(
        name="held for a time",
        equations="""
            dv/dt = (-60*mV - v + drive)/tau : volt (unless refractory)
            dtheta/dt = (-50*mV - theta)/(30*ms) : volt
            drive = 18*mV + 3*mV*sin(t/(4*ms)) : volt
            tau = 8*ms : second
        """,
        threshold="v > theta", reset="v = -65*mV; theta += 2*mV", refractory="2.3*ms",
        initial={"v": "-60*mV", "theta": "-50*mV"}, units={"v": mV, "theta": mV}),
    dict(
        name="refractory while a gate is open",
        equations="""
            dv/dt = (30*mV - v)/(5*ms)*int(not_refractory) + 2*mV/ms : volt
            dm/dt = (int(v > 10*mV) - m)/(1.5*ms) : 1
            dw/dt = exp(-(t - lastspike)/(3*ms))/ms - w/(6*ms) : 1
        """,
        threshold="v > 20*mV and m > 0.3", reset="v -= 22*mV", refractory="m > 0.5 or w > 1.8",
        initial={}, units={"v": mV, "m": 1, "w": 1}),
    dict(
        name="resets that change variables",
        equations="""
            dv/dt = 1/(1.7*ms) - v/(9*ms) : 1 (unless refractory)
            pause : second
            count : integer
            step_size : 1
        """,
        threshold="v > 1", reset="v = 0; pause += 0.45*ms; count += 1; step_size = count*v + pause/ms",
        refractory="pause", initial={"pause": "0.1*ms"},
        units={"v": 1, "pause": ms, "count": 1, "step_size": 1}),
    dict(
        name="constant over the step",
        equations="""
            dv/dt = (target - v)/(2*ms) : 1
            du/dt = level/(3*ms) - u/(5*ms) : 1
            target = 1.5 + sin(t/(3*ms)) + 0.1*level : 1 (constant over dt)
            level = clip(3*v, 0, 5) : 1 (constant over dt)
        """,
        threshold="v > 1.5 + 0.02*u", reset="v -= 0.5*target",
        refractory="0.7*ms",
        initial={"v": "0.2"}, units={"v": 1, "u": 1}),
]


def run(model):
    defaultclock.dt = 0.1 * ms
    group = NeuronGroup(
        1, model["equations"], threshold=model["threshold"], reset=model["reset"],
        refractory=model["refractory"], method="euler")
    for name, value in model["initial"].items():
        setattr(group, name, value)
    spikes = SpikeMonitor(group)
    states = StateMonitor(group, list(model["units"]), record=True)
    Network(group, spikes, states).run(40 * ms)
    traces = {
        name: numpy.asarray(getattr(states, name)[0] / unit, dtype=float)
        for name, unit in model["units"].items()}
    return traces, numpy.asarray(spikes.t / ms)


def swift(text):
    return '"""\n' + "\n".join("            " + line.strip() for line in text.strip().split("\n")) + (
        '\n            """')


print("// Made by Tests/References/brian2_language.py (Brian2 2.9.0); do not edit.")
print("extension Brian2Tests {")
print("    static let cases: [Case] = [")
for model in MODELS:
    traces, spikes = run(model)
    print("        Case(")
    print(f'            name: "{model["name"]}",')
    print("            equations: " + swift(model["equations"]) + ",")
    print(f'            spike: "{model["threshold"]}", reset: "{model["reset"]}",')
    print(f'            refractory: "{model["refractory"]}",')
    initial = ", ".join(f'"{n}": "{v}"' for n, v in model["initial"].items()) or ":"
    print(f"            initial: [{initial}],")
    print("            spikeSteps: [" + ", ".join(str(round(t / 0.1)) for t in spikes) + "],")
    print("            traces: [")
    for name, values in traces.items():
        # Every twentieth sample, the first one being the initial state.
        numbers = ", ".join(repr(float(x)) for x in values[::20])
        print(f'                "{name}": [{numbers}],')
    print("            ]),")
print("    ]")
print("}")
