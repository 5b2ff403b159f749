"""What is wrong with a study: every check whose own parts are sound is tried, and all faults are reported at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence, Set

from tci_sim.designs.axes import Axis, build_error, read_axes
from tci_sim.designs.correlations import faults_of_correlations
from tci_sim.designs.design import STUDIED, Design, DesignKind, Fault
from tci_sim.designs.holder_faults import faults_of_holders, faults_of_measures
from tci_sim.designs.listed import faults_of_cases
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.same_place import first_given_twice
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, message
from tci_sim.scenario.study import StudyFields

_VARIED = {"design", "levers", "uncertainties"}
_WHAT_IS_VARIED = {
    "base", *_VARIED, "size", "levels", "grouped", "cases", "between", "mechanisms",
    "groups", "all_subsets", "search",
}  # fmt: skip


def faults_of_study(study: StudyFields, uncertain_parts: Set[str] = frozenset()) -> Iterator[Fault]:
    """Check what pydantic does not: names, what each design needs, and whether cases can be built.

    Parameters
    ----------
    study : StudyFields
        Its parts are valid one by one, but for those named next.
    uncertain_parts : set of str
        Parts that were given wrongly, which is reported already; what rests on them is not checked.

    Yields
    ------
    (path, Message)
    """
    checks: tuple[tuple[Callable[[StudyFields], Iterator[Fault]], Set[str]], ...] = (
        (_faults_of_report, {"report"}),
        (_faults_of_base, {"base"}),
        (_faults_of_precision, {"report", "precision"}),
        (faults_of_holders, {"holders", "base"}),
        (faults_of_measures, {"holders", "base", "report"}),
        (_faults_of_months, {"months", "base"}),
        (_faults_of_replications, {"replications", "precision", "limit"}),
    )
    for check, rests_on in checks:
        if not rests_on & uncertain_parts:
            yield from check(study)
    of_design = list(_faults_of_design(study, uncertain_parts))
    yield from of_design
    axes, of_axes = _axes(study, uncertain_parts)
    yield from of_axes
    plan: Design | None = None
    if not (of_design or of_axes or _WHAT_IS_VARIED & uncertain_parts):
        try:  # first of all, how many runs there are: that takes no time, and to try each value may take minutes
            plan = DESIGNS[study.design].lay_out(study)
        except InputError as error:
            if not uncertain_parts:  # how many there are may rest on what is unsure
                for fault in error.messages:
                    assert isinstance(fault, Message)
                    yield (), fault
                return
    of_values = [*_faults_of_values(study, axes, uncertain_parts)]
    yield from of_values
    if plan is not None and not of_values and DESIGNS[study.design].varies:
        yield from _faults_of_first(study, plan)


def _faults_of_report(study: StudyFields) -> Iterator[Fault]:
    known = {measure.name for kind in MEASURES for measure in MEASURES[kind]}
    for number, name in enumerate(study.report):
        if name not in known:
            yield ("report", number), meant("fault.measure", name, known)
        elif study.report.index(name) < number:
            yield ("report", number), message("fault.study.once")


def _faults_of_precision(study: StudyFields) -> Iterator[Fault]:
    for name, width in study.precision.items():
        if name not in study.report:
            yield ("precision", name), meant("fault.study.not_reported", name, study.report)
        elif not (width > 0 and math.isfinite(width)):
            yield ("precision", name), message("fault.study.positive")


def _faults_of_base(study: StudyFields) -> Iterator[Fault]:
    if STUDIED in study.base.policies:
        yield ("base",), message("fault.study.policy_name", policy=STUDIED)


def _faults_of_months(study: StudyFields) -> Iterator[Fault]:
    if isinstance(study.months, tuple):
        for number, month in enumerate(study.months):
            if not 0 <= month < study.base.months:
                yield ("months", number), message("fault.study.month", last=study.base.months - 1)
        if twice := first_given_twice(study.months):
            yield ("months", twice), message("fault.study.once")


def _faults_of_replications(study: StudyFields) -> Iterator[Fault]:
    if study.precision and study.limit < study.replications:
        yield ("limit",), message("fault.study.limit", least=study.replications)
    if study.precision and study.replications < 2:
        yield ("replications",), message("fault.study.one_replication")


def _faults_of_design(study: StudyFields, uncertain_parts: Set[str]) -> Iterator[Fault]:
    """Look at what belongs to the design, and what to another."""
    for name in study.levers:
        if name in study.uncertainties:
            yield ("uncertainties", name), message("fault.study.lever_too")
    if "design" in uncertain_parts:
        return
    mine = DESIGNS[study.design]
    for kind in DESIGNS.values():
        for field in kind.needs:
            given = getattr(study, field) not in (None, {})
            if kind is mine and not given:
                if field not in uncertain_parts:
                    yield (field,), message("fault.study.required", design=kind.name)
            elif given and field not in mine.needs:
                yield (field,), message("fault.study.not_of_design", design=mine.name)
                break
        for field in kind.optional:
            if getattr(study, field) and field not in mine.optional:
                yield (field,), message("fault.study.not_of_design", design=mine.name)
    if not mine.varies and (study.levers or study.uncertainties):
        where = "levers" if study.levers else "uncertainties"
        yield (where,), message("fault.study.not_of_design", design=mine.name)
    yield from mine.faults(study, uncertain_parts)


def _axes(study: StudyFields, uncertain_parts: Set[str]) -> tuple[list[Axis], list[Fault]]:
    """List what the study varies, and what is wrong with it before any value is tried."""
    mine = None if "design" in uncertain_parts else DESIGNS[study.design]
    if mine is not None and not mine.varies:
        return [], []
    axes, faults = read_axes(study, uncertain_parts)
    if mine is not None:
        sound = not faults and not uncertain_parts & {"base", *_VARIED}
        faults += _faults_of_ranges(mine, axes, sound=sound)
        if sound and mine.name == "latin_hypercube" and "correlations" not in uncertain_parts:
            faults += faults_of_correlations(study, axes)
    return axes, faults


def _faults_of_values(study: StudyFields, axes: Sequence[Axis], uncertain_parts: Set[str]) -> Iterator[Fault]:
    """Try every value alone, and every case that is given as such."""
    for axis in axes if "base" not in uncertain_parts else ():
        whole = axis.written == axis.path  # a group may fit only as a whole
        for value in axis.values or (axis.ends if whole else ()):
            for wrong in build_error(study, {axis.path: value}):
                yield (axis.group, axis.written), wrong
    if "design" in uncertain_parts or "cases" in DESIGNS[study.design].needs:
        yield from faults_of_cases(study, uncertain_parts)


def _faults_of_ranges(design: DesignKind, axes: Sequence[Axis], *, sound: bool) -> Iterator[Fault]:
    """Find ranges where lists are needed and lists where ranges are, and a design that has no range to work on."""
    drawn = [axis for axis in axes if not axis.listed]
    if design.mixed:
        return
    if design.ranged:
        for axis in axes:
            if axis.listed:
                yield (axis.group, axis.written), message("fault.study.needs_range", design=design.name)
        if sound and not axes:
            yield ("design",), message("fault.study.nothing_moved", design=design.name)
    elif not design.sampled:
        for axis in drawn:
            yield (axis.group, axis.written), message("fault.study.range_in_grid")
    elif sound and not drawn:
        yield ("design",), message("fault.study.nothing_drawn", design=design.name)


def _faults_of_first(study: StudyFields, plan: Design) -> Iterator[Fault]:
    """Try the first case, where values are combined."""
    for wrong in build_error(study, {**plan[0].uncertainties, **plan[0].levers}):
        yield ("levers" if plan.levers else "uncertainties",), wrong
