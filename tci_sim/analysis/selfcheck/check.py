"""Check this machine: make a small world in every way there is, keep it, read it back, and compare the bits."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tci_sim.analysis.selfcheck.figures import SEED, differing, digests_of, read_digests, world
from tci_sim.analysis.sweep import sweep
from tci_sim.analysis.sweep_result import load_sweep
from tci_sim.designs.study import Study
from tci_sim.runs.result import load_result
from tci_sim.runs.runner import run
from tci_sim.simulation import Simulation
from tci_sim.warm import ensure_compiled


@dataclass(frozen=True)
class Compared:
    """One thing that was made here and compared."""

    what: str
    figures: int
    """How many figures were compared."""
    differ: tuple[str, ...]
    """Those that are not the same to the last bit."""

    @property
    def passes(self) -> bool:
        """Whether all are the same."""
        return not self.differ


def selfcheck(say: Callable[[str], None] = lambda sentence: None) -> tuple[Compared, ...]:
    """Compare what this machine makes with what was kept of the release, and with what it makes in other ways.

    Parameters
    ----------
    say : callable (str), optional
        Called with a sentence when the model has to be compiled first.

    Returns
    -------
    tuple of Compared

    Raises
    ------
    ResultError
        If this machine cannot keep a result.
    """
    ensure_compiled(say)
    _, kept = read_digests()
    once = _simulated(threads=1, stepped=False)
    return (
        Compared("the release's figures", len(kept), differing(kept, once)),
        Compared(
            "the same, month by month on two threads",
            len(once),
            differing(once, _simulated(threads=2, stepped=True)),
        ),
        *_kept_and_read(),
    )


def _simulated(*, threads: int, stepped: bool) -> dict[str, str]:
    simulation = Simulation(world(), seed=SEED, threads=threads)
    while stepped and simulation.clock < simulation.months:
        simulation.step()
    if not stepped:
        simulation.run()
    return digests_of(simulation)


def _kept_and_read() -> tuple[Compared, ...]:
    """Keep a run and a sweep on disk, and read them back."""
    question = world()
    study = Study(
        question="Is what is kept what is read?",
        base=question,
        levers={"firms.ours.policy": ["everything", "common"]},
        replications=2,
        seed=SEED,
        report=("profit",),
    )
    with tempfile.TemporaryDirectory(prefix="tci-sim-") as folder:
        made = run(question, SEED)
        read = load_result(made.save(Path(folder)))
        swept = sweep(study, folder)
        again = sweep(study, folder) if swept.folder is None else load_sweep(swept.folder)
    return (
        Compared("a result, kept and read back", 1, () if made == read else ("fingerprint",)),
        Compared("a sweep, kept and read back", 1, () if swept == again else ("fingerprint",)),
    )
