"""The same seed gives the same bits, however the months are gone through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__
from worlds import lived, same_bits, small_market

from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

TESTS = Path(__file__).resolve().parents[1]
DIGEST = """
import hashlib, sys
sys.path.insert(0, {tests!r})
from worlds import arrays_of, lived, small_market
state = lived(small_market({changes})).state
digest = hashlib.sha256()
for name, array in sorted(arrays_of(state).items()):
    digest.update(name.encode() + array.tobytes())
print(digest.hexdigest())
"""


def test_the_same_seed_gives_the_same_bits_twice() -> None:
    assert same_bits(lived(small_market()).state, lived(small_market()).state) == []


def test_another_seed_gives_another_history() -> None:
    assert same_bits(lived(small_market(), seed=1).state, lived(small_market(), seed=2).state) != []


def test_stepping_month_by_month_gives_the_same_bits_as_running() -> None:
    scenario = small_market()
    stepped = Simulation(scenario, network_of(scenario), seed=1)
    for _ in range(stepped.months):
        stepped.step()
    ran = lived(scenario)
    assert same_bits(ran.state, stepped.state) == []
    assert all(
        np.array_equal(a, b, equal_nan=True) for a, b in zip(ran.recording, stepped.recording, strict=True)
    )


@pytest.mark.parametrize("threads", [1, 2, 3, 4, 7])
def test_any_number_of_threads_and_blocks_gives_the_same_bits(threads: int) -> None:
    scenario = small_market({"market.customers": 9_000, "months": 6, "burn_in": 6})
    shared = Simulation(scenario, network_of(scenario), seed=1, threads=threads)
    shared.step_shared(shared.months)
    assert same_bits(lived(scenario).state, shared.state) == []


def test_a_newcomer_changes_nobody_elses_traits_and_experience_at_first() -> None:
    # One customer more, at the end: everybody else starts the same and perceives the first month the same.
    few, more = small_market({"market.customers": 500}), small_market({"market.customers": 501})
    worlds = [Simulation(s, network_of(s), seed=1) for s in (few, more)]
    for world in worlds:
        world.step()
    before, after = (world.state.customers for world in worlds)
    assert before.segment.tobytes() == after.segment[:500].tobytes()
    unmoved = (before.tenure > 1) & (after.tenure[:500] > 1)
    assert unmoved.mean() > 0.8
    # Market-wide prices and fill rates may move by a hair; the draws do not, so nobody's month is another one.
    assert np.abs(before.quality - after.quality[:500])[unmoved].max() < 0.01


def test_the_compiler_changes_no_bit() -> None:
    changes = '{"market.customers": 80, "months": 4, "burn_in": 3}'
    assert _digest(changes, NUMBA_DISABLE_JIT="1") == _digest(changes)


PROCESSORS = {
    "Haswell, 2013": {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": ""},
    "the least x86-64, 2003": {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": ""},
    "a C library without FMA and AVX2": {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2"},
    "NumPy without its newer instructions": {"NPY_DISABLE_CPU_FEATURES": " ".join(__cpu_dispatch__)},
}


@pytest.mark.slow
@pytest.mark.parametrize("processor", PROCESSORS)
def test_every_processor_gives_the_same_bits(processor: str, tmp_path: Path) -> None:
    # An older processor's machine code goes into a cache of its own: it is compiled for this one question.
    named = PROCESSORS[processor]
    cache = {"TCI_SIM_CACHE": str(tmp_path)} if "NUMBA_CPU_NAME" in named else {}
    assert _digest("{}", **named, **cache) == _digest("{}")


def _digest(changes: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", DIGEST.replace("{changes}", changes).replace("{tests!r}", repr(str(TESTS)))],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
