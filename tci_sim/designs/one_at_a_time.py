"""One at a time: the base as it is, and each parameter moved alone, to the ends of its range and by a tenth.

All else stays as it is in the base, and every case is compared with the base under the same seeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, get_args

from tci_sim.designs.axes import Axis, changes_of, read_axes
from tci_sim.designs.design import Case, DesignKind, check_run_count
from tci_sim.designs.ranges import Range
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import StudyFields
from tci_sim.scenario.tree import value_at

Way = Literal["low_end", "high_end", "tenth_less", "tenth_more"]
"""How a parameter is moved: to an end of its range, or by a tenth of what it is."""

WAYS: tuple[Way, ...] = get_args(Way)
TENTH = 0.1


class Move(NamedTuple):
    """One parameter, moved in one way."""

    path: str
    lever: bool
    way: Way
    base: float
    """What it is where nothing is moved."""
    value: float
    """What it is moved to."""
    case: int
    """The case in which it is; 0, the base itself, where it is there already."""


class OneAtATimeDesign:
    """The base, and behind it a case for each value to which a parameter is moved."""

    points = None
    parts = ()
    choices = ()

    def __init__(self, study: StudyFields) -> None:
        self._study = study
        axes, _ = read_axes(study)
        self._as_it_is = {axis.path: value_at(study.base, place_of(axis.path, study.base)) for axis in axes}
        self.levers: tuple[str, ...] = tuple(axis.path for axis in axes if axis.lever)
        self.uncertainties: tuple[str, ...] = tuple(axis.path for axis in axes if not axis.lever)
        self.moves = tuple(self._numbered(axes))
        made = {move.case: move for move in self.moves if move.case}
        self._made = [made[number] for number in sorted(made)]
        self._worlds = [0]  # a lever alone changes no world
        for move in self._made:
            self._worlds.append(0 if move.lever else self._worlds[-1] + 1)
        check_run_count(study, len(self))

    def _numbered(self, axes: list[Axis]) -> Iterator[Move]:
        """List all moves, levers first; a value that a parameter is moved to in two ways is one case."""
        cases = 0
        for axis in axes:
            base = self._as_it_is[axis.path]
            known = {base: 0}
            for way, value in _values(axis, base):
                if value not in known:
                    cases += 1
                    known[value] = cases
                yield Move(axis.path, axis.lever, way, base, value, known[value])

    def __len__(self) -> int:
        return 1 + len(self._made)

    def __getitem__(self, number: int) -> Case:
        values, name = dict(self._as_it_is), "base"
        if number:
            moved = self._made[number - 1]
            values[moved.path], name = moved.value, f"{moved.path}={moved.value!r}"
        levers = {path: values[path] for path in self.levers}
        uncertainties = {path: values[path] for path in self.uncertainties}
        return Case(number, name, self._worlds[number], levers, uncertainties)

    def changes(self, number: int) -> dict[str, Any]:
        """Return what a case changes in the base, by dotted path."""
        if not number:
            return {}
        moved = self._made[number - 1]
        return changes_of(self._study, {moved.path: moved.value})

    def reference(self, number: int) -> int:
        """Return the base."""
        return 0


def place_of(path: str, base: Scenario) -> str:
    """Return where a scenario holds what a study calls by a path: a lever alone is the focal firm's."""
    own = path in catalogue() and catalogue()[path].kind == "lever"
    return f"policies.{base.firms[focal_firm(base)].policy}.{path}" if own else path


def _values(axis: Axis, base: float) -> Iterator[tuple[Way, float]]:
    """List how a parameter is moved and to what: within what it may be, and in whole steps where it has them.

    What is 0, or too small a whole number, cannot be moved by a tenth.
    """
    yield "low_end", axis.at(0.0)
    yield "high_end", axis.at(1.0)
    if not isinstance(axis.range, Range):
        return  # what is one of some values has no tenth
    parameter = catalogue()[general_name(axis.path)]
    step = axis.range.step
    least, most = parameter.allowed or (float("-inf"), float("inf"))
    ways: tuple[tuple[Way, float], ...] = (("tenth_less", -TENTH), ("tenth_more", TENTH))
    for way, share in ways:
        value = float(f"{min(max(base + share * abs(base), least), most):.12g}")
        if step:
            value = base + step * round((value - base) / step)
            value = round(value) if axis.range.whole else value
        if value != base:
            yield way, value


ONE_AT_A_TIME = DesignKind("one_at_a_time", OneAtATimeDesign, ranged=True)
