"""ABF 2 files of several forms, and what pyABF reads from them.

The files are written here byte by byte, apart from the reader under test. Made with pyabf 2.3.8,
numpy 2.4, Python 3.11; the argument is the folder with the two example recordings of pyABF:

    python3 Tests/References/abf_references.py ../shared/recordings \
        > Tests/References/abf_references.json
"""

import base64
import json
import pathlib
import struct
import sys
import tempfile

import numpy as np
import pyabf

BLOCK = 512


def strings_block(texts):
    """All texts of the file, numbered from 1."""
    body = b"".join(text.encode("latin-1") + b"\0" for text in texts)
    longest = max(map(len, texts)) + 1
    head = struct.pack("<4s4I24x", b"SSCH", 1, len(texts), longest, len(body))
    return head + body


def entry(size, *fields):
    """An entry of a section, from (offset, format, value) triples."""
    data = bytearray(size)
    for offset, kind, value in fields:
        struct.pack_into("<" + kind, data, offset, value)
    return bytes(data)


def adc(number, name, unit, scale=0.01, gain=1.0, programmable=1.0, telegraph=None, offset=0.0,
        signal_offset=0.0):
    return entry(
        128, (0, "h", number), (2, "h", telegraph is not None), (6, "f", telegraph or 1.0),
        (26, "h", number), (28, "f", programmable), (40, "f", scale), (44, "f", offset),
        (48, "f", gain), (52, "f", signal_offset), (74, "i", name), (78, "i", unit))


def dac(number, name, unit, holding=0.0, enabled=1, source=1, keeps=0):
    return entry(
        256, (0, "h", number), (12, "f", holding), (24, "i", name), (28, "i", unit),
        (40, "h", enabled), (42, "h", source), (44, "h", keeps))


def epoch(number, output, kind, level, increment, duration, growth=0, period=0, width=0):
    return entry(
        48, (0, "h", number), (2, "h", output), (4, "h", kind), (6, "f", level),
        (10, "f", increment), (14, "i", duration), (18, "i", growth), (22, "i", period),
        (26, "i", width))


def abf(mode, samples, texts, adcs, dacs, epochs=(), episodes=1, interval=50.0, sweeps=(),
        unit=0.0):
    """A whole file; `samples` are in turn of channels, int16 or float32."""
    protocol = entry(
        512, (0, "h", mode), (2, "f", interval), (14, "f", unit), (110, "f", 10.0),
        (118, "i", 32768), (142, "h", -1))
    block_of_strings = strings_block(texts)
    sections = [
        (76, [protocol]), (92, adcs), (108, dacs), (156, list(epochs)),
        (316, [struct.pack("<ii", *sweep) for sweep in sweeps]),
    ]
    head = bytearray(BLOCK)
    head[:8] = b"ABF2" + bytes([0, 0, 6, 2])
    struct.pack_into("<I", head, 12, episodes)
    struct.pack_into("<H", head, 30, int(samples.dtype == np.float32))
    struct.pack_into("<I", head, 60, 1)
    struct.pack_into("<I", head, 72, 2)
    body = bytearray()

    def place(position, content, size, count):
        struct.pack_into("<IIi", head, position, 1 + len(body) // BLOCK, size, count)
        body.extend(content + bytes(-len(content) % BLOCK))

    for position, entries in sections:
        if entries:
            place(position, b"".join(entries), len(entries[0]), len(entries))
    place(220, block_of_strings, len(block_of_strings), len(texts))
    place(236, samples.tobytes(), samples.itemsize, samples.size)
    return bytes(head + body)


TEXTS = ["Clampex", "C:\\Axon\\ramps 7.pro", "Vm", "mV", "Im", "pA", "Cmd 0", "V", "nA"]
VM, MILLIVOLT, IM, PICOAMPERE, COMMAND, VOLT, NANOAMPERE = 3, 4, 5, 6, 7, 8, 9
POINTS = 200


def counts(size):
    return ((np.arange(size) * 7919) % 4001 - 2000).astype("<i2")


FILES = {
    # Two recorded channels, a telegraphed gain, steps and ramps that grow, a level between them.
    "steps_and_ramps": abf(
        5, counts(3 * 2 * POINTS), TEXTS,
        [adc(0, VM, MILLIVOLT, telegraph=5.0, offset=1.5, signal_offset=0.25),
         adc(1, IM, PICOAMPERE, scale=0.0005, gain=2.0)],
        [dac(0, COMMAND, PICOAMPERE, holding=-20.0), dac(1, COMMAND, MILLIVOLT, enabled=0)],
        [epoch(0, 0, 1, 0.0, 0.0, 20), epoch(1, 0, 1, -100.0, 25.0, 40, 5),
         epoch(2, 1, 1, 999.0, 0.0, 50), epoch(3, 0, 2, 60.0, -10.0, 30, -4),
         epoch(4, 0, 0, 777.0, 0.0, 10), epoch(5, 0, 2, 0.0, 3.0, 25)],
        episodes=3, sweeps=[(0, 400), (1000, 400), (2000, 400)], unit=12.5),
    # Floating-point samples in volts, trains of every kind, the last level kept between sweeps.
    "trains": abf(
        5, (np.sin(np.arange(2 * 2 * POINTS)) * 0.07).astype("<f4"), TEXTS,
        [adc(0, VM, VOLT)], [dac(0, COMMAND, NANOAMPERE, holding=0.1, keeps=1)],
        [epoch(0, 0, 3, 0.5, 0.1, 60, 0, 20, 7), epoch(1, 0, 4, -0.5, 0.0, 60, 0, 30, 12),
         epoch(2, 0, 5, 0.25, 0.5, 80, 0, 40, 20), epoch(3, 0, 7, 1.0, 0.0, 60, 0, 15, 9),
         epoch(4, 0, 1, 0.125, 0.25, 50)],
        episodes=2, interval=33.3, sweeps=[(0, 400), (900, 400)]),
    # One sweep without gaps; nothing but a holding level.
    "gap_free": abf(
        3, counts(500), TEXTS, [adc(2, VM, VOLT, scale=7.5, programmable=2.0)],
        [dac(0, COMMAND, PICOAMPERE, holding=5.0, enabled=0)], episodes=0, interval=100.0),
    # Sweeps of their own lengths.
    "events": abf(
        1, counts(450), TEXTS, [adc(0, VM, MILLIVOLT)],
        [dac(0, COMMAND, PICOAMPERE, holding=30.0)], [epoch(0, 0, 1, 50.0, 0.0, 40)],
        episodes=3, sweeps=[(0, 100), (5000, 150), (9000, 200)], unit=10.0),
}


def reading(path):
    file = pyabf.ABF(path)
    sweeps = []
    for sweep in file.sweepList:
        file.setSweep(sweep, channel=0)
        sweeps.append((file.sweepY.astype(float), np.asarray(file.sweepC, dtype=float)))
    return file, sweeps


def edges(command):
    """[first sample, level] of every constant stretch."""
    starts = [0] + list(np.flatnonzero(np.diff(command)) + 1)
    return [[int(start), float(command[start])] for start in starts]


made = {}
for name, content in FILES.items():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / f"{name}.abf"
        path.write_bytes(content)
        file, sweeps = reading(path)
    made[name] = {
        "bytes": base64.b64encode(content).decode(),
        "unit": file.adcUnits[0], "commandUnit": file.dacUnits[0],
        "step": float(file._dataGain[0]) if file._nDataFormat == 0 else 1e-7,
        "sweeps": [
            {"voltage": [round(float(v), 9) for v in voltage],
             "command": [round(float(c), 9) for c in command]}
            for voltage, command in sweeps],
    }

recorded = {}
for name in ["171116sh_0018", "17o05028_ic_steps"]:
    file, sweeps = reading(pathlib.Path(sys.argv[1]) / f"{name}.abf")
    recorded[f"{name}.abf"] = {
        "step": float(file._dataGain[0]),
        "sweeps": [
            {"sum": round(float(voltage.sum()), 4),
             "everyThousandth": [round(float(v), 5) for v in voltage[::1000]],
             "edges": edges(command)}
            for voltage, command in sweeps],
    }

json.dump({"made": made, "recorded": recorded}, sys.stdout, separators=(",", ":"))
print()
