"""Traces, spikes and moments of the neurons that ANNarchy and CompNeuroPy ship, run by ANNarchy.

The classes are those of the two packages, with their own texts. Deterministic runs: one neuron,
100 ms, a current from 10 to 80 ms. Random ones: 2000 neurons, whose mean, variance and fourth central
moment are kept at the end of the run. Made with ANNarchy 5.0.4.1, CompNeuroPy 1.0.4 (unpacked, not
installed, because its other requirements are not needed) and Python 3.11, in an empty folder, because
ANNarchy writes its code there:

    pip download compneuropy==1.0.4 --no-deps && unzip CompNeuroPy-1.0.4-py3-none-any.whl -d peer
    python3 annarchy_catalogue.py peer annarchy_catalogue.json
"""

# ANNarchy uses importlib.util without importing it.
import importlib.util
import json
import sys
import types

import ANNarchy as ann
import numpy

DURATION = 100.0
NEURONS = 2000


def compneuropy(folder, name):
    """The module of CompNeuroPy's neurons `name`, without the rest of the package."""
    package = types.ModuleType("CompNeuroPy")
    package.ann = ann
    sys.modules["CompNeuroPy"] = package
    path = f"{folder}/CompNeuroPy/neuron_models/final_models/{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


IZHIKEVICH_2003 = dict(
    a=0.02, b=0.2, c=-65.0, d=8.0, v=-65.0, u=-13.0, tau_ampa=10.0, tau_gaba=5.0, E_gaba=-80.0,
    g_ampa=0.05, g_gaba=0.08)
POLYNOMIAL = dict(n0=140.0, n1=5.0, n2=0.04)


def case(model, neuron, input, current, record, dt=0.1, **values):
    """A deterministic run; `values` are parameters and initial values of the population.

    `input` is what the current is called there, `model` what the neuron is called here.
    """
    return dict(
        model=model, neuron=neuron, input=input, current=current, record=record, dt=dt,
        values=values)


def ampa(**values):
    """Random excitation: 200 Hz, each raises the conductance by 0.02."""
    return dict(rates_noise=200.0, increase_noise=0.02, **values)


def cases(n2003, n2007, hodgkin_huxley, artificial):
    integrate_and_fire = dict(record=["v", "g_exc", "g_inh"])
    alpha = dict(record=["v", "g_exc", "alpha_exc", "alpha_inh"])
    exponential = dict(record=["v", "w", "g_exc"])
    fast = dict(v=-55.0, g_ampa=2.0, g_gaba=1.5)
    regular = dict(v=-60.0, g_ampa=2.0, g_gaba=1.5)
    synapses = ["v", "u", "g_ampa", "g_gaba"]
    return [
        # ANNarchy's own. Its names of the currents are parameters there.
        case("LeakyIntegrator", ann.LeakyIntegrator(), "B", 1.5, ["v", "r"], T=0.3, v=-0.5),
        case("Izhikevich", ann.Izhikevich(), "i_offset", 10.0, ["v", "u", "I"]),
        case("Izhikevich", ann.Izhikevich(), "i_offset", 20.0, ["v", "u"], tau_refrac=3.0),
        case("IF_curr_exp", ann.IF_curr_exp(), "i_offset", 1.2, g_exc=0.8, g_inh=0.3,
             **integrate_and_fire),
        case("IF_curr_exp", ann.IF_curr_exp(), "i_offset", 2.5, g_exc=0.8, tau_refrac=2.0,
             **integrate_and_fire),
        case("IF_cond_exp", ann.IF_cond_exp(), "i_offset", 1.2, g_exc=0.05, g_inh=0.03,
             **integrate_and_fire),
        case("IF_curr_alpha", ann.IF_curr_alpha(), "i_offset", 1.2, g_exc=0.8, g_inh=0.3, **alpha),
        case("IF_cond_alpha", ann.IF_cond_alpha(), "i_offset", 1.2, g_exc=0.05, g_inh=0.03,
             **alpha),
        case("EIF_cond_exp_isfa_ista", ann.EIF_cond_exp_isfa_ista(), "i_offset", 1.0,
             g_exc=0.01, g_inh=0.02, **exponential),
        case("EIF_cond_alpha_isfa_ista", ann.EIF_cond_alpha_isfa_ista(), "i_offset", 1.0,
             g_exc=0.01, g_inh=0.02, tau_refrac=2.0, **exponential),
        case("HH_cond_exp", ann.HH_cond_exp(), "i_offset", 5.0, ["v", "m", "h", "n"], dt=0.01,
             g_exc=0.01, g_inh=0.005),
        case("GIF_curr", ann.GIF_curr(), "I_ext", 375.0, ["u", "v", "Lambda"], c=0.0, v=-45.0),
        case("GIF_curr_exp", ann.GIF_curr_exp(), "I_ext", 375.0, ["u", "v", "g_exc"], c=0.0,
             g_exc=30.0),
        # CompNeuroPy's, by family.
        case("izhikevich2003FixedNoisyAmpa", n2003.Izhikevich2003FixedNoisyAmpa(), "I_app", 10.0,
             synapses, **IZHIKEVICH_2003),
        case("izhikevich2003NoisyAmpa", n2003.Izhikevich2003NoisyAmpa(), "I_app", 10.0, synapses,
             **IZHIKEVICH_2003, **POLYNOMIAL),
        case("izhikevich2003NoisyAmpaNonlin", n2003.Izhikevich2003NoisyAmpaNonlin(), "I_app", 10.0,
             ["v", "u", "I"], nonlin=0.9, **IZHIKEVICH_2003, **POLYNOMIAL),
        case("izhikevich2003NoisyAmpaOscillating", n2003.Izhikevich2003NoisyAmpaOscillating(),
             "I_app", 8.0, ["v", "u", "osc"], freq=40.0, **IZHIKEVICH_2003, **POLYNOMIAL),
        case("izhikevich2003NoisyBase", n2003.Izhikevich2003NoisyBase(), "I_app", 8.0,
             ["v", "u", "I", "I_base"], base_mean=2.0, **IZHIKEVICH_2003, **POLYNOMIAL),
        case("izhikevich2003NoisyBaseNonlin", n2003.Izhikevich2003NoisyBaseNonlin(), "I_app", 8.0,
             ["v", "u", "I", "I_base"], base_mean=2.0, nonlin=0.9, **IZHIKEVICH_2003,
             **POLYNOMIAL),
        case("izhikevich2003NoisyBaseSNR", n2003.Izhikevich2003NoisyBaseSNR(), "I_app", 8.0,
             ["v", "u", "I", "power_I_signal"], I_base=2.0, tau_power=20.0, **IZHIKEVICH_2003,
             **POLYNOMIAL),
        case("izhikevich2007", n2007.Izhikevich2007(), "I_app", 150.0, ["v", "u"],
             v=-60.0),
        case("izhikevich2007RecCur", n2007.Izhikevich2007RecCur(), "I_app", 100.0,
             ["v", "u", "I_v", "I_u", "I_k", "I_a"]),
        case("izhikevich2007VoltageClamp", n2007.Izhikevich2007VoltageClamp(), "I_app", 100.0,
             ["v", "u", "I_v", "I_inf"], v=-50.0),
        case("izhikevich2007VoltageClamp", n2007.Izhikevich2007VoltageClamp(), "I_app", 100.0,
             ["v", "u", "I_inf"], v=36.0),
        case("izhikevich2007Syn", n2007.Izhikevich2007Syn(), "I_app", 100.0, synapses, **regular),
        case("izhikevich2007NoisyAmpa", n2007.Izhikevich2007NoisyAmpa(), "I_app", 100.0, synapses,
             **regular),
        case("izhikevich2007NoisyBase", n2007.Izhikevich2007NoisyBase(), "I_app", 100.0,
             ["v", "u", "I_base", "I_v"], base_mean=30.0, **regular),
        # Its own b makes the cubic recovery run away; fast-spiking neurons have this one.
        case("izhikevich2007FsiNoisyAmpa", n2007.Izhikevich2007FsiNoisyAmpa(), "I_app", 200.0,
             synapses, b=0.025, **fast),
        case("izhikevich2007CorbitFsiNoisyAmpa", n2007.Izhikevich2007CorbitFsiNoisyAmpa(), "I_app",
             1.8, ["v", "u", "s", "n", "I_v"], v=-55.0),
        case("izhikevich2007CorbitFsiNoisyBase", n2007.Izhikevich2007CorbitFsiNoisyBase(), "I_app",
             1.7, ["v", "u", "s", "n", "I_v", "I_base"], base_mean=50.0, v=-55.0),
        case("izhikevich2007NoisyAmpaOscillating", n2007.Izhikevich2007NoisyAmpaOscillating(),
             "I_app", 50.0, ["v", "u", "osc"], freq=30.0, **fast),
        case("izhikevichGolomb", n2007.IzhikevichGolomb(), "I_app", 6.0,
             ["v", "u", "uu", "s", "n", "I_v"], v=-70.0, base_mean=0.5, g_ampa=0.02),
        case("hodgkinHuxleyBischop", hodgkin_huxley.HHneuronBischop(), "I_app", 200.0,
             ["v", "h", "n1", "n3", "PV_Mg", "PV_Ca", "Ca", "k", "I_Ca"], dt=0.01),
        case("hodgkinHuxleyBischopSyn", hodgkin_huxley.HHneuronBischopSyn(), "I_app", 150.0,
             ["v", "h", "Ca", "k"], dt=0.01, g_ampa=2.0, g_gaba=1.0),
        case("hodgkinHuxleyCorbit", hodgkin_huxley.HHneuronCorbit(), "I_app", 10.0,
             ["v", "h_Na", "n_Kv3", "m_Kv1", "h_Kv1", "I_Na"], dt=0.01),
        case("hodgkinHuxleyCorbitSyn", hodgkin_huxley.HHneuronCorbitSyn(), "I_app", 8.0,
             ["v", "h_Na", "n_Kv3", "m_Kv1", "h_Kv1"], dt=0.01, g_ampa=0.1, g_gaba=0.05),
        case("hodgkinHuxleyCorbitVoltageClamp", hodgkin_huxley.HHneuronCorbitVoltageClamp(),
             "I_app", 8.0, ["v", "h_Na", "n_Kv3", "I_inf"], dt=0.01, v=-40.0),
        case("integratorNeuron", artificial.IntegratorNeuron(), None, 0.0, ["g_ampa", "decision"],
             tau=10.0, g_ampa=2.0, neuron_id=3.0),
        case("integratorNeuronSimple", artificial.IntegratorNeuronSimple(), None, 0.0,
             ["g_ampa", "r"], tau=10.0, g_ampa=2.0),
    ]


def random_cases(n2003, n2007, hodgkin_huxley, artificial):
    base = dict(base_mean=1.0, base_noise=4.0, rate_base_noise=100.0)
    base_2007 = dict(base_mean=20.0, base_noise=60.0, rate_base_noise=100.0)
    base_golomb = dict(base_mean=0.2, base_noise=2.0, rate_base_noise=100.0)
    return [
        case("Izhikevich", ann.Izhikevich(), "i_offset", 5.0, ["I", "v"], noise=5.0),
        case("GIF_curr", ann.GIF_curr(), "I_ext", 375.0, ["u", "v"]),
        case("GIF_curr_exp", ann.GIF_curr_exp(), "I_ext", 375.0, ["u", "v"], g_exc=100.0),
        case("izhikevich2003FixedNoisyAmpa", n2003.Izhikevich2003FixedNoisyAmpa(), "I_app", 5.0,
             ["g_ampa", "v"], **ampa(), **IZHIKEVICH_2003),
        case("izhikevich2003NoisyAmpa", n2003.Izhikevich2003NoisyAmpa(), "I_app", 5.0,
             ["g_ampa", "v"], **ampa(), **IZHIKEVICH_2003, **POLYNOMIAL),
        case("izhikevich2003NoisyAmpaNonlin", n2003.Izhikevich2003NoisyAmpaNonlin(), "I_app", 5.0,
             ["g_ampa", "v"], nonlin=0.9, **ampa(), **IZHIKEVICH_2003, **POLYNOMIAL),
        case("izhikevich2003NoisyAmpaOscillating", n2003.Izhikevich2003NoisyAmpaOscillating(),
             "I_app", 5.0, ["g_ampa", "v"], freq=40.0, **ampa(), **IZHIKEVICH_2003, **POLYNOMIAL),
        case("izhikevich2003NoisyBase", n2003.Izhikevich2003NoisyBase(), "I_app", 5.0,
             ["offset_base", "v"], **base, **IZHIKEVICH_2003, **POLYNOMIAL),
        case("izhikevich2003NoisyBaseNonlin", n2003.Izhikevich2003NoisyBaseNonlin(), "I_app", 5.0,
             ["offset_base", "v"], nonlin=0.9, **base, **IZHIKEVICH_2003, **POLYNOMIAL),
        case("izhikevich2003NoisyBaseSNR", n2003.Izhikevich2003NoisyBaseSNR(), "I_app", 5.0,
             ["I_noise", "power_I_signal", "I", "v"], I_base=3.0, tau_power=20.0, rate_noise=300.0,
             snr_target=2.0, **IZHIKEVICH_2003, **POLYNOMIAL),
        case("izhikevich2007NoisyAmpa", n2007.Izhikevich2007NoisyAmpa(), "I_app", 60.0,
             ["g_ampa", "v"], v=-60.0, **ampa(g_gaba=1.5)),
        case("izhikevich2007NoisyBase", n2007.Izhikevich2007NoisyBase(), "I_app", 60.0,
             ["offset_base", "v"], v=-60.0, **base_2007),
        case("izhikevich2007FsiNoisyAmpa", n2007.Izhikevich2007FsiNoisyAmpa(), "I_app", 100.0,
             ["g_ampa", "v"], b=0.025, v=-55.0, **ampa()),
        case("izhikevich2007CorbitFsiNoisyAmpa", n2007.Izhikevich2007CorbitFsiNoisyAmpa(), "I_app",
             1.7, ["g_ampa", "v", "s"], v=-55.0, **ampa()),
        case("izhikevich2007CorbitFsiNoisyBase", n2007.Izhikevich2007CorbitFsiNoisyBase(), "I_app",
             1.7, ["offset_base", "v", "s"], v=-55.0, **base_2007),
        case("izhikevich2007NoisyAmpaOscillating", n2007.Izhikevich2007NoisyAmpaOscillating(),
             "I_app", 50.0, ["g_ampa", "v"], freq=30.0, v=-55.0, **ampa()),
        case("izhikevichGolomb", n2007.IzhikevichGolomb(), "I_app", 5.0, ["offset_base", "v", "n"],
             v=-70.0, **base_golomb),
        case("poissonNeuron", artificial.PoissonNeuron(), None, 0.0, [], rates=120.0),
        case("poissonNeuronUpDown", artificial.PoissonNeuronUpDown(), None, 0.0, ["act"],
             rates=150.0, tau_up=20.0, tau_down=10.0),
        case("poissonNeuronSinus", artificial.PoissonNeuronSin(), None, 0.0, ["rates"],
             amplitude=80.0, base=120.0, frequency=15.0, phase=0.01),
    ]


def steps(example):
    return [] if example["input"] is None else [10.0, 80.0, example["current"]]


def simulate(examples, count, folder):
    """All examples of one time step as populations of one network; yields each with its data."""
    dt = examples[0]["dt"]
    network = ann.Network(dt=dt, seed=7)
    populations, monitors = [], []
    for example in examples:
        population = network.create(count, neuron=example["neuron"])
        spikes = ["spike"] if example["neuron"].spike else []
        populations.append(population)
        monitors.append(network.monitor(population, example["record"] + spikes))
    network.compile(directory=folder)
    for example, population in zip(examples, populations):
        for name, value in example["values"].items():
            setattr(population, name, value)
    for duration, isOn in [(10.0, False), (70.0, True), (DURATION - 80.0, False)]:
        for example, population in zip(examples, populations):
            if example["input"] is not None:
                setattr(population, example["input"], example["current"] if isOn else 0.0)
        network.simulate(duration)
    for example, monitor in zip(examples, monitors):
        yield example, monitor.get()


def described(example):
    return dict(
        model=example["model"], timeStep=example["dt"], input=example["input"],
        step=steps(example), values=example["values"])


def deterministic(example, data):
    # Every 5 ms; the first sample is the state after the first step. Conductances g_… are those
    # before the step, as ANNarchy records them.
    every = round(5 / example["dt"])
    return described(example) | dict(
        every=every,
        spikeSteps=[int(s) for s in data["spike"][0]] if "spike" in data else [],
        traces={name: [float(x) for x in data[name][::every, 0]] for name in example["record"]})


def moments(values):
    values = numpy.asarray(values, dtype=float)
    centred = values - values.mean()
    return [float(values.mean()), float((centred**2).mean()), float((centred**4).mean())]


def random(example, data):
    found = {name: moments(data[name][-1]) for name in example["record"]}
    if "spike" in data:
        found["spike count"] = moments([len(data["spike"][i]) for i in range(NEURONS)])
    return described(example) | dict(moments=found)


folder, output = sys.argv[1:]
modules = [
    compneuropy(folder, name)
    for name in [
        "izhikevich_2003_like_nm", "izhikevich_2007_like_nm", "H_and_H_like_nm", "artificial_nm"]]
examples = cases(*modules)
result = dict(
    generator="Tests/References/annarchy_catalogue.py", duration=DURATION, neurons=NEURONS,
    deterministic=[], random=[])
for dt in [0.1, 0.01]:
    chosen = [example for example in examples if example["dt"] == dt]
    for example, data in simulate(chosen, 1, f"network_{round(1000 * dt)}"):
        result["deterministic"].append(deterministic(example, data))
for example, data in simulate(random_cases(*modules), NEURONS, "network_random"):
    result["random"].append(random(example, data))
with open(output, "w") as file:
    # One case a line, so that a change can be read.
    file.write("{" + ",\n".join(
        f"{json.dumps(key)}: " + (
            "[\n" + ",\n".join(json.dumps(x, separators=(",", ":")) for x in value) + "]"
            if isinstance(value, list) else json.dumps(value))
        for key, value in result.items()) + "}\n")
