"""Graphs of networkx as tables: nodes are ids, attributes are columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.world.networks.columns import plain
from tci_sim.world.networks.tables import Origin, Table


def tables_of_graph(graph: Any, file: str) -> tuple[Table, Table]:
    """Lay out a directed graph, also one with several edges between two nodes, as nodes and edges.

    Parameters
    ----------
    graph : nx.DiGraph or nx.MultiDiGraph
        The graph.
    file : str
        What messages call it.

    Returns
    -------
    nodes, edges : Table

    Raises
    ------
    InputError
        If it is no directed graph of networkx.
    """
    if not all(hasattr(graph, name) for name in ("is_directed", "nodes", "edges")):
        raise InputError(message("network.no_graph", where=file, seen=type(graph).__name__))
    if not graph.is_directed():
        raise InputError(message("network.file.undirected", file=file))
    nodes = [((node,), attributes) for node, attributes in graph.nodes(data=True)]
    edges = [((source, target), attributes) for source, target, attributes in graph.edges(data=True)]
    return _table(("id",), nodes, file), _table(("source", "target"), edges, file)


def _table(keys: tuple[str, ...], items: Sequence[tuple[Iterable[Any], dict[Any, Any]]], file: str) -> Table:
    attributes = dict.fromkeys(name for _, own in items for name in own)
    names = [name for name in attributes if plain(str(name)) not in keys]
    rows = [[*ends, *(own.get(name) for name in names)] for ends, own in items]
    return Table([*keys, *(str(name) for name in names)], rows, Origin(file))
