"""What is wrong with a network is said in each language, with the same place before it; each sentence is reached."""

import re
from pathlib import Path

import pytest

from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES
from tci_sim.messages.catalogue import texts
from tci_sim.scenario.network_kinds import network_fields
from tci_sim.world.network import ValueNetwork
from tci_sim.world.network_generator import RoleSpec, SupplierSpec, generate_network
from tci_sim.world.networks import graphml, text_files
from tci_sim.world.networks.read import read_graphml, read_network
from tci_sim.world.networks.willems import read_willems
from tci_sim.world.networks.write import write_network

GOOD_NODES, GOOD_EDGES = "name\nmill\nshop\n", "source,target\nmill,shop\n"

TABLES = {
    "no rows": ("name\n", GOOD_EDGES),
    "no file": ("", GOOD_EDGES),
    "a name twice, a word and numbers that may not be": (
        "name,members,tier,demand_mean,outlet,lead_time,role\n"
        'mill,many,,,,,"a\nb"\nmill,,9.5,,,,\nshop,,,inf,maybe,500,\n',
        GOOD_EDGES,
    ),
    "a column that is not known, and one that is missing": ("nam,cost\nmill,red\n", "source,costs\nmill,1\n"),
    "columns near what they should be": (GOOD_NODES, "sorce,target,unit\nmill,shop,1\n"),
    "columns far from what they should be": ("cost\n1\n", "cost\n1\n"),
    "a column twice, and too many cells": ("name,name\nmill,mill,mill\n", GOOD_EDGES),
    "columns without a name": (",name,\n0,mill,x\n1,shop,\n", GOOD_EDGES),
    "too many columns": ("name" + "," * 100 + "\nmill", GOOD_EDGES),
    "tables in the wrong order": (GOOD_EDGES, GOOD_NODES),
    "a node that is not there": (GOOD_NODES, "source,target\nmil,shop\nmill,xyzzy\n"),
    "edges to itself, twice, of no kind, of no units, undirected": (
        GOOD_NODES,
        "source,target,kind,units,type\nmill,mill,,,\nmill,shop,,,\nmill,shop,,,Undirected\n"
        'mill,shop,good,0,\nmill,shop,work,"1,500",\n',
    ),
    "a cycle": (GOOD_NODES, "source,target\nmill,shop\nshop,mill\n"),
    "no outlet": ("name,outlet\nmill,no\nshop,no\n", GOOD_EDGES),
    "an outlet that delivers": ("name,outlet\nmill,true\nshop,true\n", GOOD_EDGES),
    "demand where nobody buys": ("name,demand_mean\nmill,3\nshop,\n", GOOD_EDGES),
    "tiers that may not be": ("name,tier\nmill,0\nshop,1\n", GOOD_EDGES),
    "no demand": ("name,demand_mean\nmill,\nshop,0\n", GOOD_EDGES),
    "some shares": (
        "name,demand_share\nmill,\nshop,0.5\nkiosk,\n",
        "source,target\nmill,shop\nmill,kiosk\n",
    ),
    "a blank name": ("name,firm\n,x\n", GOOD_EDGES),
    "a name that is written for a blank": ("name\nnull\nshop\n", GOOD_EDGES),
    "a node that is joined to nothing": (GOOD_NODES + "lonely\n", GOOD_EDGES),
    "no edges": (GOOD_NODES, "source,target\n"),
    "quotes that do not end": ('name\n"mill\n', GOOD_EDGES),
    "a workbook": ("PK\x03\x04", GOOD_EDGES),
    "no UTF-8": (b"name\n\xff\n", GOOD_EDGES),
}
"""A node table and an edge table, by what is wrong with them."""

GRAPHS = {
    "not XML": "<graphml",
    "not GraphML": "<gexf/>",
    "no graph": "<graphml/>",
    "an entity": "<!DOCTYPE x><graphml/>",
    "too deep": "<graphml>" + "<x>" * graphml.MOST_DEPTH,
    "a node without id": "<graphml><graph edgedefault='directed'><node/></graph></graphml>",
    "an edge without ends": "<graphml><graph edgedefault='directed'><edge/><hyperedge/></graph></graphml>",
    "an undirected graph": "<graphml><graph edgedefault='undirected'><node id='a'/></graph></graphml>",
    "a second graph": "<graphml><graph/><graph/></graphml>",
    "an undirected edge": (
        "<graphml><graph><node id='a'/><node id='b'/>"
        "<edge source='a' target='b' directed='false'/></graph></graphml>"
    ),
    "an edge to nobody, and to a group": (
        "<graphml><graph edgedefault='directed'><node id='a'/><node id='g'><graph/></node>"
        "<edge source='a' target='b'/><edge source='a' target='g'/></graph></graphml>"
    ),
    "data of no key, twice, and with decimals": (
        "<graphml><key id='m' for='node' attr.name='members' attr.type='int'/><graph>"
        "<node id='a'><data key='x'/><data key='m'>3.0</data><data key='m'>3.0</data></node></graph></graphml>"
    ),
}

CHAINS = {
    "no columns": "stage\nA\n",
    "half a network": GOOD_NODES,
    "columns in another order": "up_stages,stage_id,lead_time,ext_demand_mean\n,A,1,1\n",
    "cells that may not be": (
        "stage_id,lead_time,ext_demand_mean,up_stages\n,x,y,B\nB,,1,A,0,C,1\n"
    ),
}  # fmt: skip

IN_PYTHON = {
    "absent, and no name of a file": lambda folder: read_network(folder / "none.csv", folder / "a\0b"),
    "a folder": lambda folder: read_graphml(folder),
    "no place to write": lambda folder: write_network(
        ValueNetwork.build([{"name": "a"}], []), folder / "none" / "n.csv", folder / "e.csv"
    ),
    "a kind that is not known": lambda _: network_fields(["net.xlsx"]),
    "a graph beside another": lambda _: network_fields(["net.graphml", "net.GRAPHML"]),
    "no graph of networkx": lambda _: ValueNetwork.from_networkx(3),  # type: ignore[arg-type]
    "no table": lambda _: ValueNetwork.build({"name": ["a"]}, []),  # type: ignore[arg-type]
    "nodes and edges twice": lambda _: ValueNetwork.build(
        [{"name": "a"}, {"name": "a"}, {"name": "b"}], [{"source": "a", "target": "b"}] * 2
    ),
    "generated": lambda _: generate_network(
        [],
        roles=[RoleSpec("shop", members=1, units=0, upstream=(("factory", "goods"),))],
        suppliers=[SupplierSpec(tier=2, count=0, links=1)],
        weights=[1.0],
    ),
}

ELSEWHERE = {"network.too_many_goods", "network.file.rows", "network.file.large", "network.no_demand_of"}
"""Sentences that other tests bring about: they need a scenario, or lower bounds."""


def read(folder: Path, case: str) -> None:
    """Read, or make, what is wrong."""
    if case in TABLES:
        for name, content in zip(("nodes.csv", "edges.csv"), TABLES[case], strict=True):
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        read_network(folder / "nodes.csv", folder / "edges.csv")
    elif case in GRAPHS:
        (folder / "net.graphml").write_text(GRAPHS[case])
        read_graphml(folder / "net.graphml")
    elif case in CHAINS:
        (folder / "chain.csv").write_text(CHAINS[case])
        read_willems(folder / "chain.csv")
    else:
        IN_PYTHON[case](folder)


CASES = [*TABLES, *GRAPHS, *CHAINS, *IN_PYTHON]


@pytest.mark.parametrize("case", CASES)
def test_every_fault_is_said_in_each_language_behind_the_same_place(tmp_path, case):
    with pytest.raises(InputError) as caught:
        read(tmp_path, case)
    error = caught.value
    english, chinese = (error.text(language).splitlines() for language in LANGUAGES)
    assert len(english) == len(chinese) == len(error.messages) > 0
    for one, other in zip(english, chinese, strict=True):
        assert not re.search(r"[{}]", one + other)
        assert (one[-1], other[-1]) in ((".", "。"), ("?", "？"))
        assert one.partition(":")[0] == other.partition(":")[0]
        assert re.search("[一-鿿]", other)
        assert not re.search("[一-鿿]", one)
        said = re.sub("「[^」]*」", "", other)  # what others said, and names
        assert not re.search(r"\b(must|cannot|there|unique|is not|has|should)\b", said.partition(": ")[2])


def test_every_sentence_on_a_network_is_said_of_some_case(tmp_path):
    said = set(ELSEWHERE)
    for case in CASES:
        with pytest.raises(InputError) as caught:
            read(tmp_path, case)
        said |= {each.id for each in caught.value.messages}
    known = {
        id_.removesuffix(".other") for id_ in texts("zh-Hant") if id_.startswith(("network.", "willems."))
    }
    assert known - said == set()


def test_bounds_are_said_in_each_language(tmp_path, monkeypatch):
    monkeypatch.setattr(text_files, "MOST_ROWS", 1)
    (tmp_path / "net.graphml").write_text("<graphml><graph><node id='a'/><node id='b'/></graph></graphml>")
    with pytest.raises(InputError, match="too many rows") as caught:
        read_graphml(tmp_path / "net.graphml")
    assert "資料過多" in caught.value.text("zh-Hant")


def test_what_was_done_to_a_network_is_said_in_each_language(tmp_path, caplog):
    (tmp_path / "net.graphml").write_text(
        "<graphml><key id='x' for='node' attr.name='x'/><key id='u' for='edge' attr.name='units'/><graph>"
        "<node id='g'><graph><node id='a'/></graph></node><node id='b'/>"
        "<edge source='a' target='b'><data key='u'>.0001</data></edge></graph></graphml>"
    )
    assert read_graphml(tmp_path / "net.graphml").milli_units.tolist() == [1]
    said = [record.args[0] for record in caplog.records]
    assert {each.id for each in said} == {
        "warning.groups_passed_over", "warning.attributes_passed_over", "warning.units_rounded",
    }  # fmt: skip
    for each in said:
        assert each.text("en").endswith(".")
        assert each.text("zh-Hant").endswith("。")
