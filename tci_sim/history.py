"""Month after month: a world advanced and observed, in one native call, in threads, or step by step."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.compiled import phase
from tci_sim.engine.measures.observe import Recording, new_recording, observe
from tci_sim.engine.measures.questionnaire import ask_customers
from tci_sim.engine.month import advance, after_experience, before_experience
from tci_sim.engine.phases.customer_terms import Terms, customer_terms
from tci_sim.engine.phases.experience import experience_block, prepare_experience, settle_experience
from tci_sim.engine.state import State
from tci_sim.engine.state.types import Integers
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build import build
from tci_sim.world.conservation import raise_if_broken
from tci_sim.world.network import ValueNetwork

Progress = Callable[[int, int], None]

LARGE = 20_000
"""Customers above which the months are counted in Python and the customers shared out among threads."""

_linked: list[bool] = []
_BLOCK = 1024
_POLL_SECONDS = 0.05


@phase
def pass_months(
    state: State, terms: Terms, recording: Recording, first: int, last: int, stop: Integers, done: Integers
) -> None:
    """Let months pass until `last` comes, somebody says stop, or a sum does not close."""
    burn_in = state.run.burn_in[0]
    for month in range(first, last):
        advance(state, terms, month)
        if month >= burn_in:
            observe(state, recording, month - burn_in)
        done[0] = month + 1
        if stop[0] != 0 or state.books.checks.fault[0] != 0:
            break


class History:
    """A world and what has been seen of it so far.

    Parameters
    ----------
    scenario : Scenario
        The question.
    network : ValueNetwork
        Who supplies whom.
    seed : int
        Seed of all chance, 0 or more.
    threads : int, optional
        Threads over which many customers are shared out; the processors there are, where absent. The results
        are the same to the last bit for any number.

    Attributes
    ----------
    state : State
        The world now.
    recording : Recording
        What was seen in every month since the burn-in ended.
    clock : int
        Months that have passed, the burn-in included.
    terms : Terms
        What customers compare this month, and room for their sums.
    """

    def __init__(
        self, scenario: Scenario, network: ValueNetwork, seed: int, threads: int | None = None
    ) -> None:
        self.scenario = scenario
        self.network = network
        self.seed = seed
        self.threads = max(1, threads or len(os.sched_getaffinity(0)))
        self.state = build(scenario, network, seed)
        self.recording = new_recording(self.state, scenario.months)
        self.clock = 0
        firms, segments = self.state.firms.standing.reputation.shape
        attributes, nodes = self.state.nodes.quality.shortfall.shape[1], len(self.state.nodes.places.firm)
        self.terms = customer_terms(firms, segments, attributes, nodes, parts=self.threads)
        self._stop = np.zeros(1, np.int64)
        self._done = np.zeros(1, np.int64)

    @property
    def months(self) -> int:
        """Months from the start of the burn-in to the end of the run."""
        return self.scenario.burn_in + self.scenario.months

    @property
    def month(self) -> int:
        """Months since the burn-in ended; below 0 before."""
        return self.clock - self.scenario.burn_in

    def advance(self, months: int = 1, progress: Progress | None = None) -> None:
        """Let months pass.

        Parameters
        ----------
        months : int
            How many, at most as many as are left.
        progress : callable (done, all), optional
            Told now and then how many months have passed.

        Raises
        ------
        ConservationError
            If money, goods, customers or members do not add up at the end of a month.
        KeyboardInterrupt
            Within a month of Ctrl-C; the month under way is finished first.
        """
        if len(self.state.customers.firm) > LARGE:
            self.advance_shared(months, progress)
        else:
            self._in_one_call(min(self.clock + months, self.months), progress)

    def ask_customers(self, respondents: int, items: int = 3) -> dict[str, NDArray[Any]]:
        """Put a questionnaire to customers as the world is now; see `tci_sim.engine.measures.questionnaire`."""
        return ask_customers(self.state, self.clock, respondents, items)

    def _in_one_call(self, last: int, progress: Progress | None) -> None:
        """Run all months natively in one worker, and watch it from here."""
        if not _linked:
            self._link()
        self._stop[0] = 0
        self._done[0] = self.clock
        arguments = (self.state, self.terms, self.recording, self.clock, last, self._stop, self._done)
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(pass_months, *arguments)
            try:
                while not wait([running], _POLL_SECONDS).done:
                    if progress is not None:
                        progress(int(self._done[0]), self.months)
            finally:
                self._stop[0] = 1
                running.result()
                self.clock = int(self._done[0])
        if progress is not None:
            progress(self.clock, self.months)
        raise_if_broken(self.state, self.network)

    def _link(self) -> None:
        """Call every phase once from Python, in a world that is thrown away: machine code finds them then."""
        scenario = self.scenario.model_copy(update={"burn_in": 0, "months": 1})
        other = History(scenario, self.network, self.seed, threads=1)
        advance(other.state, other.terms, 0)
        observe(other.state, other.recording, 0)
        _linked.append(True)

    def advance_shared(self, months: int = 1, progress: Progress | None = None) -> None:
        """Let months pass with the customers shared out among threads, however few they are.

        Parameters and errors are those of `advance`, and so is every bit of what comes out.
        """
        last = min(self.clock + months, self.months)
        ranges = self._ranges()
        with ThreadPoolExecutor(len(ranges)) as pool:
            while self.clock < last:
                self._one_month(pool, ranges)
                raise_if_broken(self.state, self.network)
                if progress is not None:
                    progress(self.clock, self.months)

    def _one_month(self, pool: ThreadPoolExecutor, ranges: list[tuple[int, int]]) -> None:
        s, terms, month = self.state, self.terms, self.clock
        before_experience(s, month)
        prepare_experience(s.run, s.market, s.nodes, s.goods, s.firms, s.sums, terms)
        parts = [
            pool.submit(experience_block, s.run, s.market, s.firms, s.customers, terms, month, *range_, part)
            for part, range_ in enumerate(ranges)
        ]
        for part in parts:
            part.result()
        settle_experience(s.run, s.firms, s.customers, s.sums, terms)
        after_experience(s, month)
        if month >= self.scenario.burn_in:
            observe(s, self.recording, month - self.scenario.burn_in)
        self.clock += 1

    def _ranges(self) -> list[tuple[int, int]]:
        """Cut the customers into as many runs of whole blocks as there are threads."""
        count = len(self.state.customers.firm)
        cuts = [min(count, -(-count * k // self.threads // _BLOCK) * _BLOCK) for k in range(self.threads)] + [
            count
        ]
        return [(a, b) for a, b in pairwise(cuts) if a < b]
