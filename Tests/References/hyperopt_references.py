#!/usr/bin/env python3
"""What hyperopt suggests after a hundred trials: prints HyperoptReference.swift.

The trials have random parameters (four digits) and a smooth loss; one failed with an infinite loss
and one is still running. hyperopt's estimator suggests 10,000 times with different seeds. Of every
continuous parameter the suggestions are thinned to 499 quantiles, of every other one they are
counted. Among equal observations of quantised parameters it matters which one gets which weight;
numpy leaves their order to the processor, so a stable sort takes the place of its default one. Made
with hyperopt 0.3.0, numpy 2.4.6, Python 3.11 (takes some minutes):

    pip install hyperopt==0.3.0 "setuptools<80"
    python3 Tests/References/hyperopt_references.py \\
        > Tests/ParameterSearchTests/HyperoptReference.swift
"""
import math
import sys
import textwrap

import numpy as np
from hyperopt import Trials, hp, tpe
from hyperopt.base import JOB_STATE_DONE, JOB_STATE_RUNNING, STATUS_OK, Domain

default_argsort = np.argsort
np.argsort = lambda x, *arguments, **options: default_argsort(x, kind="stable")

TRIALS = 100
FAILED, RUNNING = 7, 60
DRAWS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
QUANTILES = 500
CONTINUOUS = ["u", "lu", "n", "ln", "w"]

space = {
    "u": hp.uniform("u", -5, 10),
    "qu": hp.quniform("qu", 0, 20, 2),
    "i": hp.uniformint("i", 1, 32),
    "lu": hp.loguniform("lu", math.log(1e-3), math.log(10)),
    "qlu": hp.qloguniform("qlu", math.log(5), math.log(100), 5),
    "n": hp.normal("n", 1, 2),
    "qn": hp.qnormal("qn", 0, 4, 1),
    "ln": hp.lognormal("ln", 0, 0.5),
    "qln": hp.qlognormal("qln", 1, 0.5, 1),
    "p": hp.pchoice("p", [(0.2, 0), (0.5, 1), (0.3, 2)]),
    "c": hp.choice("c", [{"w": hp.uniform("w", 0, 1)}, {}]),
}
NAMES = ["u", "qu", "i", "lu", "qlu", "n", "qn", "ln", "qln", "p", "c", "w"]


def four_digits(x):
    return float(f"{x:.4g}")


def loss_of(v):
    loss = (v["u"] - 2) ** 2 / 10 + (math.log10(v["lu"]) + 1) ** 2 + (v["qu"] - 8) ** 2 / 50
    loss += (v["n"] - 2) ** 2 / 4 + (v["ln"] - 1.5) ** 2 + (v["qln"] - 3) ** 2 / 4
    loss += (v["i"] - 12) ** 2 / 100 + (v["qlu"] - 30) ** 2 / 900 + (v["qn"] + 2) ** 2 / 16
    loss += [0.5, 0, 0.8][v["p"]] + (4 * (v["w"] - 0.3) ** 2 if v["c"] == 0 else 4)
    return four_digits(loss)


def make_trials():
    rng = np.random.default_rng(20261124)
    rows = []
    for _ in range(TRIALS):
        v = {
            "u": rng.uniform(-5, 10),
            "qu": 2 * rng.integers(0, 11),
            "i": rng.integers(1, 33),
            "lu": math.exp(rng.uniform(math.log(1.01e-3), math.log(9.99))),
            "qlu": 5 * round(math.exp(rng.uniform(math.log(5), math.log(100))) / 5),
            "n": rng.normal(1, 2),
            "qn": round(rng.normal(0, 4)),
            "ln": math.exp(rng.normal(0, 0.5)),
            "qln": round(math.exp(rng.normal(1, 0.5))),
            "w": rng.uniform(0, 1),
        }
        v = {name: four_digits(float(x)) for name, x in v.items()}
        v |= {"p": int(rng.choice(3, p=[0.2, 0.5, 0.3])), "c": int(rng.integers(0, 2))}
        if v["c"] == 1:
            del v["w"]
        rows.append(v)
    return rows


def suggestions(rows, candidates, draws):
    domain = Domain(loss_of, space)
    trials = Trials()
    documents = []
    for number, v in enumerate(rows):
        idxs = {k: [number] if k in v else [] for k in NAMES}
        vals = {k: [v[k]] if k in v else [] for k in NAMES}
        misc = {"tid": number, "cmd": ("domain_attachment", "FMinIter_Domain"), "workdir": None,
                "idxs": idxs, "vals": vals}
        loss = math.inf if number == FAILED else loss_of(v)
        result = {"status": "new"} if number == RUNNING else {"status": STATUS_OK, "loss": loss}
        documents += trials.new_trial_docs([number], [None], [result], [misc])
        documents[-1]["state"] = JOB_STATE_RUNNING if number == RUNNING else JOB_STATE_DONE
    trials.insert_trial_docs(documents)
    trials.refresh()
    samples = {name: [] for name in NAMES}
    for seed in range(draws):
        documents = tpe.suggest(
            [1000 + seed], domain, trials, seed, n_EI_candidates=candidates, verbose=False)
        found = documents[0]["misc"]["vals"]
        for name, values in found.items():
            samples[name] += [float(x) for x in values]
    return samples


def show(text):
    print(textwrap.indent(text, " " * 8))


def show_table(table):
    """Prints a dictionary of lists as a Swift dictionary of texts."""
    for name, numbers in table.items():
        print(f'        "{name}": """')
        show(textwrap.fill(" ".join(numbers), 92))
        print('        """,')
    print("    ]")


def quantiles(samples):
    """The samples at rank k·n/500: k/500 of them are at or below it; their number comes first."""
    table = {}
    for name in CONTINUOUS:
        x = np.array(samples[name])
        found = np.quantile(x, np.arange(1, QUANTILES) / QUANTILES, method="inverted_cdf")
        table[name] = [str(len(x))] + [f"{q:.7g}" for q in found]
    return table


def counts(samples):
    table = {}
    for name in NAMES:
        if name not in CONTINUOUS:
            values, found = np.unique(np.array(samples[name]), return_counts=True)
            table[name] = [f"{v:.7g}:{c}" for v, c in zip(values, found)]
    return table


rows = make_trials()
samples = suggestions(rows, 24, DRAWS)
print(f"""// Printed by Tests/References/hyperopt_references.py; hyperopt 0.3.0.

/// What hyperopt suggests after a hundred trials.
enum HyperoptReference {{
    /// Parameters, then one line for every trial with its loss at the end: `inf` for the trial that
    /// failed, nothing for the one that is pending and for parameters of another branch.
    static let trials = \"\"\"""")
show(",".join(NAMES) + ",loss")
for number, v in enumerate(rows):
    loss = "inf" if number == FAILED else "" if number == RUNNING else f"{loss_of(v):.4g}"
    show(",".join([f"{v[k]:.4g}" if k in v else "" for k in NAMES] + [loss]))
print(f"""        \"\"\"

    /// The number of suggestions.
    static let suggestions = {DRAWS}

    /// Of every continuous parameter the quantiles at 1/{QUANTILES}, 2/{QUANTILES}, …, over the
    /// suggestions in which it exists, whose number comes first.
    static let quantiles = [""")
show_table(quantiles(samples))
print("""
    /// Of every other parameter the values and how often each was suggested.
    static let counts = [""")
show_table(counts(samples))
print("""
    /// The same with two candidates and half as many suggestions: of many candidates some
    /// parameters take the best value nearly always.
    static let countsOfTwoCandidates = [""")
show_table(counts(suggestions(rows, 2, DRAWS // 2)))
print("}")
