"""What a query names in a world: the holders whose measure it reads, the months, a parameter; or what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tci_sim.analysis.validation.queries.summaries import least_of
from tci_sim.analysis.validation.queries.tree import (
    Measured,
    Parameter,
    Queries,
    Summary,
    fault_at,
    parts_of,
)
from tci_sim.engine.measures.columns import Kind
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, listing, message
from tci_sim.names import quoted
from tci_sim.runs.holders import all_holders, has_measure, select_holders
from tci_sim.runs.report_measures import omission_reason, omitted_measures
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL
from tci_sim.scenario.tree import as_tree, dotted, find, keys_of, leaves
from tci_sim.world.network import ValueNetwork

YEAR = 12
"""Months of a year."""


class World(NamedTuple):
    """The world that is run: where a query finds what it names."""

    scenario: Scenario
    network: ValueNetwork


class Holders(NamedTuple):
    """Whose measure is read."""

    kind: Kind
    places: tuple[int, ...]
    """Among the holders of their kind."""


def holders_of(measured: Measured, world: World) -> Holders:
    """Find those whose measure is read.

    Raises
    ------
    InputError
        With one line for each name that is nobody's, or somebody's who has no such measure.
    """
    kinds: dict[Kind, list[int]] = {}
    faults: list[Message | str] = []
    for asked in measured.of:
        try:
            kind, places = _asked(asked, measured, world)
            kinds.setdefault(kind, []).extend(places)
        except InputError as error:
            faults += error.messages
    if len(kinds) > 1:
        wrong = message("fault.query.two_kinds", kinds=listing(map(quoted, kinds), "and"))
        faults.append(fault_at(measured.place, "of", wrong))
    if faults:
        raise InputError(*dict.fromkeys(faults))
    [(kind, found)] = kinds.items()
    return Holders(kind, tuple(dict.fromkeys(found)))


def _asked(asked: str, measured: Measured, world: World) -> tuple[Kind, Sequence[int]]:
    """Find those whom one word means: of the kinds that have the measure where it is anybody's of these."""
    names = all_holders(*world)
    having = [kind for kind in names if measured.kind in (None, kind) and has_measure(kind, measured.measure)]
    kind, places = _named(asked, [*having, *names], world)
    whose = listing(map(quoted, having), "or")
    if kind is None:
        known = [FOCAL, *having, *(name for each in having for name in names[each])]
        raise InputError(
            fault_at(measured.place, "of", meant("fault.query.no_holder", asked, known, kinds=whose))
        )
    if kind not in having:
        wrong = message("fault.query.not_theirs", measure=quoted(measured.measure), kinds=whose)
        raise InputError(fault_at(measured.place, "of", wrong))
    if not places:
        raise InputError(fault_at(measured.place, "of", message("fault.query.nobody")))
    return kind, places


def _named(asked: str, kinds: Sequence[Kind], world: World) -> tuple[Kind | None, Sequence[int]]:
    """Find the focal firm, all of a kind, or somebody by name in the first kind that has one."""
    names = all_holders(*world)
    if asked == FOCAL:
        [focal] = select_holders((FOCAL,), *world)
        return focal.kind, [focal.place]
    for kind in kinds:
        if asked == kind:
            return kind, range(len(names[kind]))
        if asked in names[kind]:
            return kind, [names[kind].index(asked)]
    return None, ()


def months_of(measured: Measured, world: World) -> slice:
    """Return the months that are read.

    Raises
    ------
    InputError
        If the run has not all of them, or they are too few, or too many, for what is made of them.
    """
    months, asked = world.scenario.months, measured.months
    first = asked.first if asked.first >= 0 else months + asked.first
    end = months if asked.last is None else asked.last + 1
    if not 0 <= first < end <= months:
        wrong = message("fault.query.months", last=months - 1, years=months // YEAR)
        raise InputError(fault_at(measured.place, "at", wrong))
    steps = (end - first) // YEAR if measured.yearly else end - first
    if measured.yearly and not steps:
        raise InputError(fault_at(measured.place, "every", message("fault.query.no_year", seen=end - first)))
    _check_many(measured, "over_time", measured.over_time, steps)
    return slice(first, end)


def _check_many(measured: Measured, key: str, summary: Summary | None, seen: int) -> None:
    """Refuse to make one number of too few, and many numbers where nothing says how one comes of them."""
    if summary is None and seen > 1:
        raise InputError(fault_at(measured.place, key, message("fault.query.no_summary", seen=seen)))
    if summary is not None and seen < (least := least_of(summary)):
        wrong = message("fault.query.too_few", seen=seen, least=least)
        raise InputError(fault_at(measured.place, key, wrong))


def changed(parameter: Parameter, scenario: Scenario) -> float:
    """Return what a parameter is changed to, a whole number where it is one.

    Raises
    ------
    InputError
        If the scenario has none of that name, it is no number, or the share of it is nothing.
    """
    tree = as_tree(scenario)
    node, exact = find(tree, keys_of(parameter.path))
    value = node.value
    if not exact:
        known = [dotted(path) for path, _ in leaves(tree)]
        wrong = meant("fault.query.no_parameter", parameter.path, known)
    elif isinstance(value, bool) or not isinstance(value, int | float):
        wrong = message("fault.query.no_number")
    else:
        after = value * (1.0 + parameter.change)
        to = round(after) if isinstance(value, int) else after
        if value > 0 and to > 0 and to != value:
            return to
        wrong = message("fault.query.no_change", value=f"{value:g}")
    raise InputError(fault_at(parameter.place, "parameter", wrong))


def faults_of_query(name: str, queries: Queries, world: World) -> Iterator[Message | str]:
    """Say what a query names that is not in a world, or means nothing there."""
    for part in parts_of(queries[name].expression, queries):
        if isinstance(part, Measured):
            yield from _faults_of_measured(part, world)
        elif isinstance(part, Parameter):
            try:
                changed(part, world.scenario)
            except InputError as error:
                yield from error.messages


def _faults_of_measured(measured: Measured, world: World) -> Iterator[Message | str]:
    try:
        holders = holders_of(measured, world)
        _check_many(measured, "over_holders", measured.over_holders, len(holders.places))
        omitted = omitted_measures(world.scenario) if holders.kind in ("market", "firm", "segment") else {}
        if measured.measure in omitted:
            wrong = message("fault.query.meaningless", reason=omission_reason(omitted[measured.measure]))
            yield fault_at(measured.place, "measure", wrong)
    except InputError as error:
        yield from error.messages
    try:
        months_of(measured, world)
    except InputError as error:
        yield from error.messages
