"""Reference values of voltage-dependent rates as they are written in papers.

Every number of a formula is taken as the double that the language makes of it; the rest is
computed with 400 digits, the limit at 0/0 as the value 1e-60 beside it. Made with mpmath 1.3.0,
Python 3.11:

    python3 Tests/References/rate_references.py > Tests/BatchSimulationTests/RateReferences.swift
"""

import re

import mpmath as mp

mp.mp.dps = 400

# (formula, where the exponent y is 0, dv/dy), with V_T = -60, v_h = -40, s = 10.
FORMULAS = [
    # Traub and Miles kinetics, Pospischil et al. (2008).
    ("0.32*(13 - (v - V_T))/(exp((13 - (v - V_T))/4) - 1)", -47, 4),
    ("0.28*((v - V_T) - 40)/(exp(((v - V_T) - 40)/5) - 1)", -20, 5),
    ("0.032*(15 - (v - V_T))/(exp((15 - (v - V_T))/5) - 1)", -45, 5),
    ("-0.32*(v - V_T - 13)/(exp(-(v - V_T - 13)/4) - 1)", -47, 4),
    ("0.32*(-0.25*(v - V_T - 13)/(exp(-0.25*(v - V_T - 13)) - 1))/0.25", -47, 4),
    # Bischop et al. (2012).
    ("0.017*(-51.25 - v)/(exp((-51.25 - v)/5.2) - 1)", -51.25, 5.2),
    ("40*(75.5 - v)/(exp((75.5 - v)/13.5) - 1)", 75.5, 13.5),
    ("0.014*(-44 - v)/(exp((-44 - v)/2.3) - 1)", -44, 2.3),
    ("(95 - v)/(exp((95 - v)/11.8) - 1)", 95, 11.8),
    # Hodgkin and Huxley (1952), at three resting potentials; Connor and Stevens; Wang and Buzsaki.
    ("0.1*(v + 40)/(1 - exp(-(v + 40)/10))", -40, 10),
    ("0.01*(v + 55)/(1 - exp(-0.1*(v + 55)))", -55, 10),
    ("0.1*(25 - v)/(exp(0.1*(25 - v)) - 1)", 25, 10),
    ("0.01*(v + 10)/(exp((v + 10)/10) - 1)", -10, 10),
    ("0.38*(v + 29.7)/(1 - exp(-0.1*(v + 29.7)))", -29.7, 10),
    ("-0.1*(v + 35)/(exp(-0.1*(v + 35)) - 1)", -35, 10),
    # Other ways to write them.
    ("0.1*(-40 - v)/(exp((-40 - v)/10) - 1)", -40, 10),
    ("0.1*(v + 40)/(1 - exp((-40 - v)/10))", -40, 10),
    ("0.1*(40 + v)/(-exp(-0.1*(40 + v)) + 1)", -40, 10),
    ("0.1*(v + 40)/(1 - 1/exp((v + 40)/10))", -40, 10),
    ("0.1/(1 - exp(-(v + 40)/10))*(v + 40)", -40, 10),
    ("(v + 40)/10/(2*(1 - exp(-(v + 40)/10)))", -40, 10),
    ("(-(v + 40))/10/expm1(-(v + 40)/10)", -40, 10),
    ("(v - v_h)/s/(1 - exp((v_h - v)/s))", -40, 10),
    ("(v - v_h)/(1 - exp(-(v - v_h)/s))", -40, 10),
    ("s*(v - v_h)/(exp((v - v_h)/s) - 1)", -40, 10),
    ("v/(exp(v) - 1)", 0, 1),
    ("3/exprel(0.1*(v + 40))", -40, 10),
    # The inverse.
    ("(1 - exp(-v/25))/(v/25)", 0, 25),
    ("(exp((v + 40)/10) - 1)/(v + 40)", -40, 10),
    # Goldman (1943), with a numerator that depends on v.
    ("v*(0.1 + 2*exp(-v/25))/(1 - exp(-v/25))", 0, 25),
]
OFFSETS = [0, 1e-300, 1e-16, -1e-12, 1e-9, -3e-8, 1e-6, -1e-4, 1e-3, -0.5, 1, -3, 8, -30, 30]


def value(formula, v):
    text = re.sub(r"(?<![\w.])(\d+\.?\d*)", r"mp.mpf(float(\1))", formula)
    names = {
        "mp": mp, "v": v, "V_T": mp.mpf(-60), "v_h": mp.mpf(-40), "s": mp.mpf(10), "exp": mp.exp,
        "expm1": mp.expm1, "exprel": lambda x: mp.expm1(x) / x,
    }
    return eval(text, names)


print("// Made by Tests/References/rate_references.py (mpmath); do not edit.")
print("enum RateReferences {")
print("    /// A rate as it is written, and its values: (v, exponent, value).")
print("    static let all: [(text: String, values: [(v: Double, y: Double, rate: Double)])] = [")
for formula, zero, width in FORMULAS:
    print(f'        ("{formula}", [')
    seen = set()
    for offset in OFFSETS:
        v = float(zero + offset * width)
        if v in seen:
            continue
        seen.add(v)
        exact = mp.mpf(v)
        if v == float(zero):
            exact += mp.mpf("1e-60")
        y = (v - zero) / width
        print(f"            ({v!r}, {y!r}, {float(value(formula, exact))!r}),")
    print("        ]),")
print("    ]")
print("}")
