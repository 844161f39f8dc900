"""Exact posterior of Examples/passive-membrane-trace.yaml, for Benchmarks/RESULTS.md.

The samples that are kept are an autoregressive process of first order, so that the likelihood is known:
given tau it is Gaussian in R, and tau is summed over a grid. Prints the mean of -log p(theta | trace)
over simulations drawn from the prior, which no estimator can be below. Needs NumPy and SciPy.

    python passive_membrane_posterior.py draw theta.npy          # 2,000 draws of the prior
    neurosbi simulate Examples/passive-membrane-trace.yaml --seed 77 --parameters theta.npy \
        --output test.h5 --traces v.npy
    python passive_membrane_posterior.py nats theta.npy v.npy
"""
import sys

import numpy as np
from scipy.stats import norm

TIME_STEP, EVERY, SAMPLES = 0.1, 5, 240
REST, SIGMA, CURRENT, ON, OFF = -70.0, 4.0, 0.1, 20.0, 100.0
TAU, RESISTANCE = (5.0, 30.0), (20.0, 200.0)


def process(tau):
    """Decay and variance from one kept sample to the next, Euler-Maruyama at every step."""
    decay = 1 - TIME_STEP / tau
    variance = (SIGMA / tau) ** 2 * TIME_STEP * (1 - decay ** (2 * EVERY)) / (1 - decay**2)
    return decay**EVERY, variance


def nats(theta, trace, current):
    before, after = trace[:-1] - REST, trace[1:] - REST
    count = len(before)
    tau = np.linspace(*TAU, 4001)
    a, variance = process(tau)
    # The squared residuals of after = a·before + (1 - a)·R·I + noise, a parabola in R.
    constant = after @ after - 2 * a * (before @ after) + a**2 * (before @ before)
    cross = (1 - a) * (after @ current - a * (before @ current))
    square = (1 - a) ** 2 * (current @ current)
    centre, width = cross / square, np.sqrt(variance / square)
    peak = -0.5 * count * np.log(2 * np.pi * variance) - 0.5 * (constant - cross**2 / square) / variance
    inside = norm.cdf((RESISTANCE[1] - centre) / width) - norm.cdf((RESISTANCE[0] - centre) / width)
    evidence = peak + np.log(np.sqrt(2 * np.pi) * width * np.maximum(inside, 1e-300))
    largest = evidence.max()
    total = largest + np.log(np.exp(evidence - largest).sum() * (tau[1] - tau[0]))
    a, variance = process(theta[0])
    residual = after - a * before - (1 - a) * theta[1] * current
    likelihood = -0.5 * count * np.log(2 * np.pi * variance) - 0.5 * (residual @ residual) / variance
    return total - likelihood


if __name__ == "__main__":
    if sys.argv[1] == "draw":
        random = np.random.default_rng(77)
        np.save(sys.argv[2], np.column_stack([random.uniform(*TAU, 2000), random.uniform(*RESISTANCE, 2000)]))
    else:
        parameters, traces = np.load(sys.argv[2]), np.load(sys.argv[3])
        times = np.arange(SAMPLES - 1) * EVERY * TIME_STEP
        current = np.where((times >= ON - 1e-9) & (times < OFF - 1e-9), CURRENT, 0.0)
        kept = traces[:, ::EVERY][:, :SAMPLES].astype(np.float32).astype(float)
        values = np.array([nats(p, v, current) for p, v in zip(parameters, kept)])
        print(f"{values.mean():.3f} +- {values.std() / len(values) ** 0.5:.3f} nats")
