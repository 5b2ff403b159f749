"""Value networks written to files: a node table and an edge table in CSV, or one GraphML file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from tci_sim.errors import InputError, system_reason
from tci_sim.messages import message
from tci_sim.safe_files import write_together
from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.columns import EDGE_COLUMNS, NODE_COLUMNS
from tci_sim.world.networks.text_files import FilePath


def write_network(network: ValueNetwork, nodes_path: FilePath, edges_path: FilePath) -> None:
    """Write the node table and the edge table in CSV; `read_network` gives back an equal network.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    texts: dict[FilePath, str] = {}
    for path, names, table in (
        (nodes_path, list(NODE_COLUMNS), network.node_table()),
        (edges_path, list(EDGE_COLUMNS), network.edge_table()),
    ):
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
        texts[path] = text.getvalue()
    _write_texts(texts)


def write_graphml(network: ValueNetwork, path: FilePath) -> None:
    """Write the network as GraphML; `read_graphml` gives back an equal network.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    import networkx as nx

    graph = network.to_networkx()
    if graph.is_multigraph():  # the keys become the ids of edges, which must be unique in a file
        edges = [(s, t, f"{s} {kind} {t}", row) for s, t, kind, row in graph.edges(keys=True, data=True)]
        graph.remove_edges_from(list(graph.edges(keys=True)))
        graph.add_edges_from(edges)
    _write_texts({path: "\n".join(nx.generate_graphml(graph)) + "\n"})


def _write_texts(texts: Mapping[FilePath, str]) -> None:
    """Write files, all of them or none."""
    try:
        write_together({Path(path): text.encode() for path, text in texts.items()})
    except OSError as error:
        files = ", ".join(map(str, texts))
        raise InputError(
            message("network.file.unwritable", file=files, reason=system_reason(error))
        ) from None
