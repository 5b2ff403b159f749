"""An ablation: every combination of mechanisms, groups of levers that are as in one policy or as in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any

from tci_sim.designs.design import STUDIED, Case, DesignKind, Fault, check_run_count
from tci_sim.designs.levers import levers_below, levers_of, mixed_levers
from tci_sim.errors import meant, no_policy
from tci_sim.messages import listing, message
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.study import StudyFields

MOST_MECHANISMS = 10

COLUMNS = frozenset(("case", "name", "world", "replication", "month", "holder", "kind", "measure", "error"))
"""Columns of frames: no mechanism may be called so."""


class Ablation:
    """All combinations of mechanisms: the levers of each are as in the one policy, or as in the other."""

    points = None
    parts = ()
    choices = ()

    def __init__(self, study: StudyFields) -> None:
        self._study = study
        self.levers: tuple[str, ...] = tuple(study.mechanisms)
        self.uncertainties: tuple[str, ...] = ()
        check_run_count(study, 2 ** len(self.levers))

    def __len__(self) -> int:
        return int(2 ** len(self.levers))

    def __getitem__(self, number: int) -> Case:
        on = {name: bool(number >> place & 1) for place, name in enumerate(self.levers)}
        return Case(
            number, name_of_combination([name for name in on if on[name]], self.levers, self._ends), 0, on, {}
        )

    def changes(self, number: int) -> dict[str, Any]:
        """Return what a case changes in the base: the focal firm runs a policy of its own."""
        case, base = self[number], self._study.base
        without, with_ = (levers_of(base.policies[name]) for name in self._ends)
        on = [name for name, there in case.levers.items() if there]
        chosen = {path for name in on for path in levers_below(self._study.mechanisms[name])}
        levers = mixed_levers(without, with_, chosen)
        return {f"policies.{STUDIED}": levers, f"firms.{self._study.focal}.policy": STUDIED}

    def reference(self, number: int) -> int:
        """Return the case without any mechanism."""
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


def faults_of_mechanisms(study: StudyFields, uncertain_parts: Set[str]) -> Iterator[Fault]:
    """Look at the names, and at what differs between the two policies."""
    policies = study.base.policies if "base" not in uncertain_parts else {}
    ends = study.between if study.between and policies else ()
    unknown = [(place, name) for place, name in enumerate(ends) if name not in policies]
    for place, name in unknown:
        yield ("between", place), no_policy(name, policies)
    if len(study.mechanisms) > MOST_MECHANISMS:
        given = len(study.mechanisms)
        yield ("mechanisms",), message("fault.study.many_mechanisms", given=given, most=MOST_MECHANISMS)
    of: dict[str, str] = {}
    for name, paths in study.mechanisms.items():
        if name in COLUMNS:
            yield ("mechanisms", name), message("fault.study.column")
        for number, path in enumerate(paths):
            inside = levers_below([path])
            if not inside:
                yield ("mechanisms", name, number), meant("fault.lever", path, levers_of(Policy()))
            for lever in inside:
                if lever in of:
                    twice = message("fault.study.in_two_mechanisms", lever=lever, other=of[lever])
                    yield ("mechanisms", name, number), twice
                of[lever] = name
    if unknown or not ends:
        return
    without, with_ = (levers_of(policies[name]) for name in ends)
    if without == with_:
        yield ("between",), message("fault.study.equal_policies")
    left = [path for path in without if without[path] != with_[path] and path not in of]
    if left and study.mechanisms and "mechanisms" not in uncertain_parts:
        yield ("mechanisms",), message("fault.study.in_no_mechanism", levers=listing(left))
    if any(policies[name].off or policies[name].effects_only for name in ends):
        yield ("between",), message("fault.study.switched_off")


ABLATION = DesignKind(
    "ablation", Ablation, needs=("between", "mechanisms"), varies=False, faults=faults_of_mechanisms
)
