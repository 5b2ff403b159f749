"""Customers alone, lived once more: what firms offer them comes from one of two runs, door by door.

A run is recorded as its customers meet it: each month, what is delivered, what it costs, how they are treated, and all
of that of rivals. Then the customers alone live through the same months, where what comes through each door is that of
the one run or of the other. All doors of a run give its customers, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.backend.decorators import same_types
from tci_sim.engine.state import State
from tci_sim.engine.state.arrays import copied, copy_into
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import FIXED, MICRO, Floats
from tci_sim.runs.shared_past import run_followed
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Following, Simulation

DELIVERED, PRICE, TREATMENT, RIVALS = "delivered", "price", "treatment", "rivals"
DOORS = (DELIVERED, PRICE, TREATMENT, RIVALS)
"""How a change of a firm reaches customers: by what it delivers and what that makes them ask for, what a unit costs,
how it asks, answers and wins back, and by how rivals answer."""
WORD_OF_MOUTH = "word_of_mouth"
"""What customers tell each other, as another door: what a firm is said to be, and where friends buy."""
WORLD = "world"
"""What else differs: the world and the market themselves."""

MEASURES = ("satisfaction", "share", "units_sold", "revenue")
"""What is looked at: measures of the firm, from its customers."""

Arrays = tuple[NDArray[Any], ...]


class _Input(NamedTuple):
    """An array that customers meet."""

    array: NDArray[Any]
    door: str
    mine: Any
    """Where the focal firm's entries are; None where the array is of no firm."""


class _Month(NamedTuple):
    """What the customers of a run met in one month."""

    inputs: Arrays
    standing: Arrays
    """How firms stood."""
    placed: Arrays
    """Whether that was set anew since last month, as where a new firm takes a place."""
    sold: int
    """What outlets of the firm sold, and what was asked of them. [micro-unit], [unit]"""
    asked: int
    talk: Arrays
    """What firms are said to be, and where friends buy."""
    charged: float = 0.0
    """What the firm charged for what it sold: its price once it had decided on it. [currency/unit]"""


class _Felt(NamedTuple):
    """What customers made of one month."""

    customers: int
    of_all: int
    satisfaction: int
    """[1/FIXED point]"""
    sold: int
    """[micro-unit]"""
    paid: float = 0.0
    """[currency]"""


class _Meeting(Following):
    """Writes down what the customers of a run meet, and what they make of it."""

    def __init__(self, customers: CustomersAlone, state: State) -> None:
        self._of, self._inputs = customers, list(customers.inputs(state))
        self._before = _copies(_standing(state))
        self.months: list[_Month] = []
        self.felt: list[_Felt] = []

    def on_offer(self, state: State) -> None:
        """Write down what customers meet."""
        self.months.append(self._of.month(state, self._inputs, self._before))

    def after_experience(self, state: State) -> None:
        """Write down what they make of it."""
        self.felt.append(self._of.felt(state, self.months[-1].sold))

    def after_month(self, state: State, month: int) -> None:
        """Write down what the firm charged for it."""
        charged = self._of.price(state)
        self.months[-1] = self.months[-1]._replace(charged=charged)
        self.felt[-1] = self.felt[-1]._replace(paid=self.felt[-1].sold / MICRO * charged)
        self._before = _copies(_standing(state))


@dataclass
class CustomersAlone:
    """Two runs of one seed as their customers met them, and the customers that live through mixtures of both.

    Parameters
    ----------
    one, other : Simulation
        Both as they were built, such as `can_be_mixed`, or simulated until a month up to which they share their past;
        they are run to their ends.
    doors : sequence of str
        What is told apart: `DOORS`, and `WORD_OF_MOUTH` or `WORLD`.
    beside : sequence of sequence of Following, optional
        Who else follows each of the two runs.

    Raises
    ------
    ConservationError
        If a run fails.
    StopRequested
        If somebody said stop.
    """

    one: Simulation
    other: Simulation
    doors: Sequence[str]
    beside: Sequence[Sequence[Following]] = ((), ())

    def __post_init__(self) -> None:
        name = focal_firm(self.one.scenario)
        self._focal = self.one.network.selling_firms.index(name)
        self._start = copied(self.one.state)
        self._clock = self.one.clock
        mine, theirs = self.beside
        self._records = self._recorded(self.one, *mine), self._recorded(self.other, *theirs)

    def lived(self, doors_of_other: int) -> Floats:
        """Return what the firm's customers came to, month by month; which doors are those of `other` is told by bits.

        Returns
        -------
        float array (month, measure)
            `MEASURES` from the end of the burn-in on; NaN where the firm has no customers.
        """
        everything = (1 << len(self.doors)) - 1
        ends = {0: self._records[0].felt, everything: self._records[1].felt}
        felt = ends.get(doors_of_other) or self.replay(doors_of_other)
        return np.array([_measured(each) for each in felt[-self.one.scenario.months :]])

    def replay(self, doors_of_other: int) -> list[_Felt]:
        """Let the customers live through a mixture; the state of `one` is what they are at the end of it."""
        world = self.one
        copy_into(self._start, world.state)
        world.clock = self._clock
        of = {door: self._records[doors_of_other >> bit & 1] for bit, door in enumerate(self.doors)}
        inputs = list(self.inputs(world.state))
        felt = []
        with same_types():
            for number in range(len(self._records[0].months)):
                met = {door: record.months[number] for door, record in of.items()}
                self._offer(world.state, inputs, met)
                asked = self._asked(world.state)
                world.replay_customers()
                sold = _sold(asked, met[DELIVERED])
                felt.append(self.felt(world.state, sold)._replace(paid=sold / MICRO * met[PRICE].charged))
        return felt

    def _offer(self, state: State, inputs: Sequence[_Input], met: Mapping[str, _Month]) -> None:
        """Offer to customers what comes through each door."""
        for place, (array, door, mine) in enumerate(inputs):
            if mine is None:
                array[...] = met[door].inputs[place]
            else:
                array[...] = met[RIVALS].inputs[place]
                array[mine] = met[door].inputs[place][mine]
        f = self._focal
        for place, array in enumerate(_standing(state)):
            new, own = met[RIVALS], met[DELIVERED]
            kept = array[f].copy()
            np.copyto(array, new.standing[place], where=new.placed[place])
            array[f] = np.where(own.placed[place][f], own.standing[place][f], kept)
        if WORD_OF_MOUTH in met:
            for array, told in zip(_talk(state), met[WORD_OF_MOUTH].talk, strict=True):
                array[...] = told

    def _recorded(self, world: Simulation, *beside: Following) -> _Meeting:
        """Run a world to its end, and write down what its customers meet and make of it."""
        meeting = _Meeting(self, world.state)
        run_followed(world, meeting, *beside)
        return meeting

    def month(self, state: State, inputs: Sequence[_Input], before: Arrays) -> _Month:
        """Copy what customers are about to meet, where firms stood as `before` when the last month ended."""
        standing = _copies(_standing(state))
        placed = tuple(_bits(now) != _bits(then) for now, then in zip(standing, before, strict=True))
        talk = _copies(_talk(state)) if WORD_OF_MOUTH in self.doors else ()
        sold = int(state.goods.production.sold[self._outlets(state)].sum())
        met = _copies(each.array for each in inputs)
        return _Month(met, standing, placed, sold, self._asked(state), talk)

    def felt(self, state: State, sold: int) -> _Felt:
        """Return what customers made of the month, in which so much was sold."""
        count = state.sums.by_segment[Sum.CUSTOMERS, :-1]
        felt = int(state.sums.by_segment[Sum.SATISFACTION, self._focal].sum())
        return _Felt(int(count[self._focal].sum()), int(count.sum()), felt, sold)

    def _asked(self, state: State) -> int:
        """Count what was asked of the firm's outlets last month, to be sold in this one."""
        return int(state.sums.asks[: len(state.nodes.places.firm)][self._outlets(state)].sum())

    def _outlets(self, state: State) -> NDArray[np.bool_]:
        return np.asarray(state.nodes.places.firm == self._focal)

    def price(self, state: State) -> float:
        """Return what the firm charges. [currency/unit]."""
        return float(state.firms.costs.price[self._focal])

    def inputs(self, state: State) -> Iterator[_Input]:
        """Go through all that the customer phases read and do not write."""
        f, nodes, firms = self._focal, self._outlets(state), state.firms
        yield _Input(state.nodes.practice.defect_apart, DELIVERED, (slice(None), nodes))
        yield _Input(state.nodes.quality.defect_out, DELIVERED, nodes)
        yield _Input(state.goods.production.fill_rate, DELIVERED, nodes)
        yield _Input(firms.standing.open, DELIVERED, f)
        yield _Input(firms.costs.price, PRICE, f)
        for array in (
            firms.policies.in_force, firms.contacts.interviews, firms.contacts.respondents,
            firms.follow_up.ability, firms.follow_up.followed,
        ):  # fmt: skip
            yield _Input(array, TREATMENT, f)
        market = WORLD if WORLD in self.doors else DELIVERED
        for group in (state.market.attributes, state.market.segments, state.market.buying):
            for array in group:
                yield _Input(array, market, None)
        yield _Input(state.run.world, market, None)


def doors_of(one: Scenario, other: Scenario, *, word_of_mouth: bool = False) -> tuple[str, ...]:
    """List the doors between two scenarios: the world is one where it differs itself."""
    differs = (one.world, one.market, one.shocks) != (other.world, other.market, other.shocks)
    return (*DOORS, *((WORD_OF_MOUTH,) if word_of_mouth else ()), *((WORLD,) if differs else ()))


def _copies(arrays: Iterable[NDArray[Any]]) -> Arrays:
    return tuple(array.copy() for array in arrays)


def _standing(state: State) -> Arrays:
    """List how firms stand: what customers themselves move on, and a new firm sets anew."""
    standing = state.firms.standing
    return standing.reputation, standing.appeal, standing.told, standing.brand, standing.awareness


def _talk(state: State) -> Arrays:
    """List what customers hear from each other."""
    return state.firms.standing.reputation, state.firms.standing.told, state.customers.friends_firm


def can_be_mixed(one: Simulation, other: Simulation) -> bool:
    """Return whether two worlds as they were built have the same customers, who think the same of all firms.

    Only then can customers meet one thing from the one world and another from the other.
    """
    ours, theirs = ((each.scenario.burn_in, each.months, each.network.selling_firms) for each in (one, other))
    return ours == theirs and all(
        a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()
        for a, b in zip(_of_customers(one.state), _of_customers(other.state), strict=True)
    )


def _of_customers(state: State) -> Arrays:
    """List what must be the same in two worlds: customers, what they think of firms, and where they are sold to."""
    places = state.nodes.places
    return (
        *state.customers, *state.sums, *_standing(state), state.firms.standing.usual_taste, places.firm,
        places.outlet_share, state.books.checks.customers,
    )  # fmt: skip


def _sold(asked: int, offer: _Month) -> int:
    """Return what is sold where so many ask, and as large a part of that is met as in a run. [micro-unit]."""
    return offer.sold if not offer.asked else asked * offer.sold // offer.asked


def _measured(felt: _Felt) -> tuple[float, ...]:
    """Return what `MEASURES` are in a month."""
    satisfaction = felt.satisfaction / FIXED / felt.customers if felt.customers else np.nan
    share = felt.customers / felt.of_all if felt.of_all else 0.0
    return satisfaction, share, felt.sold / MICRO, felt.paid


def _bits(array: NDArray[Any]) -> NDArray[Any]:
    return array.view(np.uint64) if array.dtype == np.float64 else array
