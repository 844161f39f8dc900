#!/usr/bin/env python3
"""Distances of spike trains by elephant: prints SpikeDistanceReferences.swift.

The trains are random, with times in whole tenths of a millisecond, some of them equal in both, and
one empty. elephant's van Rossum distance is (1/tau) times the integral of the squared difference,
times two, so that one spike too many adds 1 instead of 1/2 to the square. Made with elephant 1.2.1,
Python 3.11:

    pip install elephant==1.2.1
    python3 Tests/References/spike_distance_references.py \\
        > Tests/NeuronFittingTests/SpikeDistanceReferences.swift
"""
import numpy as np
import quantities as pq
from elephant.spike_train_dissimilarity import van_rossum_distance, victor_purpura_distance
from neo import SpikeTrain

DURATION = 1000
rng = np.random.default_rng(7)


def train(count):
    return sorted(rng.choice(10 * DURATION, count, replace=False) / 10)


def neo(times):
    return SpikeTrain(np.array(times) * pq.ms, t_stop=DURATION * pq.ms)


pairs = [(train(n), train(m)) for n, m in [(3, 4), (12, 9), (20, 28), (0, 6)]]
near = train(20)
pairs.append((near, sorted(set(near[:15] + [round(t + 1.3, 1) for t in near[15:] if t < 990]))))

print("// Printed by Tests/References/spike_distance_references.py; elephant 1.2.1.")
print()
print("/// Distances of spike trains by elephant, with its van Rossum distance divided by √2.")
print("enum SpikeDistanceReferences {")
print("    struct Pair {")
print("        let a: [Double]")
print("        let b: [Double]")
print("        /// By the cost for each ms.")
print("        let victorPurpura: [(cost: Double, distance: Double)]")
print("        /// By the time constant in ms.")
print("        let vanRossum: [(timeConstant: Double, distance: Double)]")
print("    }")
print()
print("    static let pairs = [")
for a, b in pairs:
    x, y = neo(a), neo(b)
    victor = [
        (q, victor_purpura_distance([x, y], q / pq.ms)[0, 1]) for q in [0.01, 0.1, 0.5, 2.0]
    ]
    rossum = [
        (tau, van_rossum_distance([x, y], tau * pq.ms)[0, 1] / np.sqrt(2))
        for tau in [2.0, 15.0, 200.0]
    ]
    print("        Pair(")
    print(f"            a: [{', '.join(f'{t:g}' for t in a)}],")
    print(f"            b: [{', '.join(f'{t:g}' for t in b)}],")
    print(f"            victorPurpura: [{', '.join(f'({q}, {float(d)!r})' for q, d in victor)}],")
    print(f"            vanRossum: [{', '.join(f'({t}, {float(d)!r})' for t, d in rossum)}]),")
print("    ]")
print("}")
