"""The columns of the node table and the edge table: what each may hold, and what other programs write beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from tci_sim.messages import Message, message
from tci_sim.world.networks.cells import LONGEST_NAME, answer, count, number, text_of, word
from tci_sim.world.networks.tables import Kind

LONGEST_LEAD_TIME = 120  # [month]
MOST_MEMBERS = 1_000_000  # [person]
MOST_UNITS = 1_000_000  # [unit of input per unit of output]
MOST_DEMAND = 1e12  # [unit/month]
MILLI = 1_000  # [milli-unit/unit]


class Column(NamedTuple):
    """One column: how a cell is read, and what it may hold."""

    read: Callable[[Any, bool], Any]
    """Turns a cell into its value, knowing whether the table has decimal commas; raises for a cell that may not be."""
    refuse: Callable[[str], Message]
    """Says of a cell, named with what it holds, what it must be."""
    is_name: bool = False
    """Whether it names a node, so that `NA` is no blank."""


def _text(message_of: Callable[[str], Message], *, is_name: bool) -> Column:
    return Column(lambda cell, _: word(cell), message_of, is_name)


def _count(most: int, refuse: Callable[[str], Message]) -> Column:
    return Column(lambda cell, comma: count(cell, most, decimal_comma=comma), refuse)


def _kind(cell: Any, _: bool) -> bool:
    return {"goods": True, "work": False}[text_of(cell).casefold()]


def _directed(cell: Any, _: bool) -> bool:
    return {"directed": True}[text_of(cell).casefold()]


def _units(cell: Any, comma: bool) -> float:
    value = number(cell, MOST_UNITS, decimal_comma=comma, percent=True)
    if value == 0:
        raise ValueError(cell)
    return value


def _any_text(at: str) -> Message:
    return message("network.cell.text", where=at, most=str(LONGEST_NAME))


_NAME, _TEXT = _text(_any_text, is_name=True), _text(_any_text, is_name=False)
_MONTHS = _count(
    LONGEST_LEAD_TIME, lambda at: message("network.cell.months", where=at, most=str(LONGEST_LEAD_TIME))
)
_ANSWER = Column(lambda cell, _: answer(cell), lambda at: message("network.cell.truth", where=at))


def _demand(*, percent: bool) -> Column:
    return Column(
        lambda cell, comma: number(cell, MOST_DEMAND, decimal_comma=comma, percent=percent),
        lambda at: message("network.cell.number", where=at, most=f"{MOST_DEMAND:g}"),
    )


NODE_COLUMNS: Mapping[str, Column] = {
    "name": _NAME,
    "firm": _TEXT,
    "role": _TEXT,
    "tier": _count(MOST_MEMBERS, lambda at: message("network.cell.tier", where=at)),
    "members": _count(
        MOST_MEMBERS, lambda at: message("network.cell.count", where=at, most=str(MOST_MEMBERS))
    ),
    "front_line": _ANSWER,
    "outlet": _ANSWER,
    "lead_time": _MONTHS,
    "demand_share": _demand(percent=True),
    "demand_mean": _demand(percent=False),
}
EDGE_COLUMNS: Mapping[str, Column] = {
    "source": _NAME,
    "target": _NAME,
    "kind": Column(_kind, lambda at: message("network.cell.kind", where=at)),
    "lead_time": _MONTHS,
    "units": Column(_units, lambda at: message("network.cell.units", where=at, most=str(MOST_UNITS))),
}
COLUMNS: Mapping[Kind, Mapping[str, Column]] = {"node": NODE_COLUMNS, "edge": EDGE_COLUMNS}
"""The columns that we write, by whose they are."""

NAMING = ("name", "label", "id")
"""What names a node, the first that is given: igraph and Cytoscape write `name`, Gephi and yEd `label`, all `id`."""

READ: Mapping[Kind, Mapping[str, Column]] = {
    "node": {**NODE_COLUMNS, "label": _NAME, "id": _NAME},
    "edge": {
        **EDGE_COLUMNS,
        "type": Column(_directed, lambda at: message("network.cell.directed", where=at)),
    },
}
"""The columns that are understood: ours, and what other programs call a node or say of the way of an edge."""

_OF_OTHERS = (
    *(
        "url",
        "desc",
        "description",
        "tooltip",
        "image",
        "icon",
        "title",
        "*label*",
        "edge_id",
        "port*",
        "*graphics",
    ),
    *(
        "x",
        "y",
        "z",
        "r",
        "g",
        "b",
        "a",
        "alpha",
        "pos",
        "position",
        "width",
        "height",
        "*size",
        "*colo*r*",
        "*bends",
    ),
    *(
        "*shape",
        "*style",
        "font*",
        "fill*",
        "border*",
        "stroke*",
        "line_*",
        "arrow*",
        "*geometry",
        "viz*",
        "visible",
    ),
    *(
        "selected",
        "fixed",
        "layer",
        "subset",
        "cluster",
        "weight",
        "timeset",
        "interval",
        "resources",
        "userdata",
    ),
    *(
        "suid",
        "shared_*",
        "interaction",
        "modularity*",
        "*degree*",
        "*centrality*",
        "*pagerank*",
        "*clustering*",
    ),
    *("eccentricity", "*component*", "strongcompnum"),
)
"""What programs that draw and measure graphs write for themselves: yEd, Gephi, Cytoscape, igraph, Graphviz."""
_ONLY_OF_OTHERS: Mapping[Kind, frozenset[str]] = {"node": frozenset(), "edge": frozenset({"id", "name"})}


def plain(name: str) -> str:
    """Return the name of a column as we write it: small letters, one underscore for what is no letter or digit.

    Examples
    --------
    >>> plain("Lead Time"), plain(" SOURCE"), plain("demand-share")
    ('lead_time', 'source', 'demand_share')
    """
    return re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")


def is_of_others(kind: Kind, name: str) -> bool:
    """Return whether a column, by its plain name, is one that other programs write for themselves."""
    return name in _ONLY_OF_OTHERS[kind] or any(fnmatchcase(name, pattern) for pattern in _OF_OTHERS)
