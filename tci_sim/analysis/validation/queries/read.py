"""Read queries off a finished run: first what is measured, as numbers of that run, then what is made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from tci_sim.analysis.validation.queries.summaries import summarise
from tci_sim.analysis.validation.queries.tree import (
    Constant,
    Expression,
    Measured,
    Named,
    Operation,
    Parameter,
    Queries,
    Response,
    Summary,
    parts_of,
)
from tci_sim.analysis.validation.queries.world import YEAR, World, holders_of, months_of
from tci_sim.analysis.validation.readings import (
    Elasticity,
    Floats,
    Ratio,
    Reading,
    Readings,
    Term,
    number_of,
)
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.recording import Recording
from tci_sim.scenario.tree import value_at
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import mean_of_known

LARGEST = 1e100
"""Size of a number that is read of a run."""


def read_queries(names: Iterable[str], queries: Queries, simulation: Simulation) -> Readings:
    """Read some of the queries of a file off a finished run."""
    return read_recorded(names, queries, World(simulation.scenario, simulation.network), simulation.recording)


def read_recorded(names: Iterable[str], queries: Queries, world: World, recording: Recording) -> Readings:
    """Read some of the queries of a file off what was recorded of a world, each once.

    Parameters
    ----------
    names : iterable of str
        Those that are asked for.
    queries : mapping of str to Query
        All of the file, in its order: a query names only such as stand before it.
    world : World
        The world that was run.
    recording : Recording
        What was recorded of it.
    """
    asked = tuple(names)
    wanted = set(asked)
    for name in asked:
        parts = parts_of(queries[name].expression, queries)
        wanted |= {part.name for part in parts if isinstance(part, Named)}
    found: dict[str, Reading] = {}
    for name in queries:
        if name in wanted:
            found[name] = _bounded(_value(queries[name].expression, found, world, recording))
    return {name: found[name] for name in asked}


def _bounded(reading: Reading) -> Reading:
    """Return a reading, NaN where its numbers are so large that their squares are none."""
    match reading:
        case Ratio():
            return Ratio(*(number if abs(number) <= LARGEST else math.nan for number in reading))
        case float():
            return reading if abs(reading) <= LARGEST else math.nan
    return reading


def _value(expression: Expression, found: Readings, world: World, recording: Recording) -> Reading:
    def value(part: Expression) -> Reading:
        return _bounded(_value(part, found, world, recording))

    match expression:
        case Constant():
            return expression.value
        case Named():
            return found[expression.name]
        case Measured():
            return _measured(expression, world, recording)
        case Operation():
            return _calculated(expression, value)
        case Response():
            amount = _logarithm(number_of(value(expression.of)))
            to = expression.to
            price = (
                float(value_at(world.scenario, to.path))
                if isinstance(to, Parameter)
                else number_of(value(to))
            )
            return Elasticity((Term(1.0, amount, _logarithm(price)),))


def _measured(measured: Measured, world: World, recording: Recording) -> float:
    """Take the months of each holder, make one number of these, and one of all holders."""
    kind, places = holders_of(measured, world)
    names = [each.name for each in MEASURES[kind]]
    recorded = getattr(recording, kind)
    table: Floats = recorded.reshape(len(recorded), -1, len(names))[
        months_of(measured, world), list(places), names.index(measured.measure)
    ]
    if measured.yearly:
        years = len(table) // YEAR
        table = mean_of_known(table[: years * YEAR].reshape(years, YEAR, -1), axis=1)
    if measured.holders_first:
        return _one(measured.over_time, np.array([_one(measured.over_holders, month) for month in table]))
    return _one(measured.over_holders, np.array([_one(measured.over_time, holder) for holder in table.T]))


def _one(summary: Summary | None, values: Floats) -> float:
    """Make one number of many, or of one."""
    return float(values[0]) if summary is None else summarise(summary, values)


def _calculated(operation: Operation, value: Callable[[Expression], Reading]) -> Reading:
    if operation.verb == "times":
        return _product(operation.parts, value)
    read = [value(part) for part in operation.parts]
    if operation.verb == "log":
        return _logarithm(number_of(read[0]))
    if operation.verb == "ratio":
        return Ratio(*(number_of(each) for each in read))
    signs = [1.0] * len(read) if operation.verb == "plus" else [1.0, -1.0]
    elastic = [each for each in read if isinstance(each, Elasticity)]
    if elastic:
        return Elasticity(
            tuple(term for sign, each in zip(signs, elastic, strict=True) for term in _weighted(each, sign))
        )
    return math.fsum(sign * number_of(each) for sign, each in zip(signs, read, strict=True))


def _product(parts: Sequence[Expression], value: Callable[[Expression], Reading]) -> Reading:
    """Multiply; a ratio or an elasticity that is multiplied by plain numbers stays one."""
    factor = math.prod(part.value for part in parts if isinstance(part, Constant))
    read = [value(part) for part in parts if not isinstance(part, Constant)]
    match read:
        case [Elasticity() as only]:
            return Elasticity(_weighted(only, factor))
        case [Ratio() as only]:
            return Ratio(factor * only.part, only.whole)
    return math.prod((factor, *map(number_of, read)))


def _weighted(elasticity: Elasticity, weight: float) -> tuple[Term, ...]:
    return tuple(term._replace(weight=weight * term.weight) for term in elasticity.terms)


def _logarithm(number: float) -> float:
    return math.log(number) if number > 0.0 else math.nan
