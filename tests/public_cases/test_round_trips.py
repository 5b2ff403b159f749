"""Any network, written as each program writes it, is read back equal."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import networkx as nx
import pandas as pd
import pytest
from drawn_networks import networks
from hypothesis import given, settings

from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.read import read_graphml, read_network
from tci_sim.world.networks.write import write_graphml, write_network


def numbered(network: ValueNetwork, attribute: str) -> nx.DiGraph:
    """Number the nodes, and put their names into an attribute."""
    graph = network.to_networkx()
    nx.set_node_attributes(graph, {name: name for name in graph}, attribute)
    numbers = {name: f"n{n}" for n, name in enumerate(graph)}
    return nx.relabel_nodes(graph, numbers)


def through_graphml(graph: nx.DiGraph, folder: Path, change: Callable[[str], str] = str) -> ValueNetwork:
    if graph.is_multigraph():  # ids of edges must be unique in a file
        graph = unkeyed(graph)
    text = "\n".join(nx.generate_graphml(graph))
    (folder / "net.graphml").write_text(change(text), encoding="utf-8")
    return read_graphml(folder / "net.graphml")


def unkeyed(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Give every edge a key of its own."""
    plain = nx.MultiDiGraph()
    plain.add_nodes_from(graph.nodes(data=True))
    for number, (source, target, row) in enumerate(graph.edges(data=True)):
        plain.add_edge(source, target, key=f"e{number}", **row)
    return plain


def by_our_tables(network: ValueNetwork, folder: Path) -> ValueNetwork:
    write_network(network, folder / "nodes.csv", folder / "edges.csv")
    return read_network(folder / "nodes.csv", folder / "edges.csv")


def by_our_graphml(network: ValueNetwork, folder: Path) -> ValueNetwork:
    write_graphml(network, folder / "net.graphml")
    return read_graphml(folder / "net.graphml")


def by_networkx(network: ValueNetwork, folder: Path) -> ValueNetwork:
    return ValueNetwork.from_networkx(network.to_networkx())


def by_igraph(network: ValueNetwork, folder: Path) -> ValueNetwork:
    """Names in an attribute, every number a double."""
    graph = numbered(network, "name")
    for *_, row in (*graph.nodes(data=True), *graph.edges(data=True)):
        row.update({key: float(cell) for key, cell in row.items() if type(cell) is int})
    return through_graphml(graph, folder)


def by_gephi(network: ValueNetwork, folder: Path) -> ValueNetwork:
    return through_graphml(numbered(network, "label"), folder)


def by_yed(network: ValueNetwork, folder: Path) -> ValueNetwork:
    """Names drawn on the nodes, which stand in a group."""
    graph = numbered(network, "label")
    names = {id_: row.pop("label") for id_, row in graph.nodes(data=True)}

    def draw(text: str) -> str:
        for id_, name in names.items():
            label = (
                f'<data key="g"><y:NodeLabel xmlns:y="y">{escape(name)}<y:LabelModel/></y:NodeLabel></data>'
            )
            text = text.replace(f'<node id="{id_}">', f'<node id="{id_}">{label}')
        head, graph_tag, rest = text.partition("<graph edgedefault")
        first_edge = rest.find("<edge")
        end = first_edge if first_edge >= 0 else rest.find("</graph>")
        opened = rest.index(">") + 1
        inside = f'<node id="group"><graph edgedefault="directed">{rest[opened:end]}</graph></node>'
        key = '<key id="g" for="node" yfiles.type="nodegraphics"/>'
        return f"{head}{key}{graph_tag}{rest[:opened]}{inside}{rest[end:]}"

    return through_graphml(graph, folder, draw)


def by_frames(network: ValueNetwork, folder: Path) -> ValueNetwork:
    return ValueNetwork.build(pd.DataFrame(network.node_table()), pd.DataFrame(network.edge_table()))


def by_a_spreadsheet(network: ValueNetwork, folder: Path) -> ValueNetwork:
    """Semicolons, decimal commas, a byte order mark, capitals and a blank column."""
    for name, columns, rows in (
        ("nodes", ["name"], network.node_table()),
        ("edges", ["source", "target"], network.edge_table()),
    ):
        frame = pd.DataFrame(rows, columns=None if rows else columns)
        frame.columns = [column.replace("_", " ").title() for column in frame.columns]
        frame.assign(**{"": None}).to_csv(
            folder / f"{name}.csv", sep=";", decimal=",", index=False, encoding="utf-8-sig"
        )
    return read_network(folder / "nodes.csv", folder / "edges.csv")


WAYS = (
    by_our_tables, by_our_graphml, by_networkx, by_igraph, by_gephi, by_yed, by_frames, by_a_spreadsheet,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_network_is_read_back_as_it_was(way: Callable[[ValueNetwork, Path], ValueNetwork]) -> None:
    @settings(max_examples=12)
    @given(networks())
    def holds(network: ValueNetwork) -> None:
        with TemporaryDirectory() as folder:
            assert way(network, Path(folder)) == network

    holds()
