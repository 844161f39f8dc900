"""Traces and spikes of Brian2 for the catalogue's models that have units or no simulator of their own.

The equations are written from the publications in Brian2's way, with units, and integrated with
forward Euler for 100 ms, with a current from 10 to 80 ms. Made with Brian2 2.9.0 and NumPy 1.26,
Python 3.11:

    python3 Tests/References/brian2_catalogue.py > Tests/References/brian2_catalogue.json
"""

import json

import numpy

if not hasattr(numpy.ndarray, "ptp"):
    raise SystemExit("Brian2 2.9.0 needs NumPy 1")

from brian2 import (
    Network, NeuronGroup, Quantity, SpikeMonitor, StateMonitor, cm, defaultclock, mS, mV, ms, nA, nF,
    nS, pA, pF, prefs, uA, uF, volt)

prefs.codegen.target = "numpy"

DURATION = 100.0
MODELS = [
    dict(
        model="izhikevich2003", dt=0.1, input="I", amplitude=10.0, unit=mV / ms,
        equations="""
            dv/dt = 0.04/(ms*mV)*v**2 + 5/ms*v + 140*mV/ms - u + I : volt
            du/dt = 0.02/ms*(0.2/ms*v - u) : volt/second
        """,
        threshold="v >= 30*mV", reset="v = -65*mV; u += 8*mV/ms",
        initial={"v": "-65*mV", "u": "-13*mV/ms"}, units={"v": mV, "u": mV / ms}),
    dict(
        model="izhikevich2007", dt=0.1, input="I", amplitude=150.0, unit=pA,
        equations="""
            dv/dt = (0.7*nS/mV*(v + 60*mV)*(v + 40*mV) - u + I)/(100*pF) : volt
            du/dt = 0.03/ms*(-2*nS*(v + 60*mV) - u) : amp
        """,
        threshold="v >= 35*mV", reset="v = -50*mV; u += 100*pA",
        initial={"v": "-60*mV"}, units={"v": mV, "u": pA}),
    dict(
        model="leakyIntegrateAndFire", dt=0.1, input="I", amplitude=2.0, unit=nA,
        equations="dv/dt = (-65*mV - v + 10*Mohm*I)/(10*ms) : volt (unless refractory)",
        threshold="v > -50*mV", reset="v = -65*mV", refractory="2*ms",
        initial={"v": "-65*mV"}, units={"v": mV}),
    dict(
        # As in Brian2's example Brette_Gerstner_2005, with the reset of the paper.
        model="adaptiveExponential", dt=0.1, input="I", amplitude=900.0, unit=pA,
        equations="""
            dv/dt = (30*nS*(-70.6*mV - v) + 30*nS*2*mV*exp((v + 50.4*mV)/(2*mV)) + I - w)/(281*pF) : volt
            dw/dt = (4*nS*(v + 70.6*mV) - w)/(144*ms) : amp
        """,
        threshold="v > 20*mV", reset="v = -70.6*mV; w += 80.5*pA",
        initial={"v": "-70.6*mV"}, units={"v": mV, "w": pA}),
    dict(
        model="hodgkinHuxley", dt=0.01, input="I", amplitude=4.0, unit=uA / cm**2,
        values={"sigma": 0.0},
        equations="""
            dV/dt = (0.1*msiemens/cm**2*(-70*mV - V) + 50*msiemens/cm**2*m**3*h*(53*mV - V)
                + 5*msiemens/cm**2*n**4*(-107*mV - V) + 0.07*msiemens/cm**2*p*(-107*mV - V)
                + I)/(1*ufarad/cm**2) : volt
            dm/dt = am*(1 - m) - bm*m : 1
            dh/dt = ah*(1 - h) - bh*h : 1
            dn/dt = an*(1 - n) - bn*n : 1
            dp/dt = (p_inf - p)/tau_p : 1
            V2 = (V + 60*mV)/mV : 1
            am = 0.32*(13 - V2)/(exp((13 - V2)/4) - 1)/ms : Hz
            bm = 0.28*(V2 - 40)/(exp((V2 - 40)/5) - 1)/ms : Hz
            ah = 0.128*exp((17 - V2)/18)/ms : Hz
            bh = 4/(1 + exp((40 - V2)/5))/ms : Hz
            an = 0.032*(15 - V2)/(exp((15 - V2)/5) - 1)/ms : Hz
            bn = 0.5*exp((10 - V2)/40)/ms : Hz
            p_inf = 1/(1 + exp(-(V + 35*mV)/(10*mV))) : 1
            tau_p = 600*ms/(3.3*exp((V + 35*mV)/(20*mV)) + exp(-(V + 35*mV)/(20*mV))) : second
        """,
        threshold="V > -10*mV", refractory="V > -10*mV",
        initial={"V": "-70*mV", "m": "am/(am + bm)", "h": "ah/(ah + bh)", "n": "an/(an + bn)",
                 "p": "p_inf"},
        units={"V": mV, "m": 1, "h": 1, "n": 1, "p": 1}),
    dict(
        model="squidAxon", dt=0.01, input="I", amplitude=10.0, unit=uA / cm**2,
        equations="""
            dv/dt = (120*msiemens/cm**2*m**3*h*(50*mV - v) + 36*msiemens/cm**2*n**4*(-77*mV - v)
                + 0.3*msiemens/cm**2*(-54.4*mV - v) + I)/(1*ufarad/cm**2) : volt
            dm/dt = am*(1 - m) - bm*m : 1
            dh/dt = ah*(1 - h) - bh*h : 1
            dn/dt = an*(1 - n) - bn*n : 1
            am = 0.1/mV*(v + 40*mV)/(1 - exp(-(v + 40*mV)/(10*mV)))/ms : Hz
            bm = 4*exp(-(v + 65*mV)/(18*mV))/ms : Hz
            ah = 0.07*exp(-(v + 65*mV)/(20*mV))/ms : Hz
            bh = 1/(1 + exp(-(v + 35*mV)/(10*mV)))/ms : Hz
            an = 0.01/mV*(v + 55*mV)/(1 - exp(-(v + 55*mV)/(10*mV)))/ms : Hz
            bn = 0.125*exp(-(v + 65*mV)/(80*mV))/ms : Hz
        """,
        threshold="v > 0*mV", refractory="v > 0*mV",
        initial={"v": "-65*mV", "m": "am/(am + bm)", "h": "ah/(ah + bh)", "n": "an/(an + bn)"},
        units={"v": mV, "m": 1, "h": 1, "n": 1}),
    dict(
        model="connorStevens", dt=0.01, input="I", amplitude=15.0, unit=uA / cm**2,
        equations="""
            dv/dt = (0.3*msiemens/cm**2*(-17*mV - v) + 120*msiemens/cm**2*m**3*h*(55*mV - v)
                + 20*msiemens/cm**2*n**4*(-72*mV - v) + 47.7*msiemens/cm**2*a**3*b*(-75*mV - v)
                + I)/(1*ufarad/cm**2) : volt
            dm/dt = am*(1 - m) - bm*m : 1
            dh/dt = ah*(1 - h) - bh*h : 1
            dn/dt = an*(1 - n) - bn*n : 1
            da/dt = (a_inf - a)/tau_a : 1
            db/dt = (b_inf - b)/tau_b : 1
            V = v/mV : 1
            am = 0.38*(V + 29.7)/(1 - exp(-0.1*(V + 29.7)))/ms : Hz
            bm = 15.2*exp(-0.0556*(V + 54.7))/ms : Hz
            ah = 0.266*exp(-0.05*(V + 48))/ms : Hz
            bh = 3.8/(1 + exp(-0.1*(V + 18)))/ms : Hz
            an = 0.02*(V + 45.7)/(1 - exp(-0.1*(V + 45.7)))/ms : Hz
            bn = 0.25*exp(-0.0125*(V + 55.7))/ms : Hz
            a_inf = (0.0761*exp(0.0314*(V + 94.22))/(1 + exp(0.0346*(V + 1.17))))**(1/3.0) : 1
            tau_a = (0.3632 + 1.158/(1 + exp(0.0497*(V + 55.96))))*ms : second
            b_inf = (1/(1 + exp(0.0688*(V + 53.3))))**4 : 1
            tau_b = (1.24 + 2.678/(1 + exp(0.0624*(V + 50))))*ms : second
        """,
        threshold="v > 0*mV", refractory="v > 0*mV",
        initial={"v": "-68*mV", "m": "am/(am + bm)", "h": "ah/(ah + bh)", "n": "an/(an + bn)",
                 "a": "a_inf", "b": "b_inf"},
        units={"v": mV, "m": 1, "h": 1, "n": 1, "a": 1, "b": 1}),
    dict(
        model="morrisLecar", dt=0.05, input="I", amplitude=100.0, unit=uA / cm**2,
        equations="""
            dv/dt = (2*msiemens/cm**2*(-60*mV - v)
                + 4.4*msiemens/cm**2*0.5*(1 + tanh((v + 1.2*mV)/(18*mV)))*(120*mV - v)
                + 8*msiemens/cm**2*w*(-84*mV - v) + I)/(20*ufarad/cm**2) : volt
            dw/dt = 0.04*(w_inf - w)*cosh((v - 2*mV)/(60*mV))/ms : 1
            w_inf = 0.5*(1 + tanh((v - 2*mV)/(30*mV))) : 1
        """,
        threshold="v > 0*mV", refractory="v > 0*mV",
        initial={"v": "-60*mV", "w": "w_inf"}, units={"v": mV, "w": 1}),
    dict(
        model="fitzHughNagumo", dt=0.05, input="I", amplitude=0.5, unit=1 / ms,
        equations="""
            dv/dt = (v - v**3/3 - w)/ms + I : 1
            dw/dt = (v + 0.7 - 0.8*w)/(12.5*ms) : 1
        """,
        threshold="v > 1", refractory="v > 1", initial={"v": "-1.2", "w": "-0.6"},
        units={"v": 1, "w": 1}),
    dict(
        # As in Brian2's example Wang_Buzsaki_1996.
        model="wangBuzsaki", dt=0.01, input="I", amplitude=2.0, unit=uA / cm**2,
        equations="""
            dv/dt = (35*msiemens/cm**2*m**3*h*(55*mV - v) + 9*msiemens/cm**2*n**4*(-90*mV - v)
                + 0.1*msiemens/cm**2*(-65*mV - v) + I)/(1*ufarad/cm**2) : volt
            m = am/(am + bm) : 1
            am = -0.1/mV*(v + 35*mV)/(exp(-0.1/mV*(v + 35*mV)) - 1)/ms : Hz
            bm = 4*exp(-(v + 60*mV)/(18*mV))/ms : Hz
            dh/dt = 5*(ah*(1 - h) - bh*h) : 1
            ah = 0.07*exp(-(v + 58*mV)/(20*mV))/ms : Hz
            bh = 1/(exp(-0.1/mV*(v + 28*mV)) + 1)/ms : Hz
            dn/dt = 5*(an*(1 - n) - bn*n) : 1
            an = -0.01/mV*(v + 34*mV)/(exp(-0.1/mV*(v + 34*mV)) - 1)/ms : Hz
            bn = 0.125*exp(-(v + 44*mV)/(80*mV))/ms : Hz
        """,
        threshold="v > 0*mV", refractory="v > 0*mV",
        initial={"v": "-64*mV", "h": "ah/(ah + bh)", "n": "an/(an + bn)"},
        units={"v": mV, "h": 1, "n": 1}),
]


def run(model):
    defaultclock.dt = model["dt"] * ms
    dimension = Quantity(1.0) * model["unit"]
    current = "I = int(t >= 9.999*ms and t < 79.999*ms)*amplitude : " + (
        "1" if dimension.is_dimensionless else repr(dimension.dim))
    group = NeuronGroup(
        1, model["equations"] + "\n" + current, threshold=model["threshold"],
        reset=model.get("reset", ""), refractory=model.get("refractory", False), method="euler",
        namespace={"amplitude": model["amplitude"] * model["unit"]})
    for name, value in model["initial"].items():
        setattr(group, name, value)
    spikes = SpikeMonitor(group)
    states = StateMonitor(group, list(model["units"]), record=True)
    network = Network(group, spikes, states)
    network.run(DURATION * ms)
    every = round(5 / model["dt"])
    return dict(
        model=model["model"], timeStep=model["dt"], input=model["input"],
        step=[10.0, 80.0, model["amplitude"]], values=model.get("values", {}), every=every,
        spikeSteps=[int(round(float(t / ms) / model["dt"])) for t in spikes.t],
        # The samples that follow no step yet come first.
        traces={
            name: [float(x) for x in (getattr(states, name)[0] / unit)[::every]]
            for name, unit in model["units"].items()})


cases = [json.dumps(run(model), separators=(",", ":")) for model in MODELS]
print(
    '{"generator": "Tests/References/brian2_catalogue.py",\n"duration": %r,\n"deterministic": [\n%s]}'
    % (DURATION, ",\n".join(cases)))
