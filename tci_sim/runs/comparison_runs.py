"""The runs of a comparison: several at once in threads, and none that was made before."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from tci_sim.analysis.comparison import FailedRun
from tci_sim.engine.measures.columns import Kind
from tci_sim.errors import ConservationError, RunFailed
from tci_sim.runs.interrupt import stop_if_pressed
from tci_sim.runs.one_run import chunks_of
from tci_sim.runs.pasts import run_together
from tci_sim.runs.result import RunResult, result_of
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
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


Asked = tuple[str, int]
"""A run: the name of its scenario, and its seed."""
Endings = dict[Asked, KeptRun | FailedRun]
"""How each run ended."""
Known = Callable[[str, int], KeptRun | None]
"""Finds the run of a scenario, by its name, under a seed, where it was made before."""


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
        *,
        share: bool = True,
    ) -> None:
        self._questions, self._networks, self._focal = questions, networks, focal
        self._known = known
        self._threads, self._progress, self._share = threads, progress, share
        self._stop = np.zeros(1, np.int64)
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
            for made in [pool.submit(self._made, family) for family in self._families(asked)]:
                endings |= made.result()
                self._done += len(made.result())
                stop_if_pressed()
                if self._progress is not None:
                    self._progress(self._done, every)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                f"Stopped after run {self._done} of {every}; nothing was written."
            ) from None
        finally:
            self._stop[0] = 1
            pool.shutdown(cancel_futures=True)
            self._stop[0] = 0
        return endings

    def _families(self, asked: Sequence[Asked]) -> Iterator[list[Asked]]:
        """Cut runs into those that one thread makes together: of one seed, and no more than leaves none idle."""
        places = [(place, seed) for place, (_, seed) in enumerate(asked)]
        customers = max(question.market.customers for question in self._questions.values())
        for chunk in chunks_of(places, customers, self._threads):
            yield [asked[place] for place, _ in chunk]

    def _made(self, family: Sequence[Asked]) -> Endings:
        """Make runs of one seed, each past that they share once."""
        made: Endings = {}
        simulations = [
            Simulation(self._questions[name], self._networks[name], seed, threads=1, stop=self._stop)
            for name, seed in family
        ]
        for place, error in run_together(simulations, share=self._share):
            name, seed = family[place]
            if isinstance(error, ConservationError | RunFailed | ArithmeticError | MemoryError):
                made[name, seed] = FailedRun(name, seed, str(error) or type(error).__name__)
            elif error is not None:
                raise error
            else:
                simulation = simulations[place]
                result = result_of(self._questions[name], seed, simulation.network, simulation.recording)
                made[name, seed] = kept_of(result, self._focal[name])
        return made

    def _get_ready(self, first: Asked) -> None:
        """Compile the model if need be, and link its machine code before threads use it."""
        if not self._is_ready:
            name, seed = first
            ensure_compiled(_log.info)
            Simulation(self._questions[name], self._networks[name], seed, threads=1).step()
            self._is_ready = True


def kept_of(result: RunResult, focal_firm: str) -> KeptRun:
    """Take out of a result what a comparison keeps; a network of one firm may call the focal firm otherwise."""
    firm = focal_firm if focal_firm in result.firms else result.firms[0]
    holder = {"firm": result.holders["firm"].index(firm), "market": 0}
    return KeptRun({kind: result.values[kind][:, holder[kind]].copy() for kind in KINDS}, result.fingerprint)
