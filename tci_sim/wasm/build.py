"""Builds the engine as WebAssembly: `make wasm`.

Two builds of one version by one Python are the same byte by byte. A module is named by the version of what simulates and
builds worlds, so that nobody runs one of another version.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from tci_sim.compile_model import smallest_scenario
from tci_sim.engine.backend.version import simulation_key
from tci_sim.engine.month import link_simulation
from tci_sim.safe_files import write_bytes
from tci_sim.simulation import Simulation
from tci_sim.wasm.intermediate import Written, write_down
from tci_sim.wasm.module import LinkerError, module_of

FOLDER = Path(__file__).resolve().parent
"""Where modules are kept, and shipped from."""

ENTRIES = ("tci_sim.engine.month.simulate_months",)
"""What can be called from outside."""


def module_name(*, simd: bool) -> str:
    """Return the file name of a module of this version."""
    return f"engine-{simulation_key()[:16]}{'-simd' if simd else ''}.wasm"


def build(*, simd: Sequence[bool] = (False, True)) -> dict[bool, bytes]:
    """Make the module, without and with work on several numbers at once.

    Raises
    ------
    LinkerError
        If there is no linker.
    """
    world = Simulation(smallest_scenario(), seed=1, threads=1)
    os.environ["PYTHONHASHSEED"] = "0"  # of the processes to come: the compiler walks through sets
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        written = pool.submit(_write_down, world.state, world.terms, world.recording).result()
        made = {wanted: pool.submit(module_of, written, ENTRIES, simd=wanted) for wanted in simd}
        return {wanted: each.result() for wanted, each in made.items()}


def _write_down(state: Any, terms: Any, recording: Any) -> Written:
    stop, done = np.zeros(1, np.int64), np.zeros(1, np.int64)
    return write_down(lambda: link_simulation(state, terms, recording, 0, 1, stop, done))


def main(arguments: Sequence[str] | None = None) -> int:
    """Build both modules, and say what came of it; 2 where there is no linker."""
    ask = argparse.ArgumentParser(description="Build the engine as WebAssembly.")
    ask.add_argument("--folder", type=Path, default=FOLDER, help="where the modules go")
    folder = ask.parse_args(arguments).folder
    try:
        made = build()
    except LinkerError as error:
        print(f"tci-sim: {error}", file=sys.stderr)
        return 2
    for old in folder.glob("engine-*.wasm"):
        old.unlink()
    for simd, content in made.items():
        path = folder / module_name(simd=simd)
        path.write_bytes(content)
        print(f"{path.name}: {len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
