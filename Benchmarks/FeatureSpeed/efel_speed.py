"""Prints the seconds of processor time that eFEL needs for the features of one trace.

    python efel_speed.py TRACES.npy FEATURE...

TRACES.npy is [traces x samples] at 0.1 ms with a step from 100 to 900 ms; a fifth of the traces is
enough for the time of one.
"""

import sys
import time

import efel
import numpy as np

traces = np.load(sys.argv[1])[::5]
times = np.arange(traces.shape[1]) * 0.1
inputs = [
    {"T": times, "V": v, "stim_start": [100.0], "stim_end": [900.0], "stimulus_current": [2.15]}
    for v in traces
]
start = time.process_time()
efel.get_feature_values(inputs, sys.argv[2:], raise_warnings=False)
print((time.process_time() - start) / len(inputs))
