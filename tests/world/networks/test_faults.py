"""What a wrong network table is told: where, what was seen, what is allowed, all at once."""

from typing import Any

import networkx as nx
import pytest

from tci_sim.errors import ConservationError, InputError
from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.tables import Origin

Rows = list[dict[str, Any]]


def faults_of(nodes: Rows, edges: Rows) -> list[str]:
    """Build with line numbers as in a file whose header is line 1."""
    with pytest.raises(InputError) as caught:
        ValueNetwork.build(
            nodes,
            edges,
            nodes_from=Origin("nodes.csv", range(2, 2 + len(nodes))),
            edges_from=Origin("edges.csv", range(2, 2 + len(edges))),
        )
    assert str(caught.value) == "\n".join(caught.value.faults)
    return list(caught.value.faults)


def edge(source: str, target: str, **more: Any) -> dict[str, Any]:
    return {"source": source, "target": target, **more}


MILL, SHOP = {"name": "mill"}, {"name": "shop"}
JOINED = edge("mill", "shop")


@pytest.mark.parametrize(
    ("nodes", "edges", "fault"),
    [
        ([], [], "nodes.csv: the network is empty; it must have at least one node."),
        (
            [MILL, SHOP, MILL],
            [JOINED],
            "nodes.csv:4: node 'mill': duplicate name (first in nodes.csv:2); names must be unique.",
        ),
        (
            [MILL, SHOP],
            [JOINED, edge("mil", "shop")],
            "edges.csv:3: edge 'mil' -> 'shop': source = 'mil': there is no node of that name. "
            "Did you mean 'mill'?",
        ),
        (
            [MILL, SHOP],
            [JOINED, edge("mill", "mill")],
            "edges.csv:3: edge 'mill' -> 'mill': a node cannot deliver to itself.",
        ),
        (
            [MILL, SHOP],
            [JOINED, edge("mill", "shop", kind="goods")],
            "edges.csv:3: edge 'mill' -> 'shop': duplicate goods edge (first in edges.csv:2); "
            "two nodes may be joined by one edge of each kind.",
        ),
        (
            [MILL, SHOP],
            [edge("mill", "shop", lead_time=-1)],
            "edges.csv:2: edge 'mill' -> 'shop': lead_time = -1: must be a whole number of months, 0 to 120.",
        ),
        (
            [MILL | {"lead_time": "-2"}, SHOP],
            [JOINED],
            "nodes.csv:2: node 'mill': lead_time = -2: must be a whole number of months, 0 to 120.",
        ),
        (
            [MILL, SHOP],
            [edge("mill", "shop", lead_time=0.5)],
            "edges.csv:2: edge 'mill' -> 'shop': lead_time = 0.5: "
            "must be a whole number of months, 0 to 120.",
        ),
        (
            [MILL, SHOP],
            [edge("mill", "shop", units=0)],
            "edges.csv:2: edge 'mill' -> 'shop': units = 0: must be a number above 0 and at most 1000000.",
        ),
        (
            [MILL, SHOP],
            [edge("mill", "shop", units="1,250")],
            "edges.csv:2: edge 'mill' -> 'shop': units = 1,250: may be thousands or decimals; "
            "write it without a mark between groups of three digits.",
        ),
        (
            [MILL, SHOP],
            [edge("mill", "shop", kind="good")],
            "edges.csv:2: edge 'mill' -> 'shop': kind = good: must be 'goods' or 'work'.",
        ),
        (
            [MILL | {"members": "many"}, SHOP],
            [JOINED],
            "nodes.csv:2: node 'mill': members = many: must be a whole number from 0 to 1000000.",
        ),
        (
            [MILL | {"front_line": "maybe"}, SHOP],
            [JOINED],
            "nodes.csv:2: node 'mill': front_line = maybe: must be true or false.",
        ),
        (
            [MILL, SHOP | {"demand_mean": "inf"}],
            [JOINED],
            "nodes.csv:3: node 'shop': demand_mean = inf: must be a number from 0 to 1e+12.",
        ),
        (
            [MILL, SHOP, {"name": " "}],
            [JOINED],
            "nodes.csv:4: node number 3: name is blank: must be printable text of 1 to 200 characters.",
        ),
        (
            [MILL, SHOP | {"role": "a\x1b[2J"}],
            [JOINED],
            "nodes.csv:3: node 'shop': role = a\\x1b[2J: must be printable text of 1 to 200 characters.",
        ),
        (
            [MILL | {"outlet": True}, SHOP],
            [JOINED],
            "nodes.csv:2: node 'mill': outlet = true, but the node delivers goods to other nodes; "
            "use a separate outlet that it supplies.",
        ),
        (
            [MILL, SHOP | {"demand_share": 0}],
            [JOINED],
            "nodes.csv:3: node 'shop': the outlets of firm 'chain' have no demand; "
            "at least one must have a demand_share or demand_mean above 0.",
        ),
        (
            [MILL, SHOP | {"demand_share": 1, "demand_mean": 0}],
            [JOINED],
            "nodes.csv: demand_mean is 0 at every outlet; at least one must have a value above 0.",
        ),
        (
            [SHOP, {"name": "kiosk", "demand_share": 0.5}],
            [],
            "nodes.csv:2: node 'shop': demand_share must be given for all outlets "
            "of firm 'chain' or for none.",
        ),
        (
            [MILL | {"demand_mean": 5}, SHOP],
            [JOINED],
            "nodes.csv:2: node 'mill': demand_mean = 5.0: must be 0 or blank for a node that is not an outlet.",
        ),
        (
            [MILL, SHOP | {"outlet": False}],
            [JOINED],
            "nodes.csv: no node is an outlet; customers must be able to buy somewhere.",
        ),
        (
            [MILL, SHOP | {"tier": 2}],
            [JOINED],
            "nodes.csv:3: node 'shop': tier = 2: must be 0 for a firm that has outlets.",
        ),
        (
            [MILL | {"tier": 0}, SHOP],
            [JOINED],
            "nodes.csv:2: node 'mill': tier = 0: must be at least 1 for a firm without outlets.",
        ),
        (
            [MILL | {"member": 3}, SHOP],
            [JOINED],
            "nodes.csv: column 'member' is not known for nodes. Did you mean 'members'?",
        ),
        (
            [MILL, SHOP],
            [{"source": "mill"}],
            "edges.csv: column 'target' is missing in the table of edges.",
        ),
        ([{"firm": "A"}], [], "nodes.csv: column 'name' is missing in the table of nodes."),
    ],
)
def test_each_fault_has_its_own_sentence(nodes: Rows, edges: Rows, fault: str) -> None:
    assert faults_of(nodes, edges) == [fault]


def test_a_cycle_is_named_node_by_node() -> None:
    nodes = [{"name": name} for name in ("mine", "x", "y", "z", "shop")]
    ends = [("mine", "x"), ("x", "y"), ("y", "z"), ("z", "x"), ("z", "shop")]
    (fault,) = faults_of(nodes, [edge(*pair) for pair in ends])
    assert fault == (
        "edges.csv:5: edge 'z' -> 'x': closes a cycle, which is not allowed in a value network: "
        "'x' -> 'y' -> 'z' -> 'x'."
    )


def test_cycles_apart_are_both_named() -> None:
    nodes = [{"name": name} for name in "abcds"]
    found = faults_of(nodes, [edge(*pair, kind="work") for pair in ("ab", "ba", "cd", "dc")])
    assert [fault.rpartition(": ")[2] for fault in found] == ["'a' -> 'b' -> 'a'.", "'c' -> 'd' -> 'c'."]


def test_a_long_cycle_is_cut_short_in_the_message() -> None:
    nodes = [{"name": f"n{k}"} for k in range(50)] + [{"name": "shop"}]
    (fault,) = faults_of(nodes, [edge(f"n{k}", f"n{(k + 1) % 50}") for k in range(50)])
    assert fault.count("->") == 22
    assert "-> ... ->" in fault


def test_all_faults_of_both_tables_come_at_once() -> None:
    nodes = [MILL | {"members": -1}, SHOP | {"tier": 1}]
    edges = [edge("mill", "shop", units=-1), edge("mill", "shpo")]
    starts = [fault.partition(": ")[0] for fault in faults_of(nodes, edges)]
    assert starts == ["nodes.csv:2", "edges.csv:2", "edges.csv:3", "nodes.csv:3"]


def test_a_graph_that_is_not_directed_is_refused() -> None:
    with pytest.raises(InputError, match=r"^graph: a value network must be a directed graph"):
        ValueNetwork.from_networkx(nx.Graph([(1, 2)]))


def test_an_attribute_that_means_nothing_is_refused_with_what_is_allowed() -> None:
    graph = nx.DiGraph()
    graph.add_node("a", cost=3)
    with pytest.raises(InputError) as caught:
        ValueNetwork.from_networkx(graph)
    (fault,) = caught.value.faults
    assert fault.startswith("graph: column 'cost' is not known for nodes. Columns may be name, firm, role,")


def test_a_broken_account_is_named_with_month_and_amount() -> None:
    error = ConservationError(month=7, account="cash of firm A", amount=-12)
    assert (error.month, error.account, error.amount) == (7, "cash of firm A", -12)
    assert str(error) == (
        "Month 7: account 'cash of firm A' does not balance: it is off by -12. No result was saved."
    )
