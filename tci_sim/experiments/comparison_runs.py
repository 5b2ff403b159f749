"""The runs of a comparison: several at once in threads, and none that was made before."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from tci_sim.engine.measures.columns import Kind
from tci_sim.errors import ConservationError, RunFailed
from tci_sim.experiments.comparison import FailedRun
from tci_sim.experiments.interrupt import stop_if_pressed
from tci_sim.experiments.result import RunResult
from tci_sim.experiments.runner import run
from tci_sim.history import History
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.paired import Floats
from tci_sim.warm import ensure_compiled
from tci_sim.world.network import ValueNetwork

_log = logging.getLogger("tci_sim")

KINDS: tuple[Kind, ...] = ("firm", "market")
"""Whose measures a comparison keeps: the focal firm's and the market's."""


class KeptRun(NamedTuple):
    """What a comparison keeps of a run."""

    values: dict[str, Floats]
    """(month, measure) of the focal "firm" and of the "market"."""
    fingerprint: str


Endings = dict[tuple[str, int], KeptRun | FailedRun]
"""How each run ended, by the name of its scenario and its seed."""
Known = Callable[[str, int], KeptRun | None]
"""Finds the run of a scenario, by its name, under a seed, where it was made before."""


class _Stopped(Exception):
    """Somebody said stop: the run under way is given up."""


class Crew:
    """Threads that make whole runs; a run lets go of the interpreter, so that they go on side by side."""

    def __init__(
        self,
        questions: Mapping[str, Scenario],
        networks: Mapping[str, ValueNetwork],
        focal: Mapping[str, str],
        known: Known,
        threads: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._questions, self._networks, self._focal = questions, networks, focal
        self._known = known
        self._threads, self._progress = threads, progress
        self._stop = threading.Event()
        self._done = 0
        self._is_ready = False
        self.reused = 0
        """How many runs were made before, and not again."""

    def run(self, seeds: Iterable[int]) -> Endings:
        """Make one run of each question under each seed, but for those that are known."""
        asked = [(name, seed) for seed in seeds for name in self._questions]
        every = self._done + len(asked)
        endings: Endings = {each: run for each in asked if (run := self._known(*each)) is not None}
        self._done += len(endings)
        self.reused += len(endings)
        asked = [each for each in asked if each not in endings]
        if not asked:
            return endings
        self._get_ready(asked[0])
        pool = ThreadPoolExecutor(self._threads)
        try:
            futures: dict[tuple[str, int], Future[KeptRun | FailedRun]] = {
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

    def _get_ready(self, first: tuple[str, int]) -> None:
        """Compile the model if need be, and link its machine code before threads use it."""
        if not self._is_ready:
            name, seed = first
            ensure_compiled(_log.info)
            History(self._questions[name], self._networks[name], seed, threads=1).advance()
            self._is_ready = True

    def _one(self, name: str, seed: int) -> KeptRun | FailedRun:
        try:
            result = run(
                self._questions[name], seed, network=self._networks[name], threads=1, progress=self._watch
            )
        except (ConservationError, RunFailed, ArithmeticError, MemoryError) as error:
            return FailedRun(name, seed, str(error) or type(error).__name__)
        return kept_of(result, self._focal[name])

    def _watch(self, done: int, months: int) -> None:
        if self._stop.is_set():
            raise _Stopped


def kept_of(result: RunResult, focal_firm: str) -> KeptRun:
    """Take out of a result what a comparison keeps; a network of one firm may call the focal firm otherwise."""
    firm = focal_firm if focal_firm in result.firms else result.firms[0]
    holder = {"firm": result.holders["firm"].index(firm), "market": 0}
    return KeptRun({kind: result.values[kind][:, holder[kind]].copy() for kind in KINDS}, result.fingerprint)
