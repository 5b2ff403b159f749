"""Compare ways of acting under the same luck: the same seeds for all, several runs at once, until it is enough.

Draws are keyed by who, when and what for, so that the same seed gives the same luck in every scenario: common
random numbers need nothing more.
"""

from __future__ import annotations

import logging
import math
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from tci_sim.errors import ConservationError, RunFailed, ScenarioError, nearest
from tci_sim.experiments.comparison import Comparison, FailedRun
from tci_sim.experiments.interrupt import stop_if_pressed
from tci_sim.experiments.provenance import key, provenance
from tci_sim.experiments.runner import run
from tci_sim.experiments.variants import Regimes, focal_firm, variants_of
from tci_sim.history import History
from tci_sim.record.measures import MEASURES, Kind
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.paired import Floats
from tci_sim.statistics.precision import BATCH
from tci_sim.warm import ensure_compiled
from tci_sim.world.build_network import network_of
from tci_sim.world.network import ValueNetwork

_log = logging.getLogger("tci_sim")

REPLICATIONS = 20
"""Pairs of runs, where nothing else is asked."""

LIMIT = 200
"""Replications at which a search for precision stops, where nothing else is asked."""

KINDS: tuple[Kind, ...] = ("firm", "market")
"""Whose measures a comparison keeps: the focal firm's and the market's."""


def compare(
    scenarios: Scenario | Sequence[Scenario] | Mapping[str, Scenario],
    *,
    firm_policies: Sequence[str] = (),
    regimes: Regimes | None = None,
    replications: int = REPLICATIONS,
    seed: int = 1,
    precision: Mapping[str, float] | None = None,
    limit: int = LIMIT,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Run several scenarios, or one with several policies of its focal firm, under the same seeds.

    Parameters
    ----------
    scenarios : Scenario, or sequence or mapping of them
        What is compared; the first is the reference.
    firm_policies : sequence of str
        With one scenario: policies that it names, each tried out by its focal firm, the rest of the world
        unchanged; the first is the reference.
    regimes : "all", optional
        With one scenario: every policy that it names is tried out so, but not one that serves for the burn-in
        alone. The reference is the policy that the focal firm has in the scenario.
    replications : int
        Runs of each, 2 or more; replication number r, from 0, has seed + r.
    seed : int
        Seed of the first replication, 0 or more.
    precision : mapping of str to float, optional
        Half-width of the 95 % interval that is wanted, by measure of the firm: 10 replications at a time are
        added until all intervals are as narrow. Stopping so costs about one point of coverage
        (`statistics.precision.is_precise`).
    limit : int
        Replications at which it stops, precise or not.
    threads : int, optional
        Runs that go on at once; as many as there are processors, where absent. They change no result.
    progress : callable (done, all), optional
        Told how many runs have ended.

    Returns
    -------
    Comparison

    Raises
    ------
    ScenarioError
        If what is asked cannot be compared or built. A run that fails later is listed in the result.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says how far it came.
    """
    questions = variants_of(scenarios, firm_policies, regimes)
    wanted = dict(precision or {})
    _check(replications, seed, wanted, limit)
    focal = {name: focal_firm(question) for name, question in questions.items()}
    ensure_compiled(_log.info)
    networks = {name: network_of(question) for name, question in questions.items()}
    first = next(iter(questions))
    History(
        questions[first], networks[first], seed, threads=1
    ).advance()  # links the machine code before threads start
    crew = _Crew(questions, networks, focal, threads or len(os.sched_getaffinity(0)), progress)
    seeds = range(seed, seed + replications)
    endings = crew.run(seeds)
    found = _gathered(questions, focal, seeds, endings, wanted, limit)
    while not found.is_precise and len(seeds) < limit:
        more = range(seeds.stop, min(seeds.stop + BATCH, seed + limit))
        seeds = range(seed, more.stop)
        endings |= crew.run(more)
        found = _gathered(questions, focal, seeds, endings, wanted, limit)
    return found


class _Kept(NamedTuple):
    """What is kept of a run."""

    values: dict[str, Floats]
    fingerprint: str


_Endings = dict[tuple[str, int], _Kept | FailedRun]


class _Stopped(Exception):
    """Somebody said stop: the run under way is given up."""


class _Crew:
    """Threads that make whole runs; a run lets go of the interpreter, so that they go on side by side."""

    def __init__(
        self,
        questions: Mapping[str, Scenario],
        networks: Mapping[str, ValueNetwork],
        focal: Mapping[str, str],
        threads: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._questions, self._networks, self._focal = questions, networks, focal
        self._threads, self._progress = threads, progress
        self._stop = threading.Event()
        self._done = 0

    def run(self, seeds: Iterable[int]) -> _Endings:
        """Make one run of each question under each seed."""
        asked = [(name, seed) for seed in seeds for name in self._questions]
        every = self._done + len(asked)
        pool = ThreadPoolExecutor(self._threads)
        endings: _Endings = {}
        try:
            futures: dict[tuple[str, int], Future[_Kept | FailedRun]] = {
                each: pool.submit(self._one, *each) for each in asked
            }
            for each, future in futures.items():
                endings[each] = future.result()
                self._done += 1
                stop_if_pressed()
                if self._progress is not None:
                    self._progress(self._done, every)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                f"Stopped after run {self._done} of {every}; nothing was written."
            ) from None
        finally:
            self._stop.set()
            pool.shutdown(cancel_futures=True)
            self._stop.clear()
        return endings

    def _one(self, name: str, seed: int) -> _Kept | FailedRun:
        try:
            result = run(
                self._questions[name], seed, network=self._networks[name], threads=1, progress=self._watch
            )
        except (ConservationError, RunFailed, ArithmeticError, MemoryError) as error:
            return FailedRun(name, seed, str(error) or type(error).__name__)
        holder = {"firm": result.holders["firm"].index(self._focal_of(name, result.firms)), "market": 0}
        return _Kept(
            {kind: result.values[kind][:, holder[kind]].copy() for kind in KINDS}, result.fingerprint
        )

    def _focal_of(self, name: str, firms: Sequence[str]) -> str:
        """Find the focal firm among those that sell; a network of one firm may call it otherwise."""
        return self._focal[name] if self._focal[name] in firms else firms[0]

    def _watch(self, done: int, months: int) -> None:
        if self._stop.is_set():
            raise _Stopped


def _check(replications: int, seed: int, precision: Mapping[str, float], limit: int) -> None:
    measures = [measure.name for measure in MEASURES["firm"]]
    faults = [
        f"precision.{name} is not a measure of a firm.{nearest(name, measures)}"
        for name in precision
        if name not in measures
    ]
    faults += [
        f"precision.{name} = {width}: must be more than 0."
        for name, width in precision.items()
        if not (width > 0.0 and math.isfinite(width))
    ]
    if replications < 2:
        faults.append(f"replications = {replications}: must be at least 2, for one pair has no interval.")
    if seed < 0:
        faults.append(f"seed = {seed}: must be at least 0.")
    if precision and limit < replications:
        faults.append(f"limit = {limit}: must be at least the {replications} replications it begins with.")
    if faults:
        raise ScenarioError(*faults)


def _gathered(
    questions: Mapping[str, Scenario],
    focal: Mapping[str, str],
    seeds: range,
    endings: _Endings,
    precision: Mapping[str, float],
    limit: int,
) -> Comparison:
    """Lay out what was kept of all runs by scenario, replication, month and measure."""
    measures: dict[str, tuple[str, ...]] = {
        kind: tuple(measure.name for measure in MEASURES[kind]) for kind in KINDS
    }
    months = next(iter(questions.values())).months
    values: dict[str, Floats] = {
        kind: np.full((len(questions), len(seeds), months, len(measures[kind])), np.nan) for kind in KINDS
    }
    fingerprints: dict[str, list[str]] = {name: [""] * len(seeds) for name in questions}
    failed = []
    for s, name in enumerate(questions):
        for r, seed in enumerate(seeds):
            ending = endings[name, seed]
            if isinstance(ending, FailedRun):
                failed.append(ending)
                continue
            fingerprints[name][r] = ending.fingerprint
            for kind in KINDS:
                values[kind][s, r] = ending.values[kind]
    return Comparison(
        questions=questions,
        seeds=tuple(seeds),
        focal_firms=focal,
        measures=measures,
        values=values,
        fingerprints={name: tuple(runs) for name, runs in fingerprints.items()},
        failed=tuple(failed),
        precision=precision,
        limit=limit,
        provenance=_provenance(questions, seeds.start),
    )


def _provenance(questions: Mapping[str, Scenario], seed: int) -> dict[str, object]:
    """Say what the answer rests on: as for one run, with the key of each question."""
    about_one = ("key", "seed", "scenario", "network_files")
    shared = provenance(next(iter(questions.values())), seed)
    kept = {name: value for name, value in shared.items() if name not in about_one}
    return {**kept, "keys": {name: key(question, seed) for name, question in questions.items()}}
