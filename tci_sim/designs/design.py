"""From a study to its cases: what is varied, how it is combined, and what each case changes in the base.

- grid: every combination of all values given.
- latin_hypercube: `size` points, each range cut into as many equal parts and each part met once
  (McKay, Beckman & Conover 1979, Technometrics 21(2)).
- sobol: Saltelli's design for first-order and total Sobol indices, `size` * (ranges + 2) points (Saltelli et al. 2010,
  Computer Physics Communications 181(2)); where it is `grouped`, the entries of the study count and not the ranges.
- morris: `size` trajectories of (ranges + 1) points that change one value at a time (Morris 1991, Technometrics 33(2)).
- list: cases by name, each with what it changes.
- ablation: every combination of mechanisms, groups of levers that are as in one policy or as in another.

In a sampled design, what has a range is drawn, and what has a list of values is tried out at every point.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from tci_sim.designs.axes import Axis, changes_of, read_axes
from tci_sim.designs.sampling import sample
from tci_sim.errors import ScenarioError
from tci_sim.scenario.policy import Policy
from tci_sim.world.records import leaves

if TYPE_CHECKING:
    from tci_sim.designs.study import Study

MOST_RUNS = 10_000_000
"""Runs of one study, above which it is refused."""

MOST_MECHANISMS = 8

COLUMNS = frozenset(("case", "name", "world", "replication", "month", "holder", "kind", "measure", "error"))
"""Columns of frames: no mechanism may be called so."""

STUDIED = "as_studied"
"""Name of the policy of the focal firm, where a study changes levers of that firm alone."""


class Case(NamedTuple):
    """One way things may be."""

    number: int
    name: str
    """As the study calls it; its number where it has no name."""
    world: int
    """Number of what the world sets; cases of one world differ in levers alone."""
    levers: dict[str, Any]
    uncertainties: dict[str, Any]


class Design(Protocol):
    """All cases of a study, made one by one when they are asked for."""

    @property
    def levers(self) -> tuple[str, ...]:
        """Columns that the asker sets."""

    @property
    def uncertainties(self) -> tuple[str, ...]:
        """Columns that the world sets."""

    @property
    def points(self) -> NDArray[np.float64] | None:
        """Points of a sampled design in the unit cube, (point, range); None for other designs."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Of what each range is a part, (range,): itself, or where the design is grouped, its entry in the study."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int) -> Case: ...

    def changes(self, number: int) -> dict[str, Any]:
        """Give what a case changes in the base, by dotted path."""

    def reference(self, number: int) -> int:
        """Give the case that a case is held against: the first of the same world."""


def design_of(study: Study) -> Design:
    """Lay out the cases of a study.

    Parameters
    ----------
    study : Study
        Without faults; see `tci_sim.designs.study_faults`.

    Returns
    -------
    Design

    Raises
    ------
    ScenarioError
        If there would be too many runs, or SALib is not there to draw them.
    """
    if study.design == "list":
        return Listed(study)
    if study.design == "ablation":
        return Ablation(study)
    return Crossed(study)


class Crossed:
    """Values in all combinations, at each point of a sample where there is one."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._axes, _ = read_axes(study)
        self._own = [axis for axis in self._axes if axis.listed and axis.lever]
        self._worlds = [axis for axis in self._axes if axis.listed and not axis.lever]
        self._drawn = [axis for axis in self._axes if not axis.listed]
        self.levers = tuple(axis.path for axis in self._axes if axis.lever)
        self.uncertainties = tuple(axis.path for axis in self._axes if not axis.lever)
        self._choices = math.prod(len(axis.values) for axis in self._own)
        self._combinations = math.prod(len(axis.values) for axis in self._worlds)
        crossed = self._choices * self._combinations
        self.parts = tuple(axis.written if study.grouped else axis.path for axis in self._drawn)
        points = _how_many_points(study, len(set(self.parts)))
        _refuse_too_many(study, crossed * points)
        self.points = None
        if self._drawn:
            self.points = sample(study.design, study.seed, self.parts, study.size or 0, study.levels)
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
        """Give what a case changes in the base, by dotted path."""
        case = self[number]
        return changes_of(self._study, {**case.uncertainties, **case.levers})

    def reference(self, number: int) -> int:
        """Give the first case of the same world."""
        return number - number % self._choices


class Listed:
    """Cases by name."""

    points = None
    parts = ()

    def __init__(self, study: Study) -> None:
        self._study = study
        self._names = tuple(study.cases)
        paths = dict.fromkeys(path for case in study.cases.values() for path in case)
        self.levers: tuple[str, ...] = tuple(paths)
        self.uncertainties: tuple[str, ...] = ()
        _refuse_too_many(study, len(self._names))

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, number: int) -> Case:
        given = self._study.cases[self._names[number]]
        return Case(number, self._names[number], 0, {path: given.get(path) for path in self.levers}, {})

    def changes(self, number: int) -> dict[str, Any]:
        """Give what a case changes in the base, by dotted path."""
        return changes_of(self._study, self._study.cases[self._names[number]])

    def reference(self, number: int) -> int:
        """Give the first case."""
        return 0


class Ablation:
    """All combinations of mechanisms: the levers of each are as in the one policy, or as in the other."""

    points = None
    parts = ()

    def __init__(self, study: Study) -> None:
        self._study = study
        self.levers: tuple[str, ...] = tuple(study.mechanisms)
        self.uncertainties: tuple[str, ...] = ()
        _refuse_too_many(study, 2 ** len(self.levers))

    def __len__(self) -> int:
        return int(2 ** len(self.levers))

    def __getitem__(self, number: int) -> Case:
        on = {name: bool(number >> place & 1) for place, name in enumerate(self.levers)}
        return Case(
            number, name_of_combination([name for name in on if on[name]], self.levers, self._ends), 0, on, {}
        )

    def changes(self, number: int) -> dict[str, Any]:
        """Give what a case changes in the base: the focal firm runs a policy of its own."""
        case, base = self[number], self._study.base
        without, with_ = (levers_of(base.policies[name]) for name in self._ends)
        on = [name for name, there in case.levers.items() if there]
        chosen = {path for name in on for path in levers_below(self._study.mechanisms[name])}
        levers = {path: with_[path] if path in chosen else value for path, value in without.items()}
        policies = {f"policies.{STUDIED}.{path}": value for path, value in levers.items()}
        return {**policies, f"firms.{self._study.focal}.policy": STUDIED}

    def reference(self, number: int) -> int:
        """Give the case without any mechanism."""
        return 0

    @property
    def _ends(self) -> tuple[str, str]:
        assert self._study.between is not None
        return self._study.between


def name_of_combination(on: Sequence[str], mechanisms: Sequence[str], ends: tuple[str, str]) -> str:
    """Name a combination of mechanisms by what is in it, or by what is not, whichever is shorter.

    Examples
    --------
    >>> name_of_combination(["learning"], ["learning", "culture", "review"], ("none", "all"))
    'none + learning'
    >>> name_of_combination(["culture", "review"], ["learning", "culture", "review"], ("none", "all"))
    'all - learning'
    """
    off = [name for name in mechanisms if name not in on]
    if len(off) < len(on):
        return " - ".join([ends[1], *off])
    return " + ".join([ends[0], *on])


def levers_of(policy: Policy) -> dict[str, float]:
    """Give the levers of a policy by dotted path."""
    return {path: value for path, value, _ in leaves(policy)}


def levers_below(paths: Sequence[str]) -> list[str]:
    """List the levers at or below dotted paths."""
    return [
        lever
        for path in paths
        for lever in levers_of(Policy())
        if lever == path or lever.startswith(f"{path}.")
    ]


def _picked(axes: Sequence[Axis], number: int) -> dict[str, Any]:
    """Give the combination of a number, the last axis the fastest."""
    picked: dict[str, Any] = {}
    for axis in reversed(axes):
        number, place = divmod(number, len(axis.values))
        picked[axis.path] = axis.values[place]
    return picked


def _how_many_points(study: Study, parts: int) -> int:
    if not parts:
        return 1
    return (study.size or 0) * {"sobol": parts + 2, "morris": parts + 1}.get(study.design, 1)


def _refuse_too_many(study: Study, cases: int) -> None:
    most = max(study.replications, study.limit if study.precision else 0)
    if cases * most > MOST_RUNS:
        raise ScenarioError(
            f"the study asks for {cases * most:,} runs ({cases:,} cases x {most:,} replications): must be at most"
            f" {MOST_RUNS:,}."
        )
