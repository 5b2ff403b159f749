"""What a run of one organisation costs, in which nobody buys: a month, a world under a further seed, an early end."""

import time

import numpy as np
import pytest

from tci_sim.engine.state.arrays import copied
from tci_sim.runs.executors import compile_and_link
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.build import build, build_surroundings
from tci_sim.world.build_network import network_of

pytestmark = pytest.mark.bench


def corner(root, **other):
    """The published organisation that learns."""
    compile_and_link(lambda _: None)
    return variant(load(root / "scenarios" / "published" / "march1991.yaml"), {"until": "months"} | other)


def test_ten_months_of_an_organisation_that_has_nothing_to_do_cost_no_more_than_a_copy_of_its_world(
    root, table
):
    idle = corner(root, **{"network.roles.organisation.members": 4, "months": 1200})
    network, copies, ratios, months = network_of(idle), 100, [], []
    for seed in range(1, 12):
        simulation = Simulation(idle, network, seed, threads=1)
        begin = time.process_time()
        simulation.run()
        months.append((time.process_time() - begin) / idle.months)
        begin = time.process_time()
        for _ in range(copies):
            copied(simulation.state)
        ratios.append(months[-1] / (time.process_time() - begin) * copies)
    row = table.add(
        "a month of an idle organisation", 0, 1, min(months) * 1e6, "us", ratios=ratios[1:], of="a copy of it"
    )
    assert row.times < 0.09


def test_a_further_seed_of_a_case_is_built_in_less_than_half_of_the_time_of_the_first(root, table):
    question = corner(root)
    network, rounds = network_of(question), 40
    alike = build_surroundings(question, network, 1)

    def seconds(*given):
        begin = time.process_time()
        for seed in range(rounds):
            build(question, network, seed, *given)
        return (time.process_time() - begin) / rounds

    first, further = zip(*[(seconds(), seconds(alike)) for _ in range(5)], strict=True)
    row = table.add(
        "building a world under a further seed", 0, 1, min(further) * 1e6, "us",
        ratios=np.array(further) / np.array(first), of="building it alone",
    )  # fmt: skip
    assert row.times < 0.5


def test_a_run_that_ends_when_all_has_settled_takes_less_than_half_of_the_time(root, table):
    question, pairs = corner(root), []
    short, network = variant(question, {"until": "settled"}), network_of(question)
    for seed in range(1, 12):
        taken = []
        for asked in (short, question):
            simulation = Simulation(asked, network, seed, threads=1)
            begin = time.process_time()
            simulation.run()
            taken.append(time.process_time() - begin)
        pairs.append(taken[0] / taken[1])
    row = table.add("March (1991) until: settled", 0, 1, 1e3 * taken[0], "ms", ratios=pairs, of="all months")
    assert row.times < 0.6
