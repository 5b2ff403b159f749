"""A network as Python code gives it: a network, a graph, files, or tables of nodes and edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from tci_sim.arguments import kind_of
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.scenario.network_option import with_network
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build_network import check_firms, network_of
from tci_sim.world.network import ValueNetwork

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    Rows = pd.DataFrame | Sequence[Mapping[str, Any]]
    AFile = str | PathLike[str]
    AnyNetwork = (
        ValueNetwork | nx.DiGraph | AFile | tuple[AFile, AFile] | tuple[Rows, Rows] | Mapping[str, Rows]
    )

_TABLES = {"nodes", "edges"}


def as_network(given: object, scenario: Scenario) -> ValueNetwork:
    """Return the network that is meant.

    Parameters
    ----------
    given : ValueNetwork, networkx.DiGraph, path, (nodes, edges), mapping or None
        A network; a graph; the file of one, or the name of one of the library; a pair of files or of tables, nodes
        first; such tables under "nodes" and "edges"; or nothing: the network that the scenario asks for. A table is a
        frame or a list of mappings.
    scenario : Scenario
        Whose firms are in it.

    Returns
    -------
    ValueNetwork

    Raises
    ------
    InputError
        If it is none of these, with one sentence that says what to write; or with one line for each fault in it.
    """
    if given is None:
        return network_of(scenario)
    if isinstance(given, Mapping) and given.keys() == _TABLES:
        given = (given["nodes"], given["edges"])
    files = given if isinstance(given, tuple | list) else [given]
    if files and all(isinstance(each, str | PathLike) for each in files):
        return network_of(with_network(scenario, list(map(fspath, files))))
    network = _from_memory(given)
    check_firms(scenario, network)
    return network


def _from_memory(given: Any) -> ValueNetwork:
    if isinstance(given, ValueNetwork):
        return given
    if hasattr(given, "adjacency"):  # a graph of networkx, whose import takes a while
        return ValueNetwork.from_networkx(given)
    if isinstance(given, tuple | list) and len(given) == 2 and all(map(_is_table, given)):
        return ValueNetwork.build(*given)
    raise InputError(message("given.network", seen=kind_of(given)))


def _is_table(given: Any) -> bool:
    """Return whether something may be the rows of a table: a frame, or a list of mappings."""
    if isinstance(given, tuple | list):
        return bool(given) and all(isinstance(row, Mapping) for row in given)
    return hasattr(given, "itertuples")
