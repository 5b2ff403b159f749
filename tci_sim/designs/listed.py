"""A list: cases by name, each with what it changes; the others are compared with the first."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from tci_sim.designs.axes import NOT_VARIED, build_error, changes_of
from tci_sim.designs.design import Case, DesignKind, Fault, check_run_count
from tci_sim.designs.same_place import first_given_twice, paths_to_one_place
from tci_sim.messages import message
from tci_sim.scenario.study import StudyFields


class ListDesign:
    """Cases by name."""

    points = None
    parts = ()
    choices = ()

    def __init__(self, study: StudyFields) -> None:
        self._study = study
        self._names = tuple(study.cases)
        paths = dict.fromkeys(path for case in study.cases.values() for path in case)
        self.levers: tuple[str, ...] = tuple(paths)
        self.uncertainties: tuple[str, ...] = ()
        check_run_count(study, len(self._names))

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, number: int) -> Case:
        given = self._study.cases[self._names[number]]
        return Case(number, self._names[number], 0, {path: given.get(path) for path in self.levers}, {})

    def changes(self, number: int) -> dict[str, Any]:
        """Return what a case changes in the base, by dotted path."""
        return changes_of(self._study, self._study.cases[self._names[number]])

    def reference(self, number: int) -> int:
        """Return the first case."""
        return 0


def faults_of_cases(study: StudyFields, uncertain_parts: Set[str]) -> Iterator[Fault]:
    """Try every case."""
    if twice := first_given_twice(list(study.cases.values())):
        name, same = list(study.cases)[twice], list(study.cases.values())[twice]
        other = next(each for each, given in study.cases.items() if given == same)
        yield ("cases", name), message("fault.study.case_twice", other=other)
    for name, given in study.cases.items():
        if "base" not in uncertain_parts:
            for path, other in paths_to_one_place(study, {path: [given[path]] for path in given}).items():
                yield ("cases", name, path), message("fault.study.same_place", other=other)
        for path in sorted(NOT_VARIED.keys() & given.keys()):
            yield ("cases", name, path), NOT_VARIED[path]
        values = {path: value for path, value in given.items() if path not in NOT_VARIED}
        for wrong in build_error(study, values) if "base" not in uncertain_parts else ():
            yield ("cases", name), wrong


LIST = DesignKind("list", ListDesign, needs=("cases",), varies=False)
