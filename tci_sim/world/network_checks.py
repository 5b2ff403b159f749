"""How two tables become a value network: ends found, nodes ordered, blanks filled in, all faults at once."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tci_sim.errors import InputError
from tci_sim.world.network_table import MILLI, Origin, read_rows, suggestion, where

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
        raise InputError(f"{nodes_from.file}: the network is empty: it must have at least one node.")
    faults: list[str] = []
    node = read_rows("node", nodes, nodes_from, faults)
    edge = read_rows("edge", edges, edges_from, faults)
    index = _name_nodes(node, nodes_from, faults)
    joined = _join(edge, index, edges_from, faults)
    order = _up_stream_first(node, edge, joined, edges_from, faults)
    _fill_in(node, edge, joined, order, nodes_from, faults)
    if faults:
        raise InputError(*faults)
    return _as_columns([node[n] for n in order], edge, {n: place for place, n in enumerate(order)}, index)


def _name_nodes(node: Rows, origin: Origin, faults: list[str]) -> dict[str, int]:
    index: dict[str, int] = {}
    for n, row in enumerate(node):
        name = row["name"]
        if name in index:
            first = f" (first in {origin.place(index[name])})" if origin.lines else ""
            faults.append(f"{where(origin, 'node', row, n)}: duplicate name{first}: names must be unique.")
        elif name is not None:
            index[name] = n
    return index


def _join(edge: Rows, index: dict[str, int], origin: Origin, faults: list[str]) -> list[tuple[int, int]]:
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
            hint = suggestion(row[key], names, len(faults))
            faults.append(f"{at}: {key} = '{row[key]}': there is no node of that name.{hint}")
        if not unknown and row["source"] is not None and row["target"] is not None:
            ends = (index[row["source"]], index[row["target"]])
            goods = row["kind"]
            first = seen.setdefault((*ends, goods), e)
            if ends[0] == ends[1]:
                faults.append(f"{at}: a node cannot deliver to itself.")
                ends = (-1, -1)
            elif first != e:
                before = f" (first in {origin.place(first)})" if origin.lines else ""
                kind = "goods" if goods else "work"
                faults.append(f"{at}: duplicate {kind} edge{before}: one of each kind may join two nodes.")
        joined.append(ends)
    return joined


def _up_stream_first(
    node: Rows, edge: Rows, joined: list[tuple[int, int]], origin: Origin, faults: list[str]
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
        faults.append(f"{at}: closes a cycle, which a value network must not have: {' -> '.join(names)}.")
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
    node: Rows, edge: Rows, joined: list[tuple[int, int]], order: list[int], origin: Origin, faults: list[str]
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
            faults.append(
                f"{where(origin, 'node', row, n)}: outlet = true, but it delivers goods to other nodes: "
                "let it feed a separate outlet."
            )
    selling = dict.fromkeys(row["firm"] for row in node if row["outlet"])
    if not selling:
        faults.append(f"{origin.file}: no node is an outlet: customers must be able to buy somewhere.")
    for n in reversed(order):
        row = node[n]
        sells = row["firm"] in selling
        wanted = 0 if sells else 1 + min((node[target]["tier"] or 0 for target in down[n]), default=0)
        _default(row, "tier", wanted)
        _default(row, "role", "sales" if row["outlet"] else "production" if sells else "supplier")
        if sells != (row["tier"] == 0):
            allowed = "0 in a firm that has outlets" if sells else "at least 1 in a firm without outlets"
            faults.append(f"{where(origin, 'node', row, n)}: tier = {row['tier']}: must be {allowed}.")
    _share_demand(node, selling, origin, faults)


def _default(row: dict[str, Any], key: str, value: Any) -> None:
    if row[key] is None:
        row[key] = value


def _share_demand(node: Rows, selling: Mapping[str, None], origin: Origin, faults: list[str]) -> None:
    """Spread each firm's customers over its outlets: shares as given, or by mean demand."""
    outlets: dict[str, list[int]] = {firm: [] for firm in selling}
    for n, row in enumerate(node):
        if row["outlet"]:
            outlets[row["firm"]].append(n)
            _default(row, "demand_mean", 1.0)
            continue
        for key in ("demand_share", "demand_mean"):
            if row[key]:
                at = where(origin, "node", row, n)
                faults.append(f"{at}: {key} = {row[key]}: must be 0 or blank on a node that is no outlet.")
            row[key] = 0.0
    for firm, own in outlets.items():
        blank = [n for n in own if node[n]["demand_share"] is None]
        at = where(origin, "node", node[own[0]], own[0])
        if 0 < len(blank) < len(own):
            faults.append(f"{at}: demand_share must be given for all outlets of firm '{firm}' or for none.")
        for n in blank:
            node[n]["demand_share"] = node[n]["demand_mean"]
        total = math.fsum(node[n]["demand_share"] for n in own)
        if total == 0:
            faults.append(
                f"{at}: the outlets of firm '{firm}' have no demand: "
                "the demand_share or demand_mean of one of them must be above 0."
            )
        elif abs(total - 1) > ROUNDING:
            for n in own:
                node[n]["demand_share"] /= total
    if selling and not any(node[n]["demand_mean"] for own in outlets.values() for n in own):
        faults.append(f"{origin.file}: demand_mean is 0 at every outlet: it must be above 0 at one of them.")


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
