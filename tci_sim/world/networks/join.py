"""Which nodes the edges join: ends found by id or by name, and the nodes ordered up-stream first."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

from tci_sim.errors import meant
from tci_sim.messages import Message, message
from tci_sim.world.networks.rows import Rows, where
from tci_sim.world.networks.tables import Findings, Origin

LONGEST_CYCLE_SHOWN = 20  # [node]
MOST_CYCLES_SHOWN = 20  # [cycle]
MOST_COMPARISONS = 200_000  # of names: beyond this, looking for the nearest takes longer than it helps

Ends = tuple[int, int]
"""Places of the source and the target of an edge; (-1, -1) where it has no two sound ends."""


def places_by_name(node: Rows, origin: Origin, findings: Findings) -> dict[str, int]:
    """Find the place of each node, by its id where it has one and by its name, noting what is there twice."""
    names: dict[str, int] = {}
    ids: dict[str, int] = {}
    for n, row in enumerate(node):
        name, id_ = row["name"], row["id"]
        first_named = n if name is None else names.setdefault(name, n)
        first_called = n if id_ is None else ids.setdefault(id_, n)  # edges find it, whoever has its name
        if first_named != n:
            findings.faults.append(_twice(origin, row, n, first_named))
        elif first_called != n:
            findings.faults.append(_twice(origin, {"name": id_}, n, first_called))
    return {
        **names,
        **ids,
    }  # what one calls itself and another is called by is the second, as programs mean it


def _twice(origin: Origin, row: Mapping[str, object], n: int, first: int) -> Message:
    at = where(origin, "node", row, n)
    if origin.lines:
        return message("network.duplicate_of", where=at, first=origin.place(first))
    return message("network.duplicate", where=at)


def join(
    edge: Rows, places: Mapping[str, int], groups: frozenset[str], origin: Origin, findings: Findings
) -> list[Ends]:
    """Find the ends of each edge.

    Parameters
    ----------
    edge : list of dict
        The edges; those without a kind carry goods.
    places : mapping of str to int
        The nodes.
    groups : frozenset of str
        What is no node because it only holds nodes together.
    origin : Origin
        Where the edges came from.
    findings : Findings
        Grows by one fault for each edge that cannot be.

    Returns
    -------
    list of Ends
    """
    joined: list[Ends] = []
    seen: dict[tuple[int, int, bool], int] = {}
    for e, row in enumerate(edge):
        row["kind"] = goods = row["kind"] is not False
        ends = (-1, -1)
        unknown = [key for key in ("source", "target") if row[key] is not None and row[key] not in places]
        for key in unknown if places else []:
            at = f"{where(origin, 'edge', row, e)}: {key} = '{row[key]}'"
            findings.faults.append(_no_node(row[key], places, groups, at, len(findings.faults)))
        if not unknown and row["source"] is not None and row["target"] is not None:
            ends = (places[row["source"]], places[row["target"]])
            first = seen.setdefault((*ends, goods), e)
            if ends[0] == ends[1]:
                findings.faults.append(message("network.to_itself", where=where(origin, "edge", row, e)))
                ends = (-1, -1)
            elif first != e:
                at, kind = where(origin, "edge", row, e), "goods" if goods else "work"
                findings.faults.append(
                    message("network.duplicate_edge_of", where=at, kind=kind, first=origin.place(first))
                    if origin.lines
                    else message("network.duplicate_edge", where=at, kind=kind)
                )
        joined.append(ends)
    return joined


def _no_node(
    name: str, places: Mapping[str, int], groups: frozenset[str], at: str, faults_before: int
) -> Message:
    if name in groups:
        return message("network.to_group", where=at)
    comparable = (faults_before + 1) * len(places) <= MOST_COMPARISONS
    return meant("network.no_node", name, places if comparable else (), where=at)


def up_stream_first(
    node: Rows, edge: Rows, joined: Sequence[Ends], origin: Origin, findings: Findings
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
        findings.faults.append(message("network.cycle", where=at, cycle=" -> ".join(names)))
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
