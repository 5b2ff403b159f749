"""Builds the engine as WebAssembly: `make wasm`.

Two builds of one version by one Python are the same byte by byte. A module is named by the version of all that it is
made of, so that nobody runs one of another version; where it is there already, nothing is done.
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

from tci_sim.compile_model import PARTS as NATIVE_PARTS
from tci_sim.compile_model import smallest_scenario
from tci_sim.engine.backend.decorators import link
from tci_sim.safe_files import write_whole
from tci_sim.simulation import Simulation
from tci_sim.wasm.files import FOLDER, module_name
from tci_sim.wasm.intermediate import Written, write_down
from tci_sim.wasm.module import LinkerError, module_of
from tci_sim.wasm.worlds import draw_world, given_of, given_to_draw, given_to_prepare, prepare_world

ENTRIES = (
    "tci_sim.engine.month.simulate_months",
    "tci_sim.wasm.worlds.prepare_world",
    "tci_sim.wasm.worlds.draw_world",
)
"""What can be called from outside, each by the last part of its name."""

PARTS = (NATIVE_PARTS[0], (*NATIVE_PARTS[1], "prepare_world", "draw_world"))
"""Phases that one process writes down each, of about equal weight."""


def build() -> dict[str, bytes]:
    """Make the module without and with work on several numbers at once, by file name.

    Raises
    ------
    LinkerError
        If there is no linker.
    """
    world = Simulation(smallest_scenario(), seed=1, threads=1)
    os.environ["PYTHONHASHSEED"] = "0"  # of the processes to come: the compiler walks through sets
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        parts = [pool.submit(_write_down, world, part) for part in PARTS]
        written = [part.result() for part in parts]
        made = {simd: pool.submit(module_of, written, ENTRIES, simd=simd) for simd in (False, True)}
        return {module_name(simd=simd): each.result() for simd, each in made.items()}


def _write_down(world: Simulation, only: tuple[str, ...]) -> Written:
    def link_all() -> None:
        world.link()
        given = given_of(world)
        link(prepare_world, *given_to_prepare(world, given))
        link(draw_world, *given_to_draw(world, given))

    return write_down(link_all, only)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build both modules unless they are there, and say what came of it; 2 where there is no linker."""
    ask = argparse.ArgumentParser(
        prog="python -m tci_sim.wasm.build", description="Build the engine as WebAssembly."
    )
    ask.add_argument("--folder", type=Path, default=FOLDER, help="where the modules go")
    folder = ask.parse_args(arguments).folder
    names = [module_name(simd=simd) for simd in (False, True)]
    if not all((folder / name).exists() for name in names):
        try:
            made = build()
        except LinkerError as error:
            print(f"tci-sim: {error}", file=sys.stderr)
            return 2
        for old in folder.glob("engine-*.wasm"):
            old.unlink()
        for name, content in made.items():
            write_whole(folder / name, content)
    for name in names:
        content = (folder / name).read_bytes()
        print(f"{name}: {len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
