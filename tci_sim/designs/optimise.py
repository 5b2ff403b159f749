"""An optimisation: the policies, which are known before anything is searched for, and what is wrong with a search.

The cases of such a study are the base's policies, the reference first; candidates come later, by what they did
(`tci_sim.analysis.optimise`).
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from tci_sim.designs.design import Case, DesignKind, Fault
from tci_sim.designs.variants import compared_policies
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import meant, no_policy
from tci_sim.messages import message
from tci_sim.runs.holders import all_holders, has_measure
from tci_sim.scenario.study import FOCAL, Search, StudyFields
from tci_sim.world.build_network import network_of

NAME = "optimise"
_ROUNDS = (4, 6, 10)
"""Runs of a candidate after which it may leave, where a study says nothing else."""


class OptimiseDesign:
    """The base's policies, each run by the focal firm; the reference first."""

    points = None
    parts = ()
    choices = ()

    def __init__(self, study: StudyFields) -> None:
        assert study.search is not None
        self.policies: tuple[str, ...] = policies_of(study)
        self.levers: tuple[str, ...] = (f"firms.{study.focal}.policy",)
        self.uncertainties: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.policies)

    def __getitem__(self, number: int) -> Case:
        return Case(number, self.policies[number], 0, self.changes(number), {})

    def changes(self, number: int) -> dict[str, Any]:
        """Return what a case changes in the base: which policy the focal firm runs."""
        return {self.levers[0]: self.policies[number]}

    def reference(self, number: int) -> int:
        """Return the policy that all others are compared with."""
        return 0


def policies_of(study: StudyFields) -> tuple[str, ...]:
    """List the policies that what is found is compared with, the reference first."""
    assert study.search is not None
    known = compared_policies(study.base)
    first = study.search.reference or known[0]
    return (first, *(name for name in known if name != first))


def faults_of_search(study: StudyFields, uncertain_parts: Set[str]) -> Iterator[Fault]:
    """Look at aims, rounds and the reference, and whether there is anything to search among."""
    search = study.search
    if search is None or "search" in uncertain_parts:
        return
    if study.uncertainties:
        yield ("uncertainties",), message("fault.study.not_of_design", design=NAME)
    if not study.levers and "levers" not in uncertain_parts:
        yield ("levers",), message("fault.search.no_levers")
    if study.precision:
        yield ("precision",), message("fault.study.not_of_design", design=NAME)
    yield from _faults_of_rounds(study, search)
    if "base" in uncertain_parts:
        return
    if search.reference is not None and search.reference not in study.base.policies:
        yield ("search", "reference"), no_policy(search.reference, study.base.policies)
    yield from _faults_of_aims(study, search)


def rounds_of(study: StudyFields) -> tuple[int, ...]:
    """Return after how many runs candidates race, all of them last; of rounds nobody wrote, those below all."""
    assert study.search is not None
    rounds = study.search.rounds
    if rounds is None:
        rounds = tuple(each for each in _ROUNDS if each < study.replications)
    return (*rounds, study.replications)


def _faults_of_rounds(study: StudyFields, search: Search) -> Iterator[Fault]:
    rising = [*rounds_of(study)]
    if rising == [1]:
        yield ("replications",), message("fault.least", least="2")
    elif rising != sorted({*rising}) or rising[0] < 2:
        rounds = str([*rising[:-1]])
        yield ("search", "rounds"), message("fault.search.rounds", rounds=rounds, last=study.replications)
    elif search.runs < study.replications:
        yield ("search", "runs"), message("fault.search.runs", least=study.replications)


def _faults_of_aims(study: StudyFields, search: Search) -> Iterator[Fault]:
    known = all_holders(study.base, network_of(study.base)) if study.base.firms else {}
    kinds = {name: kind for kind in ("firm", "market", "supplier") for name in known.get(kind, ())}
    kinds = {FOCAL: "firm", **kinds} if study.base.firms else kinds
    measures = {measure.name for kind in MEASURES for measure in MEASURES[kind]}
    for number, aim in enumerate(search.aims):
        place = ("search", "aims", number)
        if aim.measure not in measures:
            yield (*place, "measure"), meant("fault.measure", aim.measure, measures)
        elif aim.holder not in kinds:
            yield (*place, "holder"), meant("fault.search.holder", aim.holder, kinds)
        elif not has_measure(kinds[aim.holder], aim.measure):
            yield (*place, "measure"), message("fault.search.not_of_holder", holder=aim.holder)
        if aim in search.aims[:number]:
            yield place, message("fault.search.aim_twice")


OPTIMISE = DesignKind(NAME, OptimiseDesign, needs=("search",), mixed=True, faults=faults_of_search)
