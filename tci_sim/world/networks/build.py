"""The one place at which the tables of any source become a network: understood, joined, filled in, set out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tci_sim.errors import InputError
from tci_sim.messages import listing, message
from tci_sim.world.networks.cells import shown
from tci_sim.world.networks.fill import fill_in
from tci_sim.world.networks.headers import holds
from tci_sim.world.networks.join import join, places_by_name, up_stream_first
from tci_sim.world.networks.rows import Rows, read_rows, round_units
from tci_sim.world.networks.tables import Findings, Table

MOST_NAMES_SHOWN = 12
"""Columns of other programs that a notice names."""


def columns(nodes: Table, edges: Table, findings: Findings) -> dict[str, Any]:
    """Turn a node table and an edge table into the columns of a `ValueNetwork`.

    Parameters
    ----------
    nodes, edges : Table
        As a source laid them out.
    findings : Findings
        What the source found; grows by what is found here.

    Returns
    -------
    dict of str to tuple or array

    Raises
    ------
    InputError
        With one line for each fault in either table; with one line only if each stands in the place of the other.
    """
    if holds("edge", nodes.header) and edges.header and not holds("edge", edges.header):
        raise InputError(message("network.file.swapped", file=nodes.origin.file, other=edges.origin.file))
    passed: dict[str, list[str]] = {nodes.origin.file: [], edges.origin.file: []}
    node = read_rows("node", nodes, passed[nodes.origin.file], findings)
    edge = read_rows("edge", edges, passed[edges.origin.file], findings)
    if not nodes.rows:
        findings.raise_faults()
        raise InputError(message("network.empty", where=nodes.origin.file))
    for file, names in passed.items():
        if names:
            _notice_of_others(file, list(dict.fromkeys(shown(name) for name in names)), findings)
    round_units(edge, edges.origin, findings)
    places = places_by_name(node, nodes.origin, findings)
    joined = join(edge, places, nodes.groups, edges.origin, findings)
    order = up_stream_first(node, edge, joined, edges.origin, findings)
    fill_in(node, edge, joined, order, nodes.origin, findings)
    findings.raise_faults()
    return _as_columns([node[n] for n in order], edge, {n: place for place, n in enumerate(order)}, places)


def _notice_of_others(file: str, names: list[str], findings: Findings) -> None:
    names[MOST_NAMES_SHOWN:] = ["..."] * (len(names) > MOST_NAMES_SHOWN)
    findings.notices.append(
        message("warning.attributes_passed_over", where=file, names=listing(names, "and"))
    )


def _as_columns(node: Rows, edge: Rows, place: Mapping[int, int], index: Mapping[str, int]) -> dict[str, Any]:
    """Set out rows as columns, edges ordered by target, then source, goods before work."""
    ends = [(place[index[row["target"]]], place[index[row["source"]]], not row["kind"]) for row in edge]
    edge = [edge[e] for e in sorted(range(len(edge)), key=ends.__getitem__)]
    ends.sort()
    kinds: dict[str, Any] = dict.fromkeys(("tier", "members", "lead_time"), np.int64)
    kinds |= dict.fromkeys(("front_line", "outlet"), np.bool_)
    kinds |= dict.fromkeys(("demand_share", "demand_mean"), np.float64)
    return {
        **{key: tuple(row[key] for row in node) for key in ("name", "firm", "role")},
        **{key: np.array([row[key] for row in node], kind) for key, kind in kinds.items()},
        "source": np.array([source for _, source, _ in ends], np.int64),
        "target": np.array([target for target, _, _ in ends], np.int64),
        "goods": np.array([row["kind"] for row in edge], np.bool_),
        "edge_lead_time": np.array([row["lead_time"] for row in edge], np.int64),
        "milli_units": np.array([row["units"] for row in edge], np.int64),
    }
