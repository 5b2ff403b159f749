"""Shapley values: groups of changes of the base, in the combinations by which what all bring is split among them.

Each history, a replication, goes through a random order of the groups and its reverse, and needs the cases of these
alone; or through all combinations, where that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import cache
from typing import Any

from tci_sim.designs.ablation import COLUMNS, MOST_MECHANISMS, name_of_combination
from tci_sim.designs.axes import NOT_VARIED, build_error, changes_of, is_known
from tci_sim.designs.design import Case, DesignKind, Fault, check_run_count
from tci_sim.designs.same_place import paths_to_one_place
from tci_sim.errors import meant
from tci_sim.messages import message
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.study import StudyFields
from tci_sim.statistics.shapley import Order, combinations_in, orders_of_history

ENDS = ("base", "all")
"""What the case without any group is called, and the one with all of them."""


class ShapleyDesign:
    """Groups of changes: combinations of them, of which each history needs a few."""

    points = None
    parts = ()
    choices = ()

    def __init__(self, study: StudyFields) -> None:
        self._study = study
        self.levers: tuple[str, ...] = tuple(study.groups)
        self.uncertainties: tuple[str, ...] = ()
        self._needed = cache(self._combinations_of)
        check_run_count(study, len(self._needed(0)))
        numbers = {0: None, (1 << len(self.levers)) - 1: None}
        for history in range(1 if study.all_subsets else study.most_replications):
            numbers |= dict.fromkeys(self._needed(history))
        self.combinations: tuple[int, ...] = tuple(numbers)
        """Which groups are in each case, by bits."""
        self._case = {combination: case for case, combination in enumerate(numbers)}

    def __len__(self) -> int:
        return len(self.combinations)

    def __getitem__(self, number: int) -> Case:
        there = self.combinations[number]
        on = {name: bool(there >> place & 1) for place, name in enumerate(self.levers)}
        return Case(
            number, name_of_combination([name for name in on if on[name]], self.levers, ENDS), 0, on, {}
        )

    def changes(self, number: int) -> dict[str, Any]:
        """Return what a case changes in the base, by dotted path."""
        on = [name for name, there in self[number].levers.items() if there]
        return changes_of(self._study, _values_of(self._study, on))

    def reference(self, number: int) -> int:
        """Return the base."""
        return 0

    def orders_of(self, replication: int) -> tuple[Order, ...]:
        """Return the orders that a history goes through; none where it has all combinations."""
        if self._study.all_subsets:
            return ()
        return orders_of_history(len(self.levers), replication, self._study.seed)

    def cases_of(self, replication: int) -> Sequence[int]:
        """List the cases that a history needs, in order; no others are run."""
        return sorted(self._case[combination] for combination in self._needed(replication))

    def _combinations_of(self, replication: int) -> tuple[int, ...]:
        if self._study.all_subsets:
            return tuple(range(1 << len(self.levers)))
        return tuple(combinations_in(self.orders_of(replication)))


def _values_of(study: StudyFields, groups: Sequence[str]) -> dict[str, Any]:
    """Return what some groups change, by dotted path."""
    return {path: value for name in groups for path, value in study.groups[name].items()}


def faults_of_groups(study: StudyFields, uncertain_parts: Set[str]) -> Iterator[Fault]:
    """Look at the names, and try each group, and all together."""
    if study.all_subsets and len(study.groups) > MOST_MECHANISMS:
        given = len(study.groups)
        yield ("groups",), message("fault.study.many_groups", given=given, most=MOST_MECHANISMS)
    if study.precision:
        yield ("precision",), message("fault.study.not_of_design", design="shapley")
    of: dict[str, str] = {}
    for name, values in study.groups.items():
        if name in COLUMNS:
            yield ("groups", name), message("fault.study.column")
        if not values:
            yield ("groups", name), message("fault.study.empty_group")
        for path in values:
            if path in NOT_VARIED:
                yield ("groups", name, path), NOT_VARIED[path]
            elif not is_known(path):
                yield ("groups", name, path), meant("fault.parameter", path, catalogue())
            elif path in of:
                yield ("groups", name, path), message("fault.study.in_two_groups", other=of[path])
            of.setdefault(path, name)
    if not study.groups or "base" in uncertain_parts or not all(map(is_known, of)):
        return
    twice = paths_to_one_place(study, {path: [study.groups[name][path]] for path, name in of.items()})
    for path, other in twice.items():
        yield ("groups", of[path], path), message("fault.study.same_place", other=other)
    if not twice:
        yield from _faults_of_values(study)


def _faults_of_values(study: StudyFields) -> Iterator[Fault]:
    """Try each group alone; and all together, where each alone can be built."""
    found = False
    for name in study.groups:
        for wrong in build_error(study, _known_values(study, [name])):
            found = True
            yield ("groups", name), wrong
    if not found:
        for wrong in build_error(study, _known_values(study, list(study.groups))):
            yield ("groups",), wrong


def _known_values(study: StudyFields, groups: Sequence[str]) -> dict[str, Any]:
    return {path: value for path, value in _values_of(study, groups).items() if path not in NOT_VARIED}


SHAPLEY = DesignKind(
    "shapley", ShapleyDesign, needs=("groups",), optional=("all_subsets",), varies=False, faults=faults_of_groups
)  # fmt: skip
