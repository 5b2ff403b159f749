"""The ranges that a study draws from: evenly, by logarithms, triangular, normal, whole steps, or one of some values.

Each gives the value at a share of the way through it, so that every sampled design draws from any of them in the unit
cube. Logarithms and normal numbers are those of `tci_sim.engine.arithmetic`: what is drawn is the same to the last bit
on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from tci_sim.engine.arithmetic import exponential, logarithm, normal

_TAIL = 0.005
"""Share of a normal range at either end that Morris's design does not go to: it would stand at the very ends. [-]

Assumed: its levels then go through the middle 99 % of the range.
"""
_HALVINGS = 60


@dataclass(frozen=True)
class Range:
    """Values between two ends, equally likely; what others differ in is `_between`.

    Whole steps are equally likely, from the lowest to the highest; in a range of another form they are what is nearest
    to what is drawn.
    """

    low: float
    high: float
    step: float = 0.0
    """Distance between the values that it may take; 0: it takes any."""
    whole: bool = False
    """Whether what is drawn is written as a whole number."""

    def at(self, u: float) -> Any:
        """Return the value at a share of the way through the range, 0 to 1."""
        if self.step:
            return self._nth(min(math.floor(u * self.steps), self.steps - 1))
        return self.low + u * (self.high - self.low)

    @property
    def steps(self) -> int:
        """How many values there are, where it has steps."""
        return math.floor((self.high - self.low) / self.step + 1e-9) + 1

    @property
    def ends(self) -> tuple[Any, ...]:
        """Values that are tried before any run: the lowest and the highest, as a rule."""
        return (self.at(0.0), self.at(1.0))

    def spread(self, count: int) -> tuple[Any, ...]:
        """Return so many values for a grid: from end to end, as far apart by what is likely."""
        return tuple(_short(self.at(number / (count - 1))) for number in range(count))

    def without_tails(self) -> Range:
        """Return what a design draws from that goes to the very ends."""
        return self

    def _nth(self, number: int) -> Any:
        value = self.low + number * self.step
        return round(value) if self.whole else _short(value)

    def _stepped(self, value: float) -> Any:
        """Return the value that may be taken which is nearest to one, within the ends."""
        held = min(max(value, self.low), self.high)
        if not self.step:
            return held
        return self._nth(min(math.floor((held - self.low) / self.step + 0.5), self.steps - 1))


@dataclass(frozen=True)
class LogRange(Range):
    """Values between two ends above 0 whose logarithm is anywhere with equal chance."""

    def at(self, u: float) -> Any:
        """Return the value at a share of the way through the range, 0 to 1."""
        low, high = logarithm(self.low), logarithm(self.high)
        return self._stepped(exponential(low + u * (high - low)))


@dataclass(frozen=True)
class TriangularRange(Range):
    """Values between two ends, the likeliest between them, less and less likely towards either end."""

    mode: float = math.nan

    def at(self, u: float) -> Any:
        """Return the value at a share of the way through the range, 0 to 1."""
        wide = self.high - self.low
        below = (self.mode - self.low) / wide
        if u < below:
            return self._stepped(self.low + wide * math.sqrt(u * below))
        return self._stepped(self.high - wide * math.sqrt((1.0 - u) * (1.0 - below)))

    def spread(self, count: int) -> tuple[Any, ...]:
        """Return so many values for a grid: the middles of as many equally likely parts."""
        return _middles(self.at, count)


@dataclass(frozen=True)
class NormalRange(Range):
    """A normal distribution without what lies beyond two ends."""

    mean: float = math.nan
    sd: float = math.nan
    tail: float = 0.0
    """Share at either end that is left out. [-]"""

    def at(self, u: float) -> Any:
        """Return the value at a share of the way through the range, 0 to 1."""
        below, above = self._shares
        inside = self.tail + u * (1.0 - 2.0 * self.tail)
        return self._stepped(self.mean + self.sd * normal(below + inside * (above - below)))

    @property
    def ends(self) -> tuple[Any, ...]:
        """Values that are tried before any run: what lies beyond them is hardly ever drawn."""
        return (self.at(_TAIL), self.at(1.0 - _TAIL))

    def spread(self, count: int) -> tuple[Any, ...]:
        """Return so many values for a grid: the middles of as many equally likely parts."""
        return _middles(self.at, count)

    def without_tails(self) -> Range:
        """Return what a design draws from that goes to the very ends."""
        return NormalRange(self.low, self.high, self.step, self.whole, self.mean, self.sd, _TAIL)

    @cached_property
    def _shares(self) -> tuple[float, float]:
        """Which shares of the whole distribution lie below either end."""
        low, high = ((end - self.mean) / self.sd for end in (self.low, self.high))
        return _share_below(low), _share_below(high)


@dataclass(frozen=True)
class Choice:
    """One of some values, each with its share of all chances."""

    values: tuple[Any, ...]
    weights: tuple[float, ...]

    def at(self, u: float) -> Any:
        """Return the value at a share of the way through them, 0 to 1, in the order in which they are given."""
        place = u * self._ends[-1]
        return self.values[next((n for n, end in enumerate(self._ends) if place < end), len(self.values) - 1)]

    @property
    def ends(self) -> tuple[Any, ...]:
        """Values that are tried before any run: all of them."""
        return self.values

    def without_tails(self) -> Choice:
        """Return what a design draws from that goes to the very ends."""
        return self

    @cached_property
    def _ends(self) -> tuple[float, ...]:
        return tuple(accumulate(self.weights))


def _middles(at: Callable[[float], Any], count: int) -> tuple[Any, ...]:
    return tuple(_short(at((number + 0.5) / count)) for number in range(count))


def _short(value: Any) -> Any:
    """Return a number as somebody would write it: 0.3 for 0.1 + 0.2."""
    return float(f"{value:.12g}") if isinstance(value, float) else value


def _share_below(z: float) -> float:
    """Return the share of a standard normal distribution below a place: where `normal` goes above it."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if normal(middle) < z else (low, middle)
    return (low + high) / 2
