"""NWB files in the forms that are read: version 2 by pynwb, version 1 as the Allen Institute wrote it.

Sample k of series s holds r = (37 k + 11 s) mod 1000: -70 + r/20 mV, and s·10 pA where r is even.
Made with pynwb 4.2.0, hdmf 6.2.0, h5py 3.16.0, Python 3.11:

    python3 Tests/References/nwb_references.py Tests/References
"""

import pathlib
import sys
from datetime import datetime, timezone

import h5py
import numpy as np
from hdmf.backends.hdf5 import H5DataIO
from pynwb import NWBHDF5IO, NWBFile
from pynwb.icephys import CurrentClampSeries, CurrentClampStimulusSeries, IZeroClampSeries

SAMPLES = 400
RATE = 20000.0


def raw(series):
    return (37 * np.arange(SAMPLES) + 11 * series) % 1000


def volts(series):
    return -0.07 + raw(series) * 5e-5


def amperes(series):
    return np.where(raw(series) % 2 == 0, series * 1e-11, 0.0)


def version_2(path):
    file = NWBFile("forms of recordings", "forms", datetime(2020, 1, 1, tzinfo=timezone.utc))
    amplifier = file.create_device("amplifier")
    electrodes = [
        file.create_icephys_electrode(name=name, device=amplifier, description="patch")
        for name in ["left", "right"]]

    def response(name, data, electrode=0, **more):
        series = CurrentClampSeries(
            name=name, data=data, electrode=electrodes[electrode], gain=1.0, **more)
        file.add_acquisition(series)
        return series

    def stimulus(name, data, electrode=0, **more):
        series = CurrentClampStimulusSeries(
            name=name, data=data, electrode=electrodes[electrode], gain=1.0, **more)
        file.add_stimulus(series)
        return series

    # By the table: names and numbers that would mislead; the second row is a part of a series.
    a = response("b_vm_9", volts(0), rate=RATE, starting_time=1.5, stimulus_description="Ramp")
    b = stimulus("a_im_1", amperes(0), rate=RATE, starting_time=1.5)
    c = response("whole", volts(1).astype("f4"), 1, rate=RATE, starting_time=4.0)
    d = stimulus("command", amperes(1), 1, rate=RATE, starting_time=4.0)
    file.add_intracellular_recording(electrode=electrodes[0], stimulus=b, response=a)
    file.add_intracellular_recording(
        electrode=electrodes[1], response=c, response_start_index=100, response_index_count=200,
        stimulus=d, stimulus_start_index=100, stimulus_index_count=200)
    # A response whose stimulus is not in the file.
    file.add_intracellular_recording(
        electrode=electrodes[0],
        response=response("spontaneous", volts(2), rate=RATE, starting_time=9.0))
    # By sweep number: two electrodes at once, int16 with conversion and offset, chunks, deflate.
    for electrode, s in [(0, 3), (1, 4)]:
        packed = H5DataIO(
            raw(s).astype("i2"), chunks=(64,), compression="gzip", shuffle=True)
        response(
            f"vm_{'lr'[electrode]}", packed, electrode, rate=RATE, sweep_number=np.uint32(21),
            conversion=5e-5, offset=-0.07, stimulus_description="Long Square")
        stimulus(
            f"im_{'lr'[electrode]}", (amperes(s) * 1e12).astype("f4"), electrode, rate=RATE,
            sweep_number=np.uint32(21), conversion=1e-12)
    # By the digits in the names, with times instead of a rate.
    times = 30.0 + np.arange(SAMPLES) / RATE
    response("sweep_31_response", volts(5), timestamps=times)
    stimulus("sweep_31_stimulus", amperes(5), timestamps=times)
    # No stimulus at all.
    file.add_acquisition(
        IZeroClampSeries(
            name="rest_41", data=volts(6), electrode=electrodes[0], gain=1.0, rate=RATE))
    with NWBHDF5IO(path, "w") as io:
        io.write(file, cache_spec=False)
    # A second name for a series, as a soft link: not a sweep of its own by number.
    with h5py.File(path, "a") as f:
        f["scratch_link"] = h5py.SoftLink("/acquisition/sweep_31_response")


def version_1(path, pipeline):
    with h5py.File(path, "w") as f:
        f["nwb_version"] = "NWB-1.0.5"
        words = np.array([[b"version", pipeline.encode()]]).ravel()
        f["general/generated_by"] = words
        # The first pipeline wrote SI units beside a conversion that does not hold.
        is_first = pipeline == "1.0"
        for number, s in [(7, 7), (12, 8), (100, 9)]:
            clamp = number != 100
            for place, values, unit, factor in [
                    ("acquisition/timeseries", volts(s), "Volts" if clamp else "Amps", 1e-3),
                    ("stimulus/presentation", amperes(s), "Amps" if clamp else "Volts", 1e-12)]:
                group = f.create_group(f"{place}/Sweep_{number}")
                data = values if is_first else values / factor
                group["data"] = data.astype("f4")
                group["data"].attrs.update(conversion=factor, unit=unit, resolution=0.0)
                group["starting_time"] = float(number)
                group["starting_time"].attrs.update(rate=RATE, unit="Seconds")
                group["aibs_stimulus_name"] = "Long Square" if number == 7 else "Noise 1"
                group["electrode_name"] = "Electrode 1"
            epochs = [("Sweep", 0, SAMPLES)] + ([("Experiment", 150, 200)] if number == 7 else [])
            for kind, start, count in epochs:
                for what, place in [
                        ("response", "acquisition/timeseries"),
                        ("stimulus", "stimulus/presentation")]:
                    group = f.create_group(f"epochs/{kind}_{number}/{what}")
                    group["idx_start"] = start
                    group["count"] = count
                    group["timeseries"] = h5py.SoftLink(f"/{place}/Sweep_{number}")


folder = pathlib.Path(sys.argv[1])
version_2(str(folder / "forms_version_2.nwb"))
version_1(folder / "allen_version_1.nwb", "1.1")
version_1(folder / "allen_version_1_first.nwb", "1.0")
