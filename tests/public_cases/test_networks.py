"""Networks as other programs write them: igraph, yEd, Gephi, Cytoscape, networkx, pandas, R and Excel."""

import itertools
import json
import warnings
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import tci_sim as tci
from tci_sim.cli import main
from tci_sim.errors import InputError
from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.read import read_graphml, read_network

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
THREE = ("n0", "mill"), ("n1", "plant"), ("n2", "shop")
CHAIN = '<edge source="n0" target="n1"/><edge source="n1" target="n2"/>'


def graph(folder: Path, keys: str, nodes: str, edges: str = CHAIN, name: str = "net.graphml") -> Path:
    """Write a GraphML file: keys on lines from 3 on, the graph on the line after them."""
    path = folder / name
    path.write_text(
        f'{HEAD}{keys}\n<graph edgedefault="directed">{nodes}{edges}</graph></graphml>\n', encoding="utf-8"
    )
    return path


def named(key: str) -> str:
    return "".join(f'<node id="{id_}"><data key="{key}">{name}</data></node>' for id_, name in THREE)


def tables(folder: Path, nodes: str, edges: str) -> tuple[Path, Path]:
    paths = folder / "nodes.csv", folder / "edges.csv"
    for path, text in zip(paths, (nodes, edges), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def faults_of(read: Any, *paths: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(*paths)
    return [fault.replace(f"{paths[0].parent}/", "") for fault in caught.value.faults]


# --- names ------------------------------------------------------------------------------------------------


def test_igraph_keeps_names_in_an_attribute(tmp_path, caplog):
    keys = '<key id="v_name" for="node" attr.name="name" attr.type="string"/>'
    assert read_graphml(graph(tmp_path, keys, named("v_name"))).name == ("mill", "plant", "shop")
    assert caplog.messages == []


def test_numbers_of_igraph_are_doubles_and_what_it_lacks_is_none(tmp_path):
    keys = (
        '<key id="v_name" for="node" attr.name="name" attr.type="string"/>'
        '<key id="v_m" for="node" attr.name="members" attr.type="double"/>'
        '<key id="v_f" for="node" attr.name="firm" attr.type="string"/>'
        '<key id="v_id" for="node" attr.name="id" attr.type="string"/>'
    )
    nodes = (
        '<node id="n0"><data key="v_name">mill</data><data key="v_f">None</data><data key="v_m">NaN</data></node>'
        '<node id="n1"><data key="v_name">shop</data><data key="v_m">5</data><data key="v_id">old</data></node>'
    )
    network = read_graphml(graph(tmp_path, keys, nodes, '<edge source="n0" target="n1"/>'))
    assert (network.name, network.firm) == (("mill", "shop"), ("mill", "chain"))
    assert network.members.tolist() == [4, 5]


YED = """\
<key for="port" id="d1" yfiles.type="portgraphics"/><key attr.name="url" attr.type="string" for="node" id="d4"/>
<key attr.name="description" attr.type="string" for="node" id="d5"/><key for="node" id="d6" yfiles.type="nodegraphics"/>
<key attr.name="description" attr.type="string" for="edge" id="d9"/>
<key for="edge" id="d10" yfiles.type="edgegraphics"/><key attr.name="members" attr.type="int" for="node" id="d11"/>"""


def yed_node(id_: str, label: str, inside: str = "") -> str:
    return (
        f'<node id="{id_}"><data key="d5"/><data key="d6"><y:ShapeNode xmlns:y="y"><y:Geometry x="1.0"/>'
        f'<y:NodeLabel visible="true">{label}<y:LabelModel/></y:NodeLabel></y:ShapeNode></data>{inside}</node>'
    )


def test_yed_draws_the_name_and_its_drawing_is_passed_over_with_one_warning(tmp_path, caplog):
    nodes = "".join(yed_node(id_, name) for id_, name in THREE[1:])
    nodes += yed_node("n0", "steel\nmill", '<data key="d11">7</data><port name="north"/>')
    network = read_graphml(graph(tmp_path, YED, nodes))
    assert network.name == ("steel mill", "plant", "shop")
    assert network.members.tolist() == [7, 4, 4]
    [said] = caplog.messages
    assert "are not read: url, description, nodegraphics, edgegraphics and port." in said


def test_yfiles_on_the_web_draws_the_name_too(tmp_path):
    keys = '<key id="d3" for="node" attr.name="NodeLabels"/>'
    nodes = "".join(
        f'<node id="{id_}"><data key="d3"><x:List xmlns:x="x" xmlns:y="y"><y:Label><y:Label.Text>'
        f"<![CDATA[{name}]]></y:Label.Text></y:Label></x:List></data></node>"
        for id_, name in THREE
    )
    assert read_graphml(graph(tmp_path, keys, nodes)).name == ("mill", "plant", "shop")


def test_gephi_writes_labels_and_where_nodes_stand(tmp_path, caplog):
    keys = "".join(
        f'<key attr.name="{name}" attr.type="{kind}" for="{owner}" id="{name}"/>'
        for name, kind, owner in (
            *(("label", "string", "node"), ("Edge Label", "string", "edge"), ("weight", "double", "edge")),
            *(("r", "int", "node"), ("x", "float", "node"), ("size", "float", "node")),
            *(("modularity_class", "int", "node"), ("Weighted Degree", "double", "node")),
        )
    )
    edges = CHAIN.replace("/>", '><data key="weight">1.0</data></edge>')
    assert read_graphml(graph(tmp_path, keys, named("label"), edges)).name == ("mill", "plant", "shop")
    assert len(caplog.messages) == 1


def test_gephi_exports_tables_whose_edges_call_nodes_by_id(tmp_path, caplog):
    nodes = "Id,Label,timeset,members\n10,mill,,3\n11,plant,,4\n12,shop,,5\n"
    edges = "Source,Target,Type,Id,Label,timeset,Weight\n10,11,Directed,0,,,1.0\n11,12,Directed,1,,,2.0\n"
    network = read_network(*tables(tmp_path, nodes, edges))
    assert network.name == ("mill", "plant", "shop")
    assert network.source.tolist() == [0, 1]
    assert len(caplog.messages) == 2  # one a file
    undirected = tables(tmp_path, nodes, edges.replace("1,Directed", "1,Undirected"))
    assert faults_of(read_network, *undirected) == [
        "edges.csv:2: edge '10' -> '11': type = Undirected: must be 'directed'. "
        "Whether an edge carries goods or work stands in the column 'kind'."
    ]


def test_cytoscape_numbers_its_nodes_and_names_them(tmp_path, caplog):
    keys = "".join(
        f'<key attr.name="{name}" attr.type="{kind}" for="{owner}" id="{name}{owner}"/>'
        for name, kind, owner in (
            *(("SUID", "long", "node"), ("name", "string", "node"), ("shared name", "string", "node")),
            *(("selected", "boolean", "node"), ("interaction", "string", "edge"), ("name", "string", "edge")),
        )
    )
    edges = CHAIN.replace("/>", '><data key="nameedge">mill (interacts with) plant</data></edge>')
    assert read_graphml(graph(tmp_path, keys, named("namenode"), edges)).name == ("mill", "plant", "shop")
    assert len(caplog.messages) == 1


def test_networkx_numbers_and_labels_its_nodes(tmp_path):
    made = nx.DiGraph([(1, 2), (2, 3)])
    assert ValueNetwork.from_networkx(made).name == ("1", "2", "3")
    nx.set_node_attributes(made, {1: "mill", 3: "shop"}, "label")
    assert ValueNetwork.from_networkx(made).name == ("mill", "2", "shop")
    nx.write_graphml(made, tmp_path / "net.graphml")
    assert read_graphml(tmp_path / "net.graphml").name == ("mill", "2", "shop")


@pytest.mark.parametrize("name", ["plant", "n1"])
def test_names_that_clash_are_told_with_both_lines_and_nothing_else(tmp_path, name):
    nodes = "\n".join(yed_node(id_, called) for id_, called in (("n0", name), ("n1", name), ("n2", "shop")))
    assert faults_of(read_graphml, graph(tmp_path, YED, nodes)) == [
        f"net.graphml:8: node '{name}': duplicate name (first in net.graphml:7); names must be unique."
    ]


# --- graphs -----------------------------------------------------------------------------------------------


def test_a_node_that_holds_a_graph_is_a_group_and_is_told(tmp_path, caplog):
    nodes = '<node id="g"><graph edgedefault="directed"><node id="n0"/><node id="n1"/></graph></node><node id="n2"/>'
    network = read_graphml(graph(tmp_path, "", nodes))
    assert network.name == ("n0", "n1", "n2")
    assert network.outlet.tolist() == [False, False, True]
    [said] = caplog.messages
    assert "net.graphml:4: groups are no nodes" in said
    to_group = graph(tmp_path, "", nodes, CHAIN + '<edge source="g" target="n2"/>')
    assert faults_of(read_graphml, to_group) == [
        "net.graphml:4: edge 'g' -> 'n2': source = 'g': is a group, and no node; join the nodes in it."
    ]


def test_a_closed_group_of_yed_is_no_node(tmp_path, caplog):
    nodes = '<node id="g" yfiles.foldertype="folder"/><node id="n0"/><node id="n1"/><node id="n2"/>'
    assert read_graphml(graph(tmp_path, "", nodes)).name == ("n0", "n1", "n2")
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("joined", [CHAIN, ""])
def test_a_node_that_is_joined_to_nothing_is_told_and_never_an_outlet(tmp_path, joined):
    nodes = '<node id="n0"/><node id="n1"/><node id="n2"/><node id="lonely"/>'
    [fault] = faults_of(read_graphml, graph(tmp_path, "", nodes, joined))
    assert ("'lonely': is joined to no other node" if joined else "no edges, but 4 nodes") in fault


def test_a_node_that_says_that_customers_buy_there_may_stand_alone(tmp_path):
    nodes = "name,outlet\nmill,\nshop,\nkiosk,yes\nmuseum,no\n"
    network = read_network(*tables(tmp_path, nodes, "source,target\nmill,shop\n"))
    assert network.outlet.tolist() == [False, True, True, False]
    assert ValueNetwork.build([{"name": "shop"}], []).outlet.tolist() == [True]


def test_the_second_of_two_edges_of_a_kind_is_told_by_its_line(tmp_path):
    nodes = '<node id="n0"/><node id="n1"/><node id="n2"/>\n'
    twice = graph(tmp_path, "", nodes, f'{CHAIN}\n<edge source="n0" target="n1"/>')
    assert faults_of(read_graphml, twice) == [
        "net.graphml:6: edge 'n0' -> 'n1': duplicate goods edge (first in net.graphml:5); "
        "two nodes may be joined by one edge of each kind."
    ]
    several = nx.MultiDiGraph([("a", "b"), ("a", "b", {"kind": "work"})])
    assert ValueNetwork.from_networkx(several).goods.tolist() == [True, False]


def test_an_attribute_without_a_type_is_text_and_nothing_is_said(tmp_path, caplog):
    path = graph(
        tmp_path,
        '<key id="d0" for="node" attr.name="members"/>',
        '<node id="n0"><data key="d0">3</data></node><node id="n1"/><node id="n2"/>',
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_graphml(path).members.tolist() == [3, 4, 4]
    assert caplog.messages == []


def test_decimals_in_a_whole_attribute_are_told_by_node_attribute_and_line(tmp_path):
    path = graph(
        tmp_path,
        '<key id="d0" for="node" attr.name="members" attr.type="int"/>',
        '<node id="n0"><data key="d0">3.0</data></node><node id="n1"/><node id="n2"/>',
    )
    assert faults_of(read_graphml, path) == [
        "net.graphml:4: node 'n0': members = 3.0: must be a whole number without decimals, as the file declares it."
    ]


def test_xml_is_bounded_in_elements(tmp_path, monkeypatch):
    monkeypatch.setattr("tci_sim.world.networks.graphml.MOST_ELEMENTS", 6)
    path = graph(tmp_path, "", '<node id="n0"/><node id="n1"/><node id="n2"/>')
    [fault] = faults_of(read_graphml, path)
    assert fault.startswith("net.graphml:4: holds too much: a GraphML file may have 6 elements")


# --- tables -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nodes", "edges"),
    [
        ("name;members\nmill;12\nshop;5\n", "source;target;units\nmill;shop;2,5\n"),
        ("name\tmembers\nmill\t12\nshop\t5\n", "source\ttarget\tunits\nmill\tshop\t2.5\n"),
        ("name|members\nmill|12\nshop|5\n", "source|target|units\nmill|shop|2,5\n"),
        ("sep=;\nname;members\nmill;12\nshop;5\n", 'source,target,units\nmill,shop,"2,5"\n'),
        ("\ufeffNAME;Members\r\nmill;12,0\r\nshop;5\r\n", "Source; TARGET;Units\nmill;shop;250 %\n"),
        ("name,members,,\nmill,12,,\nshop,5,,\n", "source,target,units,Unnamed: 3\nmill,shop,2.5,\n"),
    ],
)
def test_tables_are_read_as_spreadsheets_write_them(tmp_path, nodes, edges, caplog):
    network = read_network(*tables(tmp_path, nodes, edges))
    assert network.members.tolist() == [12, 5]
    assert network.milli_units.tolist() == [2500]
    assert caplog.messages == []


def test_a_number_that_may_have_thousands_in_groups_is_refused(tmp_path):
    edges = 'source,target,units\nmill,shop,"1,250"\n'
    [fault] = faults_of(read_network, *tables(tmp_path, "name\nmill\nshop\n", edges))
    assert fault.endswith("units = 1,250: may be thousands or decimals; write it without a mark between groups of "
                          "three digits.")  # fmt: skip
    nodes = "name;demand_mean;members\nmill;;1\nshop;1.250;2,0\n"
    [fault] = faults_of(read_network, *tables(tmp_path, nodes, "source;target\nmill;shop\n"))
    assert "demand_mean = 1.250: may be" in fault
    assert read_network(*tables(tmp_path, nodes.replace("1.250", "1,250"), edges.replace('"1,250"', "1"))) \
        .market_weight.tolist() == [1.25]  # fmt: skip


@pytest.mark.parametrize("index", ["", "Unnamed: 0"])
def test_the_index_of_a_frame_is_told_and_how_to_leave_it_out(tmp_path, index):
    nodes = f"{index},name\n0,mill\n1,shop\n"
    [fault] = faults_of(read_network, *tables(tmp_path, nodes, "source,target\nmill,shop\n"))
    assert fault.startswith("nodes.csv:1: the first column has no name.")
    assert "index=False" in fault


@pytest.mark.parametrize("blank", ["nan", "NaN", "NA", "N/A", "NULL", "null", "None", "#N/A", "<NA>", " "])
def test_blanks_of_pandas_r_and_excel_are_blanks(tmp_path, blank):
    nodes = f"name,members,firm,outlet,demand_mean\nmill,{blank},{blank},{blank},{blank}\nshop,5,A,true,120\n"
    edges = f"source,target,lead_time,units,kind\nmill,shop,{blank},{blank},{blank}\n"
    network = read_network(*tables(tmp_path, nodes, edges))
    assert network.members.tolist() == [4, 5]
    assert network.firm == ("mill", "A")
    assert network.edge_lead_time.tolist() == [1]


def test_namibia_is_a_name_and_null_is_none(tmp_path):
    edges = "source,target\nmill,NA\n"
    assert read_network(*tables(tmp_path, "name\nmill\nNA\n", edges)).name == ("mill", "NA")
    [fault] = faults_of(read_network, *tables(tmp_path, "name\nmill\nNA\nNULL\n", edges))
    assert fault.startswith(
        "nodes.csv:4: node number 3: name = NULL, which pandas, R and Excel write for a blank"
    )


def test_units_are_rounded_from_every_source_with_one_warning(tmp_path, caplog):
    edges = pd.DataFrame(
        {"source": ["mill", "mill"], "target": ["plant", "shop"], "units": [1 / 3, np.float32(0.3)]}
    )
    nodes = pd.DataFrame({"name": ["mill", "plant", "shop"]})
    edges.to_csv(tmp_path / "edges.csv", index=False)
    nodes.to_csv(tmp_path / "nodes.csv", index=False)
    made = nx.from_pandas_edgelist(edges, edge_attr=True, create_using=nx.DiGraph)
    nx.write_graphml(made, tmp_path / "net.graphml")
    ways = (
        lambda: ValueNetwork.build(nodes, edges),
        lambda: ValueNetwork.from_networkx(made),
        lambda: read_network(tmp_path / "nodes.csv", tmp_path / "edges.csv"),
        lambda: read_graphml(tmp_path / "net.graphml"),
    )
    for way in ways:
        caplog.clear()
        assert way().milli_units.tolist() == [333, 300]
        [said] = caplog.messages
        assert "edge 'mill' -> 'plant': units = 0.333333333333: rounded to 0.333" in said
        assert "2 edges were rounded" in said


def test_numbers_that_only_binary_arithmetic_moved_are_not_told(caplog):
    edges = [{"source": "a", "target": "b", "units": 0.1 + 0.2}]
    assert ValueNetwork.build([{"name": "a"}, {"name": "b"}], edges).milli_units.tolist() == [300]
    assert caplog.messages == []


def test_a_gap_in_a_column_of_a_frame_is_a_blank():
    table = pd.DataFrame({"source": ["mill", "plant"], "target": ["plant", "shop"], "lead_time": [2, None]})
    made = nx.from_pandas_edgelist(table, edge_attr=True, create_using=nx.DiGraph)
    assert ValueNetwork.from_networkx(made).edge_lead_time.tolist() == [2, 1]
    nodes = pd.DataFrame({"members": pd.array([3, None, 5], "Int64"), "outlet": [None, None, True]},
                         index=pd.Index(["mill", "plant", "shop"], name="name"))  # fmt: skip
    network = ValueNetwork.build(nodes, table)
    assert network.members.tolist() == [3, 4, 5]
    assert ValueNetwork.build(nodes.reset_index(), table.convert_dtypes()) == network


def test_a_column_near_one_of_ours_is_a_fault_beside_those_of_other_programs():
    with pytest.raises(InputError) as caught:
        ValueNetwork.build([{"name": "a", "Member": 3, "Color": "red"}], [])
    assert caught.value.faults == ("nodes: column 'Member' is not known for nodes. Did you mean 'members'?",)


# --- the command line -------------------------------------------------------------------------------------


@pytest.fixture
def told(capsys):
    """Check a network with a shipped scenario: exit code, and what is said."""

    def check(*files, form="text"):
        asked = [part for file in files for part in ("--network", str(file))]
        code = main(["check", "supply_chain", *asked, "--format", form])
        streams = capsys.readouterr()
        return code, streams.out if form == "json" else streams.err

    return check


def test_an_ending_in_capitals_is_graphml_and_what_is_not_known_lists_the_known(tmp_path, told):
    upper = graph(tmp_path, "", '<node id="n0"/><node id="n1"/><node id="n2"/>', name="net.GRAPHML")
    assert told(upper) == (0, "")
    code, said = told(tmp_path / "net.xlsx")
    assert code == 2
    assert said.endswith("net.xlsx: is no kind of file that holds a network. Use .graphml, .xml, .csv, .tsv, .tab "
                         "or .txt.\n")  # fmt: skip


def test_tables_in_the_wrong_order_or_alone_are_told_what_to_write(tmp_path, told):
    nodes, edges = tables(tmp_path, "name\nmill\nshop\n", "source,target\nmill,shop\n")
    assert told(nodes, edges) == (0, "")
    code, said = told(edges, nodes)
    assert code == 2
    assert said.endswith("Give the table of nodes first, then the table of edges.\n")
    code, said = told(nodes)
    assert code == 2
    assert "nodes first: --network NODES --network EDGES." in said


def test_units_that_multiply_to_more_than_can_be_counted_are_told_by_their_path(tmp_path, told):
    names = ["gram", "kilo", "tonne", "lot", "shop"]
    rows = [f"{a},{b},1000" for a, b in itertools.pairwise(names)]
    code, said = told(
        *tables(tmp_path, "name\n" + "\n".join(names), "source,target,units\n" + "\n".join(rows))
    )
    assert code == 2
    assert said.count("\n") == 1
    assert "multiply to 1e+12 along 'gram' -> 'kilo' -> 'tonne' -> 'lot' -> 'shop'" in said


def test_a_warning_of_a_network_is_in_json_too(tmp_path, told):
    nodes, edges = tables(tmp_path, "name,x\nmill,1\nshop,2\n", "source,target,units\nmill,shop,.3333\n")
    code, answer = told(nodes, edges, form="json")
    assert code == 0
    assert [said.rpartition(": ")[0].partition(":")[2][:20] for said in json.loads(answer)["warnings"]] == [
        " these attributes me", "2: edge 'mill' -> 's",
    ]  # fmt: skip


# --- results ----------------------------------------------------------------------------------------------


def test_a_network_without_suppliers_is_kept_like_any_other(tmp_path):
    question = tci.variant(tci.load("supply_chain"), {"market.customers": 100, "months": 2, "burn_in": 1})
    network = ValueNetwork.build([{"name": name, "outlet": True} for name in ("shop", "kiosk")], [])
    result = tci.run(question, network=network)
    kept = tci.load_result(result.save(tmp_path))
    assert kept == result
    assert kept.network == network
