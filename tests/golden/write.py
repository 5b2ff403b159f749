"""Write the digests of all worlds: anew if the results version has risen, else only what is not stored yet."""

from __future__ import annotations

from pathlib import Path

from golden.reading import digests_of
from golden.store import read_digests, write_digests
from golden.worlds import WORLDS, scenario_of
from tci_sim import RESULTS_VERSION
from tci_sim.analysis.selfcheck import figures
from tci_sim.analysis.selfcheck.figures import KEPT
from tci_sim.simulation import Simulation


def main() -> None:
    """Write one file a world, and print how many digests in it are new."""
    for world in WORLDS:
        version, stored = read_digests(world)
        kept = stored if version == RESULTS_VERSION else {}
        now = digests_of(scenario_of(world))
        write_digests(world, {name: kept.get(name, digest) for name, digest in now.items()} | kept)
        print(f"{world}: {len(now.keys() - kept.keys())} new digests")


def write_release(path: Path = KEPT) -> None:
    """Write the digests that `tci-sim selfcheck` compares with, by the same law."""
    version, kept = figures.read_digests(path)
    world = Simulation(figures.world(), seed=figures.SEED, threads=1)
    world.run()
    now = figures.digests_of(world)
    if version == RESULTS_VERSION:
        now = {name: kept.get(name, digest) for name, digest in now.items()}
    figures.write_digests(now, RESULTS_VERSION, path)


if __name__ == "__main__":
    main()
    write_release()
