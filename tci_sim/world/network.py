"""The value network: who delivers goods or work to whom, down to the outlets where customers buy."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.frozen import Frozen
from tci_sim.notices import warn
from tci_sim.world.networks.build import columns
from tci_sim.world.networks.columns import MILLI
from tci_sim.world.networks.graphs import tables_of_graph
from tci_sim.world.networks.tables import EDGES, NODES, Findings, Origin, Table, table_of

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

_EDGE_FIELDS = ("source", "target", "goods", "edge_lead_time", "milli_units")


@dataclasses.dataclass(frozen=True, eq=False)
class ValueNetwork(Frozen):
    """A directed acyclic graph of nodes that serve one another: down-stream is the internal customer.

    Made by `build`, `from_networkx`, `generate_network` or the readers of files, which check it. Nodes come
    up-stream first: every edge points from a lower to a higher index. Edges come by target, then by source.

    Parameters
    ----------
    name : tuple of str, (node,)
        Unique names.
    firm : tuple of str, (node,)
        The organisation that owns the node; a supplier is an organisation too.
    role : tuple of str, (node,)
        What the node does.
    tier : int array, (node,)
        0 in firms that face customers; 1, 2, ... in suppliers, by distance from such a firm. [edge]
    members : int array, (node,)
        Employees. [person]
    front_line : bool array, (node,)
        Whether the members meet customers.
    outlet : bool array, (node,)
        Whether customers buy here.
    lead_time : int array, (node,)
        Lead time of the outside source; used in nodes that no goods edge enters. [month]
    demand_share : float array, (node,)
        Share of the firm's customers who buy at this outlet; sums to 1 over the outlets of a firm. [-]
    demand_mean : float array, (node,)
        Weight of this outlet in the market at the start; 0 where no customer buys. [unit/month]
    source, target : int array, (edge,)
        The nodes that an edge joins.
    goods : bool array, (edge,)
        Whether the edge carries goods; if not, it carries work.
    edge_lead_time : int array, (edge,)
        From order to arrival. [month]
    milli_units : int array, (edge,)
        Input for one unit of output of the target. [1/1000 unit]
    """

    name: tuple[str, ...]
    firm: tuple[str, ...]
    role: tuple[str, ...]
    tier: NDArray[np.int64]
    members: NDArray[np.int64]
    front_line: NDArray[np.bool_]
    outlet: NDArray[np.bool_]
    lead_time: NDArray[np.int64]
    demand_share: NDArray[np.float64]
    demand_mean: NDArray[np.float64]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    goods: NDArray[np.bool_]
    edge_lead_time: NDArray[np.int64]
    milli_units: NDArray[np.int64]

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ValueNetwork):
            return NotImplemented
        return all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name))
            for field in dataclasses.fields(self)
        )

    def __hash__(self) -> int:
        return hash((self.name, self.firm, self.source.tobytes(), self.target.tobytes()))

    def __repr__(self) -> str:
        return (
            f"ValueNetwork({len(self.name)} nodes, {len(self.source)} edges, {len(self.selling_firms)} "
            f"selling firms, {len(self.firms) - len(self.selling_firms)} supplier organisations)"
        )

    @cached_property
    def selling_firms(self) -> tuple[str, ...]:
        """Firms that have outlets, in the order in which their nodes first appear."""
        sells = {firm for firm, outlet in zip(self.firm, self.outlet, strict=True) if outlet}
        return tuple(firm for firm in dict.fromkeys(self.firm) if firm in sells)

    @cached_property
    def firms(self) -> tuple[str, ...]:
        """All organisations: the selling firms, then the suppliers, each in order of first appearance."""
        return tuple(dict.fromkeys((*self.selling_firms, *self.firm)))

    @cached_property
    def firm_index(self) -> NDArray[np.int64]:
        """Position in `firms` of each node's owner, (node,)."""
        position = {firm: f for f, firm in enumerate(self.firms)}
        return np.array([position[firm] for firm in self.firm], np.int64)

    @cached_property
    def market_weight(self) -> NDArray[np.float64]:
        """Mean demand of each selling firm (selling firm,): its weight among customers at the start."""
        weight = np.zeros(len(self.firms))
        np.add.at(weight, self.firm_index, self.demand_mean)
        return weight[: len(self.selling_firms)]

    @cached_property
    def _edges_by_source(self) -> NDArray[np.int64]:
        return np.argsort(self.source, kind="stable")

    def edges_into(self, n: int) -> NDArray[np.int64]:
        """Find the edges that enter node `n`."""
        first, last = np.searchsorted(self.target, [n, n + 1])
        return np.arange(first, last)

    def edges_out_of(self, n: int) -> NDArray[np.int64]:
        """Find the edges that leave node `n`."""
        first, last = np.searchsorted(self.source, [n, n + 1], sorter=self._edges_by_source)
        return self._edges_by_source[first:last]

    def upstream(self, n: int) -> NDArray[np.int64]:
        """Find the nodes that `n` draws on, ascending, each once."""
        return np.unique(self.source[self.edges_into(n)])

    def downstream(self, n: int) -> NDArray[np.int64]:
        """Find the nodes that draw on `n` (its internal customers), ascending, each once."""
        return np.unique(self.target[self.edges_out_of(n)])

    def node_table(self) -> list[dict[str, Any]]:
        """List the nodes as rows of plain values, as `build` takes them."""
        names = [field.name for field in dataclasses.fields(self) if field.name not in _EDGE_FIELDS]
        lists = [np.asarray(getattr(self, name), dtype=object).tolist() for name in names]
        return [dict(zip(names, row, strict=True)) for row in zip(*lists, strict=True)]

    def edge_table(self) -> list[dict[str, Any]]:
        """List the edges as rows of plain values, as `build` takes them."""
        return [
            {
                "source": self.name[source],
                "target": self.name[target],
                "kind": "goods" if goods else "work",
                "lead_time": lead_time,
                "units": milli_units / MILLI,
            }
            for source, target, goods, lead_time, milli_units in zip(
                *(getattr(self, field).tolist() for field in _EDGE_FIELDS), strict=True
            )
        ]

    @classmethod
    def build(
        cls,
        nodes: Sequence[Mapping[str, Any]] | pd.DataFrame,
        edges: Sequence[Mapping[str, Any]] | pd.DataFrame,
        *,
        nodes_from: Origin = NODES,
        edges_from: Origin = EDGES,
    ) -> ValueNetwork:
        """Make a network from a node table and an edge table, checking both.

        Columns have the names and meanings of the attributes of this class, save that an edge has a `kind`
        ('goods' or 'work'), a `lead_time` [month] and `units` of input for one unit of output, which are rounded to
        1/1000. Capitals, spaces and hyphens in their names do not matter. Only `source`, `target` and what names a
        node are required: its `name`, else its `label`, else its `id`. Edges call nodes by id, or by name.
        What programs that draw graphs add (`x`, `color`, `weight`, ...) is passed over, with a warning.
        A cell that is absent, None, blank or what pandas, R and Excel write for that (`NaN`, `NA`, `#N/A`) means:

        - `outlet`: true if nothing leaves the node; `front_line`: as `outlet`;
        - `firm`: the node itself, if it only sends goods out (a supplier); else the one firm 'chain';
        - `tier`: 0 in firms with outlets; else the number of edges to the nearest such firm;
        - `role`: 'sales' at an outlet, 'supplier' in a firm without outlets, else 'production';
        - `members`: 4; `demand_mean`: 1 at an outlet; `demand_share`: in proportion to `demand_mean`;
        - `kind`: goods; `units`: 1; `lead_time`: 1 month for goods, from a node or from outside, 0 for work.

        A node that is joined to no other must say whether it is an outlet, unless it is the only one.

        Parameters
        ----------
        nodes, edges : sequence of mapping, or pandas.DataFrame
            Column name to cell, text or number, one mapping a row.
        nodes_from, edges_from : Origin
            File and line numbers of the rows, for messages.

        Raises
        ------
        InputError
            With one line for each fault, naming file, line and node.

        Examples
        --------
        >>> nodes, edges = [{"name": "mill"}, {"name": "shop"}], [{"source": "mill", "target": "shop"}]
        >>> shop = ValueNetwork.build(nodes, edges)
        >>> shop.firms, shop.role, shop.tier.tolist()
        (('chain', 'mill'), ('supplier', 'sales'), [1, 0])
        """
        return cls.from_tables(table_of(nodes, nodes_from), table_of(edges, edges_from), Findings())

    @classmethod
    def from_tables(cls, nodes: Table, edges: Table, findings: Findings) -> ValueNetwork:
        """Make a network from what a source laid out and found, and give a warning for each notice.

        Raises
        ------
        InputError
            With one line for each fault of the source or of the tables.
        """
        network = cls(**columns(nodes, edges, findings))
        for notice in findings.notices:
            warn(notice)
        return network

    def to_networkx(self) -> nx.DiGraph:
        """Return the network as a graph whose nodes are names and whose attributes are the columns.

        Where both goods and work join the same two nodes it is a MultiDiGraph (a kind of DiGraph) with the
        kinds as keys. `from_networkx` gives back an equal network.
        """
        import networkx as nx

        pairs = set(zip(self.source.tolist(), self.target.tolist(), strict=True))
        several = len(pairs) < len(self.source)
        graph = nx.MultiDiGraph() if several else nx.DiGraph()
        for row in self.node_table():
            graph.add_node(row.pop("name"), **row)
        for row in self.edge_table():
            ends = (row.pop("source"), row.pop("target"), *([row["kind"]] if several else []))
            graph.add_edge(*ends, **row)
        return graph

    @classmethod
    def from_networkx(cls, graph: nx.DiGraph, *, file: str = "graph") -> ValueNetwork:
        """Make a network from a directed graph; attributes are the columns that `build` describes.

        Parameters
        ----------
        graph : nx.DiGraph or nx.MultiDiGraph
            Its nodes, as text, are the ids; they are the names too where a node has no attribute `name` or `label`.
        file : str
            What messages call the graph.

        Raises
        ------
        InputError
            If it is no directed graph, or with one line for each fault.
        """
        return cls.from_tables(*tables_of_graph(graph, file), Findings())
