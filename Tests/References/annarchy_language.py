"""Traces and spikes of ANNarchy for models that use what its language has.

Every model is simulated at dt = 0.1 ms for 40 ms. Made with ANNarchy 5.0.4.1, Python 3.11, in an
empty folder, because ANNarchy writes its code there and prints what it does:

    python3 annarchy_language.py AnnarchyReferences.swift && swift format -i AnnarchyReferences.swift
"""

# ANNarchy uses importlib.util without importing it.
import importlib.util  # noqa: F401
import sys

import ANNarchy as ann

MODELS = [
    dict(
        name="statements between equations",
        parameters="""
            tau = 10.0 : population
            g_leak = 0.5
            E = 3.0
        """,
        equations="""
            I = g_leak*(E - v) : init=0.3
            tau*dv/dt + v = 4*I + w : init=1.0, min=0.2, max=2.9
            tau*dw/dt = v - w
            r += 0.1*(v - r) : max=2.0
            x = if r > 1: r*w else: -r
            dy/dt = (x - y)/4.0 : exponential
            dz/dt = (x - z)/4.0 : init=1.0
        """,
        spike=None, reset=None, refractory=None, record=["I", "v", "w", "r", "x", "y", "z"]),
    dict(
        name="conductances of a refractory neuron",
        parameters="""
            tau_refrac = 2.0
            E_e = 0.0
        """,
        equations="""
            dg_e/dt = -g_e/5.0 : init=0.4
            dv/dt = (-65.0 - v)/10.0 + g_e*(E_e - v)/10.0 + 2.5 : init=-65.0
            du/dt = 0.1*(0.2*v - u) : init=-13.0
            drive = v + 65.0
        """,
        spike="v > -50.0",
        reset="""
            v = -65.0
            u += 2.0
            g_e += 0.3
        """,
        refractory="tau_refrac", record=["g_e", "v", "u", "drive"]),
    dict(
        name="Izhikevich with bounds",
        parameters="a = 0.02; b = 0.2; c = -65.0; d = 8.0; I_app = 12.0",
        equations="""
            I = I_app - neg(0.1*(v + 20.0)) - pos(0.05*(v - 5.0)) + clip(t, 0.0, 3.0)
            dv/dt = 0.04*v^2 + 5.0*v + 140.0 - u + I : init=-65.0, max=28.0
            du/dt = a*(b*v - u) : init=-13.0
        """,
        spike="v >= 27.5", reset="v = c; u += d", refractory=None, record=["I", "v", "u"]),
    dict(
        name="midpoint",
        parameters="k = 0.8",
        equations="""
            n = ite(p > 0.2, 1.0, modulo(10.0*t, 7.0))
            dp/dt = -k*p + q + 0.1*n : init=1.0, midpoint
            dq/dt = -p*n : midpoint
            r = p*q
        """,
        spike=None, reset=None, refractory=None, record=["n", "p", "q", "r"]),
    dict(
        name="Runge and Kutta",
        parameters="k = 0.8",
        equations="""
            n = 0.1*power(fabs(r), 2) - 0.5
            da/dt = 1.0 + n - k*a**2 + b : init=0.5, rk4
            db/dt = 0.2 - a*b : init=1.0, rk4
            r = a - b
        """,
        spike=None, reset=None, refractory=None, record=["n", "a", "b", "r"]),
]


def run(model):
    network = ann.Network(dt=0.1)
    optional = {
        key: model[key] for key in ("spike", "reset", "refractory") if model[key] is not None}
    neuron = ann.Neuron(
        parameters=model["parameters"], equations=model["equations"], **optional)
    population = network.create(1, neuron=neuron)
    recorded = model["record"] + (["spike"] if model["spike"] else [])
    monitor = network.monitor(population, recorded)
    network.compile(directory="network_" + str(MODELS.index(model)))
    network.simulate(40.0)
    data = monitor.get()
    spikes = data["spike"][0] if model["spike"] else []
    return {name: data[name][:, 0] for name in model["record"]}, spikes


def swift(text):
    if text is None:
        return "nil"
    if "\n" not in text:
        return f'"{text}"'
    lines = [line.strip() for line in text.strip().split("\n")]
    return '"""\n' + "\n".join("                " + line for line in lines) + '\n                """'


with open(sys.argv[1], "w") as file:
    def put(line):
        print(line, file=file)

    put("// Made by Tests/References/annarchy_language.py (ANNarchy 5.0.4.1); do not edit.")
    put("extension AnnarchyTests {")
    put("    static let cases: [Case] = [")
    for model in MODELS:
        traces, spikes = run(model)
        put("        Case(")
        put(f'            name: "{model["name"]}",')
        put("            parameters: " + swift(model["parameters"]) + ",")
        put("            equations: " + swift(model["equations"]) + ",")
        put("            spike: " + swift(model["spike"]) + ",")
        put("            reset: " + swift(model["reset"]) + ",")
        put("            refractory: " + swift(model["refractory"]) + ",")
        put("            spikeSteps: [" + ", ".join(str(int(s)) for s in spikes) + "],")
        put("            traces: [")
        for name, values in traces.items():
            # Every twentieth step; the first sample is the state after the first step. Those of
            # conductances g_… are taken before the step, as ANNarchy records them.
            numbers = ", ".join(repr(float(x)) for x in values[::20])
            put(f'                "{name}": [{numbers}],')
        put("            ]),")
    put("    ]")
    put("}")
