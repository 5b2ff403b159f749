"""Converter of the supply chains of Willems (2008) to a value network.

The published chains come as one table, a row a stage. The header names nine columns; from the last,
`up_stages`, on a row runs as long as it needs: pairs of (stage, units) that the stage draws on. Days and
external demand are per stage. What is not used here: cost, service times, risk pooling, demand deviation.

References
----------
Willems (2008), "Data Set: Real-World Multiechelon Supply Chains Used for Inventory Optimization",
Manufacturing & Service Operations Management 10(1), 19-23.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, message
from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.cells import is_blank, number, shown
from tci_sim.world.networks.columns import MOST_UNITS, plain
from tci_sim.world.networks.csv_files import read_cells
from tci_sim.world.networks.fill import CHAIN, MEMBERS
from tci_sim.world.networks.headers import holds
from tci_sim.world.networks.tables import Findings, Origin, table_of
from tci_sim.world.networks.text_files import FilePath

DAYS_PER_MONTH = 365.25 / 12  # [day/month]
_COLUMNS = ("stage_id", "lead_time", "ext_demand_mean", "up_stages")


@dataclass(frozen=True)
class _Stage:
    name: str
    days: float  # [day] of its own
    demand: float  # [unit/period of the source]
    draws_on: tuple[tuple[str, float], ...]  # (stage, units)
    line: int


def read_willems(path: FilePath, members_per_node: int = MEMBERS, owner: str = CHAIN) -> ValueNetwork:
    """Read one chain of Willems (2008) as the value network of one firm and its suppliers.

    - A stage that draws on others is a node of the firm `owner`; a stage that draws on none is a supplier
      organisation of its own, of tier 1.
    - Days become whole months so that the longest way from outside to any stage is that of the source, rounded:
      remainders are carried along the way, and an edge may take no month at all. See `edge_months`.
    - A stage with external demand is an outlet, with its mean demand as its share of the firm's customers.
      If it also feeds other stages, or is a supplier, it feeds a separate node 'STAGE outlet' (1 unit, lead
      time 0) that is the outlet.
    - Roles go by position: 'supplier', 'sales' at an outlet, else 'production'; outlets are the front line.

    Parameters
    ----------
    path : path
        The chain, in CSV.
    members_per_node : int
        Employees of each node: the source gives none. [person]
    owner : str
        Name of the firm.

    Raises
    ------
    InputError
        With one line for each fault, naming file, line and stage.
    """
    (header, *rows), (first, *lines), comma = read_cells(path)
    header = [plain(name) for name in header]
    if "stage_id" not in header and (holds("node", header) or holds("edge", header)):
        raise InputError(message("network.file.half", file=str(path)))
    faults = [
        meant("willems.column", key, header, where=f"{path}:{first}", column=key)
        for key in _COLUMNS
        if key not in header
    ]
    if not faults and header[-1] != "up_stages":
        faults.append(message("willems.last_column", where=f"{path}:{first}"))
    if faults:
        raise InputError(*faults)
    reader = _StageReader(path, header, comma, faults)
    stages = [reader.read(cells, line) for cells, line in zip(rows, lines, strict=True)]
    if faults:
        raise InputError(*faults)
    return _as_network(path, stages, members_per_node, owner)


class _StageReader:
    """Reads stages, noting all that is wrong."""

    def __init__(
        self, path: FilePath, header: Sequence[str], decimal_comma: bool, faults: list[Message]
    ) -> None:
        self.path, self.header, self.decimal_comma, self.faults = path, header, decimal_comma, faults

    def read(self, cells: Sequence[str], line: int) -> _Stage:
        """Read one row."""
        cell = dict(zip(self.header, cells, strict=False))
        name = cell.get("stage_id") or f"{line}"
        at = f"{self.path}:{line}: stage '{shown(name)}'"
        if not cell.get("stage_id"):
            self.faults.append(message("willems.no_name", where=f"{self.path}:{line}"))
        seen = cell.get("lead_time", "")
        days = self._number(seen)
        if days is None:
            self.faults.append(
                message("willems.no_lead_time", where=at)
                if is_blank(seen)
                else message("willems.lead_time", where=at, seen=shown(seen))
            )
        seen = cell.get("ext_demand_mean", "")
        demand = 0.0 if is_blank(seen) else self._number(seen)
        if demand is None:
            self.faults.append(message("willems.demand", where=at, seen=shown(seen)))
        draws_on = self._pairs(cells[len(self.header) - 1 :], at)
        return _Stage(name, days or 0.0, demand or 0.0, tuple(draws_on), line)

    def _pairs(self, cells: Sequence[str], at: str) -> list[tuple[str, float]]:
        pairs = list(cells)
        while pairs and is_blank(pairs[-1]):
            pairs.pop()
        if len(pairs) % 2:
            self.faults.append(message("willems.odd", where=at, seen=shown(pairs[-1])))
        draws_on = []
        for source, text in zip(pairs[::2], pairs[1::2], strict=False):
            units = self._number(text, MOST_UNITS)
            if not units or not source:
                self.faults.append(message("willems.pair", where=at, stage=shown(source), units=shown(text)))
            else:
                draws_on.append((source, units))
        return draws_on

    def _number(self, text: str, most: float = math.inf) -> float | None:
        """Read a number that is finite and not negative; None if it is not."""
        try:
            return number(text, most, decimal_comma=self.decimal_comma)
        except ValueError:
            return None


def edge_months(
    days: Mapping[str, float], draws_on: Mapping[str, Sequence[str]]
) -> dict[str, tuple[int, dict[str, int]]]:
    """Turn the days that stages take into whole months on the edges into them, keeping remainders.

    The longest time from outside to a stage is the longest to any stage that it draws on, and its own days. An edge
    leaves its source that late, and arrives the target's days later; both moments are rounded to whole months, and
    their difference is the edge's lead time. So months along the longest way to a stage always add up to its days,
    rounded, and along no way to more.

    Parameters
    ----------
    days : mapping of str to float
        What each stage takes. [day]
    draws_on : mapping of str to sequence of str
        The stages that each draws on. A cycle, or a stage that is not there, gives no months.

    Returns
    -------
    dict of str to (int, dict of str to int)
        By stage: months from outside if it draws on none, and months of the edge from each that it draws on. [month]

    Examples
    --------
    >>> edge_months({"part": 20, "make": 12, "shop": 3}, {"make": ["part"], "shop": ["make"]})
    {'part': (1, {}), 'make': (0, {'part': 0}), 'shop': (0, {'make': 0})}
    """
    try:
        order = list(TopologicalSorter({stage: draws_on.get(stage, ()) for stage in days}).static_order())
    except CycleError:
        order = []  # a fault that is found where the network is built
    arrival: dict[str, float] = {}
    months: dict[str, tuple[int, dict[str, int]]] = {}
    for stage in order:
        own = days.get(stage, 0.0)
        sources = draws_on.get(stage, ())
        arrival[stage] = max((arrival[source] for source in sources), default=0.0) + own
        months[stage] = (
            0 if sources else _months(own),
            {source: _months(arrival[source] + own) - _months(arrival[source]) for source in sources},
        )
    return months


def _months(days: float) -> int:
    return math.floor(days / DAYS_PER_MONTH + 0.5)


def _as_network(path: FilePath, stages: Sequence[_Stage], members: int, owner: str) -> ValueNetwork:
    feeds = {source for stage in stages for source, _ in stage.draws_on}
    months = edge_months(
        {stage.name: stage.days for stage in stages},
        {stage.name: [source for source, _ in stage.draws_on] for stage in stages},
    )
    nodes: list[tuple[int, dict[str, Any]]] = []  # line, row
    edges: list[tuple[int, dict[str, Any]]] = []
    for stage in stages:
        supplier = not stage.draws_on
        apart = stage.demand > 0 and (supplier or stage.name in feeds)
        sells = stage.demand > 0 and not apart
        outside, inside = months.get(stage.name, (0, {}))
        node = {"name": stage.name, "firm": stage.name if supplier else owner, "members": members}
        node |= {"outlet": sells, "demand_mean": stage.demand if sells else 0, "lead_time": outside}
        nodes.append((stage.line, node))
        for source, units in stage.draws_on:
            edge = {"source": source, "target": stage.name, "units": units}
            edges.append((stage.line, edge | {"lead_time": inside.get(source, 0)}))
        if apart:
            outlet = {"name": f"{stage.name} outlet", "firm": owner, "members": members, "outlet": True}
            nodes.append((stage.line, outlet | {"demand_mean": stage.demand}))
            edges.append((stage.line, {"source": stage.name, "target": outlet["name"], "lead_time": 0}))
    return ValueNetwork.from_tables(
        table_of([row for _, row in nodes], Origin(str(path), [line for line, _ in nodes])),
        table_of([row for _, row in edges], Origin(str(path), [line for line, _ in edges])),
        Findings(),
    )
