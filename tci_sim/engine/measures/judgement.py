"""What the customers of one firm felt in a month, and about what: seen from outside, nothing is changed.

What a customer feels in a month is lived once more on copies, by the same stages and with the same draws, so that it is
the same to the last bit; nothing has to be remembered of customers for it. What one month's satisfaction differs from
that of a customer as at the start is divided among its causes in proportion to how far each has moved on the scale
that the logistic curve bends: by that curve they act as one sum, for which this is the Aumann-Shapley value.

References
----------
Aumann & Shapley (1974), "Values of Non-Atomic Games": known from how it is used, the book was not read for it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import squash
from tci_sim.engine.backend.decorators import compiled, inlined, phase
from tci_sim.engine.phases.customer_acts import win_back
from tci_sim.engine.phases.customer_block import BLOCK, Block, room_for
from tci_sim.engine.phases.customer_stages import feel_attributes, judge, look_up_offers
from tci_sim.engine.phases.customer_terms import Terms
from tci_sim.engine.rules.satisfaction import perceived_value, value_of_gap
from tci_sim.engine.state import State
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import FIXED, LENIENCY, TRAIT_STEPS, Floats, Integers, Record

_STEPS = float(FIXED)
_LEAST_APART = 1e-9
"""Distance on the logistic scale below which the slope of the curve stands for that of the chord."""


class OtherCause(IntEnum):
    """What is felt beside the quality of each attribute and the surprise at it, which stand before."""

    PRICE = 0
    IMAGE = 1
    TASTE = 2
    """Taste for value and for the firm, and how lenient customers are."""


class Level(IntEnum):
    """Sums over the customers of the firm, in one month. [1/FIXED point, but for counts]."""

    CUSTOMERS = 0
    """Customers at the start of the month."""
    BEFORE = 1
    """Their satisfaction until then."""
    NOW = 2
    """Satisfaction with this month alone."""
    REFERENCE = 3
    """What a customer as at the start would feel this month."""
    JUDGED = 4
    """Satisfaction once the month is remembered."""
    RECOVERED = 5
    """Satisfaction once complaints and troubles have been handled."""
    LEFT = 6
    """Customers who left in the month."""
    OF_LEFT = 7
    """Satisfaction of those, as they left."""
    CAME = 8
    """Customers who came in the month."""
    OF_CAME = 9
    """Satisfaction with which these came."""
    AT_END = 10
    """Customers at the end of the month."""
    OF_AT_END = 11
    """Their satisfaction."""


class Judging(NamedTuple):
    """Whose customers are looked at, and what is added up of them."""

    firm: int
    month: int
    """From the start of the burn-in."""
    times: int
    """For how many customers each one stands."""
    kano: Floats
    """(attribute,)"""
    reference: Floats
    """What each cause adds on the logistic scale for a customer as at the start, (cause,)."""
    scale: Integers
    """Sum of what each cause adds on that scale, (cause,). [1/FIXED]"""
    causes: Integers
    """Sum of what each cause adds to satisfaction with the month, against that customer, (cause,). [1/FIXED point]"""
    levels: Integers
    """(`Level`,)"""


def causes_of(attributes: int) -> int:
    """Return how many causes there are: quality of each attribute, surprise at each, then `OtherCause`."""
    return 2 * attributes + len(OtherCause)


class Met(NamedTuple):
    """What of a month each customer of a block judges by."""

    price: Floats
    taste: Floats
    perceived: Floats
    gap: Floats


@phase
def judge_customers(
    run: Run,
    market: Market,
    firms: Firms,
    customers: Customers,
    terms: Terms,
    judging: Judging,
    first: int,
    last: int,
) -> None:
    """Let copies of customers `first` to `last` (left out) feel the month, and add up those of the firm."""
    world, usual, kano = run.world[0].satisfaction, firms.standing.usual_taste[0], market.attributes.kano
    weight = terms.qualities.weight
    offered, felt, response, act, _ = room_for(min(BLOCK, last - first), len(kano))
    for start in range(first, last, BLOCK):
        block = Block(run.seed[0], np.uint64(judging.month), np.uint64(start), min(BLOCK, last - start))
        add_level(block, Level.BEFORE, customers, judging)
        look_up_offers(block, terms.offers, terms.treatment, customers.firm, offered)
        feel_attributes(block, world, kano, terms, customers, felt)
        judge(block, world, usual, offered, felt, customers)
        add_level(block, Level.JUDGED, customers, judging)
        met = Met(offered.price, offered.taste, felt.perceived, felt.gap)
        add_causes(block, world, weight, met, customers, judging)
        win_back(block, run.world[0], terms.treatment, felt.gap, customers, response.complaint, act)
        add_level(block, Level.RECOVERED, customers, judging)


@compiled
def add_level(block: Block, level: int, customers: Customers, judging: Judging) -> None:
    """Add the satisfaction of the firm's customers."""
    for i in range(block.size):
        who = block.first + np.uint64(i)
        if customers.firm[who] == judging.firm:
            judging.levels[level] += judging.times * np.int64(customers.satisfaction[who] * _STEPS)


@compiled
def add_causes(
    block: Block, satisfaction: Record, weight: Floats, met: Met, customers: Customers, judging: Judging
) -> None:
    """Add what each cause adds for the firm's customers, and what they feel about the month."""
    found, constant, then = np.empty(len(judging.reference)), satisfaction.constant, 0.0
    for k in range(len(found)):
        then += judging.reference[k]
    of_reference = 100.0 * squash(constant + then)
    for i in range(block.size):
        who = block.first + np.uint64(i)
        if customers.firm[who] == judging.firm:
            set_causes(i, who, satisfaction, weight, met, customers, found, judging.kano)
            now = 0.0
            for k in range(len(found)):
                now += found[k]
            level = 100.0 * squash(constant + now)
            slope = slope_of_chord(constant, now, then, level - of_reference)
            for k in range(len(found)):
                judging.scale[k] += judging.times * np.int64(found[k] * _STEPS)
                moved = slope * (found[k] - judging.reference[k])
                judging.causes[k] += judging.times * np.int64(moved * _STEPS)
            judging.levels[Level.CUSTOMERS] += judging.times
            judging.levels[Level.NOW] += judging.times * np.int64(level * _STEPS)
            judging.levels[Level.REFERENCE] += judging.times * np.int64(of_reference * _STEPS)


@compiled
def slope_of_chord(constant: float, now: float, then: float, apart: float) -> float:
    """Return how much satisfaction a step of 1 on the logistic scale makes between two places. [points of 100]."""
    if abs(now - then) > _LEAST_APART:
        return apart / (now - then)
    share = squash(constant + then)
    return 100.0 * share * (1.0 - share)


@inlined
def set_causes(
    i: int, who: np.uint64, satisfaction: Record, weight: Floats, met: Met, customers: Customers, found: Floats,
    kano: Floats,
) -> None:  # fmt: skip
    """Work out what each cause adds on the logistic scale for one customer, whose place in the block is `i`."""
    set_attributes(i, customers.segment[who], satisfaction, weight, met, found, kano)
    taste = satisfaction.value_effect * met.taste[i]
    for a in range(len(kano)):
        lenient = leniency_seen(a, who, satisfaction, customers.traits)
        part = (
            (satisfaction.quality_effect + satisfaction.value_effect)
            * weight[a, customers.segment[who]]
            * lenient
        )
        taste += part
        found[a] -= part
    price = perceived_value(0.0, met.price[i], 0.0, satisfaction.price_in_value)
    found[2 * len(kano) + OtherCause.PRICE] = satisfaction.value_effect * price
    found[2 * len(kano) + OtherCause.IMAGE] = satisfaction.image_effect * customers.image[who]
    found[2 * len(kano) + OtherCause.TASTE] = taste


@compiled
def set_attributes(
    i: int, segment: np.uint8, satisfaction: Record, weight: Floats, met: Met, found: Floats, kano: Floats
) -> None:
    """Work out what perceived quality of each attribute adds on the logistic scale, and surprise at it."""
    effect = satisfaction.quality_effect + satisfaction.value_effect
    for a in range(len(kano)):
        found[a] = effect * weight[a, segment] * met.perceived[a, i]
        value = value_of_gap(met.gap[a, i], kano[a], satisfaction.curvature, satisfaction.loss_aversion)
        found[len(kano) + a] = satisfaction.disconfirmation_effect * weight[a, segment] * value


@compiled
def leniency_seen(a: int, who: np.uint64, satisfaction: Record, traits: NDArray[np.int16]) -> float:
    """Return how much better than it is one sees an attribute out of leniency. [quality]."""
    lasting = traits[LENIENCY, who] * (satisfaction.leniency / TRAIT_STEPS)
    own = traits[LENIENCY + 1 + a, who] * (satisfaction.leniency_of_attribute / TRAIT_STEPS)
    return float((1.0 - satisfaction.assimilation) * (lasting + own))


class Judgement:
    """Follows what the customers of one firm feel, month by month, beside a world that lives.

    Parameters
    ----------
    state : State
        The world, as it was built.
    firm : int
        Number of the firm.
    months : int
        Months that are written down, those after the burn-in.

    Attributes
    ----------
    causes : int array (month, cause)
        See `Judging.causes`.
    levels : int array (month, level)
        See `Level`.
    """

    def __init__(self, state: State, firm: int, months: int) -> None:
        attributes = len(state.market.attributes.kano)
        self._firm = firm
        self.causes = np.zeros((months, causes_of(attributes)), np.int64)
        self.levels = np.zeros((months, len(Level)), np.int64)
        self._reference: Floats | None = None
        self._felt: Customers | None = None
        self._before: NDArray[np.uint16] = state.customers.firm

    def before_experience(self, state: State, terms: Terms, month: int) -> None:
        """Let copies of the customers feel the month that they are about to feel; the terms of the month are known."""
        if self._reference is None and month >= state.run.burn_in[0] - 1:
            found = self._judged(state, terms, month, np.zeros(self.causes.shape[1]))
            count = found.levels[Level.CUSTOMERS]
            self._reference = found.scale / _STEPS / count if count else None
        row = month - int(state.run.burn_in[0])
        self._before = state.customers.firm.copy()
        if row >= 0 and self._reference is not None:
            found = self._judged(state, terms, month, self._reference)
            self.causes[row], self.levels[row] = found.causes, found.levels

    def after_month(self, state: State, month: int) -> None:
        """Write down who has left and who has come, once the month has ended."""
        row = month - int(state.run.burn_in[0])
        if row < 0:
            return
        now, levels, times = state.customers.firm, self.levels[row], _times(state)
        left = (self._before == self._firm) & (now != self._firm)
        came = (self._before != self._firm) & (now == self._firm)
        kept = now == self._firm
        end = state.customers.satisfaction
        before = end if self._felt is None else self._felt.satisfaction
        for count, total, who, level in (
            (Level.LEFT, Level.OF_LEFT, left, before),
            (Level.CAME, Level.OF_CAME, came, end),
            (Level.AT_END, Level.OF_AT_END, kept, end),
        ):
            levels[count] = times[who].sum()
            levels[total] = ((level[who] * _STEPS).astype(np.int64) * times[who]).sum()

    def _judged(self, state: State, terms: Terms, month: int, reference: Floats) -> Judging:
        self._felt = copies = copies_of(state.customers)
        each, more = _shares(state)
        judging = new_judging(state, self._firm, month, reference)
        for first, last, times in ((0, more, each + 1), (more, len(copies.firm), each)):
            if first < last:
                counted = judging._replace(times=times)
                judge_customers(state.run, state.market, state.firms, copies, terms, counted, first, last)
        return judging


def copies_of(customers: Customers) -> Customers:
    """Copy what customers carry that a month changes before they choose; the rest is shared."""
    return customers._replace(
        satisfaction=customers.satisfaction.copy(), quality=customers.quality.copy(), will=customers.will.copy(),
    )  # fmt: skip


def new_judging(state: State, firm: int, month: int, reference: Floats | None = None) -> Judging:
    """Begin the sums of one month at zero."""
    kano = state.market.attributes.kano
    causes = causes_of(len(kano))
    whole = (np.zeros(causes, np.int64), np.zeros(causes, np.int64), np.zeros(len(Level), np.int64))
    return Judging(firm, month, 1, kano, np.zeros(causes) if reference is None else reference, *whole)


def _shares(state: State) -> tuple[int, int]:
    """Return for how many customers each simulated one stands, and how many of them, the first, for one more."""
    everybody, simulated = int(state.books.checks.customers[0]), max(len(state.customers.firm), 1)
    return everybody // simulated, everybody % simulated


def _times(state: State) -> Integers:
    each, more = _shares(state)
    times = np.full(len(state.customers.firm), each, np.int64)
    times[:more] += 1
    return times
