#!/usr/bin/env python3
"""Prints Tests/ProbabilityTests/ReferenceValues.swift: numbers of independent implementations.

Distributions come from scipy, values in the far tails from mpmath with 60 digits, because scipy
itself loses digits there. Made with scipy 1.17.1, mpmath 1.3.0, Python 3.11:

    python3 Tests/References/probability_references.py > Tests/ProbabilityTests/ReferenceValues.swift
"""
import math

import mpmath as mp
import numpy as np
from scipy import stats

mp.mp.dps = 60


def tail(z):
    """1 - Phi(z)."""
    return mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2


def number(x):
    return repr(float(x))


def truncated_tails(mean, sd, lower, upper, value):
    """(F, 1 - F) of a truncated normal."""
    a, b, x = [(mp.mpf(v) - mp.mpf(mean)) / mp.mpf(sd) if math.isfinite(v) else mp.mpf(v)
               for v in (lower, upper, value)]
    if a < 0:
        # Mirror, so that all differences are of small numbers.
        if b <= 0:
            f, s = truncated_tails(-mean, sd, -upper, -lower, -value)
            return s, f
    total = tail(a) - tail(b)
    return (tail(a) - tail(x)) / total, (tail(x) - tail(b)) / total


def inverse_tail(p):
    """z > 0 with 1 - Phi(z) = p."""
    start = -stats.norm.ppf(float(p)) if p > mp.mpf("1e-300") else 37.5
    return mp.findroot(lambda z: mp.log(tail(z)) - mp.log(p), start)


print("// Made by Tests/References/probability_references.py (scipy, mpmath); do not edit.")
print("// swift-format-ignore-file")
print()
print("enum ReferenceValues {")

print("    /// (p, Φ⁻¹(p)), mpmath.")
print("    static let normalQuantiles: [(p: Double, z: Double)] = [")
for p in (1e-307, 1e-250, 1e-100, 1e-30, 1e-16, 1e-9, 1e-5, 0.001, 0.02, 0.0749, 0.0751, 0.2, 0.3,
          0.49, 0.4999):
    print(f"        ({number(p)}, {number(-inverse_tail(mp.mpf(p)))}),")
print("    ]")

print("    /// (z, Φ(z)), mpmath.")
print("    static let normalCumulative: [(z: Double, p: Double)] = [")
for z in (-37.5, -30.0, -20.0, -10.0, -5.0, -2.0, -1.0, -0.1, 0.0, 0.5, 3.0):
    print(f"        ({number(z)}, {number(tail(-z))}),")
print("    ]")

cases = [
    ("uniform(0.5, 80.0)", stats.uniform(0.5, 79.5), (0.5000001, 3.0, 41.0, 79.9999)),
    ("loguniform(0.0001, 15.0)", stats.loguniform(1e-4, 15), (1.1e-4, 0.01, 1.0, 14.9)),
    ("normal(-3.0, 2.5)", stats.norm(-3, 2.5), (-20.0, -4.0, -3.0, 9.0)),
    ("lognormal(0.5, 1.25)", stats.lognorm(1.25, scale=math.exp(0.5)), (0.001, 0.7, 2.0, 60.0)),
    ("truncatednormal(1.0, 2.0, -1.0, 4.0)", stats.truncnorm(-1, 1.5, 1, 2),
     (-0.99, 0.0, 1.5, 3.9)),
    ("truncatednormal(0.0, 1.0, 3.0, inf)", stats.truncnorm(3, np.inf, 0, 1),
     (3.001, 3.2, 4.0, 6.0)),
    ("truncatednormal(0.0, 1.0, -inf, -2.0)", stats.truncnorm(-np.inf, -2, 0, 1),
     (-7.0, -3.0, -2.5, -2.01)),
]
print("    /// (distribution, value, log density, cumulative, survival), scipy.")
print("    static let distributions: [(text: String, value: Double, logDensity: Double, "
      "cumulative: Double, survival: Double)] = [")
for text, distribution, values in cases:
    for v in values:
        print(f'        ("{text}", {number(v)}, {number(distribution.logpdf(v))}, '
              f"{number(distribution.cdf(v))}, {number(distribution.sf(v))}),")
print("    ]")

print("    /// (mean, sd, lower, upper, value, F, 1 − F) far in the tails, mpmath.")
print("    static let truncatedTails: [(mean: Double, sd: Double, lower: Double, upper: Double, "
      "value: Double, below: Double, above: Double)] = [")
inf = math.inf
for mean, sd, lower, upper, value in [
    (0.0, 1.0, 50.0, inf, 50.0001), (0.0, 1.0, 50.0, inf, 50.5), (0.0, 1.0, 50.0, 60.0, 50.02),
    (0.0, 1.0, 50.0, 50.01, 50.009), (0.0, 1.0, -inf, -40.0, -40.25),
    (0.0, 1.0, -1000.0, -999.5, -999.5009765625), (0.0, 1.0, 1000.0, inf, 1000.0009765625),
    (0.0, 1.0, -8.0, 9.0, -7.5), (0.0, 1.0, -8.0, 9.0, 8.75), (0.0, 1.0, 2.0, 2.5, 2.0078125),
    (3.0, 0.5, -1.0, 20.0, -0.9375), (0.0, 1.0, 4.0, 4.25, 4.125), (0.0, 1.0, 0.0, inf, 12.0),
    (0.0, 100.0, -1.0, 2.0, 0.25),
]:
    below, above = truncated_tails(mean, sd, lower, upper, value)
    text = ", ".join(("-.infinity" if x < 0 else ".infinity") if math.isinf(x) else number(x)
                     for x in (mean, sd, lower, upper, value, below, above))
    print(f"        ({text}),")
print("    ]")

normal = stats.multivariate_normal([1.0, -2.0, 0.5],
                                   [[2.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 0.5]])
print("    /// log density of N([1, −2, 0.5], [[2, 0.6, −0.3], [0.6, 1, 0.2], [−0.3, 0.2, 0.5]]), "
      "scipy.")
print("    static let multivariateNormal: [(point: [Double], logDensity: Double)] = [")
for point in ([1.0, -2.0, 0.5], [0.0, 0.0, 0.0], [4.0, -1.0, 2.0]):
    print(f"        ({point}, {number(normal.logpdf(point))}),")
print("    ]")
print("}")
