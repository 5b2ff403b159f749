"""A query as a tree: what is read of whom and when, how that becomes one number, and what is made of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tci_sim.engine.measures.columns import Kind
from tci_sim.messages import Message
from tci_sim.scenario.tree import Path, format_fault
from tci_sim.scenario.yaml_file import Node

Relation = Literal["above", "at_least", "below", "at_most"]
Verb = Literal["plus", "minus", "times", "ratio", "log"]


@dataclass(frozen=True)
class Place:
    """Where something stands in a file, for what is wrong with it in a world."""

    node: Node
    path: Path


@dataclass(frozen=True)
class Condition:
    """What a number must be for something to hold."""

    relation: Relation
    level: float


@dataclass(frozen=True)
class Summary:
    """How many numbers become one: a name of `RULES`, and what that takes."""

    name: str
    of: Condition | int | None = None


@dataclass(frozen=True)
class Months:
    """Months of a run, from the first to the last, both included."""

    first: int
    """Counted from 0, the month after the burn-in; below 0 from the end of the run."""
    last: int | None
    """None: to the end of the run."""


@dataclass(frozen=True)
class Measured:
    """A measure of one or many holders over some months, as one number."""

    measure: str
    kind: Kind | None
    """Whose measure, where the query says so."""
    of: tuple[str, ...]
    """`focal`, kinds of holder, or names."""
    months: Months
    yearly: bool
    """Whether means of whole years stand in the place of months."""
    over_time: Summary | None
    """None where there is one month only."""
    over_holders: Summary | None
    """None where there is one holder only."""
    holders_first: bool
    """Whether holders become one before months do."""
    place: Place


@dataclass(frozen=True)
class Constant:
    """A number that is written in the query."""

    value: float


@dataclass(frozen=True)
class Named:
    """Another query of the same file."""

    name: str


@dataclass(frozen=True)
class Operation:
    """What is calculated from several numbers of a run."""

    verb: Verb
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Parameter:
    """A parameter that is changed by a share of its value."""

    path: str
    change: float
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Response:
    """An elasticity: how much something responds, in percent, to a percent of something else."""

    of: Expression
    to: Expression | Parameter


Expression = Measured | Constant | Named | Operation | Response


@dataclass(frozen=True)
class Query:
    """One quantity: an expression that is read of each run, and how runs become one."""

    expression: Expression
    over_runs: Summary
    parameter: Parameter | None
    """What it is an elasticity to, where that is a parameter."""
    needs_pair: bool
    """Whether it has a value only beside a run that differs: an elasticity to something that is measured."""


Queries = Mapping[str, Query]


def parts_of(expression: Expression | Parameter, queries: Queries) -> Iterator[Expression | Parameter]:
    """Go through an expression and all that it is made of, named queries included, each once."""
    found: dict[int, Expression | Parameter] = {}
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        if id(part) in found:
            continue
        found[id(part)] = part
        match part:
            case Operation():
                waiting += part.parts
            case Response():
                waiting += (part.of, part.to)
            case Named():
                waiting.append(queries[part.name].expression)
    yield from found.values()


def fault_at(place: Place, key: str, wrong: Message) -> Message:
    """Say what is wrong with one key of a part of a query."""
    node = place.node.value.get(key) if isinstance(place.node.value, dict) else None
    return format_fault(node or place.node, (*place.path, key), wrong, seen=node is not None)
