"""One world: built, stepped, run, steered, copied. Nothing else calls the engine."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tci_sim.arguments import LARGEST_SEED, whole_number
from tci_sim.engine.backend.decorators import same_types
from tci_sim.engine.measures.questionnaire import ALL_FIRMS, survey_customers
from tci_sim.engine.measures.recording import Recording, new_recording
from tci_sim.engine.measures.settling import repeat_settled
from tci_sim.engine.month import (
    after_experience,
    before_experience,
    link_simulation,
    look_whether_settled,
    record,
    simulate_months,
)
from tci_sim.engine.phases.customer_terms import Terms, customer_terms, room_for_luck
from tci_sim.engine.phases.experience import experience_block, prepare_experience, settle_experience
from tci_sim.engine.phases.settle import Moving
from tci_sim.engine.state import State
from tci_sim.engine.state.arrays import copied, copy_into
from tci_sim.engine.state.types import Integers
from tci_sim.engine.stepped import phase_by_phase
from tci_sim.errors import SimulationError
from tci_sim.messages import listing, message
from tci_sim.processors import thread_count
from tci_sim.scenario.load import AnyScenario, as_scenario
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build import Surroundings, build
from tci_sim.world.build_network import network_of
from tci_sim.world.conservation import raise_if_broken
from tci_sim.world.given import as_network
from tci_sim.world.set_states import Groups, Settings, set_states
from tci_sim.world.settling import can_settle
from tci_sim.world.shared_past import differences, divergence_month, past_digest, past_key, share_past
from tci_sim.world.steering import Levers, levers_of, with_levers

if TYPE_CHECKING:
    from tci_sim.world.given import AnyNetwork

OnProgress = Callable[[int, int], None]
InParts: TypeAlias = Callable[..., Iterable[None]]
"""Lets each part of the customers live: `map`, or that of several threads."""

LARGE = 20_000
"""Customers above which the months are counted in Python and the customers shared out among threads."""

_linked: list[bool] = []
_BLOCK = 1024
_POLL_SECONDS = 0.05


class Snapshot(NamedTuple):
    """A copy of a world at the end of a month, with what was seen of it until then."""

    past: bytes
    """Digest of the world as it was built."""
    clock: int
    state: State
    recording: Recording
    settled_at: int | None = None
    """The month in which it settled, where a run has ended with that."""


class Following:
    """Somebody who follows a world month by month, and changes nothing in it: looks at it when it wants to."""

    def on_offer(self, state: State) -> None:
        """Look at the world when all has happened that customers will experience this month."""

    def before_experience(self, state: State, terms: Terms, month: int) -> None:
        """Look at the world before customers experience the month, whose terms are known."""

    def after_experience(self, state: State) -> None:
        """Look at the world when customers have experienced the month, and firms have not answered yet."""

    def after_month(self, state: State, month: int) -> None:
        """Look at the world when the month has ended."""


class Simulation:
    """A world and what has been seen of it so far.

    Parameters
    ----------
    scenario : Scenario, path or mapping
        The question; `tci_sim.scenario.load.as_scenario` says what serves.
    network : ValueNetwork, graph, files or tables, optional
        Who supplies whom; what the scenario says by default. `tci_sim.world.given.as_network` says what serves.
    seed : int
        Seed of all chance, 0 or more.
    threads : int, optional
        Threads over which many customers are shared out; the processors there are by default. The results
        are the same to the last bit for any number.
    stop : int array, shape (1,), optional
        Where it is not 0, a step ends after the month under way; several simulations may share one.
    watched : collection of str, optional
        Measures that must have settled before a run ends, where the scenario ends it `until: settled`; those that
        the scenario reports by default.
    alike : Surroundings, optional
        What was built of the same scenario and network under any seed, from which what all seeds have in common is
        copied. It changes no result.

    Attributes
    ----------
    scenario : Scenario
        The question as it stands: levers that a firm sets over its policy are a policy of its own, and those that were
        set on the way are shocks of its timeline.
    state : State
        The world now.
    recording : Recording
        What was seen in every month since the burn-in ended.
    clock : int
        Months that have passed, the burn-in included.
    terms : Terms
        What customers compare this month, and room for their sums.
    settled_at : int or None
        Where a run has ended because all had settled: the month after which nothing moves that was watched.

    Raises
    ------
    InputError
        If the scenario cannot be built, or the seed or the threads are no such number.
    """

    def __init__(
        self,
        scenario: AnyScenario,
        network: AnyNetwork | None = None,
        seed: int = 1,
        threads: int | None = None,
        *,
        stop: Integers | None = None,
        watched: Collection[str] | None = None,
        alike: Surroundings | None = None,
    ) -> None:
        self.scenario = with_own_levers(as_scenario(scenario))
        self.network = as_network(network, self.scenario)
        self.seed = whole_number("seed", seed, 0, LARGEST_SEED)
        self.threads = thread_count(threads)
        self.state = build(self.scenario, self.network, self.seed, alike)
        self.recording = new_recording(self.state, self.scenario.months)
        self.clock = 0
        self.terms = _terms_of(self.state, self.threads)
        self._stop = np.zeros(1, np.int64) if stop is None else stop
        self._done = np.zeros(1, np.int64)
        self.settled_at: int | None = None
        self.waits = can_settle(self.scenario, self.scenario.report if watched is None else watched)
        self._watch = np.zeros(1, np.int64)

    @cached_property
    def past(self) -> bytes:
        """Digest of the world as it was built, but for what was yet to come: worlds with one digest share a past."""
        built = self.state if self.clock == 0 else build(self.scenario, self.network, self.seed)
        return past_digest(built) + self.months.to_bytes(4, "big")

    @property
    def months(self) -> int:
        """Months from the start of the burn-in to the end of the run."""
        return self.scenario.burn_in + self.scenario.months

    @property
    def month(self) -> int:
        """Month that the next step simulates: 0 when the burn-in is over, below 0 before."""
        return self.clock - self.scenario.burn_in

    def step(self, months: int = 1, on_progress: OnProgress | None = None) -> None:
        """Simulate some months.

        Parameters
        ----------
        months : int
            How many, 0 or more, and no more than are left.
        on_progress : callable (done, all), optional
            Told now and then how many months have passed.

        Raises
        ------
        InputError
            If it is no whole number.
        SimulationError
            If so many months are not left.
        ConservationError
            If money, goods, customers or members do not add up at the end of a month.
        KeyboardInterrupt
            Within a month of Ctrl-C; the month under way is finished first.
        """
        months = whole_number("months", months, None)
        if not 0 <= months <= self.months - self.clock:
            left = self.months - self.clock
            raise SimulationError(
                message("simulation.too_far", asked=months, done=self.clock, months=self.months, left=left)
            )
        if len(self.state.customers.firm) > LARGE:
            self.step_shared(months, on_progress)
        else:
            self._in_one_call(self.clock + months, on_progress)

    def run(self, on_progress: OnProgress | None = None) -> None:
        """Simulate all months that are left, or until all has settled; parameters and errors are those of `step`.

        Where it has settled, the other months are written down as they would be: what was watched stays as it is, and
        what nobody knows without simulating them is not a number.
        """
        if self.settled_at is not None:
            return
        self._watch[0] = Moving.EVENTS if self.waits else Moving.UNWATCHED
        try:
            self.step(self.months - self.clock, on_progress)
            if self._watch[0] == Moving.NOTHING:
                self.settled_at = self.month - 1
                repeat_settled(self.recording, self.month)
        finally:
            self._watch[0] = Moving.UNWATCHED

    def set_levers(self, firm: str, levers: Levers) -> None:
        """Set levers of a firm, effects and costs, from the next month on; before month 0, from month 0 on.

        The scenario gets a change of policy on its timeline, so that a run of it is this run, to the last bit. Changes
        that were to end later then give nothing back, as after every later change of policy.

        Parameters
        ----------
        firm : str
            Its name in the network.
        levers : mapping of str to number
            Values by dotted path inside a policy, such as ``improvement.time``.

        Raises
        ------
        InputError
            If there is no such firm or lever, or it cannot have that value: every fault is named.
        SimulationError
            If the run is over.
        """
        if self.clock >= self.months:
            raise SimulationError(message("simulation.over"))
        self.scenario, future = with_levers(self.scenario, self.network, self.state, self.clock, firm, levers)
        self.state = self.state._replace(future=future)

    def levers(self, firm: str) -> Mapping[str, float]:
        """Return the levers of a firm as they will be in the next month, by dotted path inside a policy."""
        return levers_of(self.network, self.state, self.clock, firm)

    def snapshot(self) -> Snapshot:
        """Copy the world as it is now, with what was seen of it."""
        return Snapshot(self.past, self.clock, copied(self.state), copied(self.recording), self.settled_at)

    def restore(self, snapshot: Snapshot) -> None:
        """Go to a snapshot of this world, or of one that shares its past; what is yet to come stays as it is here.

        Raises
        ------
        SimulationError
            If the snapshot is of a world with another past, or of one that has parted from this one before it.
        """
        if snapshot.past != self.past:
            raise SimulationError(message("simulation.other_past"))
        parted = divergence_month(self.state, snapshot.state)
        if parted is not None and parted < snapshot.clock:
            part, taken = parted - self.scenario.burn_in, snapshot.clock - self.scenario.burn_in
            raise SimulationError(message("simulation.parted", part=part, taken=taken))
        self._take_over(snapshot.state)
        copy_into(snapshot.recording, self.recording)
        self.clock, self.settled_at = snapshot.clock, snapshot.settled_at

    @property
    def past_key(self) -> bytes:
        """What is soon told of a world that is still as it was built: those in which it differs share no past."""
        return past_key(self.state)

    def shares_past(self, other: Simulation) -> bool:
        """Return whether two worlds that are still as they were built are the same until they part."""
        alike = (self.months, self.waits) == (other.months, other.waits)
        return alike and share_past(self.state, other.state)

    def copy_past(self, other: Simulation) -> None:
        """Become what another world is now, with what was seen of it; what is yet to come stays as it is here.

        This world must be as it was built. The two must share their past, and must not have parted: a snapshot, which
        can be kept, is checked for that.
        """
        self._take_over(other.state)
        if other.month > 0:
            copy_into(other.recording, self.recording)
        self.clock, self.settled_at = other.clock, other.settled_at

    def share_luck(self, others: Iterable[Simulation]) -> None:
        """Keep what chance brings to customers for other worlds with this seed, and let them keep it for this one.

        It changes no result. They must have as many customers, attributes and months, and no two of these worlds may be
        run at the same time.
        """
        attributes, customers = self.state.customers.will.shape
        luck = room_for_luck(self.months, attributes, customers)
        for each in (self, *others):
            each.terms = each.terms._replace(luck=luck)

    def _take_over(self, past: State) -> None:
        """Become what a state is, but for what is yet to come."""
        copy_into(past._replace(future=self.state.future, changes=self.state.changes), self.state)

    def branch(self, scenario: AnyScenario | None = None) -> Simulation:
        """Copy this world as it is now; from here on the two go their own ways, with the same random numbers.

        Parameters
        ----------
        scenario : Scenario, optional
            What the copy will meet from now on; the same by default. Its past must be this world's: it may differ
            in the policies of firms after the burn-in, and in shocks that act from this month on.

        Returns
        -------
        Simulation

        Raises
        ------
        InputError
            If the scenario cannot be built.
        SimulationError
            If its past is another one, with the arrays or the month in which they differ.
        """
        asked = self.scenario if scenario is None else as_scenario(scenario)
        network = self.network if _same_network(asked, self.scenario) else network_of(asked)
        other = Simulation(asked, network, self.seed, self.threads)
        if other.past != self.past:
            differ = differences(build(self.scenario, self.network, self.seed), other.state)
            raise SimulationError(message("simulation.other_start", arrays=listing(differ)))
        other.restore(self.snapshot())
        return other

    def link(
        self, only: Container[str] | None = None, on_linked: Callable[[str], None] | None = None
    ) -> None:
        """Compile or load the phases that a month runs, so that machine code finds them; nothing is simulated.

        Parameters
        ----------
        only : container of str, optional
            Names of phases; all by default.
        on_linked : callable (name), optional
            Called after each phase.
        """
        link_simulation(*self._until(self.clock), only=only, on_linked=on_linked)
        if only is None:
            _linked.append(True)

    def survey_customers(
        self, respondents: int, items: int = 3, firm: str | None = None, *, by_firm: bool = False
    ) -> dict[str, NDArray[Any]]:
        """Put a questionnaire to customers as the world is now; see `tci_sim.engine.measures.questionnaire`.

        Of one firm, by its name, or of all; `by_firm` where that firm asks, and not a researcher.
        """
        asked = whole_number("respondents", respondents, 1), whole_number("items", items, 1)
        number = ALL_FIRMS if firm is None else self.network.selling_firms.index(firm)
        return survey_customers(self.state, self.clock, *asked, number, by_firm=by_firm)

    def _set_states(self) -> None:
        """Set what the timeline sets before the month that is simulated next."""
        s, due = self.state, self.state.future.set_month == self.clock
        if due.any():
            settings = Settings(s.future.set_of[due], s.future.set_to[due])
            set_states(Groups(s.run, s.market, s.members, s.nodes, s.firms), settings, self.clock)

    def _in_one_call(self, last: int, on_progress: OnProgress | None) -> None:
        """Simulate months natively, up to each in which states are set."""
        stops = {month for month in self.state.future.set_month.tolist() if self.clock < month < last}
        for until in (*sorted(stops), last):
            if self.clock < until:
                self._set_states()
            self._natively(until, on_progress)
            if self.clock < until:
                return

    def _natively(self, last: int, on_progress: OnProgress | None) -> None:
        """Simulate months in this thread, or, where somebody may press Ctrl-C, in one watched from here."""
        if not _linked:
            self.link()
        self._done[0] = self.clock
        try:
            if threading.current_thread() is threading.main_thread():
                self._watched(last, on_progress)
            else:
                simulate_months(*self._until(last))
        finally:
            self.clock = int(self._done[0])
        if on_progress is not None:
            on_progress(self.clock, self.months)
        raise_if_broken(self.state, self.network)

    def _until(self, last: int) -> tuple[Any, ...]:
        return (self.state, self.terms, self.recording, self.clock, last, self._stop, self._done, self._watch)

    def _watched(self, last: int, on_progress: OnProgress | None) -> None:
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(simulate_months, *self._until(last))
            try:
                while not wait([running], _POLL_SECONDS).done:
                    if on_progress is not None:
                        on_progress(int(self._done[0]), self.months)
            except BaseException:
                self._stop[0] = 1
                running.result()
                self._stop[0] = 0
                raise
            running.result()

    def run_followed(self, *follows: Following) -> None:
        """Simulate all months that are left, while somebody follows them who changes nothing.

        Errors are those of `step`. Every bit of what comes out is that of `run` where none ends before its last
        month.
        """
        self._month_by_month(self.months, None, follows)

    def step_by_phase(self) -> Iterator[str]:
        """Simulate the next month phase by phase, and name each once it has passed; nothing of it is written down.

        Every bit of the world at the end of the month is that of `step`.
        """
        self._set_states()
        yield from phase_by_phase(self.state, self.terms, self._ranges(), self.clock)
        self.clock += 1
        raise_if_broken(self.state, self.network)

    def step_shared(self, months: int = 1, on_progress: OnProgress | None = None) -> None:
        """Simulate some months with the customers shared out among threads, however few they are.

        Parameters and errors are those of `step`, and so is every bit of what comes out.
        """
        last = min(self.clock + whole_number("months", months), self.months)
        self._month_by_month(last, on_progress)

    def _month_by_month(
        self, last: int, on_progress: OnProgress | None, follows: Sequence[Following] = ()
    ) -> None:
        with same_types(), ThreadPoolExecutor(self.threads) as pool:
            in_parts = map if self.threads == 1 else pool.map
            while self.clock < last and not self._stop[0] and self._watch[0] != Moving.NOTHING:
                self._one_month(in_parts, follows)
                raise_if_broken(self.state, self.network)
                if on_progress is not None:
                    on_progress(self.clock, self.months)

    def _one_month(self, in_parts: InParts, follows: Sequence[Following]) -> None:
        self._set_states()
        s, month = self.state, self.clock
        before_experience(s, month)
        for each in follows:
            each.on_offer(s)
        self._let_customers_live(in_parts, follows)
        for each in follows:
            each.after_experience(s)
        after_experience(s, month)
        if month >= self.scenario.burn_in:
            record(s, self.recording, month - self.scenario.burn_in)
        for each in follows:
            each.after_month(s, month)
        if self._watch[0] != Moving.UNWATCHED:
            look_whether_settled(s, self._watch, month)
        self.clock += 1

    def replay_customers(self) -> None:
        """Let customers alone experience one month, as the state says that it is offered to them.

        Raises
        ------
        SimulationError
            If the run is over.
        """
        if self.clock >= self.months:
            raise SimulationError(message("simulation.over"))
        self._let_customers_live(map)
        self.clock += 1

    def _let_customers_live(self, in_parts: InParts, follows: Sequence[Following] = ()) -> None:
        """Let all customers experience the month, part by part."""
        s, terms, month = self.state, self.terms, self.clock

        def live(part: tuple[int, int, int]) -> None:
            number, first, last = part
            experience_block(s.run, s.market, s.firms, s.customers, terms, month, first, last, number)

        prepare_experience(s.run, s.market, s.nodes, s.goods, s.firms, s.sums, terms)
        for each in follows:
            each.before_experience(s, terms, month)
        deque(in_parts(live, self._ranges()), maxlen=0)
        settle_experience(s.run, s.firms, s.customers, s.sums, terms, s.books.checks, month)

    def _ranges(self) -> list[tuple[int, int, int]]:
        """Cut the customers into parts: the number of each, its first customer, and the one after its last.

        There are as many runs of whole blocks as there are threads. The run in which the first end who stand for one
        more is cut there, and what they make is in parts with odd numbers.
        """
        count, more = len(self.state.customers.firm), _one_more(self.state)
        cuts = [min(count, -(-count * k // self.threads // _BLOCK) * _BLOCK) for k in range(self.threads)] + [
            count
        ]
        runs = [(k, a, b) for k, (a, b) in enumerate(pairwise(cuts)) if a < b]
        if not more:
            return runs
        odd = [(2 * k + 1, a, min(b, more)) for k, a, b in runs if a < more]
        return odd + [(2 * k, max(a, more), b) for k, a, b in runs if b > more]


def is_linked() -> bool:
    """Return whether all phases have been linked in this process, so that machine code finds them."""
    return bool(_linked)


def _same_network(one: Scenario, other: Scenario) -> bool:
    """Return whether two scenarios ask for the same network, as far as they have the same firms."""
    own = [{name: firm.network for name, firm in each.firms.items()} for each in (one, other)]
    return one.network == other.network and own[0] == own[1]


def _one_more(state: State) -> int:
    """Count the simulated customers, the first ones, who stand for one more customer than the others."""
    return int(state.books.checks.customers[0]) % max(len(state.customers.firm), 1)


def _terms_of(state: State, parts: int) -> Terms:
    """Make room for the terms of a month."""
    firms, segments = state.firms.standing.reputation.shape
    attributes, nodes = state.nodes.quality.shortfall.shape[1], len(state.nodes.places.firm)
    return customer_terms(firms, segments, attributes, nodes, parts * 2 if _one_more(state) else parts)
