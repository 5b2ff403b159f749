"""What a blank cell means, and what nodes and edges must mean together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tci_sim.messages import message
from tci_sim.world.networks.columns import MILLI
from tci_sim.world.networks.join import Ends
from tci_sim.world.networks.rows import ROUNDING, Row, Rows, where
from tci_sim.world.networks.tables import Findings, Origin

CHAIN = "chain"  # the firm of every node that is no supplier, where no firm is given
MEMBERS = 4  # [person] in a node, where no number is given
GOODS_LEAD_TIME = 1  # [month] of goods, from a node or from outside, where none is given


def fill_in(
    node: Rows, edge: Rows, joined: Sequence[Ends], order: Sequence[int], origin: Origin, findings: Findings
) -> None:
    """Give every cell that was left blank its documented value, and check what nodes mean together.

    Parameters
    ----------
    node, edge : list of dict
        The rows; they are filled in.
    joined : sequence of Ends
        What each edge joins.
    order : sequence of int
        The nodes, up-stream first.
    origin : Origin
        Where the nodes came from.
    findings : Findings
        Grows by one fault for each node that cannot be.
    """
    down: list[list[int]] = [[] for _ in node]
    gives_goods, takes_goods = [False] * len(node), [False] * len(node)
    lonely = [len(node) > 1] * len(node)
    for row, (source, target) in zip(edge, joined, strict=True):
        _default(row, "lead_time", GOODS_LEAD_TIME if row["kind"] else 0)
        _default(row, "units", MILLI)
        if source >= 0:
            down[source].append(target)
            gives_goods[source] |= row["kind"]
            takes_goods[target] |= row["kind"]
            lonely[source] = lonely[target] = False
    silent = [n for n, row in enumerate(node) if lonely[n] and _says_nothing_of_outlet(row)]
    for n, row in enumerate(node):
        _default(row, "outlet", not down[n])
        supplier = gives_goods[n] and not takes_goods[n] and not row["outlet"]
        _default(row, "firm", row["name"] if supplier else CHAIN)
        _default(row, "front_line", row["outlet"])
        _default(row, "members", MEMBERS)
        _default(row, "lead_time", 0 if takes_goods[n] else GOODS_LEAD_TIME)
        if row["outlet"] and gives_goods[n]:
            findings.faults.append(message("network.outlet_delivers", where=where(origin, "node", row, n)))
    selling = dict.fromkeys(row["firm"] for row in node if row["outlet"])
    if not selling:
        findings.faults.append(message("network.no_outlet", where=origin.file))
    _fill_in_tiers(node, down, order, selling, origin, findings)
    _share_demand(node, selling, origin, findings)
    if findings.faults:
        return  # one of them may leave a node alone
    if silent and not edge:
        findings.faults.append(message("network.no_edges", where=origin.file, count=len(silent)))
    else:
        findings.faults += [
            message("network.unconnected", where=where(origin, "node", node[n], n)) for n in silent
        ]


def _says_nothing_of_outlet(row: Row) -> bool:
    return row["outlet"] is None and not row["demand_share"] and not row["demand_mean"]


def _fill_in_tiers(
    node: Rows,
    down: Sequence[Sequence[int]],
    order: Sequence[int],
    selling: Mapping[str, None],
    origin: Origin,
    findings: Findings,
) -> None:
    for n in reversed(order):
        row = node[n]
        sells = row["firm"] in selling
        wanted = 0 if sells else 1 + min((node[target]["tier"] or 0 for target in down[n]), default=0)
        _default(row, "tier", wanted)
        _default(row, "role", "sales" if row["outlet"] else "production" if sells else "supplier")
        if sells != (row["tier"] == 0):
            at = f"{where(origin, 'node', row, n)}: tier = {row['tier']}"
            findings.faults.append(
                message("network.tier_of_seller", where=at)
                if sells
                else message("network.tier_of_supplier", where=at)
            )


def _default(row: Row, key: str, value: Any) -> None:
    if row[key] is None:
        row[key] = value


def _share_demand(node: Rows, selling: Mapping[str, None], origin: Origin, findings: Findings) -> None:
    """Spread each firm's customers over its outlets: shares as given, or by mean demand."""
    outlets: dict[str, list[int]] = {firm: [] for firm in selling}
    for n, row in enumerate(node):
        if row["outlet"]:
            outlets[row["firm"]].append(n)
            _default(row, "demand_mean", 1.0)
            continue
        for key in ("demand_share", "demand_mean"):
            if row[key]:
                at = f"{where(origin, 'node', row, n)}: {key} = {row[key]}"
                findings.faults.append(message("network.not_an_outlet", where=at))
            row[key] = 0.0
    for firm, own in outlets.items():
        blank = [n for n in own if node[n]["demand_share"] is None]
        at = where(origin, "node", node[own[0]], own[0])
        if 0 < len(blank) < len(own):
            findings.faults.append(message("network.some_shares", where=at, firm=firm))
        for n in blank:
            node[n]["demand_share"] = node[n]["demand_mean"]
        total = math.fsum(node[n]["demand_share"] for n in own)
        if total == 0:
            findings.faults.append(message("network.no_demand_of", where=at, firm=firm))
        elif abs(total - 1) > ROUNDING:
            for n in own:
                node[n]["demand_share"] /= total
    if selling and not any(node[n]["demand_mean"] for own in outlets.values() for n in own):
        findings.faults.append(message("network.no_demand", where=origin.file))
