"""Value networks read from files: a node table and an edge table in CSV, or one GraphML file."""

from __future__ import annotations

from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.csv_files import read_table
from tci_sim.world.networks.graphml import read_graphml_tables
from tci_sim.world.networks.tables import Findings
from tci_sim.world.networks.text_files import FilePath


def read_network(nodes_path: FilePath, edges_path: FilePath) -> ValueNetwork:
    """Read a node table and an edge table in CSV; `ValueNetwork.build` describes their columns.

    Cells may stand between commas, semicolons, tabs or bars; in a table with other separators than commas, numbers may
    have a decimal comma.

    Raises
    ------
    InputError
        With one line for each fault in either file, naming file, line and node.
    """
    findings = Findings()
    nodes, edges = read_table(nodes_path, findings), read_table(edges_path, findings)
    if not nodes.header or not edges.header:
        findings.raise_faults()
    return ValueNetwork.from_tables(nodes, edges, findings)


def read_graphml(path: FilePath) -> ValueNetwork:
    """Read a directed GraphML graph; attributes are columns as in `ValueNetwork.build`, which says what names a node.

    Raises
    ------
    InputError
        If it is no plain GraphML file, or with one line for each fault, naming file, line and node.
    """
    findings = Findings()
    return ValueNetwork.from_tables(*read_graphml_tables(path, findings), findings)
