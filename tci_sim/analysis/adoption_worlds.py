"""Firms of which some adopt a policy; and the same firms had they not, under the same random numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.compile_model import to_stderr
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.randomness import in_a_row, mix64
from tci_sim.processors import thread_count
from tci_sim.runs.experiment import Experiment, OutputSpec, networks_in
from tci_sim.runs.provenance import run_key
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.runner import Runner
from tci_sim.runs.size_limits import check_memory
from tci_sim.runs.store import MemoryStore
from tci_sim.runs.table import split_runs
from tci_sim.runs.threads import ThreadExecutor
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.simulation import Simulation
from tci_sim.statistics.evaluation import NEVER, YEAR
from tci_sim.statistics.exact import Floats, exact_mean
from tci_sim.world.build_network import focal_seller, network_of

Chosen = Literal["random", "lowest", "highest"]
"""Who adopts: drawn by lot, or the firms with the lowest or highest mean of a measure in the year before."""

SIZE = "customers"
"""The measure by which firms are alike in size."""

Integers = NDArray[np.int64]
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Adoption:
    """What is evaluated: who adopts which policy, when, and how they came to be those."""

    question: Scenario
    """The firms and their market; it ends when the last who adopted have been followed long enough."""
    policy: str
    """What is adopted."""
    measure: str
    """What it is to change, a measure of firms."""
    adopters: int
    """Firms that adopt, in each study."""
    months: tuple[int, ...]
    """Months in which they do, as many in each as can be."""
    chosen: Chosen
    by: str
    """The measure by which they are chosen, where not by lot."""
    apart: bool
    """Whether each firm is the focal firm of a market of its own, in which nobody else adopts."""
    firms: int
    """Firms in each study."""
    replications: int
    """Studies."""
    seed: int
    """Of the first run."""

    @property
    def measures(self) -> tuple[str, ...]:
        """What is looked at: the measure, what firms are matched by beside it, what they are chosen by."""
        return tuple(dict.fromkeys((self.measure, SIZE, self.by)))

    @property
    def traits(self) -> list[int]:
        """Places among these of what firms are matched by: the measure, and the size where that is another."""
        return sorted({0, self.measures.index(SIZE)})

    @property
    def waves(self) -> tuple[int, ...]:
        """How many adopt in each of the months."""
        least, more = divmod(self.adopters, len(self.months))
        return tuple(least + (place < more) for place in range(len(self.months)))


class Observed(NamedTuple):
    """What one study sees, and beside it what only a simulator can know; arrays are (unit, month)."""

    seed: int
    units: tuple[str, ...]
    adopted: Integers
    """Month in which each adopts, `NEVER` if it does not, (unit,)."""
    traits: Floats
    """The measure and the size, (trait, unit, month)."""
    outcomes: Floats
    """The measure, as it is."""
    without: Floats
    """What it would be of each firm, had this firm alone not adopted."""
    nobody: Floats
    """What it would be, had nobody adopted."""

    def only(self, kept: NDArray[np.bool_]) -> Observed:
        """Return what is seen of some of the units."""
        units = tuple(name for name, yes in zip(self.units, kept, strict=True) if yes)
        parts = (self.outcomes, self.without, self.nobody)
        return Observed(
            self.seed, units, self.adopted[kept], self.traits[:, kept], *(part[kept] for part in parts)
        )


class Failed(NamedTuple):
    """A study that has no result, since one of its runs did not reach its end."""

    seed: int
    error: str
    """Why, in one sentence."""


def observe(
    asked: Adoption, threads: int | None, on_progress: OnProgress | None
) -> Iterator[Observed | Failed]:
    """Simulate every study.

    Yields
    ------
    Observed or Failed
        In order of their seeds.

    Raises
    ------
    InputError
        If the worlds cannot be built, or would take too much memory.
    KeyboardInterrupt
        On Ctrl-C.
    """
    return _apart(asked, threads, on_progress) if asked.apart else _together(asked, threads, on_progress)


def runs_of(asked: Adoption) -> int:
    """Count the runs that all studies take."""
    of_one = asked.firms * (1 + len(asked.months)) if asked.apart else 2 + asked.adopters
    return asked.replications * of_one


def who_adopts(asked: Adoption, seen: Callable[[int, Integers], Floats], seed: int) -> Integers:
    """Choose who adopts in which month.

    Parameters
    ----------
    asked : Adoption
        How many, when, and by what.
    seen : callable (month, adopted so far) -> float array (unit,)
        By what units are chosen in a month: the mean of the year before.
    seed : int
        Of the lots.

    Returns
    -------
    int array (unit,)
        Month of adopting, `NEVER` if there is none.
    """
    adopted = np.full(asked.firms, NEVER, np.int64)
    lots = in_a_row(mix64(np.uint64(seed)), asked.firms)
    sign = -1.0 if asked.chosen == "highest" else 1.0
    for month, count in zip(asked.months, asked.waves, strict=True):
        ranks = lots if asked.chosen == "random" else sign * seen(month, adopted)
        free = np.flatnonzero(adopted == NEVER)
        adopted[free[np.argsort(ranks[free], kind="stable")[:count]]] = month
    return adopted


def _together(
    asked: Adoption, threads: int | None, on_progress: OnProgress | None
) -> Iterator[Observed | Failed]:
    """Let the firms of one market adopt: what one wins, others may lose."""
    firms = network_of(asked.question).selling_firms
    for number in range(asked.replications):
        seed = asked.seed + number
        adopted = who_adopts(asked, _Unfolding(asked, firms, seed).seen, seed)
        without = [np.where(np.arange(len(firms)) == unit, NEVER, adopted) for unit in _of_adopters(adopted)]
        worlds = [
            with_adopters(asked, firms, each) for each in (np.full_like(adopted, NEVER), adopted, *without)
        ]
        done = number * len(worlds)
        found = _run(asked, worlds, (seed, 1), threads, _shifted(on_progress, done, runs_of(asked)))
        yield _failed(seed, found) or _seen_together(asked, firms, seed, adopted, found)


def _seen_together(
    asked: Adoption, firms: Sequence[str], seed: int, adopted: Integers, found: Sequence[RunOutput]
) -> Observed:
    nobody, everybody, *others = (_traits(run) for run in found)
    without = everybody[0].copy()
    for unit, other in zip(_of_adopters(adopted), others, strict=True):
        without[unit] = other[0, unit]
    return Observed(seed, tuple(firms), adopted, everybody[asked.traits], everybody[0], without, nobody[0])


def _apart(
    asked: Adoption, threads: int | None, on_progress: OnProgress | None
) -> Iterator[Observed | Failed]:
    """Let the focal firms of many markets adopt: none of them meets another."""
    firm = focal_seller(asked.question, network_of(asked.question))
    waves = [NEVER, *asked.months]
    worlds = [with_adopters(asked, [firm], np.array([month])) for month in waves]
    count = asked.replications * asked.firms
    runs = _run(asked, worlds, (asked.seed, count), threads, on_progress)
    for number in range(asked.replications):
        first = number * asked.firms
        mine = [
            runs[len(waves) * unit : len(waves) * (unit + 1)] for unit in range(first, first + asked.firms)
        ]
        seed = asked.seed + first
        yield _failed(seed, [run for each in mine for run in each]) or _seen_apart(asked, seed, mine)


def _seen_apart(asked: Adoption, seed: int, runs: Sequence[Sequence[RunOutput]]) -> Observed:
    worlds = np.stack([[_traits(run)[:, 0] for run in each] for each in runs])  # (unit, wave, measure, month)
    by = asked.measures.index(asked.by)

    def seen(month: int, _: Integers) -> Floats:
        return exact_mean(worlds[:, 0, by, month - YEAR : month])

    adopted = who_adopts(asked, seen, seed)
    wave = np.array([0 if month == NEVER else 1 + asked.months.index(month) for month in adopted.tolist()])
    units = np.arange(asked.firms)
    lived, nobody = worlds[units, wave].transpose(1, 0, 2), worlds[:, 0, 0]
    names = tuple(str(seed + unit) for unit in range(asked.firms))
    return Observed(seed, names, adopted, lived[asked.traits], lived[0], nobody, nobody)


class _Unfolding:
    """A market that goes on from one month of adopting to the next."""

    def __init__(self, asked: Adoption, firms: Sequence[str], seed: int) -> None:
        self._asked, self._firms, self._seed = asked, firms, seed
        self._world: Simulation | None = None
        self._column = [measure.name for measure in MEASURES["firm"]].index(asked.by)

    def seen(self, month: int, adopted: Integers) -> Floats:
        """Return the mean over the year before a month by which firms are chosen, (firm,)."""
        world = with_adopters(self._asked, self._firms, adopted)
        if self._world is None:
            self._world = Simulation(world, seed=self._seed)
        else:
            self._world = self._world.branch(world)
        self._world.step(month - self._world.month)
        return exact_mean(self._world.recording.firm[month - YEAR : month, :, self._column], axis=0)


def with_adopters(asked: Adoption, firms: Sequence[str], adopted: Integers) -> Scenario:
    """Return the world in which firms change to the policy in the months that are given."""
    changes = [
        Shock(month=month, kind="policy_change", target=firm, policy=asked.policy)
        for firm, month in zip(firms, adopted.tolist(), strict=True)
        if month != NEVER
    ]
    return asked.question.model_copy(update={"shocks": (*asked.question.shocks, *changes)})


def _run(
    asked: Adoption,
    worlds: Sequence[Scenario],
    seeds: tuple[int, int],
    threads: int | None,
    on_progress: OnProgress | None,
) -> list[RunOutput]:
    """Run worlds under seeds, the first and how many; all worlds of a seed before those of the next."""
    holders = ("focal",) if asked.apart else ("firm",)
    months = tuple(range(asked.question.months))
    keep = OutputSpec(holders, {"firm": asked.measures}, months, figures=False, fingerprint=False)
    seed, count = seeds
    key = run_key(worlds[0], seed)
    experiment = Experiment(key, tuple(worlds), None, seed, count, count, keep, networks_in(worlds))
    threads = thread_count(threads)
    check_memory(experiment, threads)
    with ThreadExecutor(experiment, threads, to_stderr) as executor:
        table = Runner(experiment, MemoryStore(keep), executor, on_progress=on_progress).run()
    return sorted(split_runs(table, keep), key=lambda run: (run.replication, run.case))


def _failed(seed: int, runs: Sequence[RunOutput]) -> Failed | None:
    """Return why a study has no result, where a run of it failed."""
    return next((Failed(seed, run.error) for run in runs if run.error), None)


def _traits(run: RunOutput) -> Floats:
    """Return what is kept of a run, (measure, firm, month)."""
    return np.ascontiguousarray(run.values["firm"].transpose(2, 1, 0))


def _of_adopters(adopted: Integers) -> list[int]:
    return np.flatnonzero(adopted != NEVER).tolist()


def _shifted(on_progress: OnProgress | None, before: int, all_: int) -> OnProgress | None:
    """Count runs on from those of earlier studies."""
    return None if on_progress is None else lambda done, _: on_progress(before + done, all_)
