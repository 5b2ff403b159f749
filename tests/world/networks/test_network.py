"""The value network: order, defaults, neighbours, and the way through networkx and back."""

import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from drawn_networks import networks
from hypothesis import given

from tci_sim.world.network import ValueNetwork


@pytest.fixture
def shop() -> ValueNetwork:
    """A mine feeds a mill; the mill and a shared design office serve the shops of two firms."""
    nodes = [
        {"name": "shop B", "firm": "B", "demand_mean": 30},
        {"name": "shop A1", "firm": "A", "demand_mean": 10},
        {"name": "shop A2", "firm": "A", "demand_mean": 30},
        {"name": "design", "firm": "A"},
        {"name": "mill", "firm": "mill"},
        {"name": "mine", "firm": "mine"},
    ]
    edges = [{"source": "mill", "target": name, "units": 0.5} for name in ("shop A1", "shop A2", "shop B")]
    edges += [{"source": "design", "target": "shop A1", "kind": "work"}, {"source": "mine", "target": "mill"}]
    return ValueNetwork.build(nodes, edges)


def test_nodes_come_up_stream_first_and_otherwise_in_the_order_given(shop: ValueNetwork) -> None:
    assert shop.name == ("design", "mine", "mill", "shop B", "shop A1", "shop A2")


def test_selling_firms_come_before_suppliers(shop: ValueNetwork) -> None:
    assert shop.selling_firms == ("A", "B")
    assert shop.firms == ("A", "B", "mine", "mill")
    assert shop.firm_index.tolist() == [0, 2, 3, 1, 0, 0]


def test_a_tier_counts_the_edges_to_the_nearest_selling_firm(shop: ValueNetwork) -> None:
    assert dict(zip(shop.name, shop.tier.tolist(), strict=True)) == {
        "design": 0,
        "mine": 2,
        "mill": 1,
        "shop B": 0,
        "shop A1": 0,
        "shop A2": 0,
    }


def test_blank_cells_mean_what_build_says(shop: ValueNetwork) -> None:
    assert shop.role == ("production", "supplier", "supplier", "sales", "sales", "sales")
    assert shop.members.tolist() == [4] * 6
    assert shop.outlet.tolist() == shop.front_line.tolist() == [False] * 3 + [True] * 3
    assert shop.lead_time.tolist() == [1, 1, 0, 0, 0, 0]  # nothing but goods from outside takes a month
    assert shop.goods.tolist() == [True, True, False, True, True]
    assert shop.edge_lead_time.tolist() == [1, 1, 0, 1, 1]
    assert shop.milli_units.tolist() == [1000, 500, 1000, 500, 500]


def test_demand_is_shared_by_mean_demand_where_no_share_is_given(shop: ValueNetwork) -> None:
    assert shop.demand_share.tolist() == [0, 0, 0, 1, 0.25, 0.75]
    assert shop.market_weight.tolist() == [40, 30]


def test_demand_shares_given_are_normalised_within_a_firm() -> None:
    nodes = [{"name": name, "demand_share": share} for name, share in (("x", 3), ("y", 1))]
    network = ValueNetwork.build(nodes, [])
    assert network.demand_share.tolist() == [0.75, 0.25]
    assert network.market_weight.tolist() == [2]


def test_without_a_firm_column_nodes_that_only_send_goods_are_suppliers() -> None:
    nodes = [{"name": name} for name in ("ore", "smelter", "design", "shop")]
    ends = [("ore", "smelter", "goods"), ("smelter", "shop", "goods"), ("design", "shop", "work")]
    edges = [dict(zip(("source", "target", "kind"), end, strict=True)) for end in ends]
    assert ValueNetwork.build(nodes, edges).firm == ("ore", "chain", "chain", "chain")


def test_neighbours_are_found_over_both_kinds_of_edges(shop: ValueNetwork) -> None:
    at = shop.name.index
    assert shop.upstream(at("shop A1")).tolist() == [at("design"), at("mill")]
    assert shop.upstream(at("mine")).tolist() == []
    assert shop.downstream(at("mill")).tolist() == [at("shop B"), at("shop A1"), at("shop A2")]
    assert shop.downstream(at("shop B")).tolist() == []
    assert [shop.milli_units[e] for e in shop.edges_into(at("shop A1"))] == [1000, 500]
    assert [shop.target[e] for e in shop.edges_out_of(at("design"))] == [at("shop A1")]


def test_nobody_can_write_into_a_network(shop: ValueNetwork) -> None:
    with pytest.raises(ValueError, match="read-only"):
        shop.members[0] = 99


def test_networks_that_differ_in_one_edge_are_not_equal(shop: ValueNetwork) -> None:
    edges = shop.edge_table()
    assert ValueNetwork.build(shop.node_table(), edges) == shop
    edges[0]["lead_time"] += 1
    assert ValueNetwork.build(shop.node_table(), edges) != shop
    assert hash(ValueNetwork.build(shop.node_table(), shop.edge_table())) == hash(shop)


@given(networks())
def test_every_edge_points_forward_and_edges_come_by_target(network: ValueNetwork) -> None:
    assert (network.source < network.target).all()
    assert (np.diff(network.target) >= 0).all()


@given(networks())
def test_demand_shares_sum_to_one_in_each_selling_firm_and_are_zero_elsewhere(network: ValueNetwork) -> None:
    sums = np.bincount(network.firm_index, network.demand_share, len(network.firms))
    selling = len(network.selling_firms)
    assert sums[:selling] == pytest.approx(np.ones(selling))
    assert (sums[selling:] == 0).all()
    assert (network.demand_share[~network.outlet] == 0).all()


@given(networks())
def test_a_network_survives_networkx_unchanged(network: ValueNetwork) -> None:
    graph = network.to_networkx()
    assert isinstance(graph, nx.DiGraph)
    assert nx.is_directed_acyclic_graph(graph)
    assert ValueNetwork.from_networkx(graph) == network


def test_both_kinds_between_two_nodes_make_a_multigraph_keyed_by_kind() -> None:
    edges = [
        {"source": "a", "target": "b", "kind": kind, "units": units}
        for kind, units in (("work", 1), ("goods", 2))
    ]
    network = ValueNetwork.build([{"name": "a"}, {"name": "b"}], edges)
    assert network.goods.tolist() == [True, False]
    assert network.upstream(1).tolist() == [0]
    assert network.to_networkx()["a"]["b"]["goods"]["units"] == 2.0


def test_a_bare_digraph_of_networkx_is_a_network() -> None:
    network = ValueNetwork.from_networkx(nx.DiGraph([(1, 2), (2, 3)]))
    assert network.name == ("1", "2", "3")
    assert network.selling_firms == ("chain",)


def test_importing_the_network_does_not_import_networkx() -> None:
    program = (
        "import sys, tci_sim.world.network, tci_sim.world.networks.willems; print('networkx' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"
