"""One run: kept under the key of what it was, and found again for nothing else."""

import dataclasses

import pytest
from worlds import small_market

from tci_sim.analysis.run import run_or_load
from tci_sim.api.run import load_result, run
from tci_sim.scenario.load import variant
from tci_sim.world.build_network import network_of
from tci_sim.world.networks.write import write_network


@pytest.fixture(scope="module")
def small():
    return small_market({"market.customers": 100, "months": 3, "burn_in": 1})


@pytest.fixture
def filed(small, tmp_path):
    """A scenario whose network stands in files, and these files."""
    nodes, edges = tmp_path / "nodes.csv", tmp_path / "edges.csv"
    write_network(network_of(small), nodes, edges)
    generated = ("roles", "tiers", "supplier_contributions")
    named = {"network.nodes": str(nodes), "network.edges": str(edges)}
    return variant(small, {f"network.{part}": None for part in generated} | named), nodes, edges


def slower(network):
    """The same network with lead times twice as long."""
    return dataclasses.replace(network, lead_time=network.lead_time * 2)


def test_a_run_with_another_network_is_not_the_run_of_the_scenario(small, tmp_path):
    own, other = network_of(small), slower(network_of(small))
    folder = run(small, network=other).save(tmp_path)
    found = run_or_load(small, 1, tmp_path)
    assert not found.reused
    assert found.folder != folder
    assert found.result.network == own
    assert load_result(folder).network == other
    assert run_or_load(small, 1, tmp_path, network=other).reused


def test_a_network_that_is_the_scenarios_own_changes_no_key(small):
    given = run(small, network=network_of(small))
    assert given.provenance == run(small).provenance


def test_files_that_change_after_a_run_do_not_change_what_it_is_kept_under(filed, tmp_path):
    scenario, nodes, edges = filed
    before = run(scenario)
    write_network(slower(network_of(scenario)), nodes, edges)
    before.save(tmp_path / "out")
    assert not run_or_load(scenario, 1, tmp_path / "out").reused


def test_a_result_whose_files_are_gone_can_be_saved_again(filed, tmp_path):
    scenario, nodes, edges = filed
    folder = run(scenario).save(tmp_path / "one")
    nodes.unlink()
    edges.unlink()
    again = load_result(folder).save(tmp_path / "two")
    assert again.name == folder.name
    assert load_result(again) == load_result(folder)


def test_a_result_of_another_model_does_not_answer_for_this_one(small, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("tci_sim.runs.provenance.model_version", lambda: "another")
        folder = run(small).save(tmp_path / "one")
    saved = load_result(folder).save(tmp_path / "two")
    assert saved.name == folder.name
    assert not run_or_load(small, 1, tmp_path / "two").reused
