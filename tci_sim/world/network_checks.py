"""How two tables become a value network: ends found, nodes ordered, blanks filled in, all faults at once."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, message
from tci_sim.world.network_table import MILLI, Origin, comparable, read_rows, where

CHAIN = "chain"  # the firm of every node that is no supplier, where no firm is given
MEMBERS = 4  # [person] in a node, where no number is given
GOODS_LEAD_TIME = 1  # [month] of goods, from a node or from outside, where none is given
LONGEST_CYCLE_SHOWN = 20  # [node]
MOST_CYCLES_SHOWN = 20  # [cycle]
ROUNDING = 1e-9  # [-] shares that sum to 1 within this are normalised already

Rows = list[dict[str, Any]]


def columns(
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    nodes_from: Origin,
    edges_from: Origin,
) -> dict[str, Any]:
    """Turn a node table and an edge table into the columns of a `ValueNetwork`.

    Raises
    ------
    InputError
        With one line for each fault in either table.
    """
    if not nodes:
        raise InputError(message("network.empty", where=nodes_from.file))
    faults: list[Message] = []
    node = read_rows("node", nodes, nodes_from, faults)
    edge = read_rows("edge", edges, edges_from, faults)
    index = _name_nodes(node, nodes_from, faults)
    joined = _join(edge, index, edges_from, faults)
    order = _up_stream_first(node, edge, joined, edges_from, faults)
    _fill_in(node, edge, joined, order, nodes_from, faults)
    if faults:
        raise InputError(*faults)
    return _as_columns([node[n] for n in order], edge, {n: place for place, n in enumerate(order)}, index)


def _name_nodes(node: Rows, origin: Origin, faults: list[Message]) -> dict[str, int]:
    index: dict[str, int] = {}
    for n, row in enumerate(node):
        name = row["name"]
        if name in index:
            at = where(origin, "node", row, n)
            if origin.lines:
                faults.append(message("network.duplicate_of", where=at, first=origin.place(index[name])))
            else:
                faults.append(message("network.duplicate", where=at))
        elif name is not None:
            index[name] = n
    return index


def _join(edge: Rows, index: dict[str, int], origin: Origin, faults: list[Message]) -> list[tuple[int, int]]:
    """Resolve the ends of each edge; an edge without two sound ends is (-1, -1)."""
    joined: list[tuple[int, int]] = []
    seen: dict[tuple[int, int, bool], int] = {}
    names = list(index)
    for e, row in enumerate(edge):
        at = where(origin, "edge", row, e)
        ends = (-1, -1)
        _default(row, "kind", True)
        unknown = [key for key in ("source", "target") if row[key] is not None and row[key] not in index]
        for key in unknown if names else []:
            near = comparable(names, len(faults))
            faults.append(meant("network.no_node", row[key], near, where=f"{at}: {key} = '{row[key]}'"))
        if not unknown and row["source"] is not None and row["target"] is not None:
            ends = (index[row["source"]], index[row["target"]])
            goods = row["kind"]
            first = seen.setdefault((*ends, goods), e)
            if ends[0] == ends[1]:
                faults.append(message("network.to_itself", where=at))
                ends = (-1, -1)
            elif first != e:
                kind = "goods" if goods else "work"
                faults.append(
                    message("network.duplicate_edge_of", where=at, kind=kind, first=origin.place(first))
                    if origin.lines
                    else message("network.duplicate_edge", where=at, kind=kind)
                )
        joined.append(ends)
    return joined


def _up_stream_first(
    node: Rows, edge: Rows, joined: list[tuple[int, int]], origin: Origin, faults: list[Message]
) -> list[int]:
    """Order the nodes so that every edge points forward; rows already in such an order keep it."""
    down: list[list[int]] = [[] for _ in node]
    up: list[dict[int, int]] = [{} for _ in node]  # source to the edge that joins it
    waiting = [0] * len(node)
    for e, (source, target) in enumerate(joined):
        if source >= 0:
            down[source].append(target)
            up[target].setdefault(source, e)
            waiting[target] += 1
    ready = [n for n in range(len(node)) if waiting[n] == 0]
    left = dict.fromkeys(range(len(node)))
    order: list[int] = []
    for _ in range(MOST_CYCLES_SHOWN):
        while ready:
            n = heapq.heappop(ready)
            del left[n]
            order.append(n)
            for target in down[n]:
                waiting[target] -= 1
                if waiting[target] == 0 and target in left:
                    heapq.heappush(ready, target)
        if not left:
            break
        cycle = _cycle(left, up)
        names = [f"'{node[n]['name']}'" for n in [*cycle, cycle[0]]]
        names[LONGEST_CYCLE_SHOWN:-1] = ["..."] * (len(cycle) > LONGEST_CYCLE_SHOWN)
        last = up[cycle[0]][cycle[-1]]
        at = where(origin, "edge", edge[last], last)
        faults.append(message("network.cycle", where=at, cycle=" -> ".join(names)))
        ready = cycle[:1]  # as if the cycle were opened here, so that the next one is found too
    return order


def _cycle(left: Mapping[int, None], up: list[dict[int, int]]) -> list[int]:
    """Walk up-stream among nodes that all wait for one another, until one comes again."""
    path: dict[int, int] = {}
    n = next(iter(left))
    while n not in path:
        path[n] = len(path)
        n = next(source for source in up[n] if source in left)
    cycle = list(path)[path[n] :][::-1]
    first = cycle.index(min(cycle))
    return cycle[first:] + cycle[:first]


def _fill_in(
    node: Rows,
    edge: Rows,
    joined: list[tuple[int, int]],
    order: list[int],
    origin: Origin,
    faults: list[Message],
) -> None:
    """Give every cell that was left blank its documented value, and check what nodes mean together."""
    down: list[list[int]] = [[] for _ in node]
    gives_goods, takes_goods = [False] * len(node), [False] * len(node)
    for row, (source, target) in zip(edge, joined, strict=True):
        _default(row, "lead_time", GOODS_LEAD_TIME if row["kind"] else 0)
        _default(row, "units", MILLI)
        if source >= 0:
            down[source].append(target)
            gives_goods[source] |= row["kind"]
            takes_goods[target] |= row["kind"]
    for n, row in enumerate(node):
        _default(row, "outlet", not down[n])
        supplier = gives_goods[n] and not takes_goods[n] and not row["outlet"]
        _default(row, "firm", row["name"] if supplier else CHAIN)
        _default(row, "front_line", row["outlet"])
        _default(row, "members", MEMBERS)
        _default(row, "lead_time", 0 if takes_goods[n] else GOODS_LEAD_TIME)
        if row["outlet"] and gives_goods[n]:
            faults.append(message("network.outlet_delivers", where=where(origin, "node", row, n)))
    selling = dict.fromkeys(row["firm"] for row in node if row["outlet"])
    if not selling:
        faults.append(message("network.no_outlet", where=origin.file))
    for n in reversed(order):
        row = node[n]
        sells = row["firm"] in selling
        wanted = 0 if sells else 1 + min((node[target]["tier"] or 0 for target in down[n]), default=0)
        _default(row, "tier", wanted)
        _default(row, "role", "sales" if row["outlet"] else "production" if sells else "supplier")
        if sells != (row["tier"] == 0):
            at = f"{where(origin, 'node', row, n)}: tier = {row['tier']}"
            faults.append(
                message("network.tier_of_seller", where=at)
                if sells
                else message("network.tier_of_supplier", where=at)
            )
    _share_demand(node, selling, origin, faults)


def _default(row: dict[str, Any], key: str, value: Any) -> None:
    if row[key] is None:
        row[key] = value


def _share_demand(node: Rows, selling: Mapping[str, None], origin: Origin, faults: list[Message]) -> None:
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
                faults.append(message("network.not_an_outlet", where=at))
            row[key] = 0.0
    for firm, own in outlets.items():
        blank = [n for n in own if node[n]["demand_share"] is None]
        at = where(origin, "node", node[own[0]], own[0])
        if 0 < len(blank) < len(own):
            faults.append(message("network.some_shares", where=at, firm=firm))
        for n in blank:
            node[n]["demand_share"] = node[n]["demand_mean"]
        total = math.fsum(node[n]["demand_share"] for n in own)
        if total == 0:
            faults.append(message("network.no_demand_of", where=at, firm=firm))
        elif abs(total - 1) > ROUNDING:
            for n in own:
                node[n]["demand_share"] /= total
    if selling and not any(node[n]["demand_mean"] for own in outlets.values() for n in own):
        faults.append(message("network.no_demand", where=origin.file))


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
