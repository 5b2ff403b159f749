"""Networks as files: one sentence for every file that cannot be read."""

from pathlib import Path

import pytest

from tci_sim.errors import InputError
from tci_sim.world.network import ValueNetwork
from tci_sim.world.network_generator import SupplierSpec, generate_network
from tci_sim.world.networks import text_files
from tci_sim.world.networks.read import read_graphml, read_network
from tci_sim.world.networks.write import write_graphml, write_network

NODES = "name,firm,members\nmill,,3\nshop,A,5\n"
EDGES = "source,target,kind,lead_time,units\nmill,shop,goods,2,0.5\n"
GRAPHML = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="m" for="node" attr.name="members" attr.type="int"><default>7</default></key>
  <key id="t" for="edge" attr.name="lead_time" attr.type="int"/>
  <graph edgedefault="directed">
    <node id="mill"/>
    <node id="shop"><data key="m">5</data></node>
    <edge source="mill" target="shop"><data key="t">2</data></edge>
  </graph>
</graphml>
"""


def read_tables(folder: Path, nodes: str | bytes = NODES, edges: str | bytes = EDGES) -> ValueNetwork:
    for name, content in (("nodes.csv", nodes), ("edges.csv", edges)):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_network(folder / "nodes.csv", folder / "edges.csv")


def faults_of_tables(folder: Path, nodes: str | bytes = NODES, edges: str | bytes = EDGES) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_tables(folder, nodes, edges)
    return [fault.replace(f"{folder}/", "") for fault in caught.value.faults]


def faults_of_graphml(folder: Path, content: str | bytes) -> list[str]:
    (folder / "net.graphml").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        read_graphml(folder / "net.graphml")
    return [fault.replace(f"{folder}/", "") for fault in caught.value.faults]


def test_a_table_with_byte_order_mark_blank_lines_and_short_rows_is_read(tmp_path: Path) -> None:
    network = read_tables(tmp_path, b"\xef\xbb\xbfname,firm,members\r\n\r\nmill\r\n shop , A,5\r\n,,\r\n")
    assert (network.name, network.firm, network.members.tolist()) == (("mill", "shop"), ("mill", "A"), [4, 5])
    assert network.milli_units.tolist() == [500]


def test_a_fault_names_file_line_and_node_even_after_cells_of_several_lines(tmp_path: Path) -> None:
    nodes = 'name,firm,members\n\n"mill","of\nold",3\nshop,A,-5\n'
    assert faults_of_tables(tmp_path, nodes) == [
        "nodes.csv:3: node 'mill': firm = of\\nold: must be printable text of 1 to 200 characters.",
        "nodes.csv:5: node 'shop': members = -5: must be a whole number from 0 to 1000000.",
    ]


@pytest.mark.parametrize(
    ("nodes", "edges", "faults"),
    [
        (
            "nme,firm\nmill,A\n",
            EDGES,
            [
                "nodes.csv:1: column 'name' is missing in the table of nodes. Did you mean 'nme'?",
                "nodes.csv:1: column 'nme' is not known for nodes. Did you mean 'name'?",
            ],
        ),
        (
            NODES,
            "source,target,target\n",
            ["edges.csv:1: column 'target' appears twice; column names must be unique."],
        ),
        (
            "name\nmill,A,3\nshop\n",
            EDGES,
            ["nodes.csv:2: row 'mill' has 3 cells: must be at most 1, as in the header."],
        ),
        ("name" + "," * 100, EDGES, ["nodes.csv:1: has 101 columns: must be at most 100."]),
        ("", EDGES, ["nodes.csv: is empty; the first row must name the columns."]),
        ("name\n", EDGES, ["nodes.csv: the network is empty; it must have at least one node."]),
        (b"name\nmill\n\xff\n", EDGES, ["nodes.csv:3: is not UTF-8 text; save the file as UTF-8."]),
        ('name\n"mill\n', EDGES, ["nodes.csv:2: is not a CSV table: unexpected end of data."]),
        (
            "",
            b"\xff",
            [
                "nodes.csv: is empty; the first row must name the columns.",
                "edges.csv:1: is not UTF-8 text; save the file as UTF-8.",
            ],
        ),
    ],
)
def test_a_table_that_is_none_is_reported_why(
    tmp_path: Path, nodes: str | bytes, edges: str | bytes, faults: list[str]
) -> None:
    assert faults_of_tables(tmp_path, nodes, edges) == faults


def test_an_absent_file_and_a_folder_get_one_sentence_each(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_network(tmp_path / "none.csv", tmp_path)
    assert caught.value.faults == (
        f"{tmp_path}/none.csv: there is no such file.",
        f"{tmp_path}: is a folder, not a file.",
    )


def test_a_path_that_cannot_be_a_file_name_gets_one_sentence() -> None:
    with pytest.raises(InputError, match=r"cannot be read"):
        read_graphml("x" * 5000)
    with pytest.raises(InputError, match=r"cannot be read: not a valid file name"):
        read_graphml("a\0b")


def test_files_and_tables_beyond_bounds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_files, "MOST_ROWS", 2)
    assert faults_of_tables(tmp_path) == ["nodes.csv:4: has too many rows: must be at most 2."]
    many = GRAPHML.replace('<node id="mill"/>', '<node id="mill"/><node id="mine"/>')
    assert faults_of_graphml(tmp_path, many) == ["net.graphml:7: has too many rows: must be at most 2."]
    monkeypatch.setattr(text_files, "LARGEST_FILE", 10)
    assert faults_of_graphml(tmp_path, GRAPHML) == ["net.graphml: is too large: must be at most 0 MB."]


def test_graphml_is_read_with_its_defaults(tmp_path: Path) -> None:
    (tmp_path / "net.graphml").write_text(GRAPHML)
    network = read_graphml(tmp_path / "net.graphml")
    assert network.name == ("mill", "shop")
    assert network.members.tolist() == [7, 5]
    assert network.edge_lead_time.tolist() == [2]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "<graphml ",
            "<!DOCTYPE lolz [<!ENTITY lol 'lol'>]><graphml ",
            "net.graphml: declares a document type or entities; remove them.",
        ),
        ("</graphml>", "", "net.graphml:11: is not XML: no element found."),
        (
            '<data key="t">2</data>',
            '<data key="t">-2</data>',
            "net.graphml:8: edge 'mill' -> 'shop': lead_time = -2: "
            "must be a whole number of months, 0 to 120.",
        ),
        (
            'source="mill"',
            'source="mil"',
            "net.graphml:8: edge 'mil' -> 'shop': source = 'mil': there is no node of that name. Did you mean 'mill'?",
        ),
        (
            'id="mill"',
            'id="shop"',
            "net.graphml:7: node 'shop': duplicate name (first in net.graphml:6); names must be unique.",
        ),
        ('target="shop"', "", "net.graphml:8: edge: must have a source and a target."),
        (
            'edgedefault="directed"',
            'edgedefault="undirected"',
            "net.graphml: a value network must be a directed graph (networkx.DiGraph).",
        ),
        (
            'attr.name="members"',
            'attr.name="member"',
            "net.graphml: column 'member' is not known for nodes. Did you mean 'members'?",
        ),
        (
            ">5<",
            ">five<",
            "net.graphml:7: node 'shop': members = five: must be a whole number from 0 to 1000000.",
        ),
        ("  </graph>", "  </grap>", "net.graphml:9: is not XML: mismatched tag."),
    ],
)
def test_a_graphml_file_that_is_wrong_is_reported_why(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GRAPHML
    content = GRAPHML.replace(old, new)
    if old == 'source="mill"':
        content = content.replace('target="mill"', 'target="shop"')
    faults = faults_of_graphml(tmp_path, content)
    assert fault in faults[0]


def test_entities_cannot_hide_behind_another_encoding(tmp_path: Path) -> None:
    hidden = GRAPHML.replace("<graphml ", "<!DOCTYPE x [<!ENTITY a 'b'>]><graphml ")
    utf16 = faults_of_graphml(tmp_path, hidden.replace("utf-8", "utf-16").encode("utf-16"))
    assert utf16 == ["net.graphml:1: is not UTF-8 text; save the file as UTF-8."]
    bare = faults_of_graphml(tmp_path, hidden.replace("utf-8", "utf-16").encode("utf-16-le"))
    assert bare == ["net.graphml: is not UTF-8 text; save the file as UTF-8."]
    utf7 = hidden.replace("<!DOCTYPE", "+ADw-!DOCTYPE").replace("<!ENTITY", "+ADw-!ENTITY")
    (fault,) = faults_of_graphml(tmp_path, utf7.replace("utf-8", "utf-7"))
    assert fault.startswith("net.graphml:2: is not XML: ")


def test_a_file_that_cannot_be_written_gets_one_sentence(tmp_path: Path) -> None:
    network = generate_network(["A"], suppliers=[SupplierSpec(tier=1, count=2)])
    with pytest.raises(InputError, match=r"cannot be written: No such file or directory\."):
        write_graphml(network, tmp_path / "none" / "net.graphml")
    with pytest.raises(InputError, match=r"cannot be written: Is a directory\."):
        write_network(network, tmp_path, tmp_path / "edges.csv")
