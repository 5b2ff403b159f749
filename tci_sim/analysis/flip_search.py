"""The search along one assumption for the values at which two alternatives change places, and all such searches."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from tci_sim.analysis.flip_result import Assumption
from tci_sim.analysis.flip_runs import AS_IT_IS, Alternatives, PairedRuns, Point
from tci_sim.designs.axes import Axis
from tci_sim.designs.one_at_a_time import place_of
from tci_sim.designs.ranges import Range
from tci_sim.scenario.explain import Parameter, catalogue, general_name
from tci_sim.scenario.tree import value_at
from tci_sim.statistics.exact import Floats, exact_mean
from tci_sim.statistics.flip import Flips, find_flips
from tci_sim.statistics.paired import Interval, student_interval

_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""How far through its range an assumption goes in the second stage. [-]"""

_FEWEST = 2
"""Pairs of runs without which nothing is sure."""


class Search:
    """What is known of one assumption, and what is to be tried next."""

    def __init__(self, axis: Axis, runs: PairedRuns, asked: Alternatives) -> None:
        self.axis = axis
        self._runs = runs
        values = sorted({axis.at(share) for share in _SHARES})
        self.shipped = _shipped(axis.path, asked)
        inside = self.shipped is not None and values[0] < self.shipped < values[-1]
        self._as_it_is = self.shipped if inside or self.shipped in values else None
        self.values = sorted({*values, *([self.shipped] if inside else [])})
        self.found: Flips | None = None
        self.missing: Point | None = None

    def point(self, value: Any) -> Point:
        """Return where the assumption has a value."""
        return AS_IT_IS if value == self._as_it_is else ((self.axis.path, value),)

    @property
    def ends(self) -> list[Point]:
        """Return both ends of the range."""
        return [self.point(self.values[0]), self.point(self.values[-1])]

    @property
    def points(self) -> list[Point]:
        """Return all values of the second stage."""
        return [self.point(value) for value in self.values]

    def moved(self) -> float:
        """Return how far apart the leads at the ends and as it is are, at most; NaN where one is not known."""
        known = [self._runs.leads[point] for point in dict.fromkeys([AS_IT_IS, *self.ends])]
        curves = np.array([leads[: min(map(len, known))] for leads in known])
        whole = curves[:, np.isfinite(curves).all(axis=0)]
        return float(np.ptp(exact_mean(whole))) if whole.shape[1] else math.nan

    def first_moved(self) -> float:
        """Return by how much it moves the lead, to sort by; what is not known comes last."""
        moved = self.moved()
        return moved if np.isfinite(moved) else -1.0

    def look(self) -> None:
        """Find where the alternatives change places, or which value is to be tried next."""
        known = [point for point in self._tried() if point in self._runs.leads]
        shortest = min(len(self._runs.leads[point]) for point in known)
        whole = np.isfinite([self._runs.leads[point][:shortest] for point in known]).all(axis=0)
        self.missing = None
        if np.count_nonzero(whole) < _FEWEST:
            return

        def try_place(value: float) -> Floats:
            point = self.point(value)
            if point not in self._runs.leads:
                raise _MissingError(point)
            return self._runs.leads[point][:shortest][whole]

        curves = np.array([try_place(value) for value in self.values])
        places = np.array(self.values, np.float64)
        try:
            self.found = find_flips(places, curves, try_place, allowed=self._allowed)
        except _MissingError as missing:
            self.missing = missing.point

    def assumption(self) -> Assumption:
        """Return what was found."""
        declared = _declared(self.axis.path)
        low, high = (lead_of(self._runs.leads[end]) for end in self.ends)
        of_all = self.found.differences.shape[1] if self.found else 0
        of_ends = min(int(np.count_nonzero(np.isfinite(self._runs.leads[end]))) for end in self.ends)
        return Assumption(
            self.axis.path, self.axis.lever, float(self.values[0]), float(self.values[-1]), self._whole,
            None if self.shipped is None else float(self.shipped), declared.unit, declared.evidence, low, high,
            self.moved(), of_all if self.found else of_ends, self.found,
        )  # fmt: skip

    def _tried(self) -> Iterator[Point]:
        """Go through all values at which something is known."""
        own = (point for point in self._runs.leads if len(point) == 1 and point[0][0] == self.axis.path)
        yield from dict.fromkeys([*self.points, *own])

    @property
    def _whole(self) -> bool:
        return isinstance(self.axis.range, Range) and self.axis.range.whole

    def _allowed(self, value: float) -> Any:
        """Return the nearest value that it may have, in few digits."""
        span = self.axis.range
        assert isinstance(span, Range)
        if not span.step:
            return float(f"{value:.6g}")
        stepped = span.low + span.step * round((value - span.low) / span.step)
        return round(stepped) if span.whole else stepped


class _MissingError(Exception):
    """A value has not been tried yet."""

    def __init__(self, point: Point) -> None:
        super().__init__(point)
        self.point = point


def look_between(searches: Iterable[Search], runs: PairedRuns, replications: int) -> None:
    """Try values between, those of all assumptions together, until each has found where its order changes."""
    open_ = list(searches)
    while open_:
        for each in open_:
            each.look()
        open_ = [each for each in open_ if each.missing is not None]
        runs.want([each.missing for each in open_ if each.missing is not None], replications)


def _shipped(path: str, asked: Alternatives) -> Any:
    """Return what an assumption is in both alternatives; None where they differ in it."""
    first, second = (value_at(each, place_of(path, each)) for each in asked.scenarios.values())
    return first if first == second else None


def _declared(path: str) -> Parameter:
    return catalogue()[general_name(path)]


def lead_of(leads: Floats) -> Interval:
    """Return the mean of leads with its interval, 95 %, of the pairs of runs that have the figure."""
    return student_interval(leads[np.isfinite(leads)])
