"""What is wrong with a study: every check whose own parts are sound is tried, and all faults are told at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Set

from tci_sim.designs.axes import NOT_VARIED, changes_of, read_axes
from tci_sim.designs.design import COLUMNS, MOST_MECHANISMS, STUDIED, levers_below, levers_of
from tci_sim.designs.study import SAMPLED, Study
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import ScenarioError, nearest
from tci_sim.runs.holders import faults_of_holders, faults_of_measures
from tci_sim.scenario.load import variant
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.tree import Path

Fault = tuple[Path, str]
"""Where in the study it is, and what is allowed there; the path is empty where it is in no one place."""

_WHAT_IS_VARIED = {
    "base", "levers", "uncertainties", "design", "size", "levels", "grouped", "cases", "between", "mechanisms",
}  # fmt: skip


def faults_of_study(study: Study, unsure: Set[str] = frozenset()) -> Iterator[Fault]:
    """Check what pydantic does not: names, what each design needs, and whether cases can be built.

    Parameters
    ----------
    study : Study
        Its parts are valid one by one, but for those named next.
    unsure : set of str
        Parts that were given wrongly, which is told already; what rests on them is not checked.

    Yields
    ------
    (path, message)
    """
    checks: tuple[tuple[Callable[[Study], Iterator[Fault]], Set[str]], ...] = (
        (_faults_of_report, {"report"}),
        (_faults_of_precision, {"report", "precision"}),
        (faults_of_holders, {"holders", "base"}),
        (faults_of_measures, {"holders", "base", "report"}),
        (_faults_of_months, {"months", "base"}),
        (_faults_of_replications, {"replications", "precision", "limit"}),
    )
    for check, rests_on in checks:
        if not rests_on & unsure:
            yield from check(study)
    of_design = list(_faults_of_design(study, unsure))
    yield from of_design
    of_values = [*_faults_of_values(study, unsure)]
    yield from of_values
    if not (of_design or of_values or _WHAT_IS_VARIED & unsure):
        yield from _faults_of_plan(study, unsure)


def _faults_of_report(study: Study) -> Iterator[Fault]:
    known = {measure.name for kind in MEASURES for measure in MEASURES[kind]}
    for number, name in enumerate(study.report):
        if name not in known:
            yield ("report", number), f"must be a measure.{nearest(name, known)}"
        elif study.report.index(name) < number:
            yield ("report", number), "must be named once."


def _faults_of_precision(study: Study) -> Iterator[Fault]:
    for name, width in study.precision.items():
        if name not in study.report:
            yield ("precision", name), f"is not among the measures reported.{nearest(name, study.report)}"
        elif not (width > 0 and math.isfinite(width)):
            yield ("precision", name), "must be more than 0."


def _faults_of_months(study: Study) -> Iterator[Fault]:
    if isinstance(study.months, tuple):
        for number, month in enumerate(study.months):
            if not 0 <= month < study.base.months:
                yield ("months", number), f"must be from 0 to {study.base.months - 1}."


def _faults_of_replications(study: Study) -> Iterator[Fault]:
    if study.precision and study.limit < study.replications:
        yield ("limit",), f"must be at least the {study.replications} replications it begins with."
    if study.precision and study.replications < 2:
        yield ("replications",), "must be at least 2 where a precision is asked, for one run has no interval."


def _faults_of_design(study: Study, unsure: Set[str]) -> Iterator[Fault]:
    """Look at what belongs to the design, and what to another."""
    for name in study.levers:
        if name in study.uncertainties:
            yield (
                ("uncertainties", name),
                "is a lever of this study too: who sets it, the asker or the world?",
            )
    if "design" in unsure:
        return
    needs: Mapping[str, tuple[str, ...]] = {
        "list": ("cases",),
        "ablation": ("between", "mechanisms"),
        **dict.fromkeys(SAMPLED, ("size",)),
    }
    for design, fields in needs.items():
        for field in fields:
            given = getattr(study, field) not in (None, {})
            if study.design == design and not given:
                if field not in unsure:
                    yield (field,), f"is required: the design is {design}."
            elif given and field not in needs.get(study.design, ()):
                yield (field,), f"is no part of a study whose design is {study.design}."
                break
    if study.design in ("list", "ablation") and (study.levers or study.uncertainties):
        where = "levers" if study.levers else "uncertainties"
        yield (where,), f"is no part of a study whose design is {study.design}."
    if study.grouped and study.design != "sobol":
        yield ("grouped",), f"is no part of a study whose design is {study.design}."
    if study.design == "morris" and study.levels % 2:
        yield ("levels",), "must be an even number."
    if study.design in ("sobol", "morris") and study.size == 1:
        yield ("size",), f"must be at least 2 for a {study.design.capitalize()} design."
    if study.design == "sobol" and study.size and study.size & (study.size - 1):
        yield ("size",), "must be a power of 2 for a Sobol design."


def _faults_of_values(study: Study, unsure: Set[str]) -> Iterator[Fault]:
    """Try every value alone, and every case that is given as such."""
    if "design" in unsure or study.design not in ("list", "ablation"):
        axes, faults = read_axes(study, unsure)
        yield from faults
        for axis in axes if "base" not in unsure else ():
            whole = axis.written == axis.path  # a group may fit only as a whole
            for value in axis.values or ((axis.at(0.0), axis.at(1.0)) if whole else ()):
                for says in _cannot(study, {axis.path: value}):
                    yield (axis.group, axis.written), says
    if "design" in unsure or study.design == "list":
        for name, given in study.cases.items():
            for path in sorted(NOT_VARIED.keys() & given.keys()):
                yield ("cases", name, path), NOT_VARIED[path]
            values = {path: value for path, value in given.items() if path not in NOT_VARIED}
            for says in _cannot(study, values) if "base" not in unsure else ():
                yield ("cases", name), says
    if "design" not in unsure and study.design == "ablation":
        yield from _faults_of_ablation(study, unsure)


def _faults_of_ablation(study: Study, unsure: Set[str]) -> Iterator[Fault]:
    """Look at the names, and at what differs between the two policies."""
    policies = study.base.policies if "base" not in unsure else {}
    ends = study.between if study.between and policies else ()
    unknown = [(place, name) for place, name in enumerate(ends) if name not in policies]
    for place, name in unknown:
        yield ("between", place), f"there is no such policy.{nearest(name, policies)}"
    if len(study.mechanisms) > MOST_MECHANISMS:
        yield ("mechanisms",), f"are {len(study.mechanisms)}: must be at most {MOST_MECHANISMS}."
    of: dict[str, str] = {}
    for name, paths in study.mechanisms.items():
        if name in COLUMNS:
            yield ("mechanisms", name), "is the name of a column of every result: give another name."
        for number, path in enumerate(paths):
            inside = levers_below([path])
            if not inside:
                yield ("mechanisms", name, number), f"is not a lever.{nearest(path, levers_of(Policy()))}"
            for lever in inside:
                if lever in of:
                    yield ("mechanisms", name, number), f"holds {lever}, which {of[lever]} holds too."
                of[lever] = name
    if unknown or not ends:
        return
    without, with_ = (levers_of(policies[name]) for name in ends)
    if without == with_:
        yield ("between",), "must be two policies that differ in a lever: without and with all mechanisms."
    left = [path for path in without if without[path] != with_[path] and path not in of]
    if left and study.mechanisms and "mechanisms" not in unsure:
        yield ("mechanisms",), f"leave out what differs between the two policies: {', '.join(left)}."
    if any(policies[name].off or policies[name].effects_only for name in ends):
        yield ("between",), "must be policies that switch nothing off."


def _faults_of_plan(study: Study, unsure: Set[str]) -> Iterator[Fault]:
    """Lay out the cases, and try the first where values are combined."""
    try:
        plan = study.plan
    except ScenarioError as error:
        if not unsure:  # how many runs there are may rest on what is unsure
            yield from (((), fault) for fault in error.faults)
        return
    if study.design not in ("list", "ablation"):
        for says in _cannot(study, {**plan[0].uncertainties, **plan[0].levers}):
            yield ("levers" if plan.levers else "uncertainties",), says


def _cannot(study: Study, values: Mapping[str, object]) -> list[str]:
    """Say why a case cannot be built, if so."""
    try:
        variant(study.base, changes_of(study, values))
    except ScenarioError as error:
        return [fault.replace(f"policies.{STUDIED}.", "") for fault in error.faults]
    return []
