"""Check this machine: simulate a small world in every way there is, store it, read it back, and compare the bits."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from tci_sim.analysis import run as run_analysis
from tci_sim.analysis import sweep as sweep_analysis
from tci_sim.analysis.selfcheck.figures import SEED, differing, digests_of, read_digests, world
from tci_sim.compile_model import ensure_compiled
from tci_sim.designs.study import Study
from tci_sim.messages import Message, message
from tci_sim.simulation import Simulation


@dataclass(frozen=True)
class CheckResult:
    """One thing that was computed here and compared."""

    what: Message
    figures: int
    """How many figures were compared."""
    differing: tuple[str, ...]
    """Those that are not the same to the last bit."""

    @property
    def passes(self) -> bool:
        """Whether all are the same."""
        return not self.differing


def selfcheck(on_message: Callable[[str], None] = lambda sentence: None) -> tuple[CheckResult, ...]:
    """Compare what this machine makes with what was kept of the release, and with what it makes in other ways.

    Parameters
    ----------
    on_message : callable (str), optional
        Called with a sentence when the model has to be compiled first.

    Returns
    -------
    tuple of CheckResult

    Raises
    ------
    StoreError
        If this machine cannot keep a result.
    """
    ensure_compiled(on_message)
    _, kept = read_digests()
    once = _simulated(threads=1, stepped=False)
    return (
        CheckResult(message("selfcheck.release"), len(kept), differing(kept, once)),
        CheckResult(
            message("selfcheck.stepped"),
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


def _kept_and_read() -> tuple[CheckResult, ...]:
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
        made = run_analysis.run(question, SEED)
        read = run_analysis.load(run_analysis.save(made, folder))
        swept = sweep_analysis.sweep(study, folder)
        again = swept if swept.folder is None else sweep_analysis.load(swept.folder)
    return (
        CheckResult(message("selfcheck.result_read"), 1, () if made == read else ("fingerprint",)),
        CheckResult(message("selfcheck.sweep_read"), 1, () if swept == again else ("fingerprint",)),
    )
