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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, message
from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.cells import is_blank, number, shown
from tci_sim.world.networks.columns import MOST_UNITS, plain
from tci_sim.world.networks.csv_files import read_cells
from tci_sim.world.networks.fill import CHAIN, MEMBERS
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
    - A stage's lead time is put on the goods edges that enter it, or on the node if none does, in whole
      months, rounded up: a stage that takes any time takes at least a month.
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


def _as_network(path: FilePath, stages: Sequence[_Stage], members: int, owner: str) -> ValueNetwork:
    feeds = {source for stage in stages for source, _ in stage.draws_on}
    nodes: list[tuple[int, dict[str, Any]]] = []  # line, row
    edges: list[tuple[int, dict[str, Any]]] = []
    for stage in stages:
        supplier = not stage.draws_on
        apart = stage.demand > 0 and (supplier or stage.name in feeds)
        sells = stage.demand > 0 and not apart
        lead_time = math.ceil(stage.days / DAYS_PER_MONTH)
        node = {"name": stage.name, "firm": stage.name if supplier else owner, "members": members}
        node |= {"outlet": sells, "demand_mean": stage.demand if sells else 0}
        node |= {"lead_time": lead_time if supplier else 0}
        nodes.append((stage.line, node))
        for source, units in stage.draws_on:
            edge = {"source": source, "target": stage.name, "units": units, "lead_time": lead_time}
            edges.append((stage.line, edge))
        if apart:
            outlet = {"name": f"{stage.name} outlet", "firm": owner, "members": members, "outlet": True}
            nodes.append((stage.line, outlet | {"demand_mean": stage.demand}))
            edges.append((stage.line, {"source": stage.name, "target": outlet["name"], "lead_time": 0}))
    return ValueNetwork.from_tables(
        table_of([row for _, row in nodes], Origin(str(path), [line for line, _ in nodes])),
        table_of([row for _, row in edges], Origin(str(path), [line for line, _ in edges])),
        Findings(),
    )
