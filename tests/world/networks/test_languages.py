"""What is wrong with a network is said in each language, with the same place before it."""

import re
from pathlib import Path

import pytest

from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES
from tci_sim.world.network_generator import RoleSpec, SupplierSpec, generate_network
from tci_sim.world.networks.read import read_graphml, read_network
from tci_sim.world.networks.willems import read_willems

GOOD_NODES, GOOD_EDGES = "name\nmill\nshop\n", "source,target\nmill,shop\n"

TABLES = {
    "no rows": ("name\n", GOOD_EDGES),
    "no file": ("", GOOD_EDGES),
    "a name twice, a word and numbers that may not be": (
        "name,members,tier,demand_mean,outlet,lead_time\nmill,many,,,,\nmill,,9,,,\nshop,,,nan,maybe,500\n",
        GOOD_EDGES,
    ),
    "a column that is not known, and one that is missing": ("nam,colour\nmill,red\n", GOOD_EDGES),
    "a column twice, and too many cells": ("name,name\nmill,mill,mill\n", GOOD_EDGES),
    "a node that is not there": (GOOD_NODES, "source,target\nmil,shop\nmill,xyzzy\n"),
    "edges to itself, twice, of no kind, of no units": (
        GOOD_NODES,
        "source,target,kind,units\nmill,mill,,\nmill,shop,,\nmill,shop,,\nmill,shop,good,0\n",
    ),
    "a cycle": (GOOD_NODES, "source,target\nmill,shop\nshop,mill\n"),
    "an outlet that delivers": ("name,outlet\nmill,true\nshop,true\n", GOOD_EDGES),
    "no demand": ("name,demand_mean\nmill,\nshop,0\n", GOOD_EDGES),
    "some shares": (
        "name,demand_share\nmill,\nshop,0.5\nkiosk,\n",
        "source,target\nmill,shop\nmill,kiosk\n",
    ),
    "a blank name": ("name,firm\n,x\n", GOOD_EDGES),
}
"""A node table and an edge table, by what is wrong with them."""

GRAPHS = {
    "not XML": "<graphml",
    "an entity": "<!DOCTYPE x><graphml/>",
    "a node without id": "<graphml><graph edgedefault='directed'><node/></graph></graphml>",
    "an edge without ends": "<graphml><graph edgedefault='directed'><edge/></graph></graphml>",
    "an undirected graph": "<graphml><graph edgedefault='undirected'><node id='a'/></graph></graphml>",
    "an edge to nobody": (
        "<graphml><graph edgedefault='directed'><node id='a'/><edge source='a' target='b'/></graph></graphml>"
    ),
}

CHAINS = {
    "no columns": "stage\nA\n",
    "columns in another order": "up_stages,stage_id,lead_time,ext_demand_mean\n,A,1,1\n",
    "cells that may not be": (
        "stage_id,lead_time,ext_demand_mean,up_stages\n,x,y,B\nB,,1,A,0,C,1\n"
    ),
}  # fmt: skip


def read(folder: Path, case: str) -> None:
    """Read, or generate, what is wrong."""
    if case in TABLES:
        nodes, edges = folder / "nodes.csv", folder / "edges.csv"
        nodes.write_text(TABLES[case][0])
        edges.write_text(TABLES[case][1])
        read_network(nodes, edges)
    elif case in GRAPHS:
        (folder / "net.graphml").write_text(GRAPHS[case])
        read_graphml(folder / "net.graphml")
    elif case in CHAINS:
        (folder / "chain.csv").write_text(CHAINS[case])
        read_willems(folder / "chain.csv")
    elif case == "absent":
        read_network(folder / "none.csv", folder / "a\0b")
    else:
        generate_network(
            [],
            roles=[RoleSpec("shop", members=1, units=0, upstream=(("factory", "goods"),))],
            suppliers=[SupplierSpec(tier=2, count=0, links=1)],
            weights=[1.0],
        )


@pytest.mark.parametrize("case", [*TABLES, *GRAPHS, *CHAINS, "absent", "generated"])
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
