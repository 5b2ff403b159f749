"""How a change that several things bring together is split among them: by Shapley values, exact in every history.

A history is one replication: one seed, whose luck all combinations share. Combinations are numbered by bits: in number
5 = 1 + 4 the first and the third are there. Where there are too many of them, each history goes through two orders
only, a random one and its reverse: that takes two combinations for each thing but the first, and the mean over
histories is still the Shapley value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import factorial, floor, frexp
from typing import NamedTuple

import numpy as np

from tci_sim.engine.randomness import in_a_row, mix64
from tci_sim.statistics.apportion import apportion
from tci_sim.statistics.exact import Floats, exact_sum
from tci_sim.statistics.paired import Interval, student_interval
from tci_sim.statistics.resampling import shuffled

Order = tuple[int, ...]
"""Things by number, from 0, in the order in which they come."""

_SEEDS = 2**63
_BITS = 46
"""Bits of the largest of some shares: thousands of them, each a multiple of one step, add up without rounding."""


class Split(NamedTuple):
    """What each of several things brings, history by history."""

    shares: Floats
    """Its share, (thing, history): in each history they add up to `whole`, to the last bit."""
    whole: Floats
    """What all bring together, (history,)."""
    alone: Floats
    """What it brings where nothing else is there, (thing, history); NaN in a history that did not try it."""
    last: Floats
    """What it brings where all else is there, (thing, history); NaN in a history that did not try it."""


class Share(NamedTuple):
    """What one thing brings, over all histories."""

    share: Interval
    """On average over all orders."""
    alone: Interval
    last: Interval
    tried: int
    """Histories that tried it alone, and as the last."""

    @property
    def depends(self) -> bool:
        """Whether what it does depends on the rest: surely one thing alone, and surely the opposite as the last."""
        low, high = (self.alone.low, self.last.low), (self.alone.high, self.last.high)
        return bool((low[0] > 0 and high[1] < 0) or (high[0] < 0 and low[1] > 0))


def orders_of_history(count: int, history: int, seed: int) -> tuple[Order, ...]:
    """Return the orders that a history goes through: a random one and its reverse; one alone where they are the same.

    Any order is as likely as another. What comes first and last is drawn without putting back, until each thing was
    one of them: so each is tried alone, and as the last, about as often.

    Parameters
    ----------
    count : int
        How many things there are, 1 or more.
    history : int
        Number of the history, from 0.
    seed : int
        Seed of all orders.

    Examples
    --------
    >>> first, second = orders_of_history(4, history=0, seed=1)
    >>> sorted(first), first == second[::-1]
    ([0, 1, 2, 3], True)
    """
    if count == 1:
        return ((0,),)
    a_round = -(-count // 2)  # histories until all were first or last
    block, place = divmod(history, a_round)
    ends = _shuffle(count, seed, 2 * block)
    first, last = ends[2 * place], ends[(2 * place + 1) % count]
    rest = [thing for thing in range(count) if thing not in (first, last)]
    between = [rest[k] for k in _shuffle(len(rest), seed, 2 * history + 1)] if rest else []
    order = (first, *between, last)
    return order, order[::-1]


def _shuffle(count: int, seed: int, number: int) -> list[int]:
    """Return the numbers from 0 in the order that a number of a seed draws."""
    own = mix64(mix64(np.uint64(seed)) + np.uint64(number))
    return [int(each) for each in shuffled(count, 1, int(in_a_row(own, 1)[0] * _SEEDS))[:, 0]]


def combinations_in(orders: Iterable[Order]) -> list[int]:
    """List the combinations that orders go through, each once, the one of nothing first.

    Examples
    --------
    >>> combinations_in([(0, 1, 2), (2, 1, 0)])
    [0, 1, 3, 7, 4, 6]
    """
    found = {0: None}
    for order in orders:
        there = 0
        for thing in order:
            there |= 1 << thing
            found[there] = None
    return list(found)


def shares_by_orders(values: Mapping[int, float], orders: Sequence[Order]) -> list[Fraction]:
    """Return what each thing brings on average over some orders; together exactly what all bring.

    Parameters
    ----------
    values : mapping of int to float
        A finite figure for each combination that the orders go through.
    orders : sequence of Order
        One at least.

    Examples
    --------
    >>> figures = {0: 1.0, 1: 3.0, 2: 2.0, 3: 9.0}
    >>> [float(share) for share in shares_by_orders(figures, [(0, 1), (1, 0)])]
    [4.5, 3.5]
    """
    shares = [Fraction(0)] * len(orders[0])
    for order in orders:
        there = 0
        for thing in order:
            shares[thing] += Fraction(values[there | 1 << thing]) - Fraction(values[there])
            there |= 1 << thing
    return [share / len(orders) for share in shares]


def shares_of_all(values: Mapping[int, float], count: int) -> list[Fraction]:
    """Return what each of `count` things brings on average over all orders, from all 2^count combinations.

    References
    ----------
    Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II, 307-317.

    Examples
    --------
    >>> [float(share) for share in shares_of_all({0: 1.0, 1: 3.0, 2: 2.0, 3: 9.0}, 2)]
    [4.5, 3.5]
    """
    exact = [Fraction(values[number]) for number in range(1 << count)]
    weight = [
        Fraction(factorial(size) * factorial(count - size - 1), factorial(count)) for size in range(count)
    ]
    shares = []
    for thing in range(count):
        without = (number for number in range(1 << count) if not number >> thing & 1)
        brought = (weight[n.bit_count()] * (exact[n | 1 << thing] - exact[n]) for n in without)
        shares.append(sum(brought, Fraction(0)))
    return shares


def split(histories: Sequence[tuple[Mapping[int, float], Sequence[Order]]], count: int) -> Split:
    """Split what `count` things bring together, history by history.

    Parameters
    ----------
    histories : sequence of (mapping of int to float, sequence of Order)
        Of each history the finite figures of the combinations that it tried, and the orders by which they are split; no
        order where it tried all combinations.
    count : int
        How many things there are.
    """
    everything = (1 << count) - 1
    shares = np.empty((count, len(histories)))
    alone, last = np.full_like(shares, np.nan), np.full_like(shares, np.nan)
    for place, (values, orders) in enumerate(histories):
        exact = shares_by_orders(values, orders) if orders else shares_of_all(values, count)
        shares[:, place] = as_floats(exact)
        for thing in range(count):
            if 1 << thing in values and everything ^ 1 << thing in values:
                alone[thing, place] = values[1 << thing] - values[0]
                last[thing, place] = values[everything] - values[everything ^ 1 << thing]
    return Split(shares, exact_sum(shares, axis=0), alone, last)


def share_of(found: Split, thing: int) -> Share:
    """Return what one thing brings over all histories, with Student's intervals over those that tried it."""
    tried = np.isfinite(found.alone[thing])
    return Share(
        student_interval(found.shares[thing]),
        student_interval(found.alone[thing, tried]),
        student_interval(found.last[thing, tried]),
        int(np.count_nonzero(tried)),
    )


def mean_shares(found: Split) -> list[float]:
    """Return the mean share of each thing: together exactly the sum of all, as floats that add up to the last bit."""
    histories = max(found.shares.shape[1], 1)
    return as_floats([sum(map(Fraction, row), Fraction(0)) / histories for row in found.shares.tolist()])


def as_floats(parts: Sequence[Fraction]) -> list[float]:
    """Return exact numbers as floats that add up exactly, in whatever order: each a multiple of one power of two.

    None is off by more than one part in 2^45 of the largest.

    Examples
    --------
    >>> sum(as_floats([Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)]))
    1.0
    """
    largest = max((abs(part) for part in parts), default=Fraction(0))
    if not largest:
        return [0.0 for _ in parts]
    step = Fraction(2) ** (frexp(float(largest))[1] - _BITS)
    steps = [part / step for part in parts]
    below = [floor(each) for each in steps]
    rest = [float(each - least) for each, least in zip(steps, below, strict=True)]
    more = apportion(rest, round(sum(steps, Fraction(0))) - sum(below))
    return [float((least + int(up)) * step) for least, up in zip(below, more, strict=True)]
