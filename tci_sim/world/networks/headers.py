"""Which column is which: ours by name, those of other programs passed over, all else a fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tci_sim.errors import meant, nearest_name
from tci_sim.messages import Message, listing, message
from tci_sim.world.networks.cells import is_blank, shown
from tci_sim.world.networks.columns import COLUMNS, NAMING, READ, is_of_others, plain
from tci_sim.world.networks.tables import Findings, Kind, Table

MOST_COLUMNS = 100  # [column] of a node or edge table

_INDEX = re.compile(r"(unnamed_[0-9]+)?")
"""What pandas calls a column that has no name, by its plain name."""


def places_of(kind: Kind, table: Table, passed: list[str], findings: Findings) -> dict[str, int]:
    """Find the place of each column that is understood, noting what is wrong with the others.

    Parameters
    ----------
    kind : 'node' or 'edge'
        Whose table it is.
    table : Table
        The table; capitals, spaces and hyphens in its header do not matter.
    passed : list of str
        Grows by the columns of other programs, as they are written.
    findings : Findings
        Grows by one fault for each column that is missing, twice or not known.

    Returns
    -------
    dict of str to int
        Place by name.
    """
    header, top = table.header, table.origin.top
    if len(header) > MOST_COLUMNS:
        wide, most = str(len(header)), str(MOST_COLUMNS)
        findings.faults.append(message("network.column.many", where=top, columns=wide, most=most))
        return {}
    places: dict[str, int] = {}
    faults: list[Message] = []
    strange: list[str] = []
    for place, written in enumerate(header):
        name = plain(written)
        if _INDEX.fullmatch(name):
            if any(place < len(row) and not is_blank(row[place]) for row in table.rows):
                faults.append(_without_name(top, place))
        elif name in READ[kind]:
            if places.setdefault(name, place) != place:
                faults.append(message("network.column.twice", where=top, column=shown(written)))
        elif is_of_others(kind, name):
            passed.append(written)
        else:
            strange.append(written)
            faults.append(_unknown(kind, top, written, name))
    passed += [header[places[name]] for name in _spare(kind, places)]
    if table.rows or header:
        findings.faults += _missing(kind, top, places, strange)
    findings.faults += faults
    return places


def holds(kind: Kind, header: Sequence[str]) -> bool:
    """Return whether a header has what every table of nodes, or of edges, must have."""
    names = {plain(name) for name in header}
    return bool(names & set(NAMING)) if kind == "node" else {"source", "target"} <= names


def _spare(kind: Kind, places: Iterable[str]) -> list[str]:
    """List what would name a node, but does not, because something before it does; an id still joins edges."""
    given = [name for name in NAMING if name in places] if kind == "node" else []
    return [name for name in given[1:] if name != "id"]


def _missing(kind: Kind, top: str, places: Iterable[str], strange: Sequence[str]) -> list[Message]:
    there = set(places)
    if kind == "node":
        absent = [] if there & set(NAMING) else ["name"]
        return [
            meant("network.column.missing_in_nodes", key, strange, where=top, column=key) for key in absent
        ]
    absent = [key for key in ("source", "target") if key not in there]
    return [meant("network.column.missing_in_edges", key, strange, where=top, column=key) for key in absent]


def _without_name(top: str, place: int) -> Message:
    if place == 0:
        return message("network.column.index", where=top)
    return message("network.column.nameless", where=top, number=str(place + 1))


def _unknown(kind: Kind, top: str, written: str, name: str) -> Message:
    columns, seen = COLUMNS[kind], shown(written)
    known, near = listing(columns, "or"), nearest_name(name, columns)
    if kind == "node":
        return (
            message("network.column.unknown_in_nodes.near", where=top, column=seen, near=near)
            if near
            else message("network.column.unknown_in_nodes", where=top, column=seen, known=known)
        )
    return (
        message("network.column.unknown_in_edges.near", where=top, column=seen, near=near)
        if near
        else message("network.column.unknown_in_edges", where=top, column=seen, known=known)
    )
