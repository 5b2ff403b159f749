"""Values in all combinations: a grid, at one point or at each point of a sample."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tci_sim.designs.axes import Axis, changes_of, read_axes
from tci_sim.designs.design import Case, check_run_count
from tci_sim.scenario.study import StudyFields
from tci_sim.statistics.paired import Floats


@dataclass(frozen=True)
class Sampler:
    """How a sampled design draws its points."""

    count: Callable[[StudyFields, int], int]
    """How many points there are, for so many ranges or groups of them."""
    draw: Callable[[StudyFields, Sequence[str]], Floats]
    """Draws them, (point, range) in the unit cube; the second argument says of what each range is a part."""


class CrossedDesign:
    """Values in all combinations, at each point of a sample where there is one.

    Parameters
    ----------
    study : StudyFields
        The study.
    sampler : Sampler, optional
        Draws the points of what has a range.
    """

    def __init__(self, study: StudyFields, sampler: Sampler | None = None) -> None:
        self._study = study
        self._axes, _ = read_axes(study)
        self._own = [axis for axis in self._axes if axis.listed and axis.lever]
        self._worlds = [axis for axis in self._axes if axis.listed and not axis.lever]
        self._drawn = [axis for axis in self._axes if not axis.listed]
        self.levers = tuple(axis.path for axis in self._axes if axis.lever)
        self.uncertainties = tuple(axis.path for axis in self._axes if not axis.lever)
        self.choices = tuple(axis.path for axis in self._own)
        self._choices = math.prod(len(axis.values) for axis in self._own)
        self._combinations = math.prod(len(axis.values) for axis in self._worlds)
        crossed = self._choices * self._combinations
        self.parts = tuple(axis.written if study.grouped else axis.path for axis in self._drawn)
        drawn = sampler if self._drawn else None
        check_run_count(study, crossed * (drawn.count(study, len(set(self.parts))) if drawn else 1))
        self.points = drawn.draw(study, self.parts) if drawn else None
        self._count = crossed * (1 if self.points is None else len(self.points))

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> Case:
        world, choice = divmod(number, self._choices)
        point, combination = divmod(world, self._combinations)
        values = {**_picked(self._own, choice), **_picked(self._worlds, combination)}
        if self.points is not None:
            values |= {
                axis.path: axis.at(u)
                for axis, u in zip(self._drawn, self.points[point].tolist(), strict=True)
            }
        levers = {path: values[path] for path in self.levers}
        uncertainties = {path: values[path] for path in self.uncertainties}
        return Case(number, str(number), world, levers, uncertainties)

    def changes(self, number: int) -> dict[str, Any]:
        """Return what a case changes in the base, by dotted path."""
        case = self[number]
        return changes_of(self._study, {**case.uncertainties, **case.levers})

    def reference(self, number: int) -> int:
        """Return the first case of the same world."""
        return number - number % self._choices


def _picked(axes: Sequence[Axis], number: int) -> dict[str, Any]:
    """Return the combination of a number, the last axis the fastest."""
    picked: dict[str, Any] = {}
    for axis in reversed(axes):
        number, place = divmod(number, len(axis.values))
        picked[axis.path] = axis.values[place]
    return picked
