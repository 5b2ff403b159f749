"""A firm that brings a chain of its own, from files, into a market whose other networks are generated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import same_bits

from tci_sim.engine.phases.unit_cost import input_costs
from tci_sim.engine.state.sums import Sum
from tci_sim.errors import InputError
from tci_sim.runs.experiment import networks_in
from tci_sim.runs.provenance import network_files, run_key
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.network_option import with_network
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build import build_surroundings
from tci_sim.world.build_network import chains_apart, contributions_of, network_of
from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.write import write_graphml

RIVALS = [f"firms.{name}" for name in ("ours", "south", "east", "west", "centre")]
SMALL = {"market.customers": 300, "months": 4, "burn_in": 2}
NODES = "name,role,members\nmill,,3\nhall,making,5\nyard,moving,2\nshop,sales,4\n"
EDGES = "source,target\nmill,hall\nhall,yard\nyard,shop\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "nodes.csv").write_text(NODES)
    (tmp_path / "edges.csv").write_text(EDGES)
    return {part: str(tmp_path / f"{part}.csv") for part in ("nodes", "edges")}


@pytest.fixture(scope="module")
def shipped() -> Scenario:
    return variant("maker_among_rivals", SMALL)


def market(files: dict[str, str], **changes: Any) -> Scenario:
    return variant("baseline", {**SMALL, "firms.north.network": files, **changes})


def test_firms_keep_their_order_and_each_has_its_network(files: dict[str, str]) -> None:
    scenario = market(files)
    network = network_of(scenario)
    assert network.selling_firms == tuple(scenario.firms)
    north = [name for name, firm in zip(network.name, network.firm, strict=True) if firm == "north"]
    assert north == ["north/hall", "north/yard", "north/shop"]
    assert network.firms[-1] == "north/mill"
    alone = network_of(variant("baseline", SMALL))
    kept = [name for name in network.name if not name.startswith("north/")]
    assert kept == [name for name in alone.name if not name.startswith("north/")]


def test_rivals_share_their_suppliers_and_the_chain_has_its_own(files: dict[str, str]) -> None:
    network = network_of(market(files))
    of = dict(zip(network.name, network.firm, strict=True))
    for row in network.edge_table():
        ends = {row["source"].startswith("north/"), row["target"].startswith("north/")}
        assert len(ends) == 1, row
    assert sum(firm.startswith("supplier 1.") for firm in of.values()) == 6


def test_a_firm_has_the_share_of_customers_that_the_scenario_says(files: dict[str, str]) -> None:
    shares = {"ours": 0.3, "north": 0.3, "south": 0.1, "east": 0.1, "west": 0.1, "centre": 0.1}
    scenario = market(files, **{f"firms.{name}.share": share for name, share in shares.items()})
    weight = network_of(scenario).market_weight
    assert np.allclose(weight / weight.sum(), list(shares.values()))


def test_at_the_start_a_unit_costs_in_wages_and_inputs_what_it_costs_in_the_other_chains(
    files: dict[str, str],
) -> None:
    scenario = market(files)
    network = network_of(scenario)
    around = build_surroundings(scenario, network, seed=1)
    places, sold = around.nodes.places, around.firms.costs.volume
    wages = around.staff.headcount * places.wage / 1e6
    bought = places.material_cost * places.starting_flow / 1e6
    others, north = chains_apart(scenario, network)
    f = network.firms.index("north")
    economy = scenario.world.economy
    assert np.isclose(wages[north].sum(), economy.labour * economy.price * sold[f], rtol=1e-6)
    assert np.isclose(bought[north].sum(), economy.materials * economy.price * sold[f], rtol=1e-6)
    rest = sold[: len(network.selling_firms)].sum() - sold[f]
    assert np.isclose(wages[others].sum(), economy.labour * economy.price * rest, rtol=1e-6)
    assert np.isclose(bought[others].sum(), economy.materials * economy.price * rest, rtol=1e-6)


def test_what_is_bought_for_a_unit_costs_as_much_at_the_start_whatever_units_it_takes(
    shipped: Scenario,
) -> None:
    network = network_of(shipped)
    around = build_surroundings(shipped, network, seed=1)
    bought = input_costs(around.nodes.places, around.edges.links, around.firms.costs.price)
    assert np.allclose(bought[: len(network.selling_firms)], shipped.world.economy.price)
    price = dict(zip(network.firms, around.firms.costs.price, strict=True))
    # a bicycle takes a frame, a set of gears and two tyres, each worth a fourth; a frame takes three tubes
    assert np.isclose(price["ours/Gear Works"], 25.0)
    assert np.isclose(price["ours/Tube Works"], 25.0 / 3.0)
    assert np.isclose(price["ours/Ore & Mine"], 25.0 / 6.0)
    assert {price[f"supplier 1.{number}"] for number in range(1, 7)} == {shipped.world.economy.price}


def test_after_a_burn_in_a_firm_with_a_chain_of_its_own_is_still_one_of_six() -> None:
    asked = {"market.simulated": 300, "burn_in": 36, "months": 1, "firms.ours.policy": "common"}
    simulation = Simulation(variant("maker_among_rivals", asked), seed=1, threads=1)
    simulation.run()
    served = simulation.state.sums.by_segment[Sum.CUSTOMERS].sum(axis=1)[:6]
    assert 0.1 < served[0] / served.sum() < 0.3
    price = simulation.state.firms.costs.price[:6]
    assert 0.8 < price[0] / price[1:].mean() < 1.25


def test_without_an_own_chain_nothing_is_apart() -> None:
    scenario = variant("baseline", SMALL)
    [everything] = chains_apart(scenario, network_of(scenario))
    assert everything.all()


def test_units_of_unknown_roles_make_what_the_roles_that_the_chain_lacks_would_make(
    files: dict[str, str],
) -> None:
    scenario = market(files)
    network = network_of(scenario)
    made = dict(zip(network.name, contributions_of(network, scenario), strict=True))
    chain = [made[f"north/{name}"] for name in ("mill", "hall", "yard", "shop")]
    assert np.allclose(np.sum(chain, axis=0), 1.0)
    assert np.allclose(made["north/shop"], [0.1, 0.0, 0.1, 0.35, 0.2])  # as of the role sales
    assert np.allclose(made["north/mill"], [0.1, 0.25, 0.15, 0.0, 0.1])  # as of suppliers
    assert np.allclose(made["north/hall"], made["north/yard"])  # half each of the rest
    assert np.array_equal(made["ours/design"], contributions_of(network_of(load("baseline")), scenario)[6])


def test_a_world_with_an_own_chain_adds_up_and_all_its_firms_sell(shipped: Scenario) -> None:
    simulation = Simulation(shipped, seed=1, threads=1)
    simulation.run()
    sold = simulation.state.goods.production.sold_total
    by_firm = np.bincount(simulation.state.nodes.places.firm, sold, minlength=6)[:6]
    assert (by_firm > 0).all()


def test_the_shipped_chain_is_that_of_the_supply_chain_in_the_market_of_six(shipped: Scenario) -> None:
    network, alone = network_of(shipped), network_of(load("supply_chain"))
    assert network.selling_firms == tuple(load("baseline").firms)
    ours = [name.removeprefix("ours/") for name in network.name if name.startswith("ours/")]
    assert sorted(ours) == sorted(alone.name)


def test_a_graph_serves_as_well_and_gives_the_same_world(files: dict[str, str], tmp_path: Path) -> None:
    tables = network_of(market(files))
    chain = ValueNetwork.build(
        [
            dict(zip(("name", "role", "members"), row.split(","), strict=True))
            for row in NODES.splitlines()[1:]
        ],
        [dict(zip(("source", "target"), row.split(","), strict=True)) for row in EDGES.splitlines()[1:]],
    )
    write_graphml(chain, tmp_path / "chain.graphml")
    graph = market({"graphml": str(tmp_path / "chain.graphml")})
    assert network_of(graph) == tables


def test_every_firm_may_bring_a_chain_and_then_nothing_is_generated(files: dict[str, str]) -> None:
    two: dict[str, Any] = {f"firms.{name}": None for name in ("south", "east", "west", "centre")}
    two |= {"firms.ours.network": files, "network.roles": None, "network.tiers": None}
    scenario = market(files, **two, **{"network.supplier_contributions": None})
    network = network_of(scenario)
    assert network.selling_firms == ("ours", "north")
    assert len(network.name) == 8
    assert np.allclose(contributions_of(network, scenario), 0.25)
    Simulation(scenario, seed=1, threads=1).run()


def test_a_chain_with_several_sellers_or_none_is_refused(files: dict[str, str]) -> None:
    Path(files["nodes"]).write_text("name,firm,outlet\na,x,yes\nb,y,yes\n")
    Path(files["edges"]).write_text("source,target\n")
    with pytest.raises(InputError) as caught:
        network_of(market(files))
    assert list(caught.value.faults) == [
        "firms.north.network: must have exactly one firm that sells; those that do are 'x', 'y'."
    ]


def test_faults_of_the_files_are_told_with_their_lines(files: dict[str, str]) -> None:
    Path(files["edges"]).write_text("source,target\nmill,hal\n")
    with pytest.raises(InputError, match=r"edges\.csv:2: edge 'mill' -> 'hal': target = 'hal'"):
        network_of(market(files))


def test_the_key_of_a_run_rests_on_what_the_files_hold_and_not_on_where_they_lie(
    files: dict[str, str], tmp_path: Path
) -> None:
    scenario = market(files)
    (tmp_path / "moved.csv").write_text(NODES)
    moved = variant(scenario, {"firms.north.network.nodes": str(tmp_path / "moved.csv")})
    assert set(network_files(scenario)) == {"firms.north.network.nodes", "firms.north.network.edges"}
    key = run_key(scenario, 1)
    assert run_key(moved, 1) == key
    Path(files["nodes"]).write_text(NODES.replace("mill,,3", "mill,,4"))
    assert run_key(scenario, 1) != key


def test_files_of_own_chains_are_read_once_for_all_runs(files: dict[str, str]) -> None:
    scenario = market(files)
    [(named, chain)] = networks_in([scenario, scenario]).items()
    assert named == (files["nodes"], files["edges"], None, None)
    assert chain.selling_firms == ("chain",)


def test_events_hit_nodes_and_suppliers_of_an_own_chain_by_their_names(files: dict[str, str]) -> None:
    def world(target: str) -> Simulation:
        shock = {"month": 1, "kind": "supplier_failure", "target": target, "size": 1.0, "duration": 2}
        simulation = Simulation(market(files, shocks=(shock,)), seed=1, threads=1)
        simulation.step(4)
        return simulation

    simulation = world("north/mill")
    broken = [simulation.network.name[n] for n in np.flatnonzero(simulation.state.disruption.broken == 1.0)]
    assert broken == ["north/mill"]
    with pytest.raises(InputError, match="Did you mean 'north/mill'"):
        world("north/mil")


def test_the_same_chain_for_a_scenario_read_again_is_the_same_world(shipped: Scenario) -> None:
    one, other = (
        Simulation(each, seed=2, threads=1) for each in (shipped, variant("maker_among_rivals", SMALL))
    )
    assert same_bits(one.state, other.state) == []
    branched = one.branch()
    assert branched.network is one.network


def test_a_network_in_the_place_of_the_scenarios_takes_the_place_of_own_chains_too(
    files: dict[str, str],
) -> None:
    alone = with_network(variant(market(files), dict.fromkeys(RIVALS)), [files["nodes"], files["edges"]])
    assert not alone.firms["north"].network.given()
    assert network_of(alone).selling_firms == ("chain",)
    generated = network_of(variant("baseline", SMALL))
    [everything] = chains_apart(market(files), generated)
    assert everything.all()


def test_an_own_chain_is_taken_back_by_a_null(files: dict[str, str]) -> None:
    assert variant(market(files), {"firms.north.network": None}) == variant("baseline", SMALL)
